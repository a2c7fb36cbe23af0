"""Python's numbers and nested sequences, as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from .dtypes import as_dtype, dtype, from_numpy_dtype, get_default_dtype, number_dtype
from .tape import TensorBase, overflow

Kind = dtype | type | None


def to_array(data: Any, kind: Kind) -> np.ndarray[Any, Any]:
    """A new array of `data`: numbers, nested sequences of numbers or tensors, an array, or a tensor."""
    kind = None if kind is None else as_dtype(kind, "tensor")
    if isinstance(data, TensorBase):
        return np.array(data._array, None if kind is None else kind.numpy)
    if isinstance(data, (np.ndarray, np.generic)):
        return np.array(data, (kind or from_numpy_dtype(data.dtype)).numpy)
    if isinstance(data, (bool, int, float)):
        return fitting(np.array(data), kind or number_dtype(data))
    if isinstance(data, str):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}'")
    if not hasattr(data, "__len__") or not hasattr(data, "__getitem__"):
        if hasattr(data, "__array__"):
            return to_array(np.asarray(data), kind)
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    check_even(data, sizes(data), 0)
    array = np.array(plain(data))
    if kind is not None:
        return fitting(array, kind)
    if array.size == 0 or (array.dtype.kind == "f" and not has_arrays(data)):
        return array.astype(get_default_dtype().numpy)
    if array.dtype.kind in "iu" and not has_arrays(data):
        return array.astype(np.int64)  # the platform's own may be smaller
    return array.astype(from_numpy_dtype(array.dtype).numpy)


def fitting(array: Any, kind: dtype) -> np.ndarray[Any, Any]:
    """`array`, made of Python's numbers, as this type. RuntimeError for numbers that an integer type cannot
    hold; unsigned ones take negative numbers from the top."""
    if array.size and kind.numpy.kind in "iu":
        ends = np.iinfo(kind.numpy)
        low = ends.min or -ends.max
        if not (low <= array.min() and array.max() <= ends.max):
            raise overflow(kind)
    with np.errstate(all="ignore"):
        return np.asarray(array.astype(kind.numpy))


def plain(data: Any) -> Any:
    """Nested sequences with the tensors among them as arrays."""
    if isinstance(data, TensorBase):
        return data._array
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(data, (list, tuple, range)):
        return [plain(item) for item in data]
    return data


def has_arrays(data: Any) -> bool:
    """Whether some innermost element brings its own type."""
    while isinstance(data, (list, tuple)) and data:
        data = data[0]
    return isinstance(data, (TensorBase, np.ndarray, np.generic)) and not isinstance(data, float)


def sizes(data: Any) -> list[int]:
    """The lengths of the first elements at each depth."""
    lengths = []
    while isinstance(data, (list, tuple, range)):
        lengths.append(len(data))
        if not data:
            break
        data = data[0]
    return lengths


def check_even(data: Any, lengths: list[int], depth: int) -> None:
    """ValueError unless all sequences of one depth have the same length."""
    if depth == len(lengths):
        return
    for item in data if isinstance(data, (list, tuple)) else ():
        if depth + 1 < len(lengths):
            if not isinstance(item, (list, tuple, range)):
                raise TypeError(f"expected a sequence at dim {depth + 1}, got {type(item).__name__}")
            if len(item) != lengths[depth + 1]:
                raise ValueError(
                    f"expected sequence of length {lengths[depth + 1]} at dim {depth + 1} (got {len(item)})"
                )
            check_even(item, lengths, depth + 1)
        elif isinstance(item, (list, tuple)):
            raise ValueError(f"expected a number at dim {depth + 1} (got a sequence of length {len(item)})")
