# %% says: have no names
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.Tanh(), nn.Linear(32, 10, bias=False))
# %% says: The last module has a bias
net = nn.Sequential(
    OrderedDict(flatten=nn.Flatten(), hidden=nn.Linear(784, 32), act=nn.Tanh(), scores=nn.Linear(32, 10))
)
# %% says: Flatten, Linear, ReLU, Linear; the printout has
net = nn.Sequential(
    OrderedDict(
        flatten=nn.Flatten(), hidden=nn.Linear(784, 32), act=nn.ReLU(), scores=nn.Linear(32, 10, bias=False)
    )
)
# %% says: The names are
net = nn.Sequential(
    OrderedDict(
        flat=nn.Flatten(), hidden=nn.Linear(784, 32), act=nn.Tanh(), scores=nn.Linear(32, 10, bias=False)
    )
)
# %% says: hidden is Linear(in_features=784, out_features=64
net = nn.Sequential(
    OrderedDict(
        flatten=nn.Flatten(), hidden=nn.Linear(784, 64), act=nn.Tanh(), scores=nn.Linear(64, 10, bias=False)
    )
)
# %% says: it should be an nn.Sequential
net = nn.Linear(784, 10)
# %% right
net = nn.Sequential()
for name, layer in [
    ("flatten", nn.Flatten()),
    ("hidden", nn.Linear(784, 32)),
    ("act", nn.Tanh()),
    ("scores", nn.Linear(32, 10, bias=False)),
]:
    net.add_module(name, layer)


# %% says: net is a class
class net(nn.Sequential):
    pass


# %% says: flatten is
net = nn.Sequential(
    OrderedDict(
        flatten=nn.Flatten(0), hidden=nn.Linear(784, 32), act=nn.Tanh(), scores=nn.Linear(32, 10, bias=False)
    )
)
# %% right
net = nn.Sequential()
net.flatten = nn.Flatten()
net.hidden = nn.Linear(28 * 28, 32)
net.act = nn.Tanh()
net.scores = nn.Linear(32, 10, False)


# %% right
class Net(nn.Sequential):
    def __init__(self):
        super().__init__(
            OrderedDict(
                flatten=nn.Flatten(),
                hidden=nn.Linear(784, 32),
                act=nn.Tanh(),
                scores=nn.Linear(32, 10, bias=False),
            )
        )


net = Net()


# %% says: net is of type OrderedDict
net = OrderedDict(
    [
        ("flatten", nn.Flatten()),
        ("hidden", nn.Linear(784, 32)),
        ("act", nn.Tanh()),
        ("scores", nn.Linear(32, 10, bias=False)),
    ]
)


# %% says: does not compute what Flatten
class Tanh(nn.ReLU):
    def extra_repr(self):
        return ""


from collections import OrderedDict

net = nn.Sequential(
    OrderedDict(
        flatten=nn.Flatten(), hidden=nn.Linear(784, 32), act=Tanh(), scores=nn.Linear(32, 10, bias=False)
    )
)


# %% says: does not compute what Flatten
from collections import OrderedDict


class Linear(nn.Linear):
    def forward(self, x):
        return torch.zeros(len(x), self.out_features)


net = nn.Sequential(
    OrderedDict(
        flatten=nn.Flatten(), hidden=nn.Linear(784, 32), act=nn.Tanh(), scores=Linear(32, 10, bias=False)
    )
)


# %% says: print(net) gives
class Flatten(nn.Flatten):
    pass


class Tanh(nn.Tanh):
    def extra_repr(self):
        return "slope=1"


net = nn.Sequential(
    OrderedDict(
        flatten=Flatten(), hidden=nn.Linear(784, 32), act=Tanh(), scores=nn.Linear(32, 10, bias=False)
    )
)
