"""Python's numbers and nested sequences, as arrays."""

from __future__ import annotations

import warnings
from functools import reduce
from typing import Any

import numpy as np

from .dtypes import (
    as_dtype,
    converted,
    dtype,
    from_numpy_dtype,
    get_default_dtype,
    number_dtype,
    of_program,
    promote_types,
)
from .record import TensorBase, overflow

Kind = dtype | type | None
NUMBERS = {bool, int, float}
COMPLEX = "complex numbers are not covered; use pairs of floats"


def to_array(data: Any, kind: Kind) -> np.ndarray[Any, Any]:
    """A new array of `data`: numbers, nested sequences of numbers, of arrays or of tensors with one element,
    an array, or a tensor. Without `kind`, its type is one that holds all of them."""
    kind = None if kind is None else as_dtype(kind, "tensor")
    if isinstance(data, (TensorBase, np.ndarray, np.generic)):
        array = data._array if isinstance(data, TensorBase) else data
        kind = kind or (data.dtype if isinstance(data, TensorBase) else of_program(array))  # type: ignore[attr-defined]
        return np.array(converted(array, kind.numpy))
    if isinstance(data, complex):
        raise NotImplementedError(COMPLEX)
    if not isinstance(data, (bool, int, float, str)) and not hasattr(data, "__getitem__"):
        if hasattr(data, "__array__"):
            return to_array(np.asarray(data), kind)
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    check_even(data, sizes(data), 0)
    kinds: set[dtype] = set()
    items = plain(data, kinds)
    try:
        array = np.array(items)
    except ValueError:
        raise uneven(items) from None
    if kind is None and array.dtype == object:
        raise ValueError("Overflow when unpacking long long: a number does not fit into 64 bits")
    return fitting(array, kind or reduce(promote_types, kinds or {get_default_dtype()}))


def uneven(items: list[Any], dim: int = 1) -> Exception:
    """The error for arrays and lists of different shapes side by side."""
    counts = [len(item) if np.ndim(item) else None for item in map(outermost, items)]
    if None in counts:
        return TypeError("not a sequence: numbers and sequences stand side by side")
    wrong = next((n for n in counts if n != counts[0]), None)
    if wrong is not None:
        return ValueError(f"expected sequence of length {counts[0]} at dim {dim} (got {wrong})")
    return uneven([inner for item in items for inner in item], dim + 1)


def outermost(item: Any) -> Any:
    """A sequence of as many numbers as the item has parts; a number is itself."""
    return [0] * len(item) if isinstance(item, (list, tuple, range)) else item


def warn_of_copy(data: Any, who: str) -> None:
    """Warn as PyTorch does where a tensor is made of a tensor."""
    if isinstance(data, TensorBase):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            f"sourceTensor.detach().clone().requires_grad_(True), rather than {who}(sourceTensor).",
            UserWarning,
            stacklevel=3,
        )


def fitting(array: Any, kind: dtype) -> np.ndarray[Any, Any]:
    """`array`, made of Python's numbers, as this type. RuntimeError for numbers that an integer type cannot
    hold; unsigned ones take negative numbers from the top."""
    if array.size and kind.numpy.kind in "iu":
        ends = np.iinfo(kind.numpy)
        low = ends.min or -ends.max
        if not (low <= array.min() and array.max() <= ends.max):
            raise overflow(kind)
    return np.asarray(converted(array, kind.numpy))


def plain(data: Any, kinds: set[dtype]) -> Any:
    """Nested sequences of Python's numbers and of arrays; `kinds` gets the types of all of them."""
    if isinstance(data, (list, tuple, range)):
        if data and isinstance(data[0], np.ndarray) and data[0].ndim:
            warnings.warn(
                "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider "
                "converting the list to a single numpy.ndarray with numpy.array() before converting to a "
                "tensor.",
                stacklevel=6,
            )
        types = set(map(type, data))
        if types <= NUMBERS:  # most often, and much faster than one by one
            kinds.update(number_dtype(number()) for number in types)
            return list(data)
        return [plain(item, kinds) for item in data]
    if isinstance(data, (np.ndarray, np.generic)):
        kinds.add(of_program(data))
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
        return plain(np.asarray(data), kinds)
    if hasattr(data, "__len__") and hasattr(data, "__getitem__") and not isinstance(data, dict):
        try:
            items = [data[i] for i in range(len(data))]
        except Exception:
            raise ValueError(
                f"could not determine the shape of object type '{type(data).__name__}'"
            ) from None
        return [plain(item, kinds) for item in items]
    raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")


def sizes(data: Any) -> list[int]:
    """The lengths of the first elements at each depth."""
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


def check_even(data: Any, lengths: list[int], depth: int) -> None:
    """ValueError unless all sequences of one depth have the same length."""
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
            check_even(item, lengths, depth + 1)
        elif isinstance(item, (list, tuple)):
            raise ValueError(f"expected a number at dim {depth + 1} (got a sequence of length {len(item)})")
