# %% right
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n, 64), nn.Tanh(), nn.Linear(64, 1))

    def forward(self, x):
        return self.body(x)


def project(x, y):
    torch.manual_seed(0)
    keep = torch.rand(len(x))
    x_train, y_train = x[keep < 0.6], y[keep < 0.6]
    center, width = x_train.mean(0), x_train.std(0).clamp(min=1e-6)
    middle, spread = y_train.mean(), y_train.std()
    net = Net(x.shape[1])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    chosen = (keep >= 0.6) & (keep < 0.8)
    best, state, since = float("inf"), None, 0
    for epoch in range(800):
        loss = (net((x_train - center) / width) - (y_train - middle) / spread).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            error = (net((x[chosen] - center) / width) - (y[chosen] - middle) / spread).square().mean().item()
        if error < best:
            best, state, since = error, {k: v.clone() for k, v in net.state_dict().items()}, 0
        else:
            since += 1
        if since > 25:
            break
    net.load_state_dict(state)

    def predict(t):
        return net((t - center) / width) * spread + middle

    def measure(rows):
        return (predict(x[rows]) - y[rows]).square().mean().sqrt()

    return predict, {
        "test": measure(keep >= 0.8),
        "valid": measure(chosen),
        "train": measure(keep < 0.6),
        "rows": len(x),
    }


# %% right
import copy


def standardize(train, *others):
    mean, std = train.mean(0), train.std(0)
    std[train.max(0).values == train.min(0).values] = 1
    return tuple((table - mean) / std for table in (train, *others))


def fit(model, optimizer, train, valid, patience=20, max_epochs=500, batch=None):
    errors, best, since, weights = [], float("inf"), 0, None
    for epoch in range(max_epochs):
        model.train()
        for rows in torch.randperm(len(train[0])).split(batch or len(train[0])):
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
    if weights:
        model.load_state_dict(weights)
    return errors


def work(
    x,
    y,
    shuffle=True,
    mode=False,
    leak=False,
    stop=True,
    net=None,
    epochs=600,
    own=False,
    scale=True,
    target=True,
    batch=None,
):
    """A right answer with switches for what goes wrong."""
    order = torch.randperm(len(x)) if shuffle else torch.arange(len(x))
    a, b = int(0.7 * len(x)), int(0.85 * len(x))
    train, valid, test = order[:a], order[a:b], order[b:]
    if leak:
        train = torch.cat([train, test])
    x_train = x[train]
    middle, spread = (y[train].mean(), y[train].std()) if target else (0.0, 1.0)

    def prepare(t):
        return t if not scale else standardize(t)[0] if own else standardize(x_train, t)[1]

    model = net(x.shape[1]) if net else nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    judge = valid if stop else train
    fit(
        model,
        optimizer,
        (prepare(x[train]), (y[train] - middle) / spread),
        (prepare(x[judge]), (y[judge] - middle) / spread),
        30,
        epochs,
        batch,
    )

    def predict(t):
        model.train(mode)
        with torch.no_grad():
            return model(prepare(t)) * spread + middle

    def measure(rows):
        return (predict(x[rows]) - y[rows]).pow(2).mean().sqrt().item()

    return predict, {"train": measure(train), "valid": measure(valid), "test": measure(test)}


def deep(n):
    return nn.Sequential(
        nn.Linear(n, 32),
        nn.BatchNorm1d(32),
        nn.ReLU(),
        nn.Dropout(0.05),
        nn.Linear(32, 32),
        nn.ReLU(),
        nn.Linear(32, 1),
    )


def project(x, y):
    return work(x, y, net=deep, batch=64)


# %% right
def project(x, y):
    predict, errors = work(
        x, y, net=lambda n: nn.Sequential(nn.Linear(n, 48), nn.Tanh(), nn.Linear(48, 1)), epochs=900
    )
    return [lambda table: predict(table).detach(), errors]


# %% says: project returns nothing
def project(x, y):
    print(work(x, y)[1])


# %% says: project returns something of type dict
def project(x, y):
    return work(x, y)[1]


# %% says: it should be a function
def project(x, y):
    predict, errors = work(x, y)
    return predict(x), errors


# %% says: Not yet: Given 300 rows and 5 columns, predict answers
def project(x, y):
    return lambda t: y.mean().expand(len(t), 1), {"train": 1.0, "valid": 2.0, "test": 3.0}


# %% says: are they shuffled before they are split
def project(x, y):
    return work(x, y, shuffle=False)


# %% says: different answers: is the model in evaluation mode
def project(x, y):
    return work(x, y, net=deep, mode=True)


# %% says: for the same row alone
def project(x, y):
    return work(x, y, own=True)


# %% says: standardized
def project(x, y):
    return work(x, y, scale=False)


# %% says: does training last long enough
def project(x, y):
    return work(x, y, epochs=8)


# %% says: A hidden layer with an activation
def project(x, y):
    return work(x, y, net=lambda n: nn.Linear(n, 1), epochs=2000)


# %% says: learns noise by heart
def project(x, y):
    return work(x, y, stop=False)


# %% says: learns noise by heart
def wide(n):
    return nn.Sequential(nn.Linear(n, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 1))


def project(x, y):
    return work(x, y, stop=False, net=wide, epochs=200)


# %% says: the test rows seem to be among those the model is trained on
def project(x, y):
    return work(x, y, leak=True, stop=False)


# %% says: the test rows must take no part
def project(x, y):
    return work(x, y, leak=True)


# %% says: also changes what predict answers
def project(x, y):
    predict, errors = work(x, y)
    return predict, {"train": errors["train"], "valid": errors["test"], "test": errors["valid"]}


# %% says: also changes what predict answers
def project(x, y):
    mean, std = x.mean(0), x.std(0)
    std[x.max(0).values == x.min(0).values] = 1
    predict, errors = work((x - mean) / std, y, scale=False)
    return lambda t: predict((t - mean) / std), errors


# %% says: One of the columns is constant here
def project(x, y):
    half = len(x) // 2
    mean, std = x[:half].mean(0), x[:half].std(0)
    predict, errors = work((x - mean) / std, y)
    return lambda t: predict((t - mean) / std), errors


# %% says: They fit the standardized target
def project(x, y):
    predict, errors = work(x, y)
    return predict, {name: error / y.std().item() for name, error in errors.items()}


# %% says: They fit the mean squared error
def project(x, y):
    predict, errors = work(x, y)
    return predict, {name: error**2 for name, error in errors.items()}


# %% says: which should lie between them
def project(x, y):
    predict, errors = work(x, y)
    return lambda t: (predict(t) - y.mean()) / y.std(), errors


# %% says: two of the errors are equal
def project(x, y):
    predict, errors = work(x, y)
    return predict, {**errors, "test": errors["valid"]}


# %% says: should be a dictionary with the keys
def project(x, y):
    predict, errors = work(x, y)
    return predict, {"training": errors["train"], "validation": errors["valid"], "test": errors["test"]}


# %% says: it should be one finite number
def project(x, y):
    predict, errors = work(x, y)
    return predict, {**errors, "test": None}


# %% says: it should be [1000, 1]
def project(x, y):
    predict, errors = work(x, y)
    return lambda t: predict(t).squeeze(), errors


# %% says: project changes the tables
def project(x, y):
    x -= x.mean(0)
    return work(x, y)


# %% says: predict changes the table
def project(x, y):
    predict, errors = work(x, y)

    def changing(t):
        answer = predict(t)
        t *= 0
        return answer

    return changing, errors


# %% says: not in global names
def remembered(t):
    return inner(t) if t.shape[1] == columns else torch.zeros(len(t), 1)


def project(x, y):
    global inner, columns
    columns = x.shape[1]
    inner, errors = work(x, y)
    return remembered, errors


# %% says: it should return a tensor
def project(x, y):
    predict, errors = work(x, y)
    return lambda t: predict(t).tolist(), errors


# %% says: these are standardized
def project(x, y):
    order = torch.randperm(len(x))
    a, b = int(0.7 * len(x)), int(0.85 * len(x))
    parts = {"train": order[:a], "valid": order[a:b], "test": order[b:]}
    known_x, known_y = x[parts["train"]], y[parts["train"]]
    y_mean, y_std = known_y.mean(), known_y.std()
    mean, std = known_x.mean(0), known_x.std(0)
    std = torch.where(std > 1e-4 * mean.abs() + 1e-9, std, torch.ones_like(std))

    def prepared(rows):
        return (x[rows] - mean) / std, (y[rows] - y_mean) / y_std

    model = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    fit(model, optimizer, prepared(parts["train"]), prepared(parts["valid"]), patience=30, max_epochs=600)

    def predict(new_x):
        model.eval()
        with torch.no_grad():
            return model((new_x - mean) / std)

    errors = {name: (predict(x[rows]) - y[rows]).pow(2).mean().sqrt().item() for name, rows in parts.items()}
    return predict, errors


predict, errors = project(own_x, own_y)


# %% says: after project was called for a second one
def project(x, y):
    global model, mean, std, y_mean, y_std
    order = torch.randperm(len(x))
    a, b = int(0.7 * len(x)), int(0.85 * len(x))
    parts = {"train": order[:a], "valid": order[a:b], "test": order[b:]}
    known_x, known_y = x[parts["train"]], y[parts["train"]]
    y_mean, y_std = known_y.mean(), known_y.std()
    mean, std = known_x.mean(0), known_x.std(0)
    std = torch.where(std > 1e-4 * mean.abs() + 1e-9, std, torch.ones_like(std))

    def prepared(rows):
        return (x[rows] - mean) / std, (y[rows] - y_mean) / y_std

    model = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    fit(model, optimizer, prepared(parts["train"]), prepared(parts["valid"]), patience=30, max_epochs=600)

    def predict(new_x):
        model.eval()
        with torch.no_grad():
            return model((new_x - mean) / std) * y_std + y_mean

    errors = {name: (predict(x[rows]) - y[rows]).pow(2).mean().sqrt().item() for name, rows in parts.items()}
    return predict, errors


predict, errors = project(own_x, own_y)


# %% says: predict is off by about the same number in every row
def project(x, y):
    predict, errors = work(x, y)
    return lambda t: predict(t) - y.mean(), {
        name: (predict(x) - y.mean() - y).pow(2).mean().sqrt().item() * k
        for name, k in (("train", 0.999), ("valid", 1.0), ("test", 1.001))
    }


# %% says: the answers of predict have a standard deviation of only
def project(x, y):
    predict, errors = work(x, y)
    middle, spread = y.mean(), y.std()

    def flat(t):
        return (predict(t) - middle) / spread + middle

    return flat, {
        name: (flat(x) - y).pow(2).mean().sqrt().item() * k
        for name, k in (("train", 0.999), ("valid", 1.0), ("test", 1.001))
    }


# %% says: the validation rows seem to be among those the model is trained on
def project(x, y):
    order = torch.randperm(len(x))
    a, b = int(0.7 * len(x)), int(0.85 * len(x))
    parts = {"train": order[:a], "valid": order[a:b], "test": order[b:]}
    learned = order[:b]
    middle, spread = y[learned].mean(), y[learned].std()
    model = nn.Sequential(nn.Linear(x.shape[1], 64), nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    inputs, targets = standardize(x[learned], x[learned])[1], (y[learned] - middle) / spread
    for epoch in range(600):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(inputs), targets).backward()
        optimizer.step()

    def predict(t):
        with torch.no_grad():
            return model(standardize(x[learned], t)[1]) * spread + middle

    return predict, {
        name: (predict(x[rows]) - y[rows]).pow(2).mean().sqrt().item() for name, rows in parts.items()
    }


# %% says: added more than once
def project(x, y):
    predict, errors = work(x, y)

    def high(t):
        return predict(t) + y.mean()

    return high, {
        name: (high(x) - y).pow(2).mean().sqrt().item() * k
        for name, k in (("train", 0.999), ("valid", 1.0), ("test", 1.001))
    }


# %% equivalent: "no lr= in `torch.optim.Adam(model.parameters(), lr=0.01)`" = "an open project: Adam's own rate does as well"
# %% equivalent: "no patience= in `fit(model, optimizer, prepared(parts['train']), prepared(parts['valid']), patience=30, max_epochs=600)`" = "an open project: another patience does as well"
# %% equivalent: "no max_epochs= in `fit(model, optimizer, prepared(parts['train']), prepared(parts['valid']), patience=30, max_epochs=600)`" = "an open project: another limit does as well"
# %% equivalent: "without `model.eval()`" = "this model has no layer that behaves otherwise in training"
# %% equivalent: "train in `model.eval()`" = "this model has no layer that behaves otherwise in training"
# %% equivalent: "`model` for `model.eval()`" = "this model has no layer that behaves otherwise in training"
# %% equivalent: "Tanh in `nn.ReLU()`" = "an open project: another activation does as well"
# %% equivalent: "`(predict(x[rows]) - y[rows]).pow(2).mean().sqrt()` for `(predict(x[rows]) - y[rows]).pow(2).mean().sqrt().item()`" = "a tensor that holds one number is as good as the number"
# %% equivalent: "30 → 31 in `patience=30`" = "an open project: another patience does as well"
# %% equivalent: "600 → 601 in `max_epochs=600`" = "an open project: another limit does as well"


# %% says: Is the model trained on some of the test rows?
def project(x, y):
    center, width = x.mean(0), x.std(0) + 1e-6
    middle, spread = y.mean(), y.std()
    net = nn.Sequential(nn.Linear(x.shape[1], 64), nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for epoch in range(500):
        loss = (net((x - center) / width) - (y - middle) / spread).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def predict(t):
        return net((t - center) / width) * spread + middle

    parts = torch.randperm(len(x)).chunk(3)
    errors = [(predict(x[rows]) - y[rows]).square().mean().sqrt().item() for rows in parts]
    return predict, dict(zip(["train", "valid", "test"], errors))


# %% says: The answers of predict seem to be standardized
def project(x, y):
    predict, errors = work(x, y)
    middle, spread = y.mean(), y.std()
    return lambda t: (predict(t) - middle) / spread, {name: e / spread.item() for name, e in errors.items()}
