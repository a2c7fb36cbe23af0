"""Where the size of a dimension comes from: which sizes of its arguments an operation has kept or joined."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .memory import At, Event
from .python_numbers import Dimension
from .steps import Operand, Step, from_template, from_terms
from .values import Values

Found = tuple[str, list[Operand]]
"""A formula and its numbers."""
REDUCTIONS = frozenset(
    [
        "sum",
        "mean",
        "prod",
        "max",
        "min",
        "amax",
        "amin",
        "norm",
        "var",
        "std",
        "logsumexp",
        "all",
        "any",
        "argmax",
        "argmin",
    ]
)
ROWS_AND_COLUMNS = frozenset(["matmul", "mm", "bmm"])
WINDOWS = frozenset(["conv2d", "max_pool2d", "avg_pool2d"])


def explain(explainer: Values, origin: Dimension) -> Step:
    """One level: the sizes that it was made of, or the line that has made the array."""
    at, axis = origin.at, origin.axis
    step = Step("size", "", float(at.array.shape[axis]), facts={"axis": axis})
    found = explainer.memory.writer(at, (0,) * at.array.ndim) if at.array.size else None
    if found is None:
        return step
    event, _ = found
    step.name, step.place = event.name, event.place
    rule = _view if event.out.shape != at.array.shape else RULES.get(event.name, _alike)
    try:
        formula = rule(at, axis, event)
    except (IndexError, KeyError, TypeError, ValueError):  # called in a way that the rule does not know
        return step
    if formula is None:
        return step
    shown, operands = formula
    if shown:
        from_template(step, shown, operands, shown.replace("⌊", "floor(").replace("⌋", ")"))
    else:
        from_terms(step, [[one] for one in operands])
    return step if step.is_exact else Step("size", event.name, step.value, event.place, facts=step.facts)


def size(at: At, axis: int) -> Operand:
    """The size of an array along an axis, as a number of a formula."""
    axis %= at.array.ndim
    return Operand(float(at.array.shape[axis]), Dimension(at, axis))


def _arrays(event: Event) -> list[At]:
    given = [one for one in event.inputs if isinstance(one, At)]
    return [one for one in event.facts.get("arrays", given) if isinstance(one, At)]


def _view(at: At, axis: int, event: Event) -> Found | None:
    """The same elements in another shape: one size of them, or several that were flattened into one."""
    whole = At(event.out, event.time + 0.5)
    if at.array.size != event.out.size:
        kept = [one for one in range(event.out.ndim) if event.out.strides[one] == at.array.strides[axis]]
        return ("{0}", [size(whole, kept[0])]) if kept else None
    wanted, before = at.array.shape[axis], math.prod(at.array.shape[:axis])
    for first in range(event.out.ndim):
        for last in range(first + 1, event.out.ndim + 1):
            if math.prod(event.out.shape[first:last]) != wanted:
                continue
            if math.prod(event.out.shape[:first]) == before or last - first == 1:
                operands = [size(whole, one) for one in range(first, last)]
                return " · ".join(f"{{{one}}}" for one in range(len(operands))), operands
    return None


def _alike(at: At, axis: int, event: Event) -> Found | None:
    """Element by element, with broadcasting: the argument of this size."""
    back = at.array.ndim - axis
    for one in _arrays(event):
        if one.array.ndim >= back and one.array.shape[-back] == at.array.shape[axis]:
            return "{0}", [size(one, -back)]
    return None


def _linear(at: At, axis: int, event: Event) -> Found:
    x, w, *_ = _arrays(event)
    return "{0}", [size(w, 0) if axis == at.array.ndim - 1 else size(x, axis)]


def _matmul(at: At, axis: int, event: Event) -> Found | None:
    a, b = _arrays(event)
    back = at.array.ndim - axis
    if back == 1 and b.array.ndim > 1:
        return "{0}", [size(b, -1)]
    if back <= 2 and a.array.ndim > 1:
        return "{0}", [size(a, -2)]
    return _alike(at, axis, event)


def _reduced(at: At, axis: int, event: Event) -> Found | None:
    (x, *_), axes = _arrays(event), event.facts["constants"].get("axis")
    if axes is None:
        return None
    if at.array.ndim == x.array.ndim:
        return "{0}", [size(x, axis)]
    gone = {one % x.array.ndim for one in np.atleast_1d(axes)}
    return "{0}", [size(x, [one for one in range(x.array.ndim) if one not in gone][axis])]


def _windows(at: At, axis: int, event: Event) -> Found:
    """A convolution or a pooling: the number of places that its window has."""
    arrays, plan = _arrays(event), event.facts["constants"]
    if axis == 0:
        return "{0}", [size(arrays[0], 0)]
    if axis == 1:
        return "{0}", [
            size(arrays[1] if event.name == "conv2d" else arrays[0], 0 if event.name == "conv2d" else 1)
        ]
    way = axis - 2
    window = size(arrays[1], axis) if event.name == "conv2d" else Operand(float(_of(plan["kernel"], way)))
    before, after = _padding(plan.get("padding", 0), way)
    stride, dilation = (float(_of(plan.get(name, 1), way)) for name in ("stride", "dilation"))
    around = f" + {before + after}" if before + after else ""
    span = f"{dilation:g} · ({{1}} − 1)" if dilation != 1 else "({1} − 1)"
    return f"⌊({{0}}{around} − {span} − 1) / {stride:g}⌋ + 1", [size(arrays[0], axis), window]


def _of(value: Any, way: int) -> Any:
    return value[way] if isinstance(value, tuple | list) else value


def _padding(value: Any, way: int) -> tuple[int, int]:
    one = _of(value, way)
    return (int(one[0]), int(one[1])) if isinstance(one, tuple | list) else (int(one), int(one))


def _joined(at: At, axis: int, event: Event) -> Found | None:
    arrays, constants = _arrays(event), event.facts["constants"]
    along = int(constants.get("axis", constants.get("dim", 0))) % at.array.ndim
    if event.name == "stack":
        if axis == along:
            return None
        return "{0}", [size(arrays[0], axis - (axis > along))]
    return ("", [size(one, axis) for one in arrays]) if axis == along else ("{0}", [size(arrays[0], axis)])


RULES: dict[str, Callable[[At, int, Event], Found | None]] = {
    "linear": _linear, "cat": _joined, "stack": _joined,
    **dict.fromkeys(REDUCTIONS, _reduced), **dict.fromkeys(WINDOWS, _windows),
    **dict.fromkeys(ROWS_AND_COLUMNS, _matmul),
}  # fmt: skip
