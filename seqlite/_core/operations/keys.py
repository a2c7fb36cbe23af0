"""What stands between brackets, as keys that NumPy takes."""

from __future__ import annotations

import operator
import warnings
from typing import Any

import numpy as np

from ..graph import TensorBase

ALL = slice(None)


def parts_of(index: Any) -> tuple[Any, ...]:
    """A user's index as a tuple. So is a list that holds more than numbers, with PyTorch's warning."""
    if isinstance(index, tuple):
        return index
    if not isinstance(index, list) or len(index) >= 32 or not any(map(is_part, index)):
        return (index,)
    warnings.warn(
        "Using a non-tuple sequence for multidimensional indexing is deprecated; use x[tuple(seq)] instead "
        "of x[seq], or x[torch.tensor(seq)] if it shall be one index",
        stacklevel=4,
    )
    return tuple(index)


def is_part(item: Any) -> bool:
    """Whether an element of a list shows that the list stands for several indices."""
    return (
        item is None
        or item is Ellipsis
        or isinstance(item, (slice, list, tuple, range, np.ndarray, TensorBase))
    )


def to_key(parts: tuple[Any, ...], ndim: int) -> tuple[Any, ...]:
    """The parts of an index as integers, slices, None, one Ellipsis, and arrays."""
    key = tuple(map(one_key, parts))
    dots = [i for i, k in enumerate(key) if k is Ellipsis]
    if len(dots) > 1:  # the first one takes all dimensions that are left
        behind = key[dots[-1] + 1 :]
        if behind and dims_indexed(key) < ndim:
            error = NotImplementedError if isinstance(behind[0], slice) else IndexError
            raise error("too many indices: there is a place for one ellipsis (...); write : for the others")
        key = (*key[: dots[0] + 1], *(k for k in key[dots[0] + 1 :] if k is not Ellipsis))
    return key


def dims_indexed(key: tuple[Any, ...]) -> int:
    """How many dimensions the parts of a key take between them, without an Ellipsis."""
    return sum(
        k.ndim if isinstance(k, np.ndarray) and k.dtype == bool else k is not None and k is not Ellipsis
        for k in key
    )


def _bound(part: Any) -> int:
    """Where a slice begins or ends, or its step."""
    try:
        return operator.index(part)
    except TypeError:
        raise TypeError("slice indices must be integers or None or have an __index__ method") from None


def one_key(item: Any) -> Any:
    """One part of an index, checked; integer tensors without dimensions count as integers."""
    if item is None or item is Ellipsis or (isinstance(item, (int, np.integer)) and item is not True):
        return item if item is not False else np.asarray(False)
    if isinstance(item, slice):
        parts = [None if p is None else _bound(p) for p in (item.start, item.stop, item.step)]
        if parts[2] is not None and parts[2] <= 0:
            raise ValueError("step must be greater than zero; flip(dim) reverses the order")
        return slice(*parts)
    if isinstance(item, (list, range, tuple)):
        array = np.asarray([i._array if isinstance(i, TensorBase) else i for i in item])
        array = array.astype(np.int64) if array.size == 0 else array
    elif isinstance(item, (TensorBase, np.ndarray, bool)):
        array = np.asarray(item._array if isinstance(item, TensorBase) else item)
    elif isinstance(item, str):
        raise TypeError("new(): invalid data type 'str': a tensor has no names, index it by numbers")
    else:
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
            f"indices (got {type(item).__name__})"
        )
    if array.dtype == np.uint8:
        warnings.warn(
            "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.",
            stacklevel=5,
        )
        return array.astype(bool)
    if array.ndim == 0 and array.dtype.kind in "iu":
        return int(array)
    if array.dtype.kind != "b" and array.dtype not in (np.int32, np.int64):
        raise IndexError(
            f"tensors used as indices must be long, int, byte or bool tensors, not {array.dtype}"
        )
    return array


def tensors_in(parts: tuple[Any, ...]) -> list[TensorBase]:
    """The tensors in an index whose elements are places or a mask, which the gradient needs again; one of its
    own for each list."""
    return [
        p if isinstance(p, TensorBase) else TensorBase.concrete._wrap(0)
        for p in parts
        if isinstance(p, (list, tuple, range, np.ndarray, bool))
        or (isinstance(p, TensorBase) and (p._array.ndim or p._array.dtype == bool))
    ]


def check_masks(key: tuple[Any, ...], shape: tuple[int, ...]) -> None:
    """IndexError for a mask that does not fit the dimensions that it stands for."""
    place = 0
    for i, k in enumerate(key):
        if isinstance(k, np.ndarray) and k.dtype == bool:
            for n, size in zip(k.shape, shape[place:], strict=False):
                if n != size:
                    raise IndexError(
                        f"The shape of the mask {list(k.shape)} at index {i} does not match the shape of the "
                        f"indexed tensor {list(shape)} at index {place}"
                    )
        if k is Ellipsis:
            return
        place += k.ndim if isinstance(k, np.ndarray) and k.dtype == bool else k is not None


def split_key(key: tuple[Any, ...], ndim: int) -> tuple[tuple[Any, ...], tuple[Any, ...] | None]:
    """The key in two steps, first without arrays, then the arrays alone. PyTorch takes integers out first;
    NumPy would count them among the arrays and order the result's dimensions otherwise."""
    if not any(isinstance(k, np.ndarray) for k in key):
        return key, None
    used = dims_indexed(key)
    first: list[Any] = []
    second: list[Any] = []
    for k in key:
        if isinstance(k, np.ndarray):
            first += [ALL] * (k.ndim if k.dtype == bool else 1)
            second.append(k)
        elif k is Ellipsis:
            first += [ALL] * (ndim - used)
            second += [ALL] * (ndim - used)
        else:
            first.append(k)
            if not isinstance(k, (int, np.integer)):
                second.append(ALL)
    return tuple(first), tuple(second)
