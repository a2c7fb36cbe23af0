"""`Linear`, the dense layer; `Identity`; `Flatten` and `Unflatten`.

Sources: PyTorch, `torch.nn.modules.linear` and `flatten`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..._core import dtypes
from ..._core.creation_filled import empty
from ..._core.tensor import Tensor
from .. import functional as F
from .. import init
from ..parameter import Parameter, UninitializedParameter
from .functional_module import FunctionalModule
from .module import LazyModuleMixin, Module


class Identity(Module):
    """Return the input; any arguments are accepted and ignored. Any shape.

    >>> nn.Identity()(3)
    3
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        return input


class Linear(Module):
    """y = x Wᵀ + b: shapes (…, in_features) → (…, out_features).

    `weight` is (out_features, in_features), drawn from U(-k, k) with k = 1/sqrt(in_features); so is `bias`
    (out_features,), which `bias=False` leaves out. An input that does not fit raises `RuntimeError`.

    >>> import seqlite as torch
    >>> Linear(784, 128)(torch.zeros(64, 784)).shape
    torch.Size([64, 128])
    """

    in_features: int
    out_features: int
    weight: Parameter
    bias: Parameter | None

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(empty((out_features, in_features), dtype=dtype, device=device))
        self.bias = Parameter(empty(out_features, dtype=dtype, device=device)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Initialize the parameters, the weight first."""
        reset_uniform(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )

    def _brief(self) -> str:
        return f"Linear({self.in_features}, {self.out_features})"

    def _wants(self, given: Tensor) -> str:
        shape = f"(…, {self.in_features})"
        if given.dim() > 2 and math.prod(given.shape[1:]) == self.in_features:
            return f"{shape}: put nn.Flatten() before this module"
        if given.dim() and given.shape[-1] != self.in_features:
            return (
                f"{shape}: make it Linear({given.shape[-1]}, {self.out_features}), or make the module before "
                f"give {self.in_features} features"
            )
        return shape


class NonDynamicallyQuantizableLinear(Linear):
    """A `Linear`, under the name that PyTorch prints for the last layer of attention."""


class LazyLinear(LazyModuleMixin, Linear):
    """`Linear` that takes `in_features` from its first input, and is a `Linear` from then on.

    Shapes and errors are those of that layer.

    >>> layer = nn.LazyLinear(2)
    >>> layer(torch.ones(1, 3)).shape, layer
    (torch.Size([1, 2]), Linear(in_features=3, out_features=2, bias=True))
    """

    cls_to_become = Linear

    def __init__(
        self, out_features: int, bias: bool = True, device: Any = None, dtype: dtypes.dtype | None = None
    ) -> None:
        Module.__init__(self)
        self.in_features, self.out_features = 0, out_features
        self.weight = UninitializedParameter(dtype=dtype, device=device)
        self.bias = UninitializedParameter(dtype=dtype, device=device) if bias else None

    def initialize_parameters(self, input: Tensor) -> None:
        """Infer `in_features` from an input."""
        self.in_features = int(input.shape[-1])
        self.materialize({"weight": (self.out_features, self.in_features), "bias": (self.out_features,)})


def reset_uniform(weight: Tensor, bias: Tensor | None) -> None:
    """PyTorch's initial values of dense and convolutional layers (He et al. 2015, with slope sqrt(5))."""
    init.kaiming_uniform_(weight, a=math.sqrt(5))
    if bias is not None:
        fan_in, _ = init._calculate_fan_in_and_fan_out(weight)
        bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
        init.uniform_(bias, -bound, bound)


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

    Raises `TypeError` for sizes that are no tuple, `RuntimeError` for those that do not fit. (N, n, …) → (N,
    *unflattened_size, …) for `dim` 1.

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
