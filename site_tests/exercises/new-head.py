# %% says: it lost its old head
def new_head(model, classes):
    model[-1] = nn.Linear(model[-1].in_features, classes)
    return model


# %% says: takes the place of the old one
def new_head(model, classes):
    return nn.Sequential(*model, nn.Linear(10, classes))


# %% says: The other layers are copies
import copy


def new_head(model, classes):
    new = copy.deepcopy(model)
    new[-1] = nn.Linear(model[-1].in_features, classes)
    return new


# %% says: The new head takes 64 numbers
def new_head(model, classes):
    return nn.Sequential(*model[:-1], nn.Linear(64, classes))


# %% says: puts out 10 numbers
def new_head(model, classes):
    return nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, 10))


# %% says: it should be a Sequential
def new_head(model, classes):
    return [*model[:-1], nn.Linear(model[-1].in_features, classes)]


# %% right
def new_head(model, classes):
    return nn.Sequential(*list(model)[:-1], nn.Linear(model[-1].weight.shape[1], classes))
