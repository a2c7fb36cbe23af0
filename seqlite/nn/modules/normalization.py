"""Normalization within each sample. Source: PyTorch, `torch.nn.modules.normalization`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._core import dtypes
from ..._core.creation_filled import ones, zeros
from ..._core.tensor import Tensor
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module


def as_shape(size: int | Sequence[int]) -> tuple[int, ...]:
    """A size or a sequence of sizes as a tuple."""
    return (size,) if isinstance(size, int) else tuple(size)


class _Normalization(Module):
    """Base of the normalizations: a scale and, for most, a shift."""

    weight: Parameter | None
    bias: Parameter | None

    def reset_parameters(self) -> None:
        """Set the scale to 1 and the shift to 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if getattr(self, "bias", None) is not None:
            init.zeros_(self.bias)  # type: ignore[type-var]


class LayerNorm(_Normalization):
    """The last dimensions to mean 0 and variance 1, then scaled and shifted (Ba et al. 2016).

    (…, *normalized_shape) gives the same shape. Raises `RuntimeError` for another one.

    >>> nn.LayerNorm(2)
    LayerNorm((2,), eps=1e-05, elementwise_affine=True, bias=True)
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = as_shape(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        shape, kind = self.normalized_shape, {"dtype": dtype, "device": device}
        self.weight = Parameter(ones(shape, **kind)) if elementwise_affine else None
        self.bias = Parameter(zeros(shape, **kind)) if elementwise_affine and bias else None

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )

    def _wants(self, given: Tensor) -> str:
        return f"(…, {', '.join(map(str, self.normalized_shape))})"


class GroupNorm(_Normalization):
    """Groups of channels to mean 0 and variance 1, then each channel scaled and shifted (Wu & He 2018).

    (N, C, …) gives the same shape. Raises `ValueError` unless `num_groups` divides C.

    >>> nn.GroupNorm(2, 4)
    GroupNorm(2, 4, eps=1e-05, affine=True, bias=True)
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        kind: Any = {"dtype": dtype, "device": device}
        self.weight = Parameter(ones(num_channels, **kind)) if affine else None
        self.bias = Parameter(zeros(num_channels, **kind)) if affine and bias else None

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(_Normalization):
    """The last dimensions divided by the root of their mean square, then scaled (Zhang & Sennrich 2019).

    (…, *normalized_shape) gives the same shape. Raises `RuntimeError` for another one.

    >>> nn.RMSNorm(2)
    RMSNorm((2,), eps=None, elementwise_affine=True)
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = as_shape(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        kind: Any = {"dtype": dtype, "device": device}
        self.weight = Parameter(ones(self.normalized_shape, **kind)) if elementwise_affine else None

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
