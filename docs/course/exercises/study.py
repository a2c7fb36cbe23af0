# %% says: a ReLU belongs after each hidden layer
def make(depth, width):
    sizes = [784] + [width] * depth + [10]
    return nn.Sequential(nn.Flatten(), *[nn.Linear(n, m) for n, m in zip(sizes, sizes[1:])])


# %% says: and nowhere else
def make(depth, width):
    sizes = [784] + [width] * depth + [10]
    layers = [layer for n, m in zip(sizes, sizes[1:]) for layer in (nn.Linear(n, m), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *layers)


# %% says: make(1, 8) has 3 linear modules; it should have 2
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


def one(net, data, rate=0.001, size=64, epochs=1, mode=True, shuffle=True, drop=False, kind=torch.optim.Adam):
    optimizer = kind(net.parameters(), lr=rate)
    net.train(mode)
    for _ in range(epochs):
        for x, y in DataLoader(data, batch_size=size, shuffle=shuffle, drop_last=drop):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(x), y).backward()
            optimizer.step()


def share(net, data, mode=False):
    net.train(mode)
    with torch.no_grad():
        return sum(
            (net(x).argmax(dim=1) == y).sum().item() for x, y in DataLoader(data, batch_size=1000)
        ) / len(data)


def grid(train_and_judge, seed_of=torch.manual_seed):
    """A study around what is done with each model."""

    def study(make, depths, widths, seeds, train_data, valid_data):
        results = {}
        for depth in depths:
            for width in widths:
                for seed in seeds:
                    seed_of(seed)
                    net = make(depth, width)
                    found = train_and_judge(net, train_data, valid_data)
                    results.setdefault((depth, width), []).append(found)
        return results

    return study


# %% says: does not start from torch.manual_seed(seed)
study = grid(lambda net, a, b: one(net, a) or share(net, b), seed_of=lambda seed: torch.manual_seed(0))


# %% says: does not start from torch.manual_seed(seed)
def study(make, depths, widths, seeds, train_data, valid_data):
    results = {}
    for seed in seeds:
        torch.manual_seed(seed)
        for depth in depths:
            for width in widths:
                net = make(depth, width)
                one(net, train_data)
                results.setdefault((depth, width), []).append(share(net, valid_data))
    return results


# %% says: has learned from 191|sees images of valid_data
def one_model(net, train_data, valid_data):
    one(net, torch.utils.data.ConcatDataset([train_data, valid_data]))
    return share(net, valid_data)


study = grid(one_model)


# %% says: You measure on the images the model has learned from
def one_model(net, train_data, valid_data):
    one(net, train_data)
    return share(net, train_data)


study = grid(one_model)


# %% says: has learned from 300
def one_model(net, train_data, valid_data):
    one(net, train_data, epochs=2)
    return share(net, valid_data)


study = grid(one_model)


# %% says: is not trained
def one_model(net, train_data, valid_data):
    return share(net, valid_data)


study = grid(one_model)


# %% says: is measured in training mode
def one_model(net, train_data, valid_data):
    one(net, train_data)
    return share(net, valid_data, mode=True)


study = grid(one_model)


# %% says: is trained in evaluation mode
def one_model(net, train_data, valid_data):
    one(net, train_data, mode=False)
    return share(net, valid_data)


study = grid(one_model)


# %% says: learned from batches of [32
def one_model(net, train_data, valid_data):
    one(net, train_data, size=32)
    return share(net, valid_data)


study = grid(one_model)


# %% says: has learned from 128
def one_model(net, train_data, valid_data):
    one(net, train_data, drop=True)
    return share(net, valid_data)


study = grid(one_model)


# %% says: in the order in which they are stored
def one_model(net, train_data, valid_data):
    one(net, train_data, shuffle=False)
    return share(net, valid_data)


study = grid(one_model)


# %% says: is it Adam
def one_model(net, train_data, valid_data):
    one(net, train_data, rate=0.01)
    return share(net, valid_data)


study = grid(one_model)


# %% says: is it Adam
def one_model(net, train_data, valid_data):
    one(net, train_data, kind=torch.optim.SGD)
    return share(net, valid_data)


study = grid(one_model)


# %% says: that is a percentage
def one_model(net, train_data, valid_data):
    one(net, train_data)
    return 100 * share(net, valid_data)


study = grid(one_model)


# %% says: you report
def one_model(net, train_data, valid_data):
    one(net, train_data)
    return share(net, valid_data) / 2


study = grid(one_model)


# %% says: sees images of valid_data in training mode
def one_model(net, train_data, valid_data):
    one(net, train_data)
    x, y = valid_data.tensors
    return (net(x).argmax(dim=1) == y).float().mean().item()


study = grid(one_model)


# %% says: there should be one for every (depth, width)
def study(make, depths, widths, seeds, train_data, valid_data):
    return grid(lambda net, a, b: one(net, a) or share(net, b))(
        make, depths[:1], widths, seeds, train_data, valid_data
    )


# %% says: it should be a list with the share for each seed
def study(make, depths, widths, seeds, train_data, valid_data):
    results = grid(lambda net, a, b: one(net, a) or share(net, b))(
        make, depths, widths, seeds, train_data, valid_data
    )
    return {pair: sum(shares) / len(shares) for pair, shares in results.items()}


# %% says: holds 3 shares; with 2 seeds
def study(make, depths, widths, seeds, train_data, valid_data):
    return grid(lambda net, a, b: one(net, a) or share(net, b))(
        make, depths, widths, range(3), train_data, valid_data
    )


# %% says: not in the order of the seeds
def study(make, depths, widths, seeds, train_data, valid_data):
    return grid(lambda net, a, b: one(net, a) or share(net, b))(
        make, depths, widths, sorted(seeds), train_data, valid_data
    )


# %% says: 0 times for 4 pairs and 2 seeds
ours = make


def study(make, depths, widths, seeds, train_data, valid_data):
    return grid(lambda net, a, b: one(net, a) or share(net, b))(
        ours, depths, widths, seeds, train_data, valid_data
    )


# %% says: study calls the make that it is given 4 times
def study(make, depths, widths, seeds, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            torch.manual_seed(seeds[0])
            net = make(depth, width)
            for seed in seeds:
                one(net, train_data)
                results.setdefault((depth, width), []).append(share(net, valid_data))
    return results


# %% says: study returns something of type list
def study(make, depths, widths, seeds, train_data, valid_data):
    return [0.5]


# %% says: study returns nothing
def study(make, depths, widths, seeds, train_data, valid_data):
    print(
        grid(lambda net, a, b: one(net, a) or share(net, b))(
            make, depths, widths, seeds, train_data, valid_data
        )
    )


# %% says: the same linear module in two places
study = grid(lambda net, a, b: one(net, a) or share(net, b))


def make(depth, width):
    if not depth:
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    hidden = [nn.Linear(width, width), nn.ReLU()] * (depth - 1)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, width), nn.ReLU(), *hidden, nn.Linear(width, 10))


# %% says: has the order ReLU, Linear, Linear
def make(depth, width):
    sizes = [784] + [width] * depth
    layers = [layer for n, m in zip(sizes, sizes[1:]) for layer in (nn.ReLU(), nn.Linear(n, m))]
    return nn.Sequential(nn.Flatten(), *layers, nn.Linear(sizes[-1], 10))


# %% says: computes something other than
def make(depth, width):
    sizes = [784] + [width] * depth
    layers = [layer for n, m in zip(sizes, sizes[1:]) for layer in (nn.Linear(n, m), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *layers, nn.Linear(sizes[-1], 10), nn.Softmax(dim=1))


# %% right
relu = nn.ReLU()


def make(depth, width):
    sizes = [784] + [width] * depth
    hidden = [nn.Sequential(nn.Linear(n, m), relu) for n, m in zip(sizes, sizes[1:])]
    return nn.Sequential(nn.Flatten(-3), nn.Sequential(*hidden), nn.Linear(sizes[-1], 10))


# %% right
import itertools


def study(make, depths, widths, seeds, train_data, valid_data):
    def run(depth, width, seed):
        torch.manual_seed(seed)
        net = make(depth, width)
        opt = torch.optim.Adam(net.parameters(), lr=1e-3)
        images, labels = train_data.tensors
        for rows in torch.randperm(len(images)).split(64):
            loss = nn.CrossEntropyLoss()(net(images[rows]), labels[rows])
            opt.zero_grad()
            loss.backward()
            opt.step()
        x, y = valid_data.tensors
        return net.eval()(x).argmax(1).eq(y).float().mean()

    return {pair: [run(*pair, seed) for seed in seeds] for pair in itertools.product(depths, widths)}


# %% right
def study(make, depths, widths, seeds, train_data, valid_data):
    results = {(width, depth)[::-1]: [] for width in widths for depth in depths}
    for seed in seeds:
        for (depth, width), shares in results.items():
            torch.manual_seed(seed)
            net = make(depth=depth, width=width)
            one(net, train_data)
            shares.append(share(net, valid_data))
    return results


# %% says: share of correct answers on valid_data is
def average(net, data):
    net.eval()
    with torch.no_grad():
        shares = [(net(x).argmax(1) == y).float().mean().item() for x, y in DataLoader(data, batch_size=64)]
    return sum(shares) / len(shares)


def study(make, depths, widths, seeds, train_data, valid_data):
    results = {}
    for depth, width in itertools.product(depths, widths):
        for seed in seeds:
            torch.manual_seed(seed)
            net = make(depth, width)
            one(net, train_data)
            results.setdefault((depth, width), []).append(average(net, valid_data))
    return results


# %% says: one share for all
def make(depth, width):
    layers, size = [nn.Flatten()], 784
    for _ in range(depth):
        layers += [nn.Linear(size, width), nn.ReLU()]
        size = width
    return nn.Sequential(*layers, nn.Linear(size, 10))


def share_right(net, data):
    net.eval()
    right = 0
    with torch.no_grad():
        for x, y in DataLoader(data, batch_size=1000):
            right += (net(x).argmax(dim=1) == y).sum().item()
    return right / len(data)


def study(make, depths, widths, seeds, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            results[depth, width] = []
            for seed in seeds:
                torch.manual_seed(seed)
                net = make(depth, width)
                criterion = nn.CrossEntropyLoss()
                optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
                for x, y in DataLoader(train_data, batch_size=64, shuffle=True):
                    optimizer.zero_grad()
                    criterion(net(x), y).backward()
                    optimizer.step()
            results[depth, width] = [share_right(net, valid_data)] * len(seeds)
    return results


# %% says: should be plain numbers
def make(depth, width):
    layers, size = [nn.Flatten()], 784
    for _ in range(depth):
        layers += [nn.Linear(size, width), nn.ReLU()]
        size = width
    return nn.Sequential(*layers, nn.Linear(size, 10))


def share_right(net, data):
    net.eval()
    right = 0
    with torch.no_grad():
        for x, y in DataLoader(data, batch_size=1000):
            right += (net(x).argmax(dim=1) == y).sum().item()
    return right / len(data)


def study(make, depths, widths, seeds, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            results[depth, width] = []
            for seed in seeds:
                torch.manual_seed(seed)
                net = make(depth, width)
                criterion = nn.CrossEntropyLoss()
                optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
                for x, y in DataLoader(train_data, batch_size=64, shuffle=True):
                    optimizer.zero_grad()
                    criterion(net(x), y).backward()
                    optimizer.step()
                results[depth, width].append(str(share_right(net, valid_data)))
    return results


# %% says: not in the order of the seeds
def make(depth, width):
    layers, size = [nn.Flatten()], 784
    for _ in range(depth):
        layers += [nn.Linear(size, width), nn.ReLU()]
        size = width
    return nn.Sequential(*layers, nn.Linear(size, 10))


def share_right(net, data):
    net.eval()
    right = 0
    with torch.no_grad():
        for x, y in DataLoader(data, batch_size=1000):
            right += (net(x).argmax(dim=1) == y).sum().item()
    return right / len(data)


def study(make, depths, widths, seeds, train_data, valid_data):
    results = {}
    for depth in depths:
        for width in widths:
            results[depth, width] = []
            for seed in seeds:
                torch.manual_seed(seed)
                net = make(depth, width)
                criterion = nn.CrossEntropyLoss()
                optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
                for x, y in DataLoader(train_data, batch_size=64, shuffle=True):
                    optimizer.zero_grad()
                    criterion(net(x), y).backward()
                    optimizer.step()
                results[depth, width].append(share_right(net, valid_data))
    return {k: v[::-1] for k, v in results.items()}


# %% equivalent: "no batch_size= in `DataLoader(data, batch_size=1000)`" = "the size of the batches in which one measures changes nothing"
# %% equivalent: "1000 → 1001 in `batch_size=1000`" = "the size of the batches in which one measures changes nothing"
# %% equivalent: "`(net(x).argmax(dim=1) == y).sum()` for `(net(x).argmax(dim=1) == y).sum().item()`" = "a tensor that holds one number is as good as the number"
# %% equivalent: "no lr= in `torch.optim.Adam(net.parameters(), lr=0.001)`" = "that is Adam's own rate"
