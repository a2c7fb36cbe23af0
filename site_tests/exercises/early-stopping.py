# %% says: The validation table was standardized by its own mean
def standardize(train, *others):
    return tuple((table - table.mean(0)) / table.std(0) for table in (train, *others))


# %% says: You use one mean for the whole table
def standardize(train, *others):
    return tuple((table - train.mean()) / train.std() for table in (train, *others))


# %% says: standard deviation 1
def standardize(train, *others):
    return tuple(table - train.mean(0) for table in (train, *others))


# %% says: standardize changes the table it was given
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    for table in (train, *others):
        table -= mean
        table /= std
    return (train, *others)


# %% says: fit returns no errors
import copy


def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    return tuple((table - mean) / std for table in (train, *others))


# %% says: You stop at the first epoch that is worse
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


# %% says: Training never stops early
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


# %% says: The weights are those of the last epoch
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


# %% says: The weights are those of the last epoch
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


# %% says: From the second epoch on the model trains in evaluation mode
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


# %% says: stop at max_epochs
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


# %% says: as many as it is given
def standardize(train, *others):
    m, s = train.mean(0), train.std(0)
    return (train - m) / s, (others[0] - m) / s


# %% says: after the loop
def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
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


# %% says: one epoch too many
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


# %% says: The weights are those of the last
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
    m, s = train.mean(dim=0, keepdim=True), train.std(dim=0, unbiased=False) + 1e-8
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
            keep = [p.detach().clone() for p in model.parameters()]
        if len(history) - 1 - at >= patience:
            break
    with torch.no_grad():
        for p, k in zip(model.parameters(), keep):
            p.copy_(k)
    return history
