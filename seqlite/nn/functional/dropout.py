"""Dropout functions. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core.rules import FLOATING, Array, Result, rule
from ..._core.tensor import Tensor
from ...random import default_generator
from .arguments import apply, check_tensor

__all__ = ["dropout", "dropout1d", "dropout2d"]


@rule("MulBackward0", takes=FLOATING, refuses=RuntimeError, name="mask")
def _masked(x: Array, m: Array) -> Result:
    """`x` times a constant array, as dropout needs."""
    return x * m, (lambda g: g * m, None)


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, zeroes elements with probability `p` and divides the others by 1 - p.

    The mask is PyTorch's to the seed; evaluation and p = 0 or 1 draw nothing. p outside [0, 1]: `ValueError`.

    >>> F.dropout(torch.ones(3), 0.5, training=False)
    tensor([1., 1., 1.])
    """
    _check_probability(p)
    if not training or p == 0:
        return input
    check_tensor(input, "dropout")
    x = input._array
    if x.flags.c_contiguous:
        return apply(_masked, input, inplace, _keep(x.shape, p, x.dtype))
    order = sorted(range(x.ndim), key=lambda axis: -x.strides[axis])  # drawn in the order of memory
    mask = _keep([x.shape[axis] for axis in order], p, x.dtype).transpose(np.argsort(order))
    return apply(_masked, input, inplace, mask)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """As `dropout2d` for (N, C, L) or (C, L).

    >>> F.dropout1d(torch.ones(1, 2, 1), 0.5, training=False).shape
    torch.Size([1, 2, 1])
    """
    _check_probability(p)
    if input.dim() not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input. Note that dropout1d "
            "exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel "
            "dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    if input.dim() == 2:
        return _drop_channels(input.unsqueeze(0), p, training, inplace).squeeze(0)
    return _drop_channels(input, p, training, inplace)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, whole channels of (N, C, H, W) are 0 with probability `p` (Tompson et al. 2015).

    >>> F.dropout2d(torch.ones(1, 2, 1, 1), 0.5, training=False).shape
    torch.Size([1, 2, 1, 1])
    """
    _check_probability(p)
    if input.dim() not in (3, 4):
        warnings.warn(
            f"dropout2d: Received a {input.dim()}-D input to dropout2d, which is deprecated and will result "
            "in an error in a future release. To retain the behavior and silence this warning, please use "
            "dropout instead.",
            stacklevel=2,
        )
    if input.dim() == 3:
        warnings.warn(
            "dropout2d: Received a 3-D input to dropout2d and assuming that channel-wise 1D dropout behavior "
            "is desired - input is interpreted as shape (N, C, L). This behavior will change in a future "
            "release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To "
            "maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead.",
            stacklevel=2,
        )
    return _drop_channels(input, p, training, inplace)


def _drop_channels(input: Tensor, p: float, training: bool, inplace: bool) -> Tensor:
    if not training or p == 0:
        return input
    shape = (*input.shape[:2], *[1] * (input.dim() - 2))
    return apply(_masked, input, inplace, _keep(shape, p, input._array.dtype))


def _check_probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _keep(shape: Sequence[int], p: float, dtype: Any) -> Any:
    """1 / (1 - p) where an element stays, else 0."""
    if p == 1:
        return np.zeros(shape, dtype)
    return default_generator.keep(tuple(shape), 1 - p, dtype.type(1 / (1 - p)))
