# %% says: That is 1 − w²
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value,), (1 - value.data**2,))


# %% says: That is t itself
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value,), (t,))


# %% says: comes out as 1.000000
def tanh(value):
    return Value(math.tanh(value.data), (value,), (1.0,))


# %% says: comes out as 1.365
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value,), (1 + t * t,))


# %% says: comes out as 0.395632
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value,), (1 - t,))


# %% says: with a comma
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value), (1 - t * t))


# %% says: something of type float
def tanh(value):
    return math.tanh(value.data)


# %% says: no parents
def tanh(value):
    t = math.tanh(value.data)
    return Value(1 * t)


# %% says: tanh changes the Value
def tanh(value):
    t = value.data = math.tanh(value.data)
    return Value(t, (value,), (1 - t * t,))


# %% says: before backward() ran
def tanh(value):
    t = math.tanh(value.data)
    value.grad = 1 - t * t
    return Value(t, (value,), (1 - t * t,))


# %% says: tanh(w) at w = 0.7 gives
def tanh(value):
    t = math.tan(value.data)
    return Value(t, (value,), (1 - t * t,))


# %% says: returns nothing
def tanh(value):
    t = math.tanh(value.data)
    Value(t, (value,), (1 - t * t,))


# %% says: Parents and rates are swapped
import math
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (1 - t * t,), (value,))


# %% says: comes out as 1.269479
import math
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value, value), (1 - t * t, 1 - t * t))


# %% right
def tanh(value):
    return Value(math.tanh(value.data), [value], [math.cosh(value.data) ** -2])


# %% right
def tanh(v):
    up, down = math.exp(v.data), math.exp(-v.data)
    t = (up - down) / (up + down)
    return Value(t, parents=(v,), rates=(1 - t**2,))


# %% right
def exp(v):
    return Value(math.exp(v.data), (v,), (math.exp(v.data),))


def tanh(v):
    e = exp(v * 2)
    return (e - 1) * (e + 1) ** -1


# %% says: parents must be Values
import math


def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value.data,), (1 - t**2,))


# %% says: rates must be plain numbers
import math


def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value,), (Value(1 - t**2),))


# %% says: Nothing leads back from the result to w
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (Value(value.data),), (1 - t * t,))


# %% says: The rate you give is 0
def tanh(value):
    t = math.tanh(value.data)
    return Value(t, (value,), ((1 - t * t) * value.grad,))


# %% says: The rates must be plain numbers
def tanh(value):
    t = torch.tanh(torch.tensor(value.data))
    r = Value(t, (value,), (1 - t * t,))
    return r


# %% says: The data of what tanh returns is of type Value
def tanh(value):
    t = math.tanh(value.data)
    r = Value(0, (value,), (1 - t * t,))
    r.data = Value(t)
    return r


# %% right
def tanh(value):
    e = Value(math.exp(2 * value.data), (value,), (2 * math.exp(2 * value.data),))
    return (e - 1) * (e + 1) ** -1


# %% right
import torch


def tanh(value):
    t = torch.tanh(torch.tensor(value.data)).item()
    return Value(t, (value,), (1 - t * t,))


# %% right
import math
def tanh(value):
    result = Value(math.tanh(value.data))
    result.parents = (value,)
    result.rates = (1.0 - result.data ** 2,)
    return result
