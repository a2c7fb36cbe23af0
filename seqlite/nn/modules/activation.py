"""Activation layers that are more than a function with settings; the others are derived (`derived.py`).
Source: PyTorch, `torch.nn.modules.activation`."""

from __future__ import annotations

from typing import Any

from ..._core import dtypes
from ..._core.creation_filled import full
from ..._core.tensor import Tensor
from .. import functional as F
from ..parameter import Parameter
from .functional_module import FunctionalModule
from .module import Module


class Hardtanh(FunctionalModule, function=F.hardtanh):
    """x limited to [min_val, max_val].

    The result has the shape of the input. Raises `AssertionError` unless `max_val` is greater.

    >>> nn.Hardtanh()(torch.tensor([-3., 0.5]))
    tensor([-1.0000,  0.5000])
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        self._set(locals())
        if min_val >= max_val:
            raise AssertionError(f"max_val ({max_val}) must be greater than min_val ({min_val})")


class PReLU(Module):
    """`LeakyReLU` whose slope, one for all or one per channel, is learned (He et al. 2015).

    Floats (N, C, …) give the same shape.

    >>> nn.PReLU().weight
    Parameter containing:
    tensor([0.2500], requires_grad=True)
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(full((num_parameters,), float(init), dtype=dtype, device=device))

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"
