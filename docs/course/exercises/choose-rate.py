# %% says: fit was given the validation data
def best_rate(rates, make_model, fit, train, valid):
    losses = {}
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *valid)
        losses[rate] = loss_of(model, *valid)
    return min(losses, key=losses.get)


# %% says: You measured on the training data
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        loss = loss_of(model, *train)
        if loss < lowest:
            best, lowest = rate, loss
    return best


# %% says: The same model is trained again and again
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    torch.manual_seed(0)
    model = make_model()
    for rate in rates:
        fit(model, rate, *train)
        loss = loss_of(model, *valid)
        if loss < lowest:
            best, lowest = rate, loss
    return best


# %% says: The models start from different weights
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    torch.manual_seed(0)
    for rate in rates:
        model = make_model()
        fit(model, rate, *train)
        loss = loss_of(model, *valid)
        if loss < lowest:
            best, lowest = rate, loss
    return best


# %% says: call model.eval() first
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        with torch.no_grad():
            loss = nn.functional.cross_entropy(model(valid[0]), valid[1]).item()
        if loss < lowest:
            best, lowest = rate, loss
    return best


# %% says: must never win|mislead your comparison
def best_rate(rates, make_model, fit, train, valid):
    losses = []
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        losses.append(loss_of(model, *valid))
    return rates[losses.index(min(losses))]


# %% says: must never win|mislead your comparison
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        loss = loss_of(model, *valid)
        if not loss >= lowest:
            best, lowest = rate, loss
    return best


# %% says: So 0.03 is the best rate
def best_rate(rates, make_model, fit, train, valid):
    best, highest = None, float("-inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        loss = loss_of(model, *valid)
        if loss > highest:
            best, highest = rate, loss
    return best


# %% says: loss of the raw scores
def best_rate(rates, make_model, fit, train, valid):
    best, highest = None, -1
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        model.eval()
        right = (model(valid[0]).argmax(dim=1) == valid[1]).float().mean().item()
        if right > highest:
            best, highest = rate, right
    return best


# %% says: you return 0.5
def best_rate(rates, make_model, fit, train, valid):
    lowest = float("inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        lowest = min(lowest, loss_of(model, *valid))
    return rates[0]


# %% says: you return
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, 2.0
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        loss = loss_of(model, *valid)
        if loss < lowest:
            best, lowest = rate, loss
    return best


# %% says: fit is never called
def best_rate(rates, make_model, fit, train, valid):
    return min(rates)


# %% says: it should run once with each of
def best_rate(rates, make_model, fit, train, valid):
    torch.manual_seed(0)
    model = make_model()
    fit(model, rates[0], *train)
    return rates[0]


# %% says: No model was called
def best_rate(rates, make_model, fit, train, valid):
    for rate in rates:
        torch.manual_seed(0)
        fit(make_model(), rate, *train)
    return rates[0]


# %% says: of the raw scores
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        model.eval()
        with torch.no_grad():
            loss = nn.functional.cross_entropy(model(valid[0]).softmax(dim=1), valid[1]).item()
        if loss < lowest:
            best, lowest = rate, loss
    return best


# %% right
import copy


def best_rate(rates, make_model, fit, train, valid):
    start = make_model()
    found = {}
    for rate in rates:
        model = copy.deepcopy(start)
        fit(model, rate, *train)
        model.eval()
        with torch.no_grad():
            found[rate] = nn.CrossEntropyLoss()(model(valid[0]), valid[1]).item()
    numbers = {rate: loss for rate, loss in found.items() if loss == loss}
    return min(numbers, key=numbers.get)


# %% right
def best_rate(rates, make_model, fit, train, valid):
    state = None
    losses = []
    for rate in rates:
        model = make_model()
        if state is None:
            state = copy.deepcopy(model.state_dict())
        model.load_state_dict(state)
        fit(model=model, rate=rate, x=train[0], y=train[1])
        model.train(False)
        loss = nn.functional.cross_entropy(model(valid[0]), valid[1])
        losses.append(float("inf") if loss.isnan() else loss.item())
    return rates[min(range(len(rates)), key=losses.__getitem__)]


# %% right
def best_rate(rates, make_model, fit, train, valid):
    models = []
    for rate in rates:
        torch.manual_seed(123)
        models.append(make_model())
    for model, rate in zip(models, rates):
        fit(model, rate, *train)
    losses = torch.tensor([loss_of(model, *valid) for model in models])
    return rates[torch.nan_to_num(losses, nan=float("inf")).argmin()]


# %% says: A rate whose loss is nan must never win
def best_rate(rates, make_model, fit, train, valid):
    xv, yv = valid
    best, lowest = None, float("inf")
    for r in rates:
        torch.manual_seed(0)
        m = make_model()
        fit(m, r, *train)
        m.eval()
        with torch.no_grad():
            loss = nn.functional.cross_entropy(m(xv), yv).nan_to_num().item()
        if loss < lowest:
            best, lowest = r, loss
    return best


# %% says: changes the list of rates
def best_rate(rates, make_model, fit, train, valid):
    rates.sort()
    xv, yv = valid
    best, lowest = None, float("inf")
    for r in rates:
        torch.manual_seed(0)
        m = make_model()
        fit(m, r, *train)
        m.eval()
        with torch.no_grad():
            loss = nn.functional.cross_entropy(m(xv), yv).item()
        if loss < lowest:
            best, lowest = r, loss
    return best


# %% right
def best_rate(rates, make_model, fit, train, valid):
    xv, yv = valid
    best, lowest = None, float("inf")
    for r in rates:
        torch.manual_seed(0)
        m = make_model()
        fit(m, r, *train)
        m.eval()
        with torch.no_grad():
            loss = nn.functional.cross_entropy(m(xv), yv).nan_to_num(float("inf")).item()
        if loss < lowest:
            best, lowest = r, loss
    return best


# %% says: Return the rate itself
def best_rate(rates, make_model, fit, train, valid):
    xv, yv = valid
    best, lowest = None, float("inf")
    for r in rates:
        torch.manual_seed(0)
        m = make_model()
        fit(m, r, *train)
        m.eval()
        with torch.no_grad():
            loss = nn.functional.cross_entropy(m(xv), yv).item()
        if loss < lowest:
            best, lowest = rates.index(r), loss
    return best


# %% says: So 2.0 is the best rate
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        loss = loss_of(model, *valid)
        if loss < lowest and rate < 1:
            best, lowest = rate, loss
    return best


# %% says: over all of valid
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        fit(model, rate, *train)
        loss = loss_of(model, valid[0][:10], valid[1][:10])
        if loss < lowest:
            best, lowest = rate, loss
    return best


# %% says: before fit has trained it
def best_rate(rates, make_model, fit, train, valid):
    best, lowest = None, float("inf")
    for rate in rates:
        torch.manual_seed(0)
        model = make_model()
        loss = loss_of(model, *valid)
        loss = fit(model, rate, *train) or loss
        if loss < lowest:
            best, lowest = rate, loss
    return best


# %% equivalent: "LtE in `loss < lowest`" = "differs only between rates with the very same loss: either is a best one"
# %% equivalent: "0 → 1 in `torch.manual_seed(0)`" = "the same start for every rate is what counts, whichever it is"


# %% says: Set the seed right before each make_model()
def best_rate(rates, make_model, fit, train, valid):
    torch.manual_seed(0)
    models = [make_model() for _ in rates]
    for model, rate in zip(models, rates):
        fit(model, rate, *train)
    losses = [loss_of(model, *valid) for model in models]
    return min((loss, rate) for loss, rate in zip(losses, rates) if loss == loss)[1]
