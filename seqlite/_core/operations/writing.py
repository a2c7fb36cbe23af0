"""Results that go into a tensor which is there already: `out=`, and what in-place forms refuse."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..bfloat16 import stored
from ..dtypes import from_numpy_dtype
from ..graph import Mode, TensorBase, increment_version
from ..ops.layouts import in_operands_order
from ..ops.views import flat_indices
from .return_types import return_type

RANKS = {"b": 0, "u": 1, "i": 1, "f": 2}  # kinds of numbers; a higher one does not go into a lower one
PAIR_MISFIT = (
    "{who}(): Expected out tensor to have dtype {wanted}, but got {found} instead (expected scalar_type "
    "{wanted.kind} but found {found.kind})"
)


def write(out: Any, value: Any, who: str, misfit: str | None = None, of: Iterable[Any] = ()) -> Any:
    """Put `value`, a tensor or a tuple of them, into `out`, which takes its shape. RuntimeError if autograd
    would have to follow, if `out` shares some of its memory with what the value was made `of`, or if the type
    does not fit; `misfit` is the text if it has to be the same one."""
    if isinstance(value, tuple):
        if not isinstance(out, (tuple, list)) or len(out) != len(value):
            raise RuntimeError(f"{who}(): out= takes {len(value)} tensors here, got {type(out).__name__}")
        for name, o, v in zip(getattr(value, "_fields", ("",) * len(out)), out, value, strict=True):
            check_type(o, v, who, name, misfit or PAIR_MISFIT)
        parts = [write(o, v, who, of=of) for o, v in zip(out, value, strict=True)]
        if not hasattr(value, "_fields"):
            return tuple(parts)
        return return_type(f"{type(value).__name__}_out", " ".join(value._fields))(*parts)
    if not isinstance(out, TensorBase):
        raise TypeError(f"{who}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if Mode.grad and (value._needs or out._needs):
        raise RuntimeError(
            f"{who}(): functions with out=... arguments don't support automatic differentiation, but one of "
            "the arguments requires grad."
        )
    for source in of:
        if isinstance(source, TensorBase) and source._version_counter is out._version_counter:
            refuse_overlap(out._array, source._array)
    if misfit is not None:
        check_type(out, value, who, "", misfit)
    array, new = out._array, value._array
    if RANKS[new.dtype.kind] > RANKS[array.dtype.kind]:
        raise RuntimeError(
            f"result type {from_numpy_dtype(new.dtype).kind} can't be cast to the desired output type "
            f"{from_numpy_dtype(array.dtype).kind}"
        )
    if array.shape != new.shape:
        if array.size:
            warnings.warn(
                f"An output with one or more elements was resized since it had shape {list(array.shape)}, "
                f"which does not match the required output shape {list(new.shape)}. This behavior is "
                "deprecated, and in a future PyTorch release outputs will not be resized unless they have "
                "zero elements.",
                stacklevel=3,
            )
        out._array = array = in_operands_order(np.empty(new.shape, array.dtype), [new])
    writable(array)
    np.copyto(array, stored(new, array), casting="unsafe")
    increment_version(out)
    return out


def check_type(out: Any, value: Any, who: str, name: str, misfit: str) -> None:
    """RuntimeError with the text `misfit` if what shall take `value` is of another type."""
    if out.dtype != value.dtype:
        raise RuntimeError(misfit.format(who=who, wanted=value.dtype, found=out.dtype, name=name))


def overlaps(array: Any) -> bool:
    """Whether elements lie on top of each other, as `expand` makes them."""
    if 0 not in array.strides or not array.size:
        return False
    return any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True))


def writable(array: Any) -> None:
    """RuntimeError for an array whose elements lie on top of each other."""
    if overlaps(array):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory "
            "location. Please clone() the tensor before performing the operation."
        )


def refuse_overlap(target: Any, source: Any, whole: bool = False) -> None:
    """RuntimeError if the two share some, but not all, of their memory; with `whole`, or all of it."""
    same = not whole and target.__array_interface__["data"] == source.__array_interface__["data"]
    if same and target.shape == source.shape and target.strides == source.strides:
        return
    if np.shares_memory(target, source):
        raise RuntimeError(
            "unsupported operation: some elements of the input tensor and the written-to tensor refer to a "
            "single memory location. Please clone() the tensor before performing the operation."
        )


def write_expanded(view: Any, value: Any, who: str) -> Any:
    """Change the elements of what `expand` made, which lie on top of each other, as PyTorch still does."""
    warnings.warn(
        f"Use of {who}_ on expanded tensors is deprecated. Please clone() the tensor before performing this "
        "operation. This also applies to advanced indexing e.g. tensor[indices] = tensor",
        stacklevel=3,
    )
    base, changed = view._base, value._array != view._array
    if Mode.grad and (base._needs or value._needs):
        writable(view._array)
    base._array.flat[flat_indices(view._array, base._array)[changed]] = value._array[changed]
    increment_version(view)
    return view
