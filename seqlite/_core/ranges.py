"""New tensors of numbers in a row."""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .bfloat16 import NARROW, PLAIN, nearest
from .creation import Kind, finish, kind_of
from .dtypes import converted, int64
from .layouts import layout, strided
from .memory import room
from .rounding import fma32, fma64
from .tensor import Tensor

__all__ = ["arange", "linspace", "range"]


def number(value: Any, who: str, name: str) -> Any:
    """A number, also one in a tensor."""
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


def arange(
    start: Any = 0,
    end: Any = None,
    step: Any = 1,
    *,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """From `start` (0 if only one number is given) up to but without `end`.

    >>> torch.arange(1, 8, 3)
    tensor([1, 4, 7])
    """
    low, high = (0, start) if end is None else (start, end)
    low, high, step = (number(v, "arange", n) for v, n in ((low, "start"), (high, "end"), (step, "step")))
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(low) and math.isfinite(high)):
        raise RuntimeError(f"unsupported range: {low} -> {high}")
    if (high - low) * step < 0:
        raise RuntimeError(
            f"upper bound and lower bound inconsistent with step sign: from {low} to {high} by {step}"
        )
    whole = all(isinstance(v, (int, np.integer)) for v in (low, high, step))
    kind = kind_of(dtype, "arange", out, int64 if whole else None)
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
    with room((count,), np.dtype(np.int64)):
        if kind.kind == "f" and not (whole and max(abs(low), abs(high)) <= last_exact(kind)):
            array = in_vectors(low, step, count, kind)
        else:
            array = (low + np.arange(count, dtype=np.int64) * step).astype(kind, copy=False)
    return finish(array, requires_grad, device, layout, pin_memory, out, "arange")


def rounding(kind: Any) -> Callable[[Any], Any] | None:
    """How float32 is rounded to a type of 16 bits, and kept as float32. None for other types."""
    if kind == NARROW:
        return nearest
    return (lambda wide: wide.astype(kind).astype(PLAIN)) if kind.itemsize == 2 and kind.kind == "f" else None


def last_exact(kind: Any) -> int:
    """Up to which number a floating type has each integer."""
    return 256 if kind == NARROW else 2 ** (int(np.finfo(kind).nmant) + 1)


def in_vectors(low: float, step: float, count: int, kind: Any) -> Any:
    """`count` numbers from `low` on, with the roundings of PyTorch's kernel on one thread. It fills pairs of
    vectors of 32 bytes: the number at which a vector begins is rounded to the type of the result, and the
    others are counted from there. Those left over are computed one by one."""
    halved = rounding(kind)
    size = 16 if halved else 32 // kind.itemsize
    work: Any = np.float32 if halved else np.float64
    fma = fma32 if halved else fma64
    start, by = work(low), work(step)
    places, within = np.arange(count, dtype=work), np.arange(size, dtype=work)
    paired = count // (2 * size) * (2 * size)
    begins = fma(by, places[:paired:size], start)[:, None]
    begins = halved(begins) if halved else begins.astype(kind)
    counted = begins + by * within if kind == NARROW else fma(by, within, begins)
    return converted(np.concatenate((counted.reshape(-1), fma(by, places[paired:], start))), kind)


def range(start: Any = 0, end: Any = None, step: Any = 1, **options: Any) -> Tensor:
    """From `start` to `end`, which is included, as floats. PyTorch, too, wants `arange` in its place.

    >>> torch.range(1, 3)  # doctest: +SKIP
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
    low, high, step = (number(v, "range", n) for v, n in ((low, "start"), (high, "end"), (step, "step")))
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (high - low) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    kind = kind_of(options.pop("dtype", None), "range", options.get("out"))
    if kind.kind != "f":
        low, high, step = int(low), int(high), int(step)
        if step == 0:
            raise RuntimeError("step must be nonzero: of whole numbers, its fraction is cut off")
    elif rounding(kind):
        low, high, step = map(np.float32, (low, high, step))
    places = np.arange(math.floor((high - low) / step + 1), dtype=type(step))
    return finish(converted(low + places * step, kind), who="range", **options)


def steps_of(steps: Any) -> int:
    """The number of steps. RuntimeError for a negative one."""
    count = operator.index(steps.item() if isinstance(steps, Tensor) else steps)
    if count < 0:
        raise RuntimeError("number of steps must be non-negative")
    return count


def spaced(low: Any, high: Any, count: int, kind: Any) -> Any:
    """`count` numbers of a floating type from `low` to `high`: the second half is counted back from the end.
    bfloat16 rounds after each step of the calculation."""
    if count == 1:
        return np.full(1, low, kind)
    halved = rounding(kind)
    with np.errstate(all="ignore"), room((count,), kind):
        places: Any = np.arange(count, dtype=PLAIN if halved else kind)
        if halved:
            gap = halved(halved(high - low) / np.float32(max(count - 1, 1)))
            forth = halved(low + halved(gap * halved(places)))
            back = halved(high - halved(gap * halved(places[::-1])))
        else:
            low, high, last = kind.type(low), kind.type(high), kind.type(count - 1)
            gap = kind.type((high - low) / kind.type(max(count - 1, 1)))
            fma = fma64 if kind.itemsize == 8 else fma32
            forth, back = fma(gap, places, low), fma(-gap, last - places, high)
    return converted(np.where(np.arange(count) < count // 2, forth, back), kind)


def ends(start: Any, end: Any, kind: Any, who: str) -> tuple[Any, Any, Any]:
    """Both ends as numbers of `kind`, and the type to compute the steps between them in: of integers, the
    fractions are cut off, and float64. NotImplementedError for bools."""
    if kind.kind == "b":
        raise NotImplementedError(f"\"{who}_cpu\" not implemented for 'Bool': make numbers, and compare")
    if kind.kind != "f":
        return int(start), int(end), np.dtype(np.float64)
    if halved := rounding(kind):
        return halved(np.float32(start)), halved(np.float32(end)), kind
    return kind.type(start), kind.type(end), kind


def linspace(
    start: Any,
    end: Any,
    steps: int,
    *,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` numbers from `start` to `end`, both included: the second half is counted back from the end.

    >>> torch.linspace(0, 1, 3)
    tensor([0.0000, 0.5000, 1.0000])
    """
    start, end = number(start, "linspace", "start"), number(end, "linspace", "end")
    kind = kind_of(dtype, "linspace", out)
    low, high, work = ends(start, end, kind, "linspace")
    array = spaced(low, high, steps_of(steps), work).astype(kind)
    return finish(array, requires_grad, device, layout, pin_memory, out, "linspace")
