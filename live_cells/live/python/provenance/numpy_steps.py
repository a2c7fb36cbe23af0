"""Formulas of what NumPy computes; where the engine has the same operation, they are those of the engine."""

from __future__ import annotations

import math

import numpy as np

from . import forward
from .memory import At, Event, Index
from .operation_call import Call
from .python_numbers import origin_of, plain
from .steps import Operand, Step, from_template, from_terms, is_close
from .sums import elements
from .values import Values

MOST_PROBED = 2000
"""Elements of an argument up to which it is found out what a result is the sum of."""
LINEAR = frozenset(["cumsum", "diff", "average", "trace", "trapezoid", "convolve", "outer"])


def explain(explainer: Values, event: Event, index: Index) -> Step:
    """One level: the formula of the function."""
    value = float(explainer.memory.contents(At(event.out, event.time + 0.5))[index])
    copy = event.facts.get("copy")
    if copy is not None and not is_close(float(copy[index]), value, ()):
        return Step("unknown", event.name, value, event.place)
    call = Call(explainer, event, index)
    for way in (_ordered, _summed):
        try:
            step = way(call)
        except (IndexError, TypeError, ValueError):
            continue
        if step is not None and (step.is_exact or "best" in step.facts):
            return step
    return forward.explain(explainer, event, index)


def listed(explainer: Values, event: Event, index: Index) -> Operand:
    """An element of an array that was made of a list's numbers."""
    number = event.facts["numbers"][int(np.ravel_multi_index(index, event.out.shape)) if index else 0]
    return Operand(float(plain(number)), origin_of(number))


def _ordered(call: Call) -> Step | None:
    """What picks elements by their size, or rounds one."""
    name = call.event.name
    if name == "round":
        digits = call.constants.get("digits", 0)
        extra = f", {digits}" if digits else ""
        return from_template(call.step(), f"round({{0}}{extra})", [call.broadcast(0)])
    if name in ("sort", "argsort"):
        return _sorted(call)
    if name in ("argmax", "argmin"):
        return _best(call)
    if name == "median":
        found = sorted(elements(call), key=lambda one: one.value)
        middle = len(found) // 2
        if len(found) % 2:
            return from_template(call.step(), "{0}", [found[middle]])
        return from_template(call.step(), "({0} + {1}) / 2", found[middle - 1 : middle + 1])
    return None


def _sorted(call: Call) -> Step | None:
    """The element that comes at this place, or which one that is."""
    axis = call.constants["axis"]
    axis = -1 if axis is None else axis
    array = call.array(0)
    found = int(np.argsort(array, axis=axis, kind="stable")[call.index])
    place = [*call.index]
    place[axis] = found
    operand, step = call.operand(0, tuple(place)), call.step()
    if call.event.name == "sort":
        return from_template(step, "{0}", [operand])
    return _chosen(step, operand) if step.value == found else None


def _best(call: Call) -> Step | None:
    """Which element is the largest or the smallest."""
    found, step = elements(call), call.step()
    pick = max if call.event.name == "argmax" else min
    values = [one.value for one in found]
    at = values.index(pick(values))
    return _chosen(step, found[at]) if step.value == at else None


def _chosen(step: Step, operand: Operand) -> Step:
    step.facts = {"best": step.name, "at": int(step.value)}
    step.operands = [operand]
    return step


def _summed(call: Call) -> Step | None:
    """What is a sum: of products, or of elements times constants."""
    name = call.event.name
    if name == "dot" and call.count == 2:
        if len(call.shape(0)) == len(call.shape(1)) == 1:
            size = call.shape(0)[0]
            terms = [[call.operand(0, (at,)), call.operand(1, (at,))] for at in range(size)]
            return from_terms(call.step(), terms)
        return forward.FORMULAS["matmul"](call)
    size = math.prod(call.shape(0)) if call.count == 1 else 0
    if name not in LINEAR or not 0 < size <= MOST_PROBED:
        return None
    weights = [_weight(call, at) for at in range(size)]
    terms = []
    for at, weight in enumerate(weights):
        if weight:
            operand = call.operand(0, tuple(int(one) for one in np.unravel_index(at, call.shape(0))))
            terms.append([operand] if weight == 1 else [operand, Operand(weight)])
    return from_terms(call.step(), terms)


def _weight(call: Call, at: int) -> float:
    """How a result changes with an element."""
    one = np.zeros(math.prod(call.shape(0)))
    one[at] = 1
    return float(np.asarray(call.op.forward(one.reshape(call.shape(0)))[0])[call.index])
