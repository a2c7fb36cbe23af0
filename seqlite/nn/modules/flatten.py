"""`Flatten` and `Unflatten`: reshaping as layers. Source: PyTorch, `torch.nn.modules.flatten`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..._core.tensor import Tensor
from .functional_module import FunctionalModule
from .module import Module


class Flatten(FunctionalModule, function=Tensor.flatten):
    """Dimensions `start_dim` to `end_dim` as one: (N, 1, 28, 28) → (N, 784) with the defaults.

    >>> import seqlite as torch
    >>> Flatten()(torch.zeros(64, 1, 28, 28)).shape
    torch.Size([64, 784])
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self._set(locals())


class Unflatten(Module):
    """Dimension `dim` split into `unflattened_size`, one entry of which may be -1: the inverse of `Flatten`.

    >>> import seqlite as torch
    >>> Unflatten(1, (1, 28, 28))(torch.zeros(64, 784)).shape
    torch.Size([64, 1, 28, 28])
    """

    def __init__(self, dim: int, unflattened_size: Sequence[int]) -> None:
        super().__init__()
        if not isinstance(dim, int):
            raise NotImplementedError(
                "Unflatten by dimension name is not covered: give the dimension's number"
            )
        if not isinstance(unflattened_size, tuple | list):
            raise TypeError(
                "unflattened_size must be a tuple or a list, but found type "
                + type(unflattened_size).__name__
            )
        for position, size in enumerate(unflattened_size):
            if not isinstance(size, int):
                raise TypeError(
                    f"unflattened_size must be tuple of ints, but found element of type "
                    f"{type(size).__name__} at pos {position}"
                )
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        dim = self.dim % input.dim()
        size, known = input.shape[dim], math.prod(n for n in self.unflattened_size if n != -1)
        if size % known if -1 in self.unflattened_size else size != known:
            raise RuntimeError(
                f"unflatten: Provided sizes {list(self.unflattened_size)} don't multiply up to the size of "
                f"dim {dim} ({size}) in the input tensor"
            )
        return input.reshape(*input.shape[:dim], *self.unflattened_size, *input.shape[dim + 1 :])

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
