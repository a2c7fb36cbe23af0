"""A number that tells whether tensors are the same bit for bit: `hash_tensor`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..bfloat16 import BFLOAT16
from ..seldom_types import refuse_wide
from ..tensor_base import TensorBase
from .declare import function

Tensor = Any  # avoids a circular import


@function(method=True, out=False)
def hash_tensor(input: Tensor, dim: Any = (), *, keepdim: bool = False, mode: int = 0) -> Tensor:
    """The exclusive or of the bits of all elements, or of those along `dim`, one or several, as uint64: the
    elements as float64 or int64. Any shape, dtypes but unsigned ones of more than 8 bits.

    RuntimeError for another `mode`, and without `dim` for an empty tensor; IndexError for dimensions of size
    0. Source: PyTorch, `torch.hash_tensor`.

    >>> torch.hash_tensor(torch.tensor([1, 2, 4]))
    tensor(7, dtype=torch.uint64)
    """
    if mode != 0:
        raise RuntimeError(f"Unknown hash_tensor mode: {mode}")
    array = input._array
    refuse_wide(array, "hash_tensor")
    axes = over(array, dim)
    wide = np.float64 if array.dtype.kind == "f" or array.dtype == BFLOAT16 else np.int64
    bits = np.ascontiguousarray(array.astype(wide)).reshape(array.shape).view(np.uint64)
    xor: Any = np.bitwise_xor.reduce
    made = xor(bits, axis=axes, keepdims=keepdim)
    return TensorBase.concrete._wrap(np.asarray(made, np.uint64))


def over(array: Any, dim: Any) -> tuple[int, ...]:
    """The dimensions to go over: all if none is named."""
    named = () if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    if not named and not array.size:
        raise RuntimeError(
            "hash_tensor: Expected reduction dim to be specified for input.numel() == 0. Specify the "
            "reduction dim with the 'dim' argument."
        )
    count = max(array.ndim, 1)
    for each in named:
        if not -count <= each < count:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-count}, {count - 1}], but got {each})"
            )
    axes = [each % count for each in named] or list(range(array.ndim))
    for axis in axes:
        if axes.count(axis) > 1:
            raise RuntimeError(f"dim {axis} appears multiple times in the list of dims")
        if array.ndim and not array.shape[axis]:
            raise IndexError(f"hash_tensor: Expected reduction dim {axis} to have non-zero size.")
    return tuple(axes) if array.ndim else ()
