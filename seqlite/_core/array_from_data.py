"""Python's numbers and nested sequences, as arrays."""

from __future__ import annotations

import warnings
from functools import reduce
from typing import Any

import numpy as np

from .dtypes import (
    as_dtype,
    cast,
    dtype,
    dtype_of,
    from_numpy_dtype,
    get_default_dtype,
    int64,
    number_dtype,
    promote_types,
)
from .record import overflow_error
from .tensor_base import TensorBase

Kind = dtype | type | None
NUMBERS = {bool, int, float}
COMPLEX = "complex numbers are not covered; use pairs of floats"


def to_array(data: Any, kind: Kind) -> np.ndarray[Any, Any]:
    """Return a new array of `data`: a number, an array, a tensor, or nested sequences of numbers, arrays and
    one-element tensors. Without `kind`, the type is the smallest that holds them all."""
    kind = None if kind is None else as_dtype(kind, "tensor")
    if isinstance(data, (TensorBase, np.ndarray, np.generic)):
        array = data._array if isinstance(data, TensorBase) else data
        kind = kind or (data.dtype if isinstance(data, TensorBase) else dtype_of(array))  # type: ignore[attr-defined]
        return np.array(cast(array, kind.numpy))
    if isinstance(data, complex):
        raise NotImplementedError(COMPLEX)
    if hasattr(data, "_elements"):  # the memory of a tensor
        return data._as(kind or (get_default_dtype() if hasattr(data, "dtype") else int64))  # type: ignore[no-any-return]
    if not isinstance(data, (bool, int, float, str)) and not hasattr(data, "__getitem__"):
        if hasattr(data, "__array__"):
            return to_array(np.asarray(data), kind)
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    check_not_ragged(data, compute_sizes(data), 0)
    kinds: set[dtype] = set()
    items = flatten_data(data, kinds)
    try:
        array = np.array(items)
    except ValueError:
        raise ragged_error(items) from None
    if kind is None and array.dtype == object:
        raise ValueError("Overflow when unpacking long long: a number does not fit into 64 bits")
    return cast_numbers(array, kind or reduce(promote_types, kinds or {get_default_dtype()}))


def ragged_error(items: list[Any], dim: int = 1) -> Exception:
    """Return the error for arrays and lists of different shapes side by side."""
    counts = [len(item) if np.ndim(item) else None for item in map(outer_length, items)]
    if None in counts:
        return TypeError("not a sequence: numbers and sequences stand side by side")
    wrong = next((n for n in counts if n != counts[0]), None)
    if wrong is not None:
        return ValueError(f"expected sequence of length {counts[0]} at dim {dim} (got {wrong})")
    return ragged_error([inner for item in items for inner in item], dim + 1)


def outer_length(item: Any) -> Any:
    """Return a stand-in with the length of a sequence; a number stays as it is."""
    return [0] * len(item) if isinstance(item, (list, tuple, range)) else item


def warn_of_copy(data: Any, who: str) -> None:
    """Warn as PyTorch does when a tensor is copied by a constructor."""
    if isinstance(data, TensorBase):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            f"sourceTensor.detach().clone().requires_grad_(True), rather than {who}(sourceTensor).",
            UserWarning,
            stacklevel=3,
        )


def cast_numbers(array: Any, kind: dtype) -> np.ndarray[Any, Any]:
    """Cast an array of Python numbers. RuntimeError for numbers that an integer type cannot hold; in unsigned
    types negative numbers wrap around."""
    if array.size and kind.numpy.kind in "iu":
        ends = np.iinfo(kind.numpy)
        low = ends.min or -ends.max
        if not (low <= array.min() and array.max() <= ends.max):
            raise overflow_error(kind)
    return np.asarray(cast(array, kind.numpy))


def flatten_data(data: Any, kinds: set[dtype]) -> Any:
    """Return nested lists of Python numbers and arrays; adds their types to `kinds`."""
    if isinstance(data, (list, tuple, range)):
        if data and isinstance(data[0], np.ndarray) and data[0].ndim:
            warnings.warn(
                "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider "
                "converting the list to a single numpy.ndarray with numpy.array() before converting to a "
                "tensor.",
                stacklevel=6,
            )
        types = set(map(type, data))
        if types <= NUMBERS:  # the common case, and much faster
            kinds.update(number_dtype(number()) for number in types)
            return list(data)
        return [flatten_data(item, kinds) for item in data]
    if isinstance(data, (np.ndarray, np.generic)):
        kinds.add(dtype_of(data))
        return data
    if isinstance(data, complex):
        raise NotImplementedError(COMPLEX)
    if isinstance(data, (bool, int, float)):
        kinds.add(number_dtype(data))
        return data
    if isinstance(data, TensorBase):
        if data._array.size != 1:
            raise ValueError(
                "only one element tensors can be converted to Python scalars: torch.stack and torch.cat join "
                "larger ones"
            )
        kinds.add(from_numpy_dtype(data._array.dtype))
        return data._array.item()
    if isinstance(data, (str, bytes)):
        name = type(data).__name__
        raise TypeError(f"new(): invalid data type {name!r}: a tensor holds numbers, not texts")
    if hasattr(data, "__array__"):
        return flatten_data(np.asarray(data), kinds)
    if hasattr(data, "__len__") and hasattr(data, "__getitem__") and not isinstance(data, dict):
        try:
            items = [data[i] for i in range(len(data))]
        except Exception:
            raise ValueError(
                f"could not determine the shape of object type '{type(data).__name__}'"
            ) from None
        return [flatten_data(item, kinds) for item in items]
    raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")


def compute_sizes(data: Any) -> list[int]:
    """Return the length of the first sequence at each depth."""
    lengths = []
    while isinstance(data, (list, tuple, range)):
        lengths.append(len(data))
        if not data:
            break
        data = data[0]
    if isinstance(data, np.ndarray):
        lengths += data.shape
    if isinstance(data, str) and data:  # PyTorch counts the letters as one more dimension
        raise ValueError("too many dimensions 'str': a tensor holds numbers, not texts")
    return lengths


def check_not_ragged(data: Any, lengths: list[int], depth: int) -> None:
    """Raise ValueError unless all sequences at the same depth have the same length."""
    if depth == len(lengths) or (depth + 1 == len(lengths) and NUMBERS.issuperset(map(type, data))):
        return
    for item in data if isinstance(data, (list, tuple)) else ():
        if item is data:
            raise TypeError(
                "self-referential lists are incompatible with tensors: a list must not hold itself"
            )
        if depth + 1 < len(lengths):
            array = isinstance(item, np.ndarray) and item.ndim
            if not isinstance(item, (list, tuple, range)) and not array:
                raise TypeError(f"not a sequence: expected one at dim {depth + 1}, got {type(item).__name__}")
            if len(item) != lengths[depth + 1]:
                raise ValueError(
                    f"expected sequence of length {lengths[depth + 1]} at dim {depth + 1} (got {len(item)})"
                )
            check_not_ragged(item, lengths, depth + 1)
        elif isinstance(item, (list, tuple)):
            raise ValueError(f"expected a number at dim {depth + 1} (got a sequence of length {len(item)})")
