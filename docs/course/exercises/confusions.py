# %% says: no mistake
def confusions(truth, read):
    counts = {}
    for pair in zip(truth.tolist(), read.tolist()):
        counts[pair] = counts.get(pair, 0) + 1
    return [(a, b, counts[a, b]) for a, b in sorted(counts, key=lambda pair: (-counts[pair], pair))]


# %% says: in another order
def confusions(truth, read):
    counts = {}
    for pair in zip(truth.tolist(), read.tolist()):
        if pair[0] != pair[1]:
            counts[pair] = counts.get(pair, 0) + 1
    return [(a, b, counts[a, b]) for a, b in sorted(counts)]


# %% says: in another order
def confusions(truth, read):
    counts = {}
    for pair in zip(truth.tolist(), read.tolist()):
        if pair[0] != pair[1]:
            counts[pair] = counts.get(pair, 0) + 1
    return [(a, b, counts[a, b]) for a, b in sorted(counts, key=counts.get, reverse=True)]


# %% says: the true class comes first
def confusions(truth, read):
    counts = {}
    for pair in zip(read.tolist(), truth.tolist()):
        if pair[0] != pair[1]:
            counts[pair] = counts.get(pair, 0) + 1
    return [(a, b, counts[a, b]) for a, b in sorted(counts, key=lambda pair: (-counts[pair], pair[::-1]))]


# %% says: three plain numbers
def confusions(truth, read):
    pairs, counts = torch.stack([truth, read]).unique(dim=1, return_counts=True)
    return [(a, b, count) for a, b, count in zip(*pairs, counts) if a != b]


# %% says: IndexError
def confusions(truth, read):
    table = torch.zeros(10, 10, dtype=torch.long)
    for a, b in zip(truth.tolist(), read.tolist()):
        if a != b:
            table[a, b] += 1
    found = [(a, b, table[a, b].item()) for a in range(10) for b in range(10) if table[a, b] > 0]
    return sorted(found, key=lambda entry: (-entry[2], entry[:2]))


# %% says: lacks
def confusions(truth, read):
    pairs = [pair for pair in zip(truth.tolist(), read.tolist()) if pair[0] < pair[1]]
    return sorted({(a, b, pairs.count((a, b))) for a, b in pairs}, key=lambda entry: (-entry[2], entry))


# %% says: triples, but there should be
def confusions(truth, read):
    pairs = [pair for pair in zip(truth.tolist(), read.tolist()) if pair[0] != pair[1]]
    return sorted(((a, b, pairs.count((a, b))) for a, b in pairs), key=lambda entry: (-entry[2], entry))


# %% says: it should be a list
def confusions(truth, read):
    return {pair: 1 for pair in zip(truth.tolist(), read.tolist()) if pair[0] != pair[1]}


# %% says: returns nothing
def confusions(truth, read):
    sorted(set(zip(truth.tolist(), read.tolist())))


# %% right
def confusions(truth, read):
    pairs = [pair for pair in zip(truth.tolist(), read.tolist()) if pair[0] != pair[1]]
    return sorted({(a, b, pairs.count((a, b))) for a, b in pairs}, key=lambda entry: (-entry[2], entry))


# %% right
from collections import Counter


def confusions(truth, read):
    wrong = truth != read
    counts = Counter(zip(truth[wrong].tolist(), read[wrong].tolist()))
    return [(*pair, count) for pair, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


# %% says: with 90 examples; the largest class number is 11
def confusions(truth, read):
    counts = torch.bincount(10 * truth + read, minlength=100).view(10, 10).fill_diagonal_(0)
    triples = [(a, b, counts[a, b].item()) for a, b in counts.nonzero().tolist()]
    return sorted(triples, key=lambda entry: (-entry[2], entry))
