"""Initial values, drawn in place with the default generator: bit for bit PyTorch's.

Sources: PyTorch, `torch.nn.init`; Glorot & Bengio 2010 (xavier), He et al. 2015 (kaiming).
"""

from __future__ import annotations

import math
import re as _re
import warnings
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import TypeVar

import numpy as _np

from .._core.absent import absent_attribute as _refuse
from .._core.absent import lazy_names as _lazy_names
from .._core.bfloat16 import cast_for_write as _stored
from .._core.tensor import Tensor
from .._core.tensor_base import increment_version as _increment_version
from ..autograd import no_grad as _no_grad
from ..random import default_generator as _default_generator

if _TYPE_CHECKING:
    from .._core.generator import Generator

_T = TypeVar("_T", bound=Tensor)


def _fill(tensor: _T, values: object) -> _T:
    """Overwrite `tensor`, unseen by autograd."""
    tensor._array[...] = _stored(values, tensor._array)
    _increment_version(tensor)
    return tensor


def _is_empty(tensor: Tensor) -> bool:
    """Whether there is nothing to fill; with PyTorch's warning if so."""
    if tensor.numel() == 0:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return tensor.numel() == 0


@_no_grad()
def uniform_(tensor: _T, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> _T:
    """Fill with draws from U(a, b). Any shape. RuntimeError if `a` is above `b`.

    >>> nn.init.uniform_(torch.empty(9)).max() < 1
    tensor(True)
    """
    return tensor.uniform_(a, b, generator=generator)


@_no_grad()
def normal_(tensor: _T, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> _T:
    """Fill with draws from N(mean, std²). Any shape. RuntimeError for a negative `std`.

    >>> nn.init.normal_(torch.empty(3), std=0.).abs()
    tensor([0., 0., 0.])
    """
    return tensor.normal_(mean, std, generator=generator)


@_no_grad()
def constant_(tensor: _T, val: float) -> _T:
    """Fill with one value. Any shape.

    >>> nn.init.constant_(torch.empty(2), 0.3)
    tensor([0.3000, 0.3000])
    """
    return tensor.fill_(val)


@_no_grad()
def ones_(tensor: _T) -> _T:
    """Fill with ones. Any shape.

    >>> nn.init.ones_(torch.empty(2))
    tensor([1., 1.])
    """
    return tensor.fill_(1)


@_no_grad()
def zeros_(tensor: _T, generator: Generator | None = None) -> _T:
    """Fill with zeros. Any shape.

    >>> nn.init.zeros_(torch.empty(2))
    tensor([0., 0.])
    """
    return tensor.zero_()


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor by which a nonlinearity shrinks the spread of its input, inverted: sqrt(2) for relu.

    `param` is the slope of leaky_relu. An unknown name raises `ValueError`.

    >>> nn.init.calculate_gain("relu")
    1.4142135623730951
    """
    if nonlinearity in ("linear", "sigmoid") or _re.fullmatch(r"conv(_transpose)?[123]d", nonlinearity):
        return 1
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    gains = {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
    if nonlinearity not in gains:
        raise ValueError(
            f"Unsupported nonlinearity {nonlinearity}: use linear, sigmoid, tanh, relu, leaky_relu, selu "
            "or a conv name"
        )
    return gains[nonlinearity]


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """How many inputs and outputs one unit of a weight (out, in, *kernel) is joined to."""
    if tensor.dim() < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions: got shape "
            f"{tuple(tensor.shape)}; for a bias use uniform_ or zeros_"
        )
    out_features, in_features, *kernel = tensor.shape
    return in_features * math.prod(kernel), out_features * math.prod(kernel)


def xavier_uniform_(tensor: _T, gain: float = 1.0, generator: Generator | None = None) -> _T:
    """U(-a, a) with a = gain * sqrt(6 / (fan_in + fan_out)). ValueError for a vector.

    >>> nn.init.xavier_uniform_(torch.empty(3, 3)).abs().max() <= 1
    tensor(True)
    """
    bound = math.sqrt(3.0) * _xavier_std(tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: _T, gain: float = 1.0, generator: Generator | None = None) -> _T:
    """N(0, std²) with std = gain * sqrt(2 / (fan_in + fan_out)). ValueError for a vector.

    >>> nn.init.xavier_normal_(torch.empty(2, 3)).shape
    torch.Size([2, 3])
    """
    return normal_(tensor, 0.0, _xavier_std(tensor, gain), generator)


def _xavier_std(tensor: Tensor, gain: float) -> float:
    return gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor))))


def kaiming_uniform_(
    tensor: _T,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> _T:
    """U(-b, b) with b = gain * sqrt(3 / fan), which keeps the spread of what passes through. ValueError for a
    vector and another `mode`.

    >>> nn.init.kaiming_uniform_(torch.empty(2, 3), nonlinearity="relu").abs().max() <= 2 ** 0.5
    tensor(True)
    """
    if _is_empty(tensor):
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: _T,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> _T:
    """N(0, std²) with std = gain / sqrt(fan). ValueError for a vector and another `mode`.

    >>> nn.init.kaiming_normal_(torch.empty(2, 3), nonlinearity="relu").shape
    torch.Size([2, 3])
    """
    if _is_empty(tensor):
        return tensor
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    modes = ("fan_in", "fan_out")
    if mode.lower() not in modes:
        raise ValueError(f"Mode {mode} not supported, please use one of {list(modes)}")
    fan = _calculate_fan_in_and_fan_out(tensor)[modes.index(mode.lower())]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def orthogonal_(tensor: _T, gain: float = 1, generator: Generator | None = None) -> _T:
    """Rows or columns orthonormal, times `gain` (Saxe et al. 2013). The draws are PyTorch's; the signs and
    last digits come from NumPy's QR factorization. ValueError for a vector.

    >>> nn.init.orthogonal_(torch.empty(2, 3)).shape
    torch.Size([2, 3])
    """
    if tensor.dim() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    rows, columns = tensor.shape[0], math.prod(tensor.shape[1:])
    source = _default_generator if generator is None else generator
    flat = source.normal((rows, columns), 0.0, 1.0, tensor._array.dtype)
    q, r = _np.linalg.qr(flat.T if rows < columns else flat)
    q = q * _np.sign(_np.diagonal(r))
    return _fill(tensor, gain * (q.T if rows < columns else q).reshape(tensor.shape))


_RARER = (
    "constant dirac dirac_ eye eye_ kaiming_normal kaiming_uniform normal orthogonal sparse sparse_ "
    "trunc_normal_ uniform xavier_normal xavier_uniform"
)
__getattr__ = _lazy_names("seqlite.nn", dict.fromkeys(_RARER.split(), "init_rarer"), _refuse("torch.nn.init"))
