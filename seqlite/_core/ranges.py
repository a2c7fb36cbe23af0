"""New tensors of numbers in a row."""

from __future__ import annotations

import math
import operator
import warnings
from typing import Any

import numpy as np

from .bfloat16 import NARROW, nearest
from .creation import Kind, finish, kind_of
from .dtypes import converted, int64
from .layouts import layout, strided
from .memory import room
from .rounding import fma32, fma64
from .tensor import Tensor

__all__ = ["arange", "linspace", "logspace", "range"]


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
    with room((count,), np.dtype(np.int64)):
        array = (low + np.arange(count, dtype=np.int64) * step).astype(kind, copy=False)
    return finish(array, requires_grad, device, layout, pin_memory, out, "arange")


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
    count = math.floor((high - low) / step) + 1
    return finish((low + np.arange(count) * step).astype(kind), who="range", **options)


def steps_of(steps: Any) -> int:
    """The number of steps. RuntimeError for a negative one."""
    count = operator.index(steps.item() if isinstance(steps, Tensor) else steps)
    if count < 0:
        raise RuntimeError("number of steps must be non-negative")
    return count


def spaced(start: Any, end: Any, count: int, kind: Any) -> Any:
    """`count` numbers of a floating type from `start` to `end`: the second half is counted back from the
    end."""
    if count == 1:
        return np.full(1, start, kind)
    low, high = kind.type(start), kind.type(end)
    with np.errstate(all="ignore"):
        gap = kind.type((high - low) / kind.type(max(count - 1, 1)))
        gap = nearest(gap) if kind == NARROW else gap
        fma = fma64 if kind.itemsize == 8 else fma32
        with room((count,), kind):
            places: Any = np.arange(count, dtype=kind)
        forth, back = fma(gap, places, low), fma(-gap, kind.type(count - 1) - places, high)
    return converted(np.where(places < count // 2, forth, back), kind)


def working_type(kind: Any, who: str) -> Any:
    """The type to compute numbers of `kind` in. NotImplementedError for bools."""
    if kind.kind == "b":
        raise NotImplementedError(f"\"{who}_cpu\" not implemented for 'Bool': make numbers, and compare")
    return kind if kind.kind == "f" else np.dtype(np.float32)


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
    work = working_type(kind, "linspace")
    array = spaced(start, end, steps_of(steps), work).astype(kind)
    return finish(array, requires_grad, device, layout, pin_memory, out, "linspace")


def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """`base` to the powers that `linspace` gives.

    >>> torch.logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    start, end = number(start, "logspace", "start"), number(end, "logspace", "end")
    kind = kind_of(dtype, "logspace", out)
    work = working_type(kind, "logspace")
    with np.errstate(all="ignore"):
        array = np.power(work.type(base), spaced(start, end, steps_of(steps), work)).astype(kind)
    return finish(array, requires_grad, device, layout, pin_memory, out, "logspace")
