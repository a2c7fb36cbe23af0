# %% says: in training mode while you measured
def evaluate(model, loader, criterion):
    total, right, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            output = model(x)
            total += criterion(output, y).item() * len(y)
            right += (output.argmax(dim=1) == y).sum().item()
            n += len(y)
    return total / n, right / n


# %% says: Gradients were recorded
def evaluate(model, loader, criterion):
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        right += (output.argmax(dim=1) == y).sum().item()
        n += len(y)
    model.train()
    return total / n, right / n


# %% says: the mean of the batch means
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    losses, right, n = [], 0, 0
    for x, y in loader:
        output = model(x)
        losses.append(criterion(output, y).item())
        right += (output.argmax(dim=1) == y).sum().item()
        n += len(y)
    return sum(losses) / len(losses), right / n


# %% says: Multiply each mean by its batch's size
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item()
        right += (output.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, right / n


# %% says: by the criterion that is passed in
@torch.no_grad()
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += nn.functional.cross_entropy(output, y, reduction="sum").item()
        right += (output.argmax(dim=1) == y).sum().item()
        n += len(y)
    for module, training in modes:
        module.training = training
    return total / n, right / n


# %% says: your average loss is
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    batches = list(loader)
    size = len(batches[0][1])
    total = sum(criterion(model(x), y).item() * size for x, y in batches)
    n = sum(len(y) for _, y in batches)
    right = 0
    return total / n, right / n


# %% says: was called
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        total += criterion(model(x), y).item() * len(y)
        right += (model(x).argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, right / n


# %% says: a share of
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        right += (output.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, 100 * right / n


# %% says: a share of
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total, shares, n = 0.0, [], 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        shares.append((output.argmax(dim=1) == y).float().mean().item())
        n += len(y)
    return total / n, sum(shares) / len(shares)


# %% says: a share of
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        right += (output.argmax(dim=1, keepdim=True) == y).sum().item()
        n += len(y)
    return total / n, right / n


# %% says: afterward it is in evaluation mode
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        right += (output.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, right / n


# %% says: a Dropout, was in evaluation mode; afterward it is in training mode
@torch.no_grad()
def evaluate(model, loader, criterion):
    before = model.training
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        right += (output.argmax(dim=1) == y).sum().item()
        n += len(y)
    model.train(before)
    return total / n, right / n


# %% says: module.training for every module
@torch.no_grad()
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.children()]
    before = model.training
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        right += (output.argmax(dim=1) == y).sum().item()
        n += len(y)
    model.training = before
    for module, training in modes:
        module.training = training
    return total / n, right / n


# %% says: AttributeError|TypeError
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total, right = 0.0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        right += (output.argmax(dim=1) == y).sum().item()
    return total / len(loader.dataset), right / len(loader.dataset)


# %% says: return plain numbers
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y) * len(y)
        right += (output.argmax(dim=1) == y).sum()
        n += len(y)
    return total / n, right / n


# %% says: returns nothing
def evaluate(model, loader, criterion):
    print("Accuracy: 100%")


# %% says: no longer records gradients
def evaluate(model, loader, criterion):
    modes = {m: m.training for m in model.modules()}
    model.eval()
    torch.set_grad_enabled(False)
    total = right = count = 0
    for x, y in loader:
        output = model(x)
        total += criterion(output, y).item() * len(y)
        right += (output.argmax(dim=1) == y).sum().item()
        count += len(y)
    for m, t in modes.items():
        m.training = t
    return total / count, right / count


# %% right
import copy


def evaluate(model, loader, criterion):
    judged = copy.deepcopy(model).eval()
    outputs, labels, total = [], [], 0.0
    with torch.no_grad():
        for x, y in loader:
            outputs.append(judged(x))
            labels.append(y)
            total += criterion(outputs[-1], y).item() * x.shape[0]
    y = torch.cat(labels)
    pred = torch.cat(outputs).argmax(dim=1, keepdim=True)
    return total / len(y), pred.eq(y.view_as(pred)).sum().item() / len(y)


# %% right
@torch.no_grad()
def evaluate(model, loader, criterion):
    modes = {name: module.training for name, module in model.named_modules()}
    try:
        model.train(False)
        counted = [
            (len(y), criterion(out := model(x), y).item(), (out.argmax(-1) == y).float().mean().item())
            for x, y in loader
        ]
    finally:
        for name, module in model.named_modules():
            module.training = modes[name]
    n = sum(size for size, _, _ in counted)
    return sum(size * loss for size, loss, _ in counted) / n, sum(
        size * share for size, _, share in counted
    ) / n


# %% says: can be iterated over only once
def evaluate(model, loader, criterion):
    n = sum(len(y) for x, y in loader)
    total = right = k = 0
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total += criterion(out, y).item() * len(y)
            right += (out.argmax(1) == y).sum().item()
            k += 1
    for m, t in modes:
        m.training = t
    return total / n, right / n


# %% says: the loader is a list of pairs
def evaluate(model, loader, criterion):
    total = right = n = 0
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total += criterion(out, y).item() * len(y)
            right += (out.argmax(1) == y).sum().item()
            n += len(y)
    for m, t in modes:
        m.training = t
    return total / len(loader.dataset), right / len(loader.dataset)


# %% says: three scores for each example
def evaluate(model, loader, criterion):
    total = right = n = 0
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total += criterion(out, y).item() * len(y)
            right += (out.argmax(0) == y).sum().item()
            n += len(y)
    for m, t in modes:
        m.training = t
    return total / n, right / n


# %% right
def evaluate(model, loader, criterion):
    total = right = n = 0
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total += criterion(out, y).item() * len(y)
            right += (out.argmax(1) == y).sum().item()
            n += len(y)
    for m, t in modes:
        m.training = t
    return [total / n, right / n]


# %% says: BatchNorm1d, was in training mode
def evaluate(model, loader, criterion):
    drops = [(m, m.training) for m in model.modules() if isinstance(m, nn.Dropout)]
    root = model.training
    for m, _ in drops:
        m.eval()
    for m in model.modules():
        if not isinstance(m, nn.BatchNorm1d):
            m.training = False
    total = right = n = 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total += criterion(out, y).item() * len(y)
            right += (out.argmax(1) == y).sum().item()
            n += len(y)
    return total / n, right / n


# %% says: can no longer be trained
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    for module in model.modules():
        module.requires_grad_(False)
    total, right, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            output = model(x)
            total += criterion(output, y).item() * len(y)
            right += (output.argmax(dim=1) == y).sum().item()
            n += len(y)
    for module, training in modes:
        module.training = training
    return total / n, right / n


# %% says: was frozen and would now be trained
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    model.requires_grad_(False)
    total, right, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            output = model(x)
            total += criterion(output, y).item() * len(y)
            right += (output.argmax(dim=1) == y).sum().item()
            n += len(y)
    for module, training in modes:
        module.training = training
    model.requires_grad_(True)
    return total / n, right / n


# %% says: changes the gradient
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    model.zero_grad()
    total, right, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            output = model(x)
            total += criterion(output, y).item() * len(y)
            right += (output.argmax(dim=1) == y).sum().item()
            n += len(y)
    for module, training in modes:
        module.training = training
    return total / n, right / n


# %% says: a Probe, was in
def evaluate(model, loader, criterion):
    modes = {type(module): module.training for module in model.modules()}
    model.eval()
    total, right, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            output = model(x)
            total += criterion(output, y).item() * len(y)
            right += (output.argmax(dim=1) == y).sum().item()
            n += len(y)
    for module in model.modules():
        module.training = modes[type(module)]
    return total / n, right / n


# %% right
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total, right, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            output = model(x)
            total += criterion(output, y).item() * len(y)
            right += (output.argmax(dim=1) == y).sum().item()
            n += len(y)
    for module, training in modes:
        module.train(training)
    return total / n, right / n


# %% says: The weights have changed
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total, right, n = 0.0, 0, 0
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(1.001)
        for x, y in loader:
            output = model(x)
            total += criterion(output, y).item() * len(y)
            right += (output.argmax(dim=1) == y).sum().item()
            n += len(y)
    for module, training in modes:
        module.training = training
    return total / n, right / n


# %% says: The loss comes first
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total, right, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            output = model(x)
            total += criterion(output, y).item() * len(y)
            right += (output.argmax(dim=1) == y).sum().item()
            n += len(y)
    for module, training in modes:
        module.training = training
    return right / n, total / n
