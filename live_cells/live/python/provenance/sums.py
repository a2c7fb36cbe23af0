"""Formulas of sums and products: matrix products, convolutions, reductions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .memory import Index, broadcast_index
from .operation_call import Call
from .steps import Between, Operand, Step, from_template, from_terms


def linear(call: Call) -> Step:
    *rows, out = call.index
    terms: list[list[Any]] = [
        [call.operand(0, (*rows, at)), call.operand(1, (out, at))] for at in range(call.shape(0)[-1])
    ]
    if call.count > 2:
        terms.append([call.operand(2, (out,))])
    return from_terms(call.step(), terms)


def matmul(call: Call) -> Step:
    a, b = call.shape(0), call.shape(1)
    index = list(call.index)
    column = index.pop() if len(b) > 1 else None
    row = index.pop() if len(a) > 1 else None
    terms = []
    for at in range(a[-1]):
        left = broadcast_index(a[:-2], tuple(index)) + (() if row is None else (row,)) + (at,)
        right = broadcast_index(b[:-2], tuple(index)) + (at,) + (() if column is None else (column,))
        terms.append([call.operand(0, left), call.operand(1, right)])
    return from_terms(call.step(), terms)


def conv2d(call: Call) -> Step:
    n, out, *at = call.index
    x, w = call.shape(0), call.shape(1)
    plan = call.constants
    pairs = {name: _pair(plan.get(name, default)) for name, default in (("stride", 1), ("dilation", 1))}
    padding = [one[0] if isinstance(one, tuple | list) else one for one in _pair(plan.get("padding", 0))]
    first = out // (w[0] // plan.get("groups", 1)) * w[1]
    terms: list[list[Any]] = []
    for depth, high, wide in np.ndindex(w[1:]):
        place = [
            at[axis] * pairs["stride"][axis] - padding[axis] + step * pairs["dilation"][axis]
            for axis, step in enumerate((high, wide))
        ]
        if all(0 <= one < size for one, size in zip(place, x[2:], strict=True)):
            terms.append([
                call.operand(0, (n, first + depth, *place)), call.operand(1, (out, depth, high, wide))
            ])  # fmt: skip
    if call.count > 2:
        terms.append([call.operand(2, (out,))])
    return from_terms(call.step(), terms)


def conv_transpose2d(call: Call) -> Step:
    """Each element of the input has been spread by the weights: those that reach this place."""
    n, out, *at = call.index
    x, w = call.shape(0), call.shape(1)
    plan = call.constants
    stride, dilation = _pair(plan["stride"]), _pair(plan["dilation"])
    padding = [one[0] if isinstance(one, tuple | list) else one for one in _pair(plan["padding"])]
    inside = x[1] // plan["groups"]
    group = out // w[1]
    terms: list[list[Any]] = []
    for channel, high, wide in np.ndindex(inside, *w[2:]):
        moved = [at[axis] + padding[axis] - step * dilation[axis] for axis, step in enumerate((high, wide))]
        place = [one // stride[axis] for axis, one in enumerate(moved)]
        fits = all(one % stride[axis] == 0 for axis, one in enumerate(moved))
        if fits and all(0 <= one < size for one, size in zip(place, x[2:], strict=True)):
            depth = group * inside + channel
            terms.append([
                call.operand(0, (n, depth, *place)), call.operand(1, (depth, out % w[1], high, wide))
            ])  # fmt: skip
    if call.count > 2:
        terms.append([call.operand(2, (out,))])
    return from_terms(call.step(), terms)


def _pair(value: Any) -> list[Any]:
    return list(value) if isinstance(value, tuple | list) else [value, value]


def reduced(shape: tuple[int, ...], axis: Any, index: Index, keepdim: bool) -> list[Index]:
    """The elements that a reduction has put together."""
    axes = range(len(shape)) if axis is None else [one % len(shape) for one in np.atleast_1d(axis)]
    rest = iter(index)
    ranges: list[Sequence[int]] = []
    for number, size in enumerate(shape):
        if number in axes:
            ranges.append(range(size))
            if (keepdim and axis is not None) or (keepdim and index):
                next(rest, None)
        else:
            ranges.append([next(rest)])
    return [tuple(ranges[axis][at] for axis, at in enumerate(one)) for one in np.ndindex(*map(len, ranges))]


def elements(call: Call) -> list[Operand]:
    places = reduced(
        call.shape(0), call.constants.get("axis"), call.index, bool(call.constants.get("keepdim"))
    )
    return [call.operand(0, place) for place in places]


def total(call: Call) -> Step:
    return from_terms(call.step(), [[one] for one in elements(call)])


def running_total(call: Call) -> Step:
    """`cumsum`: the elements up to this one."""
    axis, index = call.constants["axis"], call.index
    places = [(*index[:axis], at, *index[axis + 1 :]) for at in range(index[axis] + 1)] if index else [()]
    return from_terms(call.step(), [[call.operand(0, place)] for place in places])


def mean(call: Call) -> Step:
    found = elements(call)
    return from_terms(call.step(), [[one] for one in found], "(", f") / {len(found)}")


def norm(call: Call) -> Step | None:
    if call.constants.get("p") != 2:
        return None
    return from_terms(call.step(), [[one, one] for one in elements(call)], "√(", ")")


def product(call: Call) -> Step:
    return from_terms(call.step(), [elements(call)])


def mean_of(call: Call, operands: list[Operand]) -> Between:
    """The mean of some elements, on the way to something else."""
    value = math.fsum(one.value for one in operands) / len(operands)
    terms = [[one] for one in operands]
    return Between(
        "mean",
        value,
        lambda: from_terms(
            Step("operation", "mean", value, call.event.place), terms, "(", f") / {len(operands)}"
        ),
    )


def variance(call: Call) -> Step:
    found = elements(call)
    return spread(
        call, call.step(), found, float(call.constants.get("correction", 1)), call.event.name == "std"
    )


def spread(call: Call, step: Step, found: list[Operand], correction: float, is_root: bool) -> Step:
    mean = mean_of(call, found)
    away = [Between("deviation", one.value - mean.value, _difference(call, one, mean)) for one in found]
    terms = [[Operand(one.value, one)] * 2 for one in away]
    count = max(len(found) - correction, 0)
    before, after = ("√((", f") / {count:g})") if is_root else ("(", f") / {count:g}")
    return from_terms(step, terms, before, after)


def _difference(call: Call, one: Operand, mean: Between) -> Callable[[], Step]:
    value = one.value - mean.value

    def step() -> Step:
        blank = Step("operation", "deviation", value, call.event.place)
        return from_template(blank, "{0} − {1}", [one, Operand(mean.value, mean)])

    return step


def largest(call: Call) -> Step | None:
    """`max` and `min`, which give an element."""
    found = [one for one in elements(call) if one.value == float(call.event.out[call.index])]
    return from_template(call.step(), "{0}", found[:1]) if found else None
