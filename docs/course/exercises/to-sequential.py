# %% says: Of the 4 parameters of net, the Sequential holds 0, and 4 others
def as_sequential(net):
    return nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.ReLU(), nn.Dropout(0.25), nn.Linear(8, 3))


# %% says: gives the same numbers twice
def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), net.fc2)


# %% says: the Sequential stops
def as_sequential(net):
    return nn.Sequential(net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)


# %% says: In evaluation mode the Sequential does not compute
def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc1, nn.Dropout(0.25), net.fc2)


# %% says: In evaluation mode the Sequential does not compute
def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2, nn.ReLU())


# %% says: with the same random draws
def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.5), net.fc2)


# %% says: The Sequential holds net itself
def as_sequential(net):
    return nn.Sequential(net)


# %% says: the Sequential holds 0, and 4 others
import copy


def as_sequential(net):
    net = copy.deepcopy(net)
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)


# %% says: returns something of type NoneType
def as_sequential(net):
    nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)


# %% says: returns something of type list
def as_sequential(net):
    return [nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2]


# %% says: the Sequential stops
def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc2, nn.ReLU(), nn.Dropout(0.25), net.fc1)


# %% says: In evaluation mode the Sequential does not compute
def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc1, nn.Dropout(0.25), nn.Tanh(), net.fc2)


# %% says: adds body, body.0
def as_sequential(net):
    net.body = nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)
    return net.body


# %% says: and the batch of 9 is lost
def as_sequential(net):
    return nn.Sequential(nn.Flatten(0), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)


# %% says: switches net to evaluation mode
def as_sequential(net):
    drop = nn.Dropout(0.25)
    drop.eval()
    seq = nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), drop, net.fc2)
    return seq.eval()


# %% right
from collections import OrderedDict


def as_sequential(net):
    layers = [("flat", nn.Flatten(-3)), ("one", net.fc1), ("act", nn.ReLU(inplace=True))]
    if net.fc1.in_features == 6:
        layers[0] = ("flat", nn.Identity())
    return nn.Sequential(OrderedDict([*layers, ("drop", nn.Dropout(p=0.25)), ("two", net.fc2)]))


# %% right
def as_sequential(net):
    seq = nn.Sequential(nn.Flatten(), nn.Sequential(net.fc1, nn.ReLU()))
    seq.append(nn.Dropout(0.25))
    seq.append(net.fc2)
    return seq


# %% right
def as_sequential(net):
    first = nn.Sequential(nn.Flatten(start_dim=1), net.fc1)
    return first + nn.Sequential(nn.ReLU(), nn.Dropout(1 / 4), net.fc2)


# %% says: switches net to evaluation mode
def as_sequential(net):
    net.eval()
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)


# %% says: freezes the modules of net
def as_sequential(net):
    for p in net.parameters():
        p.requires_grad = False
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)


# %% says: takes modules out of net
def as_sequential(net):
    seq = nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)
    del net.fc1, net.fc2
    return seq


# %% says: switches net to training mode
def as_sequential(net):
    net.train()
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)


# %% says: x.flatten(1) is nn.Flatten() as a module
class Net(nn.Module):
    def __init__(self, pixels, hidden, classes):
        super().__init__()
        self.fc1 = nn.Linear(pixels, hidden)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, 0.25, training=self.training)
        return self.fc2(x)


def as_sequential(net):
    return nn.Sequential(net.fc1, nn.ReLU(), nn.Dropout(0.25), net.fc2)


# %% right
class Net(nn.Module):
    def __init__(self, pixels, hidden, classes):
        super().__init__()
        self.fc1 = nn.Linear(pixels, hidden)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, 0.25, training=self.training)
        return self.fc2(x)


def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc1, nn.Dropout(0.25), nn.ReLU(), net.fc2)


# %% says: the share that is dropped
class Net(nn.Module):
    def __init__(self, pixels, hidden, classes):
        super().__init__()
        self.fc1 = nn.Linear(pixels, hidden)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, 0.25, training=self.training)
        return self.fc2(x)


def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(), net.fc2)


# %% says: adds flatten, relu, dropout to net
def as_sequential(net):
    net.flatten, net.relu, net.dropout = nn.Flatten(), nn.ReLU(), nn.Dropout(0.25)
    return nn.Sequential(net.flatten, net.fc1, net.relu, net.dropout, net.fc2)


# %% says: does not compute the same numbers
def as_sequential(net):
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU6(), nn.Dropout(0.25), net.fc2)


# %% says: holds 3, and 1 others
def as_sequential(net):
    last = nn.Linear(net.fc2.in_features, net.fc2.out_features)
    last.weight = net.fc2.weight
    return nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), nn.Dropout(0.25), last)
