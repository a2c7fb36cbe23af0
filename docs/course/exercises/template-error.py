# %% says: cancel
def mean_squared_error(predicted, wanted):
    return (predicted - wanted).mean()


# %% says: one number is wanted
def mean_squared_error(predicted, wanted):
    return (predicted - wanted) ** 2


# %% says: That is the sum
def mean_squared_error(predicted, wanted):
    return ((predicted - wanted) ** 2).sum()


# %% says: a tensor is wanted
def mean_squared_error(predicted, wanted):
    return ((predicted - wanted) ** 2).mean().item()


# %% says: wanted
def mean_squared_error(predicted, wanted):
    return ((predicted - wanted) ** 2).mean() / 2


# %% right
def mean_squared_error(predicted, wanted):
    return torch.nn.functional.mse_loss(predicted, wanted)
