"""Further initial values, and the old names of all: `eye_`, `dirac_`, `sparse_`, `trunc_normal_`.

Draws come from the default generator: bit for bit PyTorch's. Sources: PyTorch, `torch.nn.init`; Martens 2010
(sparse_).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

from .._core.generator import Generator
from .._core.operations.indexing_gather import where
from .._core.random_sampling import randperm
from .._core.tensor import Tensor
from ..autograd import no_grad
from . import init

T = TypeVar("T", bound=Tensor)
P = ParamSpec("P")


def eye_(tensor: T) -> T:
    """Fill a matrix with the identity. Raises `ValueError` unless it has 2 dimensions.

    >>> nn.init.eye_(torch.empty(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return init._fill(tensor, np.eye(*tensor.shape, dtype=tensor._array.dtype.newbyteorder("=")))


def dirac_(tensor: T, groups: int = 1) -> T:
    """Fill a kernel (O, I, …) so that its convolution passes the channels on: 1 in the middle, where in and
    out are one channel of a group.

    Raises `ValueError` unless it has 3, 4 or 5 dimensions and O is a multiple of `groups`.

    >>> nn.init.dirac_(torch.empty(1, 1, 3))
    tensor([[[0., 1., 0.]]])
    """
    if tensor.dim() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    values = np.zeros(tuple(tensor.shape), np.float32)
    outs = int(tensor.shape[0]) // groups
    same = np.arange(min(outs, int(tensor.shape[1])))
    middle: Any = tuple(int(n) // 2 for n in tensor.shape[2:])
    for group in range(groups):
        values[(group * outs + same, same, *middle)] = 1
    return init._fill(tensor, values)


@no_grad()
def sparse_(tensor: T, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> T:
    """Fill a matrix from N(0, std²), then set the share `sparsity` of each column to zero, at random.

    Raises `ValueError` unless it has 2 dimensions.

    >>> (nn.init.sparse_(torch.empty(4, 2), sparsity=0.5) == 0).sum(0)
    tensor([2, 2])
    """
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    tensor.normal_(0.0, std, generator=generator)
    zeros = math.ceil(sparsity * tensor.shape[0])
    for column in range(tensor.shape[1]):
        tensor[randperm(tensor.shape[0])[:zeros], column] = 0  # not from `generator`: PyTorch neither
    return tensor


def _share_below(x: float) -> float:
    """The normal distribution's mass below x."""
    return (1 + math.erf(x / math.sqrt(2))) / 2


@no_grad()
def trunc_normal_(
    tensor: T,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> T:
    """Fill with draws from N(mean, std²) that lie in [a, b]; those outside are drawn again. Any shape.

    Warns where the mean lies far outside.

    >>> nn.init.trunc_normal_(torch.empty(9)).abs().max() <= 2
    tensor(True)
    """
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be "
            "incorrect.",
            stacklevel=2,
        )
    found, new = tensor.detach().clone(), tensor.detach().clone()
    if _share_below((b - mean) / std) - _share_below((a - mean) / std) > 0.3:
        low, high = (tensor.new_tensor(limit).item() for limit in (a, b))
        found.normal_(mean, std, generator=generator)
        while (outside := (found < low) | (found > high)).any():
            found = where(outside, new.normal_(mean, std, generator=generator), found)
    else:  # little lies between: uniform draws, kept as often as the density says
        highest = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
        left = found.new_ones(found.shape).bool()
        while left.any():
            found = where(left, new.uniform_(a, b, generator=generator), found)
            density = ((new - mean) / std).pow(2) * -0.5 - highest
            left = left & (new.uniform_(generator=generator).log() > density)
    tensor.copy_(found)
    return tensor


def _old_name(function: Callable[P, T]) -> Callable[P, T]:
    """The function under its old name, without the underscore, with PyTorch's warning."""
    name = function.__name__

    @wraps(function)
    def form(*args: P.args, **kwargs: P.kwargs) -> T:
        warnings.warn(
            f"`nn.init.{name[:-1]}` is now deprecated in favor of `nn.init.{name}`.",
            FutureWarning,
            stacklevel=2,
        )
        return function(*args, **kwargs)

    form.__name__ = form.__qualname__ = name[:-1]
    form.__doc__ = f"As `{name}`, under its old name, with a warning (`FutureWarning`)."
    return form


uniform = _old_name(init.uniform_)
normal = _old_name(init.normal_)
constant = _old_name(init.constant_)
eye = _old_name(eye_)
dirac = _old_name(dirac_)
xavier_uniform = _old_name(init.xavier_uniform_)
xavier_normal = _old_name(init.xavier_normal_)
kaiming_uniform = _old_name(init.kaiming_uniform_)
kaiming_normal = _old_name(init.kaiming_normal_)
orthogonal = _old_name(init.orthogonal_)
sparse = _old_name(sparse_)
