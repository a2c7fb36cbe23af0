# %% says: You compare along the batch
def predict(model, x):
    return model(x).argmax(dim=0)


# %% says: leave keepdim out
def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(x).argmax(dim=1, keepdim=True)


# %% says: The model is in training mode while you use it
def predict(model, x):
    with torch.no_grad():
        return model(x).argmax(dim=1)


# %% says: leaves in evaluation mode
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


# %% says: remember model.training
def predict(model, x):
    model.eval()
    with torch.no_grad():
        best = model(x).argmax(dim=1)
    model.train()
    return best


# %% says: wanted a tensor of positions
def predict(model, x):
    return model(x).argmax(dim=1).tolist()


# %% says: For six inputs you return
def predict(model, x):
    return model(x).argmin(dim=1)


# %% says: returns nothing
def predict(model, x):
    print(model(x).argmax(dim=1))


# %% says: the largest scores themselves
def predict(model, x):
    return model(x).max(dim=1)[0]


# %% says: stay off
def predict(model, x):
    torch.set_grad_enabled(False)
    t = model.training
    best = model.eval()(x).argmax(1)
    model.train(t)
    return best


# %% right
def predict(model, x):
    before = model.training
    try:
        with torch.inference_mode():
            return model.eval()(x).max(dim=1).indices
    finally:
        model.train(before)


# %% right
import copy


@torch.no_grad()
def predict(model, x):
    return copy.deepcopy(model).eval()(x).argmax(-1)
