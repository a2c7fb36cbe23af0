# %% says: wanted one per hidden layer
def make(depth, width):
    sizes = [784] + [width] * depth + [10]
    return nn.Sequential(nn.Flatten(), *[nn.Linear(n, m) for n, m in zip(sizes, sizes[1:])])


# %% says: There is a ReLU after the scores|ReLUs, wanted one per hidden layer
def make(depth, width):
    sizes = [784] + [width] * depth + [10]
    layers = [layer for n, m in zip(sizes, sizes[1:]) for layer in (nn.Linear(n, m), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *layers)


# %% says: wanted 1 hidden ones and the scores: 2
def make(depth, width):
    layers = [nn.Flatten(), nn.Linear(784, width), nn.ReLU()]
    for _ in range(depth):
        layers += [nn.Linear(width, width), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(width, 10))


# %% says: study returns an empty dictionary
def make(depth, width):
    sizes = [784] + [width] * depth
    layers = [layer for n, m in zip(sizes, sizes[1:]) for layer in (nn.Linear(n, m), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *layers, nn.Linear(sizes[-1], 10))


def one(net, data, epochs=1):
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
    for _ in range(epochs):
        for x, y in DataLoader(data, batch_size=64, shuffle=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(x), y).backward()
            optimizer.step()


def share(net, data):
    net.eval()
    with torch.no_grad():
        return sum(
            (net(x).argmax(dim=1) == y).sum().item() for x, y in DataLoader(data, batch_size=1000)
        ) / len(data)


# %% says: does not start from torch.manual_seed(0)
def study(make, depths, widths, train_data, valid_data):
    results = {}
    torch.manual_seed(0)
    for depth in depths:
        for width in widths:
            net = make(depth, width)
            one(net, train_data)
            results[depth, width] = share(net, valid_data)
    return results


# %% says: A model learns from valid_data
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            torch.manual_seed(0)
            net = make(depth, width)
            one(net, torch.utils.data.ConcatDataset([train_data, valid_data]))
            results[depth, width] = share(net, valid_data)
    return results


# %% says: You measure on the images the model has learned from
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            torch.manual_seed(0)
            net = make(depth, width)
            one(net, train_data)
            results[depth, width] = share(net, train_data)
    return results


# %% says: this model has seen 256
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            torch.manual_seed(0)
            net = make(depth, width)
            one(net, train_data, epochs=2)
            results[depth, width] = share(net, valid_data)
    return results


# %% says: is not trained
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            torch.manual_seed(0)
            results[depth, width] = share(make(depth, width), valid_data)
    return results


# %% says: wanted every (depth, width)
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for depth, width in zip(depths, widths):
        torch.manual_seed(0)
        net = make(depth, width)
        one(net, train_data)
        results[depth, width] = share(net, valid_data)
    return results


# %% says: a new one for each pair
def study(make, depths, widths, train_data, valid_data):
    torch.manual_seed(0)
    net = make(1, 4)
    one(net, train_data)
    return {(depth, width): share(net, valid_data) for depth in depths for width in widths}


# %% says: Models are measured in training mode
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            torch.manual_seed(0)
            net = make(depth, width)
            one(net, train_data)
            with torch.no_grad():
                right = sum(
                    (net(x).argmax(dim=1) == y).sum().item()
                    for x, y in DataLoader(valid_data, batch_size=1000)
                )
            results[depth, width] = right / len(valid_data)
    return results


# %% says: the same linear layer in two places
def make(depth, width):
    if not depth:
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    hidden = [nn.Linear(width, width), nn.ReLU()] * (depth - 1)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, width), nn.ReLU(), *hidden, nn.Linear(width, 10))


# %% says: study returns a list
def make(depth, width):
    sizes = [784] + [width] * depth
    relu = nn.ReLU()
    layers = [layer for n, m in zip(sizes, sizes[1:]) for layer in (nn.Linear(n, m), relu)]
    return nn.Sequential(nn.Flatten(), *layers, nn.Linear(sizes[-1], 10))


def one(net, data, opt=None, size=64, eval_=False):
    opt = opt or torch.optim.Adam(net.parameters(), lr=0.001)
    net.train(not eval_)
    for x, y in DataLoader(data, batch_size=size, shuffle=True):
        opt.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        opt.step()


def share(net, data):
    net.eval()
    with torch.no_grad():
        return sum(
            (net(x).argmax(dim=1) == y).sum().item() for x, y in DataLoader(data, batch_size=1000)
        ) / len(data)


def study(make, depths, widths, train_data, valid_data):
    return [0.5]


# %% says: evaluation mode
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for d in depths:
        for w in widths:
            torch.manual_seed(0)
            net = make(d, w)
            one(net, train_data, eval_=True)
            results[d, w] = share(net, valid_data)
    return results


# %% says: Batches of 64
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for d in depths:
        for w in widths:
            torch.manual_seed(0)
            net = make(d, w)
            one(net, train_data, size=32)
            results[d, w] = share(net, valid_data)
    return results


# %% says: is it Adam
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for d in depths:
        for w in widths:
            torch.manual_seed(0)
            net = make(d, w)
            one(net, train_data, torch.optim.Adam(net.parameters(), lr=0.01))
            results[d, w] = share(net, valid_data)
    return results


# %% says: percent
def study(make, depths, widths, train_data, valid_data):
    results = {}
    for d in depths:
        for w in widths:
            torch.manual_seed(0)
            net = make(d, w)
            one(net, train_data)
            results[d, w] = 100 * share(net, valid_data)
    return results


# %% right
import itertools


def study(make, depths, widths, train_data, valid_data):
    def run(pair):
        torch.manual_seed(0)
        net = make(*pair)
        opt = torch.optim.Adam(net.parameters(), lr=1e-3)
        images, labels = train_data.tensors
        for at in range(0, len(images), 64):
            loss = nn.CrossEntropyLoss()(net(images[at : at + 64]), labels[at : at + 64])
            opt.zero_grad()
            loss.backward()
            opt.step()
        x, y = valid_data.tensors
        return net.eval()(x).argmax(1).eq(y).float().mean()

    return {pair: run(pair) for pair in itertools.product(depths, widths)}
