# %% says: Nothing comes after the last one
def examples(sequence, size):
    return sequence.unfold(0, size, 1), sequence[size:]


# %% says: is its own last number
def examples(sequence, size):
    n = len(sequence) - size
    return torch.stack([sequence[i:i + size] for i in range(n)]), sequence[size - 1:-1]


# %% says: y has the shape
def examples(sequence, size):
    n = len(sequence) - size
    return torch.stack([sequence[i:i + size] for i in range(n)]), sequence[size - 1:]


# %% says: x has the shape
def examples(sequence, size):
    n = (len(sequence) - 1) // size
    return torch.stack([sequence[i * size:(i + 1) * size] for i in range(n)]), sequence[size::size]


# %% says: both should be tensors
def examples(sequence, size):
    n = len(sequence) - size
    return [sequence[i:i + size] for i in range(n)], sequence[size:]


# %% says: Return two tensors
def examples(sequence, size):
    return sequence.unfold(0, size, 1)[:-1]


# %% says: Return two tensors
def examples(sequence, size):
    sequence.unfold(0, size, 1)[:-1], sequence[size:]


# %% says: window 0 is
def examples(sequence, size):
    n = len(sequence) - size
    return torch.stack([sequence[i + 1:i + 1 + size] for i in range(n)]), sequence[size:]


# %% says: window 0 is
def examples(sequence, size):
    return sequence.unfold(0, size, 1)[:-1].flip(1), sequence[size:]


# %% says: the target of window 0 is
def examples(sequence, size):
    return sequence.unfold(0, size, 1)[:-1], sequence[size:].flip(0)


# %% says: y is missing
def examples(sequence, size):
    return sequence.unfold(0, size, 1)[:-1], ...


# %% says: You changed the sequence itself
def examples(sequence, size):
    x, y = sequence.unfold(0, size, 1)[:-1].clone(), sequence[size:].clone()
    sequence -= sequence.mean()
    return x, y


# %% right
def examples(sequence, size):
    return sequence.unfold(0, size, 1)[:-1], sequence[size:]


# %% right
def examples(sequence, size):
    n = len(sequence) - size
    at = torch.arange(n)[:, None] + torch.arange(size)
    return sequence[at], sequence[size:]


# %% says: keep the type of the sequence
def examples(sequence, size):
    n = len(sequence) - size
    x = torch.tensor([[float(v) for v in sequence[i:i + size]] for i in range(n)])
    return x, torch.tensor([float(v) for v in sequence[size:]])
