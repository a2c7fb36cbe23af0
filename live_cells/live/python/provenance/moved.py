"""Operations that only move elements, and those whose formula is not known."""

from __future__ import annotations

import math

import numpy as np

from .memory import Array, Event, Index
from .operation_call import Call
from .steps import Step, from_template
from .values import Values

CASTS = frozenset(["to", "type", "type_as", "int", "long", "short", "char", "byte", "bool"])
"""Functions that give the numbers of a tensor in another type."""
MOST_PROBED = 2_000_000
"""Numbers in the arguments of an operation up to which it is run again to find out what it has moved."""


CHOOSING = frozenset(
    ["argmax", "argmin", "topk", "sort", "argsort", "max", "min", "kthvalue", "median", "mode", "nanmedian"]
)
"""Functions that give the index of an element."""


def moved(call: Call) -> Step | None:
    """Operations that give elements of their arguments: found by running them on numbered elements, twice."""
    arrays = call.arrays()
    if (
        any(not isinstance(one, np.ndarray) for one in arrays)
        or sum(one.size for one in arrays) > MOST_PROBED
    ):
        return None
    sources = [_probe(call, arrays, seed) for seed in (0, 1)]
    if sources[0] is None or sources[0] != sources[1]:
        return None
    number, place = sources[0]
    if number < 0:
        return Step("constant", call.event.name, call.step().value, call.event.place)
    return from_template(call.step(), "{0}", [call.operand(number, place)])


def _probe(call: Call, arrays: list[Array], seed: int) -> tuple[int, Index] | None:
    total = sum(one.size for one in arrays)
    codes = np.random.default_rng(seed).permutation(total).astype(np.float64) + 1
    given, first = [], 0
    for one in arrays:
        given.append(codes[first : first + one.size].reshape(one.shape))
        first += one.size
    try:
        code = float(np.asarray(call.op.forward(*given, **call.constants)[0])[call.index])
    except Exception:
        return None
    found = np.flatnonzero(codes == code)
    if not found.size:
        return (-1, ()) if code == 0 else None
    at = int(found[0])
    for number, one in enumerate(arrays):
        if at < one.size:
            return number, tuple(int(part) for part in np.unravel_index(at, one.shape))
        at -= one.size
    return None


def item_source(event: Event, index: Index) -> Index | None:
    """Of `tensor[key] = value`: the element of the value that this one has got, if any."""
    value = event.inputs[0].array
    codes = np.arange(1.0, value.size + 1).reshape(value.shape)
    fresh = np.zeros(event.out.shape)
    basic, advanced = event.facts["basic"], event.facts["advanced"]
    target = fresh if advanced is None else fresh[(*basic, Ellipsis)]
    key = basic if advanced is None else advanced
    spare = max(codes.ndim - np.ndim(target[key]), 0)
    target[key] = codes.reshape(codes.shape[spare:]) if codes.size > 1 else 1.0
    code = int(fresh[index])
    return tuple(int(one) for one in np.unravel_index(code - 1, value.shape)) if code else None


def slopes(call: Call, number: int) -> list[tuple[Index, float]]:
    """On which elements of an argument the result depends, and how strongly: the largest first."""
    try:
        value, rules = call.op.forward(*call.arrays(), **call.constants)
        one = np.zeros_like(np.asarray(value))
        one[call.index] = 1
        slopes = np.asarray(rules[number](one))
    except Exception:
        return []
    if slopes.shape != call.shape(number):
        return []
    places = [tuple(int(part) for part in place) for place in np.argwhere(slopes != 0)]
    return sorted(((place, float(slopes[place])) for place in places), key=lambda one: -abs(one[1]))


def dependent(call: Call) -> Step:
    """The name, the shapes, and the elements on which the result depends."""
    step = call.step()
    step.facts = {"shapes": [list(call.shape(at)) for at in range(call.count)], "depends": True}
    for number in range(call.count):
        step.operands += [call.operand(number, place) for place, _ in slopes(call, number)]
    return step


def function(explainer: Values, event: Event, index: Index) -> Step:
    """A function whose operation is not recorded: its name and its arguments."""
    step = explainer.step("operation", event, index)
    contents = [explainer.memory.contents(at) for at in event.inputs]
    if event.name in CHOOSING and len(contents) == 1 and event.out.dtype.kind == "i":
        place = _chosen(contents[0].shape, event, index, int(step.value))
        step.facts = {"best": event.name, "at": int(step.value)}
        step.operands = [explainer.operand(event.inputs[0], place)]
        return step
    if len(contents) == 1 and contents[0].shape == event.out.shape:
        source = explainer.operand(event.inputs[0], index)
        if event.name in CASTS and _is_cast(source.value, step.value):
            return from_template(step, "{0}" if source.value == step.value else "int({0})", [source])
    step.facts = {"shapes": [list(one.shape) for one in contents], "depends": True}
    for at, array in zip(event.inputs, contents, strict=True):
        if array.shape == event.out.shape:
            step.operands.append(explainer.operand(at, index))
        elif array.size == 1:
            step.operands.append(explainer.operand(at, (0,) * array.ndim))
    return step


def _is_cast(before: float, after: float) -> bool:
    """Is it the number after, in another type of tensor?"""
    return before == after or (math.isfinite(before) and int(before) == after)


def _chosen(shape: tuple[int, ...], event: Event, index: Index, found: int) -> Index:
    """The element that an index has found: along a dimension, or of all."""
    dim = event.facts.get("dim")
    if not isinstance(dim, int):
        return tuple(int(one) for one in np.unravel_index(found, shape))
    axis, place = int(dim) % max(len(shape), 1), [*index]
    if len(place) == len(shape) and place:
        place[axis] = found
    elif shape:
        place.insert(axis, found)
    return tuple(place)
