# %% says: returns lists of [10, 3, 2] indices
def split(n, valid, test, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    return order, order[:valid], order[valid : valid + test]


# %% says: always deals out the indices in order
def split(n, valid, test, seed):
    order = list(range(n))
    return order[: n - valid - test], order[n - valid - test : n - test], order[n - test :]


# %% says: torch.rand gives other numbers
def split(n, valid, test, seed):
    torch.manual_seed(seed)
    order = torch.randperm(n).tolist()
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% says: torch.rand gives other numbers
def split(n, valid, test, seed):
    order = torch.randperm(n).tolist()
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% says: returns lists of
def split(n, valid, test, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    return order[: -valid - test], order[-valid - test : -test], order[-test:]


# %% says: A leak
def split(n, valid, test, seed):
    generator = torch.Generator().manual_seed(seed)
    train = torch.randperm(n, generator=generator).tolist()[: n - valid - test]
    rest = torch.randperm(n, generator=generator).tolist()
    return train, rest[:valid], rest[valid : valid + test]


# %% says: A leak
def split(n, valid, test, seed):
    generator = torch.Generator().manual_seed(seed)
    draw = lambda k: torch.randint(0, n, (k,), generator=generator).tolist()
    return draw(n - valid - test), draw(valid), draw(test)


# %% says: returns lists of
def split(n, valid, test, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    return order[:valid], order[valid : valid + test], order[valid + test :]


# %% says: a different split when it is called again
generator = torch.Generator().manual_seed(0)


def split(n, valid, test, seed):
    order = torch.randperm(n, generator=generator).tolist()
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% says: the whole order should be random
def split(n, valid, test, seed):
    order = torch.randperm(n - test, generator=torch.Generator().manual_seed(seed)).tolist()
    return order[valid:], order[:valid], list(range(n - test, n))


# %% says: is the same for every seed
def split(n, valid, test, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(0)).tolist()
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% says: cut before they are shuffled
def split(n, valid, test, seed):
    at = torch.randint(0, n, (1,), generator=torch.Generator().manual_seed(seed)).item()
    order = [(at + k) % n for k in range(n)]
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% says: split returns nothing
def split(n, valid, test, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    print(order[valid + test :], order[:valid], order[valid : valid + test])


# %% says: each of 0 … 9 once
def split(n, valid, test, seed):
    order = (torch.randperm(n, generator=torch.Generator().manual_seed(seed)) + 1).tolist()
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% says: Python's random
import random


def split(n, valid, test, seed):
    random.seed(seed)
    order = list(range(n))
    random.shuffle(order)
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% right
import random


def split(n, valid, test, seed):
    order = list(range(n))
    random.Random(seed).shuffle(order)
    return order[: n - valid - test], order[n - valid - test : n - test], order[n - test :]


# %% says: it should be a list
def split(n, valid, test, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    return torch.split(order, [n - valid - test, valid, test])


# %% says: it should be a list
import random


def split(n, valid, test, seed):
    source = random.Random(seed)
    held_back = source.sample(range(n), valid + test)
    return [i for i in range(n) if i not in held_back], set(held_back[:valid]), set(held_back[valid:])


# %% says: is the same for every seed
def split(n, valid, test, seed):
    g = torch.Generator().manual_seed(0)
    p = torch.randperm(n, generator=g).tolist()
    return p[valid + test :], p[:valid], p[valid : valid + test]


# %% says: into the test list
def split(n, valid, test, seed):
    g = torch.Generator().manual_seed(seed)
    p = torch.randperm(n - test, generator=g).tolist()
    return p[valid:], p[:valid], list(range(n - test, n))


# %% says: it should hold indices
def split(n, valid, test, seed):
    order = [float(i) for i in torch.randperm(n, generator=torch.Generator().manual_seed(seed))]
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% says: np.random gives other numbers
import numpy as np


def split(n, valid, test, seed):
    np.random.seed(seed)
    order = np.random.permutation(n).tolist()
    return order[valid + test :], order[:valid], order[valid : valid + test]


# %% says: always deals out the indices in order
def split(n, valid, test, seed):
    order = list(range(n))
    return order[: n - valid - test], order[n - valid - test : n - test], order[n - test :]


# %% says: it should be a list
def split(n, valid, test, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(n, generator=generator)
    return order[valid + test :], order[:valid], order[valid : valid + test]
