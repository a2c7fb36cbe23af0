# %% says: as with dim=0
def predict(model, x):
    return model(x).argmax(dim=0)


# %% says: leave keepdim out
def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(x).argmax(dim=1, keepdim=True)


# %% says: Dropout runs in training mode
def predict(model, x):
    with torch.no_grad():
        return model(x).argmax(dim=1)


# %% says: The model was in training mode and is in evaluation mode afterward
def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(x).argmax(dim=1)


# %% says: Gradients are recorded
def predict(model, x):
    model.eval()
    best = model(x).argmax(dim=1)
    model.train()
    return best


# %% says: The model was in evaluation mode and is in training mode afterward
def predict(model, x):
    model.eval()
    with torch.no_grad():
        best = model(x).argmax(dim=1)
    model.train()
    return best


# %% says: remember the mode of each one
def predict(model, x):
    before = model.training
    model.eval()
    with torch.no_grad():
        best = model(x).argmax(dim=1)
    model.train(before)
    return best


# %% says: One part of the model was in training mode and is in evaluation
def predict(model, x):
    before = model.training
    model.eval()
    with torch.no_grad():
        best = model(x).argmax(dim=1)
    model.training = before
    return best


# %% says: it should be a tensor of positions
def predict(model, x):
    return model(x).argmax(dim=1).tolist()


# %% says: For 6 inputs you return
def predict(model, x):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        best = model(x).argmin(dim=1)
    for module, training in modes:
        module.training = training
    return best


# %% says: returns nothing
def predict(model, x):
    print(model(x).argmax(dim=1))


# %% says: positions are whole numbers
def predict(model, x):
    return model(x).max(dim=1)[0]


# %% says: a number for every score
def predict(model, x):
    return model(x)


# %% says: For 1 input with 4 scores each, you return the shape []
def predict(model, x):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        best = model(x).squeeze().argmax(-1)
    for module, training in modes:
        module.training = training
    return best


# %% says: are off after it
def predict(model, x):
    torch.set_grad_enabled(False)
    t = model.training
    best = model.eval()(x).argmax(1)
    model.train(t)
    return best


# %% says: did not run
remembered = torch.tensor([0, 0, 0, 0, 0, 0])


def predict(model, x):
    return remembered


# %% says: predict freezes the model
def predict(model, x):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    model.requires_grad_(False)
    best = model(x).argmax(dim=1)
    for m, t in modes:
        m.training = t
    return best


# %% says: The model was in training mode and is in evaluation mode afterward
def predict(model, x):
    modes = [(m, m.training) for m in model.children()]
    model.eval()
    with torch.no_grad():
        best = model(x).argmax(dim=1)
    for m, t in modes:
        m.train(t)
    return best


# %% right
def predict(model, x):
    modes = [(module, module.training) for module in model.modules()]
    try:
        with torch.inference_mode():
            return model.eval()(x).max(dim=1).indices
    finally:
        for module, training in modes:
            module.training = training


# %% right
import copy


@torch.no_grad()
def predict(model, x):
    return copy.deepcopy(model).eval()(x).argmax(-1)


# %% right
def predict(model, x):
    def restore(module, modes):
        module.training = modes.pop(0)
        for child in module.children():
            restore(child, modes)

    modes = [module.training for module in model.modules()]
    with torch.no_grad():
        scores = model.eval()(x)
    restore(model, modes)
    return torch.stack([row.argmax() for row in scores])


# %% says: leave squeeze out
def predict(model, x):
    modes = [m.training for m in model.modules()]
    model.eval()
    with torch.no_grad():
        answer = model(x).argmax(dim=1, keepdim=True).squeeze()
    for m, mode in zip(model.modules(), modes):
        m.training = mode
    return answer


# %% says: runs in training mode inside predict
def predict(model, x):
    modes = [(m, m.training) for m in model.modules() if isinstance(m, nn.Dropout)]
    for m, mode in modes:
        m.eval()
    with torch.no_grad():
        answer = model(x).argmax(dim=1)
    for m, mode in modes:
        m.training = mode
    return answer


# %% says: makes a fresh draw at each call
def predict(model, x):
    torch.manual_seed(0)
    with torch.no_grad():
        return model(x).argmax(dim=1)


# %% says: remember the mode of each one
def predict(model, x):
    modes = [(m, m.training) for m in model.children()]
    root = model.training
    model.eval()
    with torch.no_grad():
        out = model(x).argmax(1)
    for m, t in modes:
        m.train(t)
    model.training = root
    return out


# %% says: BatchNorm1d runs in training mode
def predict(model, x):
    ds = [m for m in model.modules() if isinstance(m, nn.Dropout)]
    was = [m.training for m in ds]
    for m in ds:
        m.eval()
    with torch.no_grad():
        out = model(x).argmax(1)
    for m, t in zip(ds, was):
        m.train(t)
    return out


# %% right
def predict(model, x):
    modes = {n: m.training for n, m in model.named_modules()}
    model.eval()
    with torch.no_grad():
        out = model(x).topk(1, dim=1).indices[:, 0]
    for n, m in model.named_modules():
        m.training = modes[n]
    return out


# %% says: Gradients were off before predict
def predict(model, x):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    best = model(x).argmax(dim=1)
    torch.set_grad_enabled(True)
    for m, training in modes:
        m.training = training
    return best


# %% says: Sequential runs in training mode
def predict(model, x):
    modes = [(m, m.training) for m in model.modules()]
    for child in model.children():
        child.eval()
    with torch.no_grad():
        best = model(x).argmax(dim=1)
    for m, training in modes:
        m.training = training
    return best


# %% right
@torch.no_grad()
def predict(model, x):
    were = [m for m in model.modules() if m.training]
    for m in were:
        m.training = False
    _, best = model(x).max(dim=1)
    for m in were:
        m.training = True
    return best
