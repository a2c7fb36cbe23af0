"""How users may write tensors, shapes and dimensions: checked, and turned into tuples and axes."""

from __future__ import annotations

import operator
from typing import Any

from ..bfloat16 import type_name
from ..tensor_base import T, TensorBase


def check_tensor(value: Any, who: str, name: str = "input") -> Any:
    """Return `value`. TypeError unless it is a tensor."""
    if not isinstance(value, TensorBase):
        place = 1 if name == "input" else 2
        raise TypeError(
            f"{who}(): argument '{name}' (position {place}) must be Tensor, not {type(value).__name__}"
        )
    return value


def wrap_negative(value: Any, array: Any) -> Any:
    """Wrap a negative number for an unsigned array: for uint8, -1 becomes 255."""
    wraps = array.dtype.kind == "u" and isinstance(value, int) and -256 < value < 0
    return value + 256 if wraps else value


def check_tensors(tensors: Any, who: str) -> list[Any]:
    """Return a list of tensors. TypeError for anything else."""
    if isinstance(tensors, TensorBase) or not all(isinstance(t, TensorBase) for t in tensors):
        wrong = (
            tensors
            if isinstance(tensors, TensorBase)
            else next(t for t in tensors if not isinstance(t, TensorBase))
        )
        raise TypeError(
            f"{who}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type(wrong).__name__}"
        )
    return list(tensors)


def axis_of(dim: Any, ndim: int) -> int:
    """Return a dimension as a non-negative axis. IndexError if it is out of range."""
    n = max(ndim, 1)
    if isinstance(dim, bool):
        raise TypeError("argument 'dim' must be int, not bool")
    i = operator.index(dim)
    if not -n <= i < n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {i})")
    return i % n


def axes_of(dim: Any, ndim: int) -> Any:
    """Return None (all), one axis, or a tuple of axes, as NumPy takes them. As in PyTorch, an empty tuple
    means all."""
    if dim is None:
        return None
    if ndim == 0:
        for d in dim if isinstance(dim, (tuple, list)) else (dim,):
            axis_of(d, 0)
        return None
    if isinstance(dim, (tuple, list)):
        axes = tuple(axis_of(d, ndim) for d in dim)
        for i, axis in enumerate(axes):
            if axis in axes[:i]:
                raise RuntimeError(f"dim {axis} appears multiple times in the list of dims")
        return axes or None
    return axis_of(dim, ndim)


def flatten_args(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Treat `f(2, 3)`, `f((2, 3))` and `f([2, 3])` alike."""
    if len(args) == 1 and isinstance(args[0], (tuple, list)):
        return tuple(args[0])
    return args


def size_of(args: tuple[Any, ...], who: str) -> tuple[int, ...]:
    """Return a shape from integers. TypeError for other types, RuntimeError for negative ones."""
    sizes = flatten_args(args)
    try:
        shape = tuple(map(operator.index, sizes))
    except TypeError:
        wrong = next(s for s in sizes if not hasattr(s, "__index__"))
        raise TypeError(
            f"{who}(): argument 'size' (position 1) must be tuple of ints, not {type(wrong).__name__}"
        ) from None
    if shape and min(shape) < 0:
        raise RuntimeError(f"{who}: Dimension size must be non-negative, got {list(shape)}.")
    return shape


def infer_size(shape: tuple[int, ...], size: int) -> tuple[int, ...]:
    """Replace the -1 in a shape. RuntimeError if it does not hold `size` elements."""
    known = 1
    for n in shape:
        if n >= 0:
            known *= n
    free = shape.count(-1)
    if free > 1:
        raise RuntimeError("only one dimension can be inferred")
    if free and not known and not size:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension "
            "size -1 can be any value and is ambiguous"
        )
    if (size != known if not free else known == 0 or size % known) or min(shape, default=0) < -1:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {size}")
    return tuple(size // known if n == -1 else n for n in shape) if free else shape


def check_kind(input: T, who: str, kinds: str = "fiu") -> T:
    """Return `input`. NotImplementedError unless its dtype is of one of the `kinds`, by default all but
    bool."""
    if input._array.dtype.kind not in kinds:
        raise NotImplementedError(
            f'"{who}_cpu" not implemented for {type_name(input._array)}: convert with .float() first'
        )
    return input
