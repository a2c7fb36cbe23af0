"""`Linear`, the dense layer, and `Identity`. Source: PyTorch, `torch.nn.modules.linear`."""

from __future__ import annotations

import math
from typing import Any

from ..._core import dtypes
from ..._core.creation_filled import empty
from ..._core.tensor import Tensor
from .. import functional as F
from .. import init
from ..parameter import Parameter, UninitializedParameter
from .module import LazyModuleMixin, Module


class Identity(Module):
    """Return the input; any arguments are accepted and ignored.

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
            return f"{shape}: put nn.Flatten() before this layer"
        if given.dim() and given.shape[-1] != self.in_features:
            return (
                f"{shape}: make it Linear({given.shape[-1]}, {self.out_features}), or make the layer before "
                f"give {self.in_features} features"
            )
        return shape


class LazyLinear(LazyModuleMixin, Linear):
    """`Linear` that takes `in_features` from its first input, and is a `Linear` from then on.

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
