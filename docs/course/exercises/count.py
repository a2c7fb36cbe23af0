# %% says: one row per output
weight_shape, output_shape, parameters = [10, 20], [5], 325
# %% says: The last module decides
weight_shape, output_shape, parameters = [20, 10], [20], 325
# %% says: you counted only the weights
weight_shape, output_shape, parameters = [20, 10], [5], 300
# %% says: 330 is not correct
weight_shape, output_shape, parameters = [20, 10], [5], 330


# %% says: 330 is not correct
weight_shape = [20, 10]
output_shape = [5]
parameters = 10 * 20 + 10 + 20 * 5 + 20


# %% says: it should be one number, the total
weight_shape = [20, 10]
output_shape = [5]
parameters = [220, 105]


# %% right
weight_shape, output_shape, parameters = (20, 10), (5,), 325
# %% says: output_shape is of type int
weight_shape, output_shape, parameters = [20, 10], 5, 325
# %% says: weight_shape is of type str
weight_shape, output_shape, parameters = "20x10", [5], 325
# %% says: without a batch
weight_shape, output_shape, parameters = [20, 10], [1, 5], 325
# %% says: it should be one number
weight_shape, output_shape, parameters = [20, 10], [5], "325"
# %% right
net = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 5))
weight_shape = net[0].weight.shape
output_shape = net(torch.randn(10)).shape
parameters = sum(p.numel() for p in net.parameters())


# %% says: holds text
weight_shape, output_shape, parameters = ["20", "10"], [5], 325


# %% says: is not correct
weight_shape, output_shape, parameters = [10, 5], [5], 325
