# %% says: Read it from the right
composition = [3, 2, 1]
shapes = [[32, 784], [32, 128], [32, 128], [32, 128], [32, 64], [32, 64], [32, 10]]
weights, same_train, same_eval, negative, negative_output = 8192, False, True, False, True
# %% says: after layer 0
composition = [1, 2, 3]
shapes[0] = [784]
# %% says: those are weights and biases together
shapes[0] = [32, 784]
weights = 8256
# %% says: dropout draws a new mask
weights, same_train = 8192, True
# %% says: in evaluation mode dropout does nothing
same_train, same_eval = False, False
# %% says: position 5 is a ReLU
same_eval, negative = True, True
# %% says: the last layer is linear
negative, negative_output = False, False
# %% right
negative_output = True
# %% says: 6 of them for seven layers
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
