# %% says: it lost its old head
def new_head(model, classes):
    model[-1] = nn.Linear(model[-1].in_features, classes)
    return model


# %% says: takes the place of the old one
def new_head(model, classes):
    return nn.Sequential(*model, nn.Linear(10, classes))


# %% says: not those of the old model
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


# %% says: ReLU from before the head is missing
def new_head(model, classes):
    linears = [module for module in model if isinstance(module, nn.Linear)]
    return nn.Sequential(*linears[:-1], nn.Linear(linears[-1].in_features, classes))


# %% says: and they share none
def new_head(model, classes):
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, classes))


# %% says: Only the head changes: add no other module
def new_head(model, classes):
    return nn.Sequential(*model[:-1], nn.ReLU(), nn.Linear(model[-1].in_features, classes))


# %% right
def new_head(model, classes):
    return nn.Sequential(*list(model)[:-1], nn.Linear(model[-1].weight.shape[1], classes))


# %% says: returns nothing
def new_head(model, classes):
    new = nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, classes))


# %% says: For 3 classes
def new_head(model, classes):
    return nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, 26))


# %% says: as one block
def new_head(model, classes):
    return nn.Sequential(model[:-1], nn.Linear(model[-1].in_features, classes))


# %% says: old head itself
def new_head(model, classes):
    new = nn.Sequential(*model)
    new[-1].out_features = classes
    return new


# %% says: froze
def new_head(model, classes):
    for p in model.parameters():
        p.requires_grad = False
    return nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, classes))


# %% right
def new_head(model, classes):
    new = nn.Sequential()
    for layer in model[: len(model) - 1]:
        new.append(layer)
    new.append(nn.Linear(model[-1].weight.size(1), classes))
    return new


# %% right
def new_head(model, classes):
    return model[:-1] + nn.Sequential(nn.Linear(model[-1].in_features, classes))


# %% says: stays in the list twice
def new_head(model, classes):
    layers = list(model.children())
    return nn.Sequential(*layers[:-1], nn.Linear(layers[-1].in_features, classes))


# %% says: IndexError
def new_head(model, classes):
    linears = [layer for layer in model if isinstance(layer, nn.Linear)]
    return nn.Sequential(*model[:-1], nn.Linear(linears[-2].out_features, classes))


# %% says: to evaluation mode
def new_head(model, classes):
    model.eval()
    return nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, classes))


# %% says: should be a new nn.Linear
def new_head(model, classes):
    if classes == model[-1].out_features:
        return nn.Sequential(*model)
    return nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, classes))


# %% says: holds weights of the old one
def new_head(model, classes):
    head = nn.Linear(model[-1].in_features, classes)
    with torch.no_grad():
        rows = min(classes, model[-1].out_features)
        head.weight[:rows] = model[-1].weight[:rows]
    return nn.Sequential(*model[:-1], head)


# %% says: old head itself
def new_head(model, classes):
    head = model[-1]
    head.weight = nn.Parameter(torch.randn(classes, head.in_features))
    head.bias = nn.Parameter(torch.zeros(classes))
    head.out_features = classes
    return nn.Sequential(*model)


# %% says: children() names it only once
def new_head(model, classes):
    layers = [m for m in model.modules() if not isinstance(m, nn.Sequential)]
    return nn.Sequential(*layers[:-1], nn.Linear(layers[-1].in_features, classes))


# %% says: the same head again
heads = {}


def new_head(model, classes):
    key = model[-1].in_features, classes
    if key not in heads:
        heads[key] = nn.Linear(*key)
    return nn.Sequential(*model[:-1], heads[key])


# %% says: The new head has no bias
def new_head(model, classes):
    return model[:-1].append(nn.Linear(model[-1].in_features, classes, bias=False))


# %% says: lost its old head
def new_head(model, classes):
    old = model.pop(len(model) - 1)
    new = nn.Sequential(*model, nn.Linear(old.in_features, classes))
    model.append(nn.Linear(old.in_features, old.out_features))
    return new


# %% says: not those of the old model
def new_head(model, classes):
    new = nn.Sequential(*model)
    for i, layer in enumerate(model):
        if isinstance(layer, nn.Linear):
            new[i] = nn.Linear(layer.in_features, classes)
            break
    return new


# %% says: make heads with the same weights
def new_head(model, classes):
    head = nn.Linear(model[-1].in_features, classes)
    nn.init.zeros_(head.weight)
    return nn.Sequential(*list(model)[:-1], head)


# %% says: make heads with the same weights
def new_head(model, classes):
    torch.manual_seed(0)
    return nn.Sequential(*list(model)[:-1], nn.Linear(model[-1].in_features, classes))


# %% says: children() names it only once
def new_head(model, classes):
    return nn.Sequential(*list(model.children())[:-1], nn.Linear(model[len(model) - 1].in_features, classes))


# %% says: The new head is frozen
def new_head(model, classes):
    new = nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, classes))
    new[-1].requires_grad_(False)
    return new


# %% says: You changed the weights of the modules
def new_head(model, classes):
    for module in model[:-1]:
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, classes))


# %% says: The last module should be a new nn.Linear
def new_head(model, classes):
    return nn.Sequential(*model[:-1], nn.Sequential(nn.Linear(model[-1].in_features, classes), nn.Softmax(dim=1)))


# %% says: cannot be called
def new_head(model, classes):
    return nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, classes, dtype=torch.float64))
