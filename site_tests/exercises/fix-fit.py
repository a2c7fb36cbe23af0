# %% says: something has to flatten it first
def make_model():
    return nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10))


# %% says: 200 numbers leave
def make_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: two linear layers stand side by side
def make_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.Linear(50, 10))


# %% says: wanted 200, 50 and 10
def make_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 784), nn.ReLU(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: There is a ReLU after the last layer
def make_model():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 200),
        nn.ReLU(),
        nn.Linear(200, 50),
        nn.ReLU(),
        nn.Linear(50, 10),
        nn.ReLU(),
    )


# %% says: It should stay a function
make_model = nn.Sequential(
    nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)
)


# %% says: returns nothing
def make_model():
    print(
        nn.Sequential(
            nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)
        )
    )


# %% says: too far back
def make_model():
    return nn.Sequential(
        nn.Linear(784, 200), nn.Flatten(), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: does not keep one row per image
def make_model():
    return nn.Sequential(
        nn.Flatten(0), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: nothing else
def make_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 200), nn.Tanh(), nn.Linear(200, 50), nn.Tanh(), nn.Linear(50, 10)
    )


# %% right
from collections import OrderedDict


def make_model():
    return nn.Sequential(
        OrderedDict(
            a=nn.Flatten(1),
            b=nn.Linear(784, 200),
            c=nn.ReLU(inplace=True),
            d=nn.Linear(200, 50),
            e=nn.ReLU(),
            f=nn.Linear(50, 10),
        )
    )


# %% right
def make_model():
    relu = nn.ReLU()
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 200), relu, nn.Linear(200, 50), relu, nn.Linear(50, 10))
