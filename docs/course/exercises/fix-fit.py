# %% says: reaches Linear(in_features=784, out_features=200, bias=True) with the shape [40, 1, 28, 28]
def make_model():
    return nn.Sequential(nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10))


# %% says: with the shape [40, 200], but that module needs 784
def make_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: no ReLU between the second and the third
def make_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.Linear(50, 10))


# %% says: no ReLU between the first and the second
def make_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 200), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10))


# %% says: the three are equivalent to one
def make_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 200), nn.Linear(200, 50), nn.Linear(50, 10))


# %% says: put out [784, 50, 10]
def make_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 784), nn.ReLU(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: a ReLU acts on them
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


# %% says: It should still be a function
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


# %% says: of type list
def make_model():
    return [nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)]


# %% says: with the shape [40, 1, 28, 28]
def make_model():
    return nn.Sequential(
        nn.Linear(784, 200), nn.Flatten(), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: with the shape [31360]
def make_model():
    return nn.Sequential(
        nn.Flatten(0), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: The modules that ran: Flatten, Linear, Tanh, Linear, Tanh, Linear
def make_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 200), nn.Tanh(), nn.Linear(200, 50), nn.Tanh(), nn.Linear(50, 10)
    )


# %% says: In training mode the scores differ
def make_model():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 200),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(200, 50),
        nn.ReLU(),
        nn.Linear(50, 10),
    )


# %% says: gives the shape [40, 1, 10]
def make_model():
    return nn.Sequential(
        nn.Flatten(2), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: share their weights
layers = [nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)]


def make_model():
    return nn.Sequential(*layers)


# %% says: has no bias
def make_model():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 200, bias=False),
        nn.ReLU(),
        nn.Linear(200, 50),
        nn.ReLU(),
        nn.Linear(50, 10),
    )


# %% says: with the shape [31360]
def make_model():
    return nn.Sequential(nn.Flatten(0), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10))


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


# %% right
def make_model():
    hidden = [nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in [(784, 200), (200, 50)]]
    return nn.Sequential(nn.Flatten(-3), nn.Sequential(*hidden), nn.Linear(50, 10))


# %% right
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(50, 10)
        self.first, self.second = nn.Linear(784, 200), nn.Linear(200, 50)

    def forward(self, x):
        x = F.relu(self.first(x.reshape(len(x), -1)))
        return self.out(F.relu(self.second(x)))


def make_model():
    return Net()


# %% says: take [28, 200, 50] numbers
class Rows(nn.Module):
    def forward(self, x):
        return x.mean(2).flatten(1)


def make_model():
    return nn.Sequential(
        Rows(), nn.Linear(28, 200), nn.ReLU(), nn.Linear(200, 50), nn.ReLU(), nn.Linear(50, 10)
    )


# %% says: In training mode the scores differ|In evaluation mode the scores differ
def make_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 200), nn.ReLU6(), nn.Linear(200, 50), nn.ReLU6(), nn.Linear(50, 10)
    )


# %% says: ReLU6
def make_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 200), nn.ReLU6(), nn.Linear(200, 50), nn.ReLU6(), nn.Linear(50, 10))
