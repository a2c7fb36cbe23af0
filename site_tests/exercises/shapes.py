# %% says: nn.Flatten() keeps the batch
after_flatten, after_linear, after_tanh, after_last = [32 * 784], [32, 100], [32, 100], [32, 3]
# %% says: after_linear: the batch is missing
after_flatten, after_linear, after_tanh, after_last = [32, 784], [100], [100], [3]
# %% says: an activation works on each number by itself
after_flatten, after_linear, after_tanh, after_last = [32, 784], [32, 100], [32], [32, 3]
# %% says: after_last: [3, 32] is not it
after_flatten, after_linear, after_tanh, after_last = [32, 784], [32, 100], [32, 100], [3, 32]
# %% says: is of type int
after_flatten, after_linear, after_tanh, after_last = 784, 100, 100, 3
# %% says: is of type Tensor
after_flatten, after_linear, after_tanh, after_last = torch.zeros(32, 784), [32, 100], [32, 100], [32, 3]
# %% right
x0 = torch.zeros(32, 1, 28, 28)
nt = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.Tanh(), nn.Linear(100, 3))
after_flatten, after_linear, after_tanh, after_last = (
    nt[0](x0).shape,
    nt[:2](x0).size(),
    nt[:3](x0).shape,
    nt(x0).shape,
)
