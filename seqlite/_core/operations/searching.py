"""Places in sorted sequences, and areas under curves."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..graph import TensorBase
from .declare import function


def steps_of(x: Any, dim: int, axis: int, ndim: int) -> Any:
    """The distances between the places `x`; those of a vector along `axis` of `ndim` dimensions."""
    if x.ndim > 1:
        return x.diff(dim=dim)
    return x.diff().reshape([-1 if i == axis else 1 for i in range(ndim)])


def check_sorter(sequence: Any, sorter: Any) -> None:
    """RuntimeError for what is no order of the elements of `sequence`."""
    if sorter.shape != sequence.shape:
        raise RuntimeError(
            "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor "
            f"{list(sequence.shape)} and got sorter tensor {list(sorter.shape)}"
        )
    places = sorter._array
    if places.dtype != np.int64:
        raise RuntimeError(
            f"torch.searchsorted(): sorter must be a tensor of long dtype but got {sorter.dtype}"
        )
    if places.size and not 0 <= places.min() <= places.max() < sequence.shape[-1]:
        raise RuntimeError("torch.searchsorted(): sorter index out of range")


WRONG_TYPE = (
    "torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or Long(int64) "
    "depending on whether out_int32 flag is True, but we got output tensor's dtype {found.kind}, where "
    "{wanted.kind} would fit"
)


@function(out=WRONG_TYPE)
def searchsorted(
    sorted_sequence: Any,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Any = None,
) -> Any:
    """Where each value of `input` would be inserted into the sorted last dimension of `sorted_sequence`,
    before equal elements, or with `right` behind them.

    >>> torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([3, 6]))
    tensor([1, 3])
    """
    if side not in (None, "left", "right"):
        raise RuntimeError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if right and side == "left":
        raise RuntimeError("torch.searchsorted(): side and right can't be set to opposites")
    if sorter is not None:
        check_sorter(sorted_sequence, sorter)
    where = side or ("right" if right else "left")
    order = sorted_sequence if sorter is None else sorted_sequence.gather(-1, sorter)
    values = input._array if isinstance(input, TensorBase) else np.asarray(input)
    if not sorted_sequence._array.ndim:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0"
        )
    if bool in (sorted_sequence._array.dtype, values.dtype) and values.size and sorted_sequence._array.size:
        raise NotImplementedError("\"searchsorted\" not implemented for 'Bool': convert with .long()")
    lines, kind = order._array, np.int32 if out_int32 else np.int64
    for name, array in (("boundary", lines), ("input value", values)):
        if not array.flags.c_contiguous:
            warnings.warn(
                f"torch.searchsorted(): {name} tensor is non-contiguous, this will lower the performance due "
                "to extra data copy when converting non-contiguous tensor to contiguous.",
                stacklevel=3,
            )
    if lines.ndim == 1:
        found = np.searchsorted(lines, values, where)  # type: ignore[call-overload]
    else:
        if not values.ndim:
            raise RuntimeError(
                "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is "
                f"1, but we got boundaries tensor dim({lines.ndim})"
            )
        if lines.shape[:-1] != values.shape[:-1]:
            raise RuntimeError(
                "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions "
                f"of boundaries tensor and input value tensor must match, but we got {list(lines.shape)} and "
                f"{list(values.shape)}"
            )
        way: Any = where
        found = np.zeros(values.shape, np.int64)
        for place in np.ndindex(*values.shape[:-1]):
            found[place] = np.searchsorted(lines[place], values[place], way)
    return sorted_sequence._wrap(np.asarray(found, kind))


@function(out=WRONG_TYPE)
def bucketize(input: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False) -> Any:
    """The number of the bucket between `boundaries` that each value lies in; a boundary itself lies in the
    one before it, or with `right` in the one behind it.

    >>> torch.bucketize(torch.tensor([0, 2, 9]), torch.tensor([1, 2, 3]))
    tensor([0, 1, 3])
    """
    if boundaries._array.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries._array.ndim})")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)
