"""Dropout that keeps mean and variance (for SELU networks), dropout of volumes' channels, and normalization
across channels.

Sources: PyTorch, `torch.nn.functional`; Klambauer et al. 2017 (alpha), Krizhevsky et al. 2012 (response).
"""

from __future__ import annotations

import math
import warnings

import numpy as np

from ..._core.record import record
from ..._core.rules import FLOATING, Array, Result, rule
from ..._core.tensor import Tensor
from ...random import default_generator
from .arguments import apply, check_tensor
from .linear import _check_probability, _drop_channels
from .vision import pad

__all__ = ["alpha_dropout", "dropout3d", "feature_alpha_dropout", "local_response_norm"]
FLOOR = 1.7580993408473766  # scale * alpha of `selu`: minus what it gives for large negative numbers


@rule("AddBackward0", takes=FLOATING, refuses=RuntimeError, name="alpha_dropout")
def _scaled(x: Array, scale: Array, shift: Array) -> Result:
    return x * scale + shift, (lambda g: g * scale, None, None)


def _alpha_dropped(input: Tensor, p: float, training: bool, inplace: bool, feature: bool) -> Tensor:
    """Alpha dropout, of elements or with `feature` of channels."""
    _check_probability(p)
    if not training or p == 0 or not input.numel():
        return input
    x = input._array
    shape = (*x.shape[:2], *[1] * (x.ndim - 2)) if feature else x.shape
    if feature and x.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    if p == 1:
        return input.mul_(0.0) if inplace else input * input.new_zeros(())
    order = sorted(range(x.ndim), key=lambda axis: 0 if feature else -x.strides[axis])  # as in memory
    drawn = default_generator.keep(tuple(shape[axis] for axis in order), 1 - p, x.dtype.type(1))
    kept = drawn.transpose(np.argsort(order))
    kind = kept.dtype.type
    a = 1 / math.sqrt((FLOOR**2 * p + 1) * (1 - p))
    shift = (kept - kind(1)) * kind(FLOOR * a) + kind(FLOOR * a * p)
    return apply(_scaled, input, inplace, kept * kind(a), shift)


def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """In training, elements become SELU's smallest value with probability `p`; all are then scaled and
    shifted so that mean 0 and variance 1 stay (Klambauer et al. 2017).

    The mask is PyTorch's to the seed. p outside [0, 1]: `ValueError`. The result has the shape of `input`.

    >>> F.alpha_dropout(torch.ones(2), 0.5)
    tensor([1., 1.])
    """
    check_tensor(input, "alpha_dropout")
    return _alpha_dropped(input, p, training, inplace, feature=False)


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """As `alpha_dropout`, for whole channels of (N, C, …).

    Raises `ValueError` for `p` outside [0, 1].

    >>> F.feature_alpha_dropout(torch.ones(1, 2), 0.5)
    tensor([[1., 1.]])
    """
    check_tensor(input, "feature_alpha_dropout")
    return _alpha_dropped(input, p, training, inplace, feature=True)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """As `dropout2d` for (N, C, D, H, W) or (C, D, H, W).

    Raises `ValueError` for `p` outside [0, 1].

    >>> F.dropout3d(torch.ones(1, 2, 1, 1, 1), 0.5, training=False).shape
    torch.Size([1, 2, 1, 1, 1])
    """
    _check_probability(p)
    if input.dim() not in (4, 5):
        warnings.warn(
            f"dropout3d: Received a {input.dim()}-D input to dropout3d, which is deprecated and will result "
            "in an error in a future release. To retain the behavior and silence this warning, please use "
            "dropout instead.",
            stacklevel=2,
        )
    if input.dim() == 4:
        return _drop_channels(input.unsqueeze(0), p, training, inplace).squeeze(0)
    return _drop_channels(input, p, training, inplace)


def local_response_norm(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """x / (k + alpha m) ** beta, with m the mean of x² over `size` neighboring channels: (N, C, …).

    Channels outside count as zeros (Krizhevsky et al. 2012). Raises `ValueError` for fewer than 3 dimensions.

    >>> F.local_response_norm(torch.ones(1, 1, 1), 1, alpha=3., beta=0.5)
    tensor([[[0.5000]]])
    """
    check_tensor(input, "local_response_norm")
    if input.dim() < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {input.dim()} dimensions)")
    if not input.numel():
        return input
    square = (input * input).flatten(2)
    wide = pad(square, (0, 0, size // 2, (size - 1) // 2))
    channels = int(input.shape[1])
    total = wide[:, :channels]
    for i in range(1, size):
        total = total + wide[:, i : i + channels]
    mean: Tensor = (total / size).reshape(input.shape)
    return input / (mean * alpha + k).pow(beta)


@rule("CrossMapLRN2dBackward", takes=FLOATING, name="cross_map_lrn2d")
def _cross_map(x: Array, *, size: int, alpha: float, beta: float, k: float) -> Result:
    """PyTorch's sums: of the first channels at first, then one more, and less the last one but not channel 0
    where it falls out first."""
    reach, channels, square = int((size - 1) / 2 + 1), x.shape[1], x * x
    scale = np.zeros_like(x)
    scale[:, 0] = square[:, :reach].sum(1)
    for c in range(1, channels):
        scale[:, c] = scale[:, c - 1]
        if c < channels - reach + 1:
            scale[:, c] += square[:, c + reach - 1]
        if c > reach:
            scale[:, c] -= square[:, c - reach]
    scale = scale * (alpha / size) + k
    value = x * scale**-beta

    def back(g: Array) -> Array:
        before = int(size - (size - 1) / 2)
        ratio = np.zeros((len(x), channels + size - 1, *x.shape[2:]), x.dtype)
        fitting = ratio[:, before : before + channels]
        fitting[...] = (g * value / scale)[:, : fitting.shape[1]]
        sums = sum(ratio[:, i : i + channels] for i in range(size))
        return g * scale**-beta - 2 * alpha * beta / size * x * sums

    return value, (back,)


def cross_map_lrn2d(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1
) -> Tensor:
    """What `nn.CrossMapLRN2d` applies: (N, C, H, W), same shape. ValueError for other shapes."""
    if input.dim() != 4:
        raise ValueError(f"CrossMapLRN2d: Expected input to be 4D, got {input.dim()}D instead.")
    return record(_cross_map, input, size=size, alpha=alpha, beta=beta, k=k)
