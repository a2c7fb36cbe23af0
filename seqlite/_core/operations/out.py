"""`out=`, named tuples as results, and the checks of tensors that are written into."""

from __future__ import annotations

import warnings
from collections import namedtuple
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from ..bfloat16 import cast_for_write
from ..differentiable_views import flat_indices
from ..dtypes import from_numpy_dtype
from ..tensor_attributes import elementwise_order
from ..tensor_base import Mode, TensorBase, increment_version


@cache
def return_fields(fields: str) -> Any:
    """A named tuple class with these fields."""
    return namedtuple("parts", fields)


@cache
def return_type(name: str, fields: str = "values indices") -> Any:
    """The named tuple class that the function `name` returns."""

    def shown(self: Any) -> str:
        lines = [f"{field}={value!r}" for field, value in self._asdict().items()]
        return f"torch.return_types.{name}(\n" + ",\n".join(lines) + ")"

    return type(name, (return_fields(fields),), {"__slots__": (), "__repr__": shown})


RANKS = {"b": 0, "u": 1, "i": 1, "f": 2}  # categories of dtypes; a higher one cannot be cast to a lower one
PAIR_MISFIT = (
    "{who}(): Expected out tensor to have dtype {wanted}, but got {found} instead (expected scalar_type "
    "{wanted.kind} but found {found.kind})"
)


def write_out(out: Any, value: Any, who: str, misfit: str | None = None, of: Iterable[Any] = ()) -> Any:
    """Write `value`, a tensor or a tuple of them, into `out`, which is resized. RuntimeError if autograd
    would have to record it, if `out` overlaps with a tensor in `of`, or if the dtype does not fit; `misfit`
    is the message if dtypes must be equal."""
    if isinstance(value, tuple):
        if not isinstance(out, (tuple, list)) or len(out) != len(value):
            raise RuntimeError(f"{who}(): out= takes {len(value)} tensors here, got {type(out).__name__}")
        for name, o, v in zip(getattr(value, "_fields", ("",) * len(out)), out, value, strict=True):
            check_type(o, v, who, name, misfit or PAIR_MISFIT)
        parts = [write_out(o, v, who, of=of) for o, v in zip(out, value, strict=True)]
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
        out._array = array = elementwise_order(np.empty(new.shape, array.dtype), [new])
    check_writable(array)
    np.copyto(array, cast_for_write(new, array), casting="unsafe")
    increment_version(out)
    return out


def check_type(out: Any, value: Any, who: str, name: str, misfit: str) -> None:
    """Raise RuntimeError with the message `misfit` if the dtypes differ."""
    if out.dtype != value.dtype:
        raise RuntimeError(misfit.format(who=who, wanted=value.dtype, found=out.dtype, name=name))


def overlaps_itself(array: Any) -> bool:
    """Whether elements share memory, as after `expand`."""
    if 0 not in array.strides or not array.size:
        return False
    return any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True))


def check_writable(array: Any) -> None:
    """Raise RuntimeError for an array whose elements share memory."""
    if overlaps_itself(array):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory "
            "location. Please clone() the tensor before performing the operation."
        )


def refuse_overlap(target: Any, source: Any, whole: bool = False) -> None:
    """Raise RuntimeError if the two overlap partially; with `whole`, if they overlap at all."""
    same = not whole and target.__array_interface__["data"] == source.__array_interface__["data"]
    if same and target.shape == source.shape and target.strides == source.strides:
        return
    if np.shares_memory(target, source):
        raise RuntimeError(
            "unsupported operation: some elements of the input tensor and the written-to tensor refer to a "
            "single memory location. Please clone() the tensor before performing the operation."
        )


def write_expanded(view: Any, value: Any, who: str) -> Any:
    """Modify an expanded tensor, whose elements share memory: deprecated, as in PyTorch."""
    warnings.warn(
        f"Use of {who}_ on expanded tensors is deprecated. Please clone() the tensor before performing this "
        "operation. This also applies to advanced indexing e.g. tensor[indices] = tensor",
        stacklevel=3,
    )
    base, changed = view._base, value._array != view._array
    if Mode.grad and (base._needs or value._needs):
        check_writable(view._array)
    base._array.flat[flat_indices(view._array, base._array)[changed]] = value._array[changed]
    increment_version(view)
    return view
