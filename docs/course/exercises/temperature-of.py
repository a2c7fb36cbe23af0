# %% says: the wrong way around: divide
def probabilities(scores, temperature):
    return (scores * temperature).softmax(dim=-1)


# %% says: The temperature has no effect
def probabilities(scores, temperature):
    return scores.softmax(dim=-1)


# %% says: Divide the scores, before softmax
def probabilities(scores, temperature):
    return scores.softmax(dim=-1) / temperature


# %% says: logarithms of the probabilities
def probabilities(scores, temperature):
    return torch.log_softmax(scores / temperature, dim=-1)


# %% says: they should add up to 1
def probabilities(scores, temperature):
    return (scores / temperature).softmax(dim=0)


# %% says: they should add up to 1
def probabilities(scores, temperature):
    return torch.sigmoid(scores / temperature)


# %% says: You changed the scores themselves
def probabilities(scores, temperature):
    scores /= temperature
    return scores.softmax(dim=-1)


# %% says: returns nothing
def probabilities(scores, temperature):
    (scores / temperature).softmax(dim=-1)


# %% says: it should be a tensor
def probabilities(scores, temperature):
    return (scores / temperature).softmax(dim=-1).tolist()


# %% says: one probability for each score
def probabilities(scores, temperature):
    return (scores / temperature).softmax(dim=-1).max(dim=-1).values


# %% says: the first probability is
def probabilities(scores, temperature):
    return (scores / (temperature + 1)).softmax(dim=-1)


# %% right
def probabilities(scores, temperature):
    powers = torch.exp((scores - scores.max(dim=-1, keepdim=True).values) / temperature)
    return powers / powers.sum(dim=-1, keepdim=True)


# %% right
def probabilities(scores, temperature):
    return torch.nn.functional.softmax(scores / temperature, dim=scores.dim() - 1)


# %% says: is too large for a float
def probabilities(scores, temperature):
    powers = (scores / temperature).exp()
    return powers / powers.sum(dim=-1, keepdim=True)


# %% says: here the scores have the shape [3]
def probabilities(scores, temperature):
    return (scores / temperature).softmax(dim=1)
