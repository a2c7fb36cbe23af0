# %% says: nn.Flatten() keeps the batch
after_flatten, after_linear, after_tanh, after_last = [32 * 784], [32, 100], [32, 100], [32, 3]
# %% says: after_linear: [100] has no batch
after_flatten, after_linear, after_tanh, after_last = [32, 784], [100], [100], [3]
# %% says: An activation works on each number separately
after_flatten, after_linear, after_tanh, after_last = [32, 784], [32, 100], [32], [32, 3]
# %% says: after_last: [3, 32] is in the wrong order
after_flatten, after_linear, after_tanh, after_last = [32, 784], [32, 100], [32, 100], [3, 32]
# %% says: is of type int
after_flatten, after_linear, after_tanh, after_last = 784, 100, 100, 3
# %% says: is of type Tensor
after_flatten, after_linear, after_tanh, after_last = torch.zeros(32, 784), [32, 100], [32, 100], [32, 3]


# %% says: after_flatten: [784, 32] is in the wrong order
after_flatten = [784, 32]
after_linear = [100, 32]
after_tanh = [100, 32]
after_last = [3, 32]


# %% right
x0 = torch.zeros(32, 1, 28, 28)
nt = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.Tanh(), nn.Linear(100, 3))
after_flatten, after_linear, after_tanh, after_last = (
    nt[0](x0).shape,
    nt[:2](x0).size(),
    nt[:3](x0).shape,
    nt(x0).shape,
)


# %% says: keeps a dimension for the channel
after_flatten = [32, 1, 784]
after_linear = [32, 100]
after_tanh = [32, 100]
after_last = [32, 3]


# %% says: are the sizes of the module
after_flatten = [32, 784]
after_linear = [784, 100]
after_tanh = [784, 100]
after_last = [100, 3]


# %% says: is the shape for one image
after_flatten = [1, 784]
after_linear = [1, 100]
after_tanh = [1, 100]
after_last = [1, 3]
