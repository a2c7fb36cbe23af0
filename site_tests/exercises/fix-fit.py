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
