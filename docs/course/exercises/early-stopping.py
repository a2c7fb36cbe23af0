# %% says: Table 2 was standardized by its own mean
def standardize(train, *others):
    return tuple((table - table.mean(0)) / table.std(0) for table in (train, *others))


# %% says: You use one mean and one standard deviation
def standardize(train, *others):
    return tuple((table - train.mean()) / train.std() for table in (train, *others))


# %% says: they should be 0 and 1
def standardize(train, *others):
    return tuple(table - train.mean(0) for table in (train, *others))


# %% says: standardize changes the tables that it is given
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    for table in (train, *others):
        table -= mean
        table /= std
    return (train, *others)


# %% says: both should be 0
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    return tuple((table - mean) / std for table in (train, *others))


# %% says: only shifted, it is 2
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    return tuple((table - mean) / (std + 1e-8) for table in (train, *others))


# %% says: only shifted, it is 2
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    return tuple(((table - mean) / std).nan_to_num(0, 0, 0) for table in (train, *others))


# %% says: fit returns no list of errors
import copy


def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    std[train.max(0).values == train.min(0).values] = 1
    return tuple((table - mean) / std for table in (train, *others))


# %% says: so training should end after epoch 8; yours ends after 4
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors = []
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] > min(errors):
            break
    return errors


# %% says: yours ends after 39|yours ends after 100
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors = []
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
    return errors


# %% says: the weights of the last epoch
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since = [], float("inf"), 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        best, since = (errors[-1], 0) if errors[-1] < best else (best, since + 1)
        if since == patience:
            break
    return errors


# %% says: the weights of the last epoch
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, model.state_dict()
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: measured in training mode
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    model.train()
    for epoch in range(max_epochs):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: train in evaluation mode
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    model.train()
    for epoch in range(max_epochs):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: Gradients pile up
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: measured with gradients on
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: max_epochs=4, fit runs
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    while since < patience:
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
    model.load_state_dict(weights)
    return errors


# %% says: all tables together
import copy


def standardize(train, *others):
    all = torch.cat([train, *others])
    return tuple((t - all.mean(0)) / all.std(0) for t in (train, *others))


# %% says: as many tables should come back
def standardize(train, *others):
    m, s = train.mean(0), train.std(0)
    return (train - m) / s, (others[0] - m) / s


# %% says: the weights of the last epoch, 4
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    std[train.max(0).values == train.min(0).values] = 1
    return tuple((table - mean) / std for table in (train, *others))


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            model.load_state_dict(weights)
            break
    pass
    return errors


# %% says: so training should end after epoch 8; yours ends after 13
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since > patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: never calls step()
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer = torch.optim.Adam(model.parameters())
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: times that of the mean squared
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        ((model(train[0]) - train[1]) ** 2).sum().backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: the weights of the last
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, dict(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: 1, 16, 9, 4, 3.24, …, the best of the first 5
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if len(errors) < 2 or errors[-1] < errors[-2]:
            since = 0
            if errors[-1] < best:
                best, weights = errors[-1], copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: With patience 2 and validation errors that go 9, 4, 4, 4
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] <= best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: nan
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] >= best:
            since += 1
        else:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: With patience 2
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == 3:
            break
    model.load_state_dict(weights)
    return errors


# %% says: keep the starter's defaults
def fit(model, optimizer, train, valid, patience=10, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: keep the starter's defaults
def fit(model, optimizer, train, valid, patience=20, max_epochs=100):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: state_dict() holds them, parameters() does not
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, [p.detach().clone() for p in model.parameters()]
        else:
            since += 1
        if since == patience:
            break
    with torch.no_grad():
        for p, kept in zip(model.parameters(), weights):
            p.copy_(kept)
    return errors


# %% says: modules within modules are in training mode
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.training = False
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: modules within modules are in evaluation mode
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.training = True
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: without batches
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        for rows in torch.arange(len(train[0])).split(2):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(train[0][rows]), train[1][rows]).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: not the mean squared error|should begin
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append((model(valid[0]) - valid[1]).abs().mean().item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% says: never sees valid
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(train[0]), train[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return errors


# %% right
def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        model.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, since, weights = errors[-1], 0, copy.deepcopy(model.state_dict())
        else:
            since += 1
        if since == patience:
            break
    model.load_state_dict(weights)
    return torch.tensor(errors)


# %% right
def standardize(train, *others):
    m, s = train.mean(dim=0, keepdim=True), train.std(dim=0, unbiased=False)
    s = s + (s < 1e-4)
    return [(train - m) / s] + [(t - m) / s for t in others]


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    mse = nn.MSELoss()
    history = []
    keep = None
    while len(history) < max_epochs:
        loss = mse(model.train()(train[0]), train[1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        model.eval()
        with torch.inference_mode():
            history.append(float(mse(model(valid[0]), valid[1])))
        at = history.index(min(history))
        if at == len(history) - 1:
            keep = {name: part.detach().clone() for name, part in model.state_dict().items()}
        if len(history) - 1 - at >= patience:
            break
    with torch.no_grad():
        for name, part in model.state_dict().items():
            part.copy_(keep[name])
    return history


# %% right


def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    return [(table - mean) / torch.where(std > 1e-4, std, 1.0) for table in (train, *others)]


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    def error(part, mode):
        model.train(mode)
        return ((model(part[0]) - part[1]) ** 2).mean()

    errors, best = [], -1
    for epoch in range(max_epochs):
        loss = error(train, True)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            errors.append(float(error(valid, False)))
        if best < 0 or errors[epoch] < errors[best]:
            best, twin = epoch, copy.deepcopy(model)
        if epoch - best >= patience:
            break
    model.load_state_dict(twin.state_dict())
    return errors


# %% says: along the error on valid
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    std = torch.where((train == train[0]).all(0), torch.ones_like(std), std)
    return tuple((t - mean) / std for t in (train, *others))


import copy


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors = []
    best, kept, since = float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(valid[0]), valid[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            error = nn.functional.mse_loss(model(valid[0]), valid[1]).item()
        errors.append(error)
        if error < best:
            best, kept, since = error, copy.deepcopy(model.state_dict()), 0
        else:
            since += 1
            if since >= patience:
                break
    model.load_state_dict(kept)
    return errors


# %% says: keep the type
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    std = torch.where((train == train[0]).all(0), torch.ones_like(std), std)
    return tuple(((t - mean) / std).double() for t in (train, *others))


import copy


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors = []
    best, kept, since = float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            error = nn.functional.mse_loss(model(valid[0]), valid[1]).item()
        errors.append(error)
        if error < best:
            best, kept, since = error, copy.deepcopy(model.state_dict()), 0
        else:
            since += 1
            if since >= patience:
                break
    model.load_state_dict(kept)
    return errors


# %% right
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    std = torch.where((train == train[0]).all(0), torch.ones_like(std), std)
    return tuple((t - mean) / std for t in (train, *others))


import io


def saved(model):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    return buffer


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors = []
    best, kept, since = float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            error = nn.functional.mse_loss(model(valid[0]), valid[1]).item()
        errors.append(error)
        if error < best:
            best, kept, since = error, saved(model), 0
        else:
            since += 1
            if since >= patience:
                break
    kept.seek(0)
    model.load_state_dict(torch.load(kept))
    return errors


# %% right
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    std = torch.where(train.max(0).values == train.min(0).values, torch.ones_like(std), std)
    return tuple((t - mean) / std for t in (train, *others))


import copy


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors = []
    best, kept, since = float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            error = nn.functional.mse_loss(model(valid[0]), valid[1]).item()
        errors.append(error)
        if error < best:
            best, kept, since = error, copy.deepcopy(model.state_dict()), 0
        else:
            since += 1
            if since >= patience:
                break
    model.load_state_dict(kept)
    return errors


# %% right
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0, unbiased=False)
    std = torch.where((train == train[0]).all(0), torch.ones_like(std), std)
    return tuple((t - mean) / std for t in (train, *others))


import copy


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors = []
    best, kept, since = float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            error = nn.functional.mse_loss(model(valid[0]), valid[1]).item()
        errors.append(error)
        if error < best:
            best, kept, since = error, copy.deepcopy(model.state_dict()), 0
        else:
            since += 1
            if since >= patience:
                break
    model.load_state_dict(kept)
    return errors


# %% says: A 9 in the other table becomes
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    std = std + 1e-8
    return tuple((t - mean) / std for t in (train, *others))


import copy


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors = []
    best, kept, since = float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            error = nn.functional.mse_loss(model(valid[0]), valid[1]).item()
        errors.append(error)
        if error < best:
            best, kept, since = error, copy.deepcopy(model.state_dict()), 0
        else:
            since += 1
            if since >= patience:
                break
    model.load_state_dict(kept)
    return errors


# %% right
def standardize(train, *others):
    def column(c, table):
        base = train[:, c]
        moved = table[:, c] - base.mean()
        return moved if bool((base == base[0]).all()) else moved / base.std()

    return tuple(torch.stack([column(c, t) for c in range(train.shape[1])], dim=1) for t in (train,) + others)


def snapshot(model):
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    x, y = train
    loss_of = nn.MSELoss()
    errors, best = [], (float("inf"), snapshot(model))
    left = patience
    for _ in range(max_epochs):
        model.train()

        def closure():
            optimizer.zero_grad()
            loss = loss_of(model(x), y)
            loss.backward()
            return loss

        optimizer.step(closure)
        model.eval()
        with torch.no_grad():
            error = float(loss_of(model(valid[0]), valid[1]))
        errors.append(error)
        left = patience if error < best[0] else left - 1
        if error < best[0]:
            best = error, snapshot(model)
        if left == 0:
            break
    model.load_state_dict(best[1])
    return errors


# %% says: fit trains on train and valid together
import copy


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, state, since = [], float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(
            model(torch.cat([train[0], valid[0]])), torch.cat([train[1], valid[1]])
        ).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < best:
            best, state, since = errors[-1], copy.deepcopy(model.state_dict()), 0
        else:
            since += 1
        if since == patience:
            break
    if state is not None:
        model.load_state_dict(state)
    return errors


# %% says: only when an error is below it, however little
import copy


def fit(model, optimizer, train, valid, patience=20, max_epochs=500):
    errors, best, state, since = [], float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(train[0]), train[1]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            errors.append(nn.functional.mse_loss(model(valid[0]), valid[1]).item())
        if errors[-1] < 0.999 * best:
            best, state, since = errors[-1], copy.deepcopy(model.state_dict()), 0
        else:
            since += 1
        if since == patience:
            break
    if state is not None:
        model.load_state_dict(state)
    return errors


# %% equivalent: "0 → 1 in `train[0]`" = "a column is constant if all rows are equal to any one of them"
# %% equivalent: "0 → 1 in `([], float('inf'), None, 0)`" = "the first epoch is always a new best and sets the count to 0"
# %% equivalent: "arguments swapped in `criterion(model(train[0]), train[1])`" = "the mean squared error is symmetric"
# %% equivalent: "arguments swapped in `criterion(model(valid[0]), valid[1])`" = "the mean squared error is symmetric"
# %% equivalent: "`criterion(model(valid[0]), valid[1])` for `criterion(model(valid[0]), valid[1]).item()`" = "a tensor that holds one number is as good as the number"
