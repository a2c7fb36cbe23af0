"""The methods of `Tensor`, by family.

Each is written once and serves twice, as `x.exp()` and as `torch.exp(x)`; that is why the first argument has
PyTorch's name `input` in place of `self`.
"""
