"""Indices between brackets, converted for NumPy."""

from __future__ import annotations

import operator
import warnings
from typing import Any

import numpy as np

from ..tensor_base import TensorBase

ALL = slice(None)


def index_tuple(index: Any) -> tuple[Any, ...]:
    """Return an index as a tuple. A list that contains more than numbers is one too, with PyTorch's
    warning."""
    if isinstance(index, tuple):
        return index
    if not isinstance(index, list) or len(index) >= 32 or not any(map(treat_as_tuple, index)):
        return (index,)
    warnings.warn(
        "Using a non-tuple sequence for multidimensional indexing is deprecated; use x[tuple(seq)] instead "
        "of x[seq], or x[torch.tensor(seq)] if it shall be one index",
        stacklevel=4,
    )
    return tuple(index)


def treat_as_tuple(item: Any) -> bool:
    """Whether an element shows that a list means several indices."""
    return (
        item is None
        or item is Ellipsis
        or isinstance(item, (slice, list, tuple, range, np.ndarray, TensorBase))
    )


def to_numpy_index(parts: tuple[Any, ...], ndim: int) -> tuple[Any, ...]:
    """Convert the parts of an index to integers, slices, None, at most one Ellipsis, and arrays."""
    key = tuple(map(convert_index, parts))
    dots = [i for i, k in enumerate(key) if k is Ellipsis]
    if len(dots) > 1:  # the first one takes all remaining dimensions
        behind = key[dots[-1] + 1 :]
        if behind and count_specified_dimensions(key) < ndim:
            error = NotImplementedError if isinstance(behind[0], slice) else IndexError
            raise error("too many indices: there is a place for one ellipsis (...); write : for the others")
        key = (*key[: dots[0] + 1], *(k for k in key[dots[0] + 1 :] if k is not Ellipsis))
    return key


def count_specified_dimensions(key: tuple[Any, ...]) -> int:
    """The number of dimensions that the index consumes, without an Ellipsis."""
    return sum(
        k.ndim if isinstance(k, np.ndarray) and k.dtype == bool else k is not None and k is not Ellipsis
        for k in key
    )


def slice_bound(part: Any) -> int:
    """The start, stop or step of a slice."""
    try:
        return operator.index(part)
    except TypeError:
        raise TypeError("slice indices must be integers or None or have an __index__ method") from None


def convert_index(item: Any) -> Any:
    """Convert and check one part of an index; 0-dim integer tensors count as integers."""
    if item is None or item is Ellipsis or (isinstance(item, (int, np.integer)) and item is not True):
        return item if item is not False else np.asarray(False)
    if isinstance(item, slice):
        parts = [None if p is None else slice_bound(p) for p in (item.start, item.stop, item.step)]
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


def index_tensors(parts: tuple[Any, ...]) -> list[TensorBase]:
    """The index tensors and masks, which the gradient needs; lists are represented by new tensors."""
    return [
        p if isinstance(p, TensorBase) else TensorBase.concrete._wrap(0)
        for p in parts
        if isinstance(p, (list, tuple, range, np.ndarray, bool))
        or (isinstance(p, TensorBase) and (p._array.ndim or p._array.dtype == bool))
    ]


def check_masks(key: tuple[Any, ...], shape: tuple[int, ...]) -> None:
    """Raise IndexError for a mask whose shape does not fit."""
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


def split_basic_advanced(key: tuple[Any, ...], ndim: int) -> tuple[tuple[Any, ...], tuple[Any, ...] | None]:
    """Split the index in two: basic indices first, then the arrays. PyTorch applies integers first; NumPy
    would treat them as arrays and order the result's dimensions differently."""
    if not any(isinstance(k, np.ndarray) for k in key):
        return key, None
    used = count_specified_dimensions(key)
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
