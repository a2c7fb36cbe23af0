# %% says: you are one step too late
def last(outputs, lengths):
    steps = lengths.clamp(max=outputs.shape[1] - 1)
    return outputs[torch.arange(len(outputs)), steps]


# %% says: you are one step too late
def last(outputs, lengths):
    return outputs[torch.arange(len(outputs)), lengths]


# %% says: you take the last column
def last(outputs, lengths):
    return outputs[:, -1]


# %% says: you take the same step in all rows
def last(outputs, lengths):
    return outputs[:, lengths.max() - 1]


# %% says: the result has the shape [3, 3, 3]
def last(outputs, lengths):
    return outputs[:, lengths - 1]


# %% says: you combine all steps
def last(outputs, lengths):
    return outputs.mean(dim=1)


# %% says: it should be a tensor
def last(outputs, lengths):
    return [row[n - 1] for row, n in zip(outputs, lengths)]


# %% says: returns nothing
def last(outputs, lengths):
    outputs[torch.arange(len(outputs)), lengths - 1]


# %% says: You changed what you were given
def last(outputs, lengths):
    lengths -= 1
    return outputs[torch.arange(len(outputs)), lengths]


# %% says: is not the output of its step
def last(outputs, lengths):
    return outputs[:, 0]


# %% right
def last(outputs, lengths):
    return torch.stack([row[n - 1] for row, n in zip(outputs, lengths)])


# %% right
def last(outputs, lengths):
    at = (lengths - 1)[:, None, None].expand(-1, 1, outputs.shape[2])
    return outputs.gather(1, at)[:, 0]


# %% says: cut from the graph
def last(outputs, lengths):
    return torch.tensor([outputs[i, n - 1].tolist() for i, n in enumerate(lengths.tolist())])


# %% says: cut from the graph
def last(outputs, lengths):
    return torch.stack([row[n - 1] for row, n in zip(outputs.data, lengths)])


# %% says: For the lengths [1] and L = 1, the result has the shape [6]
def last(outputs, lengths):
    return outputs[torch.arange(len(outputs)), lengths - 1].squeeze()
