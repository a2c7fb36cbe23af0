# %% says: The function next to x acts first
composition = [3, 2, 1]
shapes = [[32, 784], [32, 128], [32, 128], [32, 128], [32, 64], [32, 64], [32, 10]]
weights, same_train, same_eval, negative, negative_output = 8192, False, True, False, True
# %% says: after module 0
composition = [1, 2, 3]
shapes[0] = [784]
# %% says: counts weights and biases together
shapes[0] = [32, 784]
weights = 8256
# %% says: dropout draws a new mask at every call
weights, same_train = 8192, True
# %% says: in evaluation mode dropout does nothing
same_train, same_eval = False, False
# %% says: model[5] is a ReLU
same_eval, negative = True, True
# %% says: the last module is linear
negative, negative_output = False, False
# %% right
negative_output = True
# %% says: you give 6 for seven modules
composition = [1, 2, 3]
shapes = [[32, 784], [32, 128], [32, 128], [32, 64], [32, 64], [32, 10]]
# %% says: write a shape as a list
shapes = [784, 128, 128, 128, 64, 64, 10]
# %% says: True or False
shapes = [[32, 784], [32, 128], [32, 128], [32, 128], [32, 64], [32, 64], [32, 10]]
same_train = "no"
# %% right
composition, same_train = (1, 2, 3), False
shapes = tuple([32, n] for n in (784, 128, 128, 128, 64, 64, 10))
# %% right
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
x = 3
# %% says: weights is '8192', of type str
weights = "8192"
# %% says: weights: 192 is not correct
weights = 192
# %% says: composition: [1, 2] is not correct
composition, weights = [1, 2], 8192
# %% says: composition is of type str
composition = "1, 2, 3"
# %% says: 2 answers are still missing
composition, same_train, same_eval = [1, 2, 3], ..., ...
# %% says: after module 3
same_train, same_eval = False, True
shapes = [[32, 784], [32, 128], [32, 128], [32, 102], [32, 64], [32, 64], [32, 10]]
# %% right
net = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Dropout(),
    nn.Linear(128, 64),
    nn.ReLU(),
    nn.Linear(64, 10),
)
out = torch.ones(32, 1, 28, 28)
shapes = []
for module in net:
    out = module(out)
    shapes.append(out.shape)
weights = net[4].weight.numel()

# %% right
shapes = [(32, 784), *[(32, 128)] * 3, *[(32, 64)] * 2, (32, 10)]
composition, weights = (1, 2, 3), torch.tensor(128 * 64)
same_train, same_eval = False, True
negative, negative_output = (torch.randn(99).relu() < 0).any(), torch.tensor(True)


# %% says: 1 answer is still missing
composition, shapes, weights = [1, 2, 3], [[32, 784]] * 7, 8192
same_train, same_eval, negative, negative_output = False, True, False, ...
