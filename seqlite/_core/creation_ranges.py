"""New tensors of numbers in a row."""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable
from typing import Any, Unpack

import numpy as np

from .bfloat16 import BFLOAT16, FLOAT32, round_to_nearest
from .creation import TensorOptions, factory, new_tensor, result_dtype
from .dtypes import cast, int64
from .numerics import allocation, fma32, fma64
from .tensor import Tensor

__all__ = ["arange", "linspace", "range"]


def check_number(value: Any, who: str, name: str) -> Any:
    """Return a number, taken out of a tensor if needed."""
    if isinstance(value, Tensor):
        if value._array.ndim:
            raise RuntimeError(
                f"{who} only supports 0-dimensional start and end tensors, but got {name} of "
                f"shape {list(value.shape)}"
            )
        return value.item()
    if isinstance(value, complex):
        raise NotImplementedError(f"{who}(): complex numbers are not covered; use pairs of floats")
    if not isinstance(value, (int, float, np.generic)):
        raise TypeError(f"{who}(): argument '{name}' must be Number, not {type(value).__name__}")
    return value


@factory
def arange(start: Any = 0, end: Any = None, step: Any = 1, **options: Unpack[TensorOptions]) -> Tensor:
    """From `start` (0 if only one number is given) up to but without `end`. A vector: int64 for integers,
    else float32, unless `dtype` is given. RuntimeError for `step` 0, or if it leads away from `end`.

    >>> torch.arange(1, 8, 3)
    tensor([1, 4, 7])
    """
    low, high = (0, start) if end is None else (start, end)
    low, high, step = (
        check_number(v, "arange", n) for v, n in ((low, "start"), (high, "end"), (step, "step"))
    )
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(low) and math.isfinite(high)):
        raise RuntimeError(f"unsupported range: {low} -> {high}")
    if (high - low) * step < 0:
        raise RuntimeError(
            f"upper bound and lower bound inconsistent with step sign: from {low} to {high} by {step}"
        )
    whole = all(isinstance(v, (int, np.integer)) for v in (low, high, step))
    kind = result_dtype("arange", int64 if whole else None, **options)
    if kind.kind == "b":
        raise NotImplementedError(
            "\"arange_cpu\" not implemented for 'Bool': compare arange(n) with a number"
        )
    count = math.ceil((high - low) / step)
    if kind.kind != "f":  # PyTorch cuts the fractions off first, and of an int64 result counts after that
        low, high, cut = int(low), int(high), int(step)
        if kind.itemsize == 8:
            if cut == 0:
                raise ValueError("step must be nonzero")
            count = max(math.ceil((high - low) / cut), 0)
        step = cut
    with allocation((count,), np.dtype(np.int64)):
        if kind.kind == "f" and not (whole and max(abs(low), abs(high)) <= largest_exact_integer(kind)):
            array = arange_in_vectors(low, step, count, kind)
        else:
            array = (low + np.arange(count, dtype=np.int64) * step).astype(kind, copy=False)
    return new_tensor(array, "arange", **options)


def half_rounding(kind: Any) -> Callable[[Any], Any] | None:
    """Return the function that rounds float32 to a 16-bit type and keeps it as float32, or None for other
    types."""
    if kind == BFLOAT16:
        return round_to_nearest
    return (
        (lambda wide: wide.astype(kind).astype(FLOAT32)) if kind.itemsize == 2 and kind.kind == "f" else None
    )


def largest_exact_integer(kind: Any) -> int:
    """The largest n for which a floating type represents all integers up to n."""
    return 256 if kind == BFLOAT16 else 2 ** (int(np.finfo(kind).nmant) + 1)


def arange_in_vectors(low: float, step: float, count: int, kind: Any) -> Any:
    """`count` numbers from `low` on, with the roundings of PyTorch's kernel on one thread. It fills pairs of
    vectors of 32 bytes: the number at which a vector begins is rounded to the type of the result, and the
    others are counted from there. Those left over are computed one by one."""
    halved = half_rounding(kind)
    size = 16 if halved else 32 // kind.itemsize
    work: Any = np.float32 if halved else np.float64
    fma = fma32 if halved else fma64
    start, by = work(low), work(step)
    places, within = np.arange(count, dtype=work), np.arange(size, dtype=work)
    paired = count // (2 * size) * (2 * size)
    begins = fma(by, places[:paired:size], start)[:, None]
    begins = halved(begins) if halved else begins.astype(kind)
    counted = begins + by * within if kind == BFLOAT16 else fma(by, within, begins)
    return cast(np.concatenate((counted.reshape(-1), fma(by, places[paired:], start))), kind)


def range(start: Any = 0, end: Any = None, step: Any = 1, **options: Any) -> Tensor:
    """From `start` to `end`, which is included, as floats. PyTorch, too, wants `arange` in its place. A
    vector. RuntimeError for `step` 0, or if it leads away from `end`.

    >>> torch.range(1, 3)
    tensor([1., 2., 3.])
    """
    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is "
        "inconsistent with Python's range builtin. Instead, use torch.arange, which produces values in "
        "[start, end).",
        UserWarning,
        stacklevel=2,
    )
    low, high = (0, start) if end is None else (start, end)
    low, high, step = (
        check_number(v, "range", n) for v, n in ((low, "start"), (high, "end"), (step, "step"))
    )
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (high - low) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    kind = result_dtype("range", **options)
    if kind.kind != "f":
        low, high, step = int(low), int(high), int(step)
        if step == 0:
            raise RuntimeError("step must be nonzero: of whole numbers, its fraction is cut off")
    elif half_rounding(kind):
        low, high, step = map(np.float32, (low, high, step))
    places = np.arange(math.floor((high - low) / step + 1), dtype=type(step))
    return new_tensor(cast(low + places * step, kind), "range", **options)


def check_steps(steps: Any) -> int:
    """Return the number of steps. RuntimeError if it is negative."""
    count = operator.index(steps.item() if isinstance(steps, Tensor) else steps)
    if count < 0:
        raise RuntimeError("number of steps must be non-negative")
    return count


def linspace_numbers(low: Any, high: Any, count: int, kind: Any) -> Any:
    """`count` numbers of a floating type from `low` to `high`: the second half is counted back from the end.
    bfloat16 rounds after each step of the calculation."""
    if count == 1:
        return np.full(1, low, kind)
    halved = half_rounding(kind)
    with np.errstate(all="ignore"), allocation((count,), kind):
        places: Any = np.arange(count, dtype=FLOAT32 if halved else kind)
        if halved:
            gap = halved(halved(high - low) / np.float32(max(count - 1, 1)))
            forth = halved(low + halved(gap * halved(places)))
            back = halved(high - halved(gap * halved(places[::-1])))
        else:
            low, high, last = kind.type(low), kind.type(high), kind.type(count - 1)
            gap = kind.type((high - low) / kind.type(max(count - 1, 1)))
            fma = fma64 if kind.itemsize == 8 else fma32
            forth, back = fma(gap, places, low), fma(-gap, last - places, high)
    return cast(np.where(np.arange(count) < count // 2, forth, back), kind)


def endpoints(start: Any, end: Any, kind: Any, who: str) -> tuple[Any, Any, Any]:
    """Both ends in the type `kind`, and the type for the steps between them: float64 for integers.
    NotImplementedError for bools."""
    if kind.kind == "b":
        raise NotImplementedError(f"\"{who}_cpu\" not implemented for 'Bool': make numbers, and compare")
    if kind.kind != "f":
        return int(start), int(end), np.dtype(np.float64)
    if halved := half_rounding(kind):
        return halved(np.float32(start)), halved(np.float32(end)), kind
    return kind.type(start), kind.type(end), kind


@factory
def linspace(start: Any, end: Any, steps: int, **options: Unpack[TensorOptions]) -> Tensor:
    """`steps` numbers from `start` to `end`, both included: the second half is counted back from the end. A
    vector (steps,) of floats. RuntimeError for negative `steps`.

    >>> torch.linspace(0, 1, 3)
    tensor([0.0000, 0.5000, 1.0000])
    """
    start, end = check_number(start, "linspace", "start"), check_number(end, "linspace", "end")
    kind = result_dtype("linspace", **options)
    low, high, work = endpoints(start, end, kind, "linspace")
    array = linspace_numbers(low, high, check_steps(steps), work).astype(kind)
    return new_tensor(array, "linspace", **options)
