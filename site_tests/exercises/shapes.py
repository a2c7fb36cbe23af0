# %% says: nn.Flatten() keeps the batch
after_flatten, after_linear, after_tanh, after_last = [32 * 784], [32, 100], [32, 100], [32, 3]
# %% says: after_linear: the batch is missing
after_flatten, after_linear, after_tanh, after_last = [32, 784], [100], [100], [3]
# %% says: an activation works on each number by itself
after_flatten, after_linear, after_tanh, after_last = [32, 784], [32, 100], [32], [32, 3]
# %% says: after_last: [3, 32] is not it
after_flatten, after_linear, after_tanh, after_last = [32, 784], [32, 100], [32, 100], [3, 32]
