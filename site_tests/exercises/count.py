# %% says: a row per output
weight_shape, output_shape, parameters = [10, 20], [5], 325
# %% says: The last layer decides
weight_shape, output_shape, parameters = [20, 10], [20], 325
# %% says: you counted the weights
weight_shape, output_shape, parameters = [20, 10], [5], 300
# %% says: 330 is not it
weight_shape, output_shape, parameters = [20, 10], [5], 330
# %% right
weight_shape, output_shape, parameters = (20, 10), (5,), 325
