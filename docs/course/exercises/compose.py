# %% says: must return a function
def compose(layers):
    x = 5
    for layer in layers:
        x = layer(x)
    return x


# %% says: You apply the last layer first
def compose(layers):
    def f(x):
        for layer in reversed(layers):
            x = layer(x)
        return x

    return f


# %% says: only one of the two acted
def compose(layers):
    def f(x):
        for layer in layers:
            y = layer(x)
        return y

    return f


# %% says: only one of the two acted
def compose(layers):
    def f(x):
        for layer in layers:
            return layer(x)

    return f


# %% says: The second call gives
def compose(layers):
    left = list(layers)

    def f(x):
        while left:
            x = left.pop(0)(x)
        return x

    return f


# %% says: the result is the input itself
def compose(layers):
    def f(x):
        if not layers:
            return None
        for layer in layers:
            x = layer(x)
        return x

    return f


# %% says: contains yield
def compose(layers):
    def f(x):
        for layer in layers:
            x = layer(x)
            yield x
    return f


# %% says: gives 0, it should be 14
def compose(layers):
    ordered = sorted(layers, key=lambda f: f.__name__)
    def f(x):
        for layer in ordered:
            x = layer(x)
        return x
    return f


# %% right
from functools import reduce

compose = lambda layers: lambda x: reduce(lambda value, layer: layer(value), layers, x)


# %% right
def compose(layers):
    def f(x):
        for layer in layers:
            x = layer(x)
        return x

    return f


list = [double, add_three]


# %% says: hides Python's own list()
def compose(layers):
    def f(x):
        for layer in list(layers):
            x = layer(x)
        return x

    return f


# %% says: The function you return gives nothing back
del list


def compose(layers):
    def f(x):
        for layer in layers:
            x = layer(x)
        print(x)

    return f


# %% says: use the list
def compose(layers):
    return lambda x: square(add_three(double(x)))


# %% says: begin with the x
def compose(layers):
    def f(x):
        x = 5
        for layer in layers:
            x = layer(x)
        return x

    return f


# %% right
class compose:
    def __init__(self, layers):
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


# %% right
def compose(layers):
    if not layers:
        return lambda x: x
    first, *rest = layers
    return lambda x: compose(rest)(first(x))


# %% says: calls itself without end
def compose(layers):
    f = lambda x: x
    for layer in layers:
        g = f
        f = lambda x: layer(g(x))
    return f


# %% says: RuntimeError
def compose(layers):
    def f(x):
        for layer in layers:
            x = layer(x) or x
        return x

    return f


# %% says: may be in the list twice
def compose(layers):
    layers = list(dict.fromkeys(layers))

    def f(x):
        for layer in layers:
            x = layer(x)
        return x

    return f


# %% says: changes the list it is given
def compose(layers):
    layers.reverse()

    def f(x):
        for layer in reversed(layers):
            x = layer(x)
        return x

    return f


# %% says: compose([]) gives None
def compose(layers):
    if not layers:
        return None

    def f(x):
        for layer in layers:
            x = layer(x)
        return x

    return f


# %% says: it should be 14
def compose(layers):
    def f(x):
        for layer in layers:
            y = layer(x)
            if y is x:
                break
            x = y
        return x

    return f


# %% says: it should be 14
def compose(layers):
    def f(x):
        for layer in layers:
            x = layer(x)
        return layers[-1](x) if layers and len(layers) > 3 else x

    return f


# %% says: it should be 14
def compose(layers):
    layers = sorted(layers, key=lambda g: getattr(g, "__name__", ""))

    def f(x):
        for layer in layers:
            x = layer(x)
        return x

    return f


# %% says: calls itself without end
def compose(layers):
    f = lambda x: x
    for layer in layers:
        f = lambda x: layer(f(x))
    return f


# %% says: in compose([])(7)
def compose(layers):
    def f(x):
        x = layers[0](x)
        for l in layers[1:]:
            x = l(x)
        return x

    return f


# %% says: x is a tensor of shape [5, 3]
def compose(layers):
    def f(x):
        x = float(x)
        for l in layers:
            x = l(x)
        return x

    return f


# %% right
class compose:
    def __init__(self, layers):
        self.layers = list(layers)

    def __call__(self, x):
        for l in self.layers:
            x = l(x)
        return x


# %% right
def compose(layers):
    return (lambda x: compose(layers[1:])(layers[0](x))) if layers else (lambda x: x)


# %% right
class Chain:
    def __init__(self, layers):
        self.layers = tuple(layers)

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

def compose(layers):
    return Chain(layers)
