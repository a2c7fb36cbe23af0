"""How gradients are made: what arrives at an operation, times how its result changes with its argument."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import recurrent_gradients, several_results
from .derivatives import slope_of
from .elementwise import ELEMENTWISE
from .loss_gradients import Terms, cross_entropy, mse_loss
from .memory import Array, At, Event, Index
from .operation_call import Call
from .recurrent import KINDS
from .steps import Operand, Step, from_terms
from .values import Values

MOST_CALLS = 4000
"""Of a gradient rule, to find out what a gradient is the sum of."""
LINEAR = frozenset(
    [
        "sum",
        "mean",
        "reshape",
        "permute",
        "expand",
        "pick",
        "as_strided",
        "identity_view",
        "diagonal",
        "unfold",
        "cast",
        "clone",
        "contiguous",
        "copy",
        "copy_slices",
        "index",
        "index_select",
        "gather",
        "take",
        "cat",
        "stack",
        "flip",
        "roll",
        "repeat",
        "repeat_interleave",
        "tril",
        "triu",
        "pad",
        "constant_pad_nd",
        "embedding",
        "avg_pool2d",
        "adaptive_avg_pool2d",
        "scatter",
        "scatter_add",
        "cumsum",
        "mask",
        "pack",
        "unpack",
    ]
)
"""Operations whose result is a sum of elements of their arguments, each times a constant."""
PRODUCTS = frozenset(["linear", "matmul", "bmm", "mm", "conv2d", "conv_transpose2d"])


def explain(explainer: Values, event: Event, index: Index) -> Step:
    """The terms of an element of a gradient: what has arrived, times the slope of the operation."""
    step = explainer.step("gradient", event, index)
    made_by, number = event.facts["of"], event.facts["input"]
    step.facts = {"node": event.facts["node"], "wanted": explainer.wanted(event, index)}
    several = event.facts.get("outputs")
    is_known = made_by is not None and number < len(made_by.facts["arrays"])
    if several is not None:
        found = _of_outputs(explainer, event, index)
        if found is not None and found.is_exact:
            found.facts |= step.facts
            return found
    if not is_known or len(event.inputs) != 1 or several is not None:
        step.facts["depends"] = True
        step.operands = [
            explainer.operand(at, (0,) * at.array.ndim) for at in event.inputs if at.array.size == 1
        ]
        return step
    terms = _terms(explainer, made_by, number, event.inputs[0], index, event.out.shape)
    if terms is not None:
        found = from_terms(step, terms)
        if found.is_exact:
            return found
    blank = explainer.step("gradient", event, index)
    blank.facts = {**step.facts, "depends": True}
    return blank


def _terms(
    explainer: Values, made_by: Event, number: int, g: At, index: Index, shape: tuple[int, ...]
) -> Terms | None:
    call = Call(explainer, made_by, ())
    name = made_by.name
    arrived = explainer.memory.contents(g)
    if arrived.size == 0:
        return None
    if _is_elementwise(call, arrived):
        return _elementwise(call, number, g, index, shape)
    if name in PRODUCTS:
        return _product(call, number, g, index)
    if name in LINEAR and name != "mask":
        column = _column(call, number, index)
        return None if column is None or column.shape != arrived.shape else _weighted(explainer, g, column)
    if name == "cross_entropy":
        return cross_entropy(call, g, index)
    if name == "mse_loss":
        return mse_loss(call, number, g, index)
    return _probed(call, number, g, index)


def _is_elementwise(call: Call, arrived: Array) -> bool:
    if call.event.name in ("mse_loss", "huber_loss", "smooth_l1_loss", "binary_cross_entropy_with_logits"):
        return False
    if call.op.promote in ("same", "float"):
        return True
    known = call.event.name in ELEMENTWISE or call.event.name in (
        "leaky_relu", "elu", "celu", "softplus", "clamp", "hardtanh", "masked_fill", "mask", "mish",
        "logsigmoid",
    )  # fmt: skip
    return known and arrived.shape == call.shape(0)


def _of_outputs(explainer: Values, event: Event, index: Index) -> Step | None:
    """Of an operation with several results."""
    made_by = event.facts["of"]
    if made_by is not None and made_by.name in KINDS:
        return recurrent_gradients.explain(explainer, event, index)
    if event.facts["rule"] is None:
        return None
    return from_terms(
        explainer.step("gradient", event, index), several_results.terms(explainer, event, index)
    )


def _rules(call: Call) -> Any:
    constants = call.constants
    if "finals" in constants:  # which the operation appends to
        constants = {**constants, "finals": []}
    return call.op.forward(*call.arrays(), **constants)[1]


def _elementwise(call: Call, number: int, g: At, index: Index, shape: tuple[int, ...]) -> Terms | None:
    explainer = call.explainer
    rule = _rules(call)[number]
    slopes = np.broadcast_to(np.asarray(rule(np.ones_like(g.array))), g.array.shape)
    terms: Terms = []
    spare = g.array.ndim - len(shape)
    ranges = [range(n) for n in g.array.shape[:spare]]
    for at, size, whole in zip(index, shape, g.array.shape[spare:], strict=True):
        ranges.append(range(whole) if size == 1 else range(at, at + 1))
    for place in np.ndindex(*map(len, ranges)):
        full = tuple(ranges[axis][at] for axis, at in enumerate(place))
        slope = float(slopes[full])
        factor = slope_of(call, number, full, slope)
        terms.append([explainer.operand(g, full), factor])
    return terms


def _product(call: Call, number: int, g: At, index: Index) -> Terms | None:
    """`Σ g · (element of the other argument)`."""
    explainer = call.explainer
    if number == 2:  # the bias
        axis = 1 if call.event.name.startswith("conv") else g.array.ndim - 1
        places = [place for place in np.ndindex(g.array.shape) if place[axis] == index[0]]
        return [[explainer.operand(g, place)] for place in places]
    other = 1 - number
    codes = np.arange(1.0, np.prod(call.shape(other)) + 1).reshape(call.shape(other))
    one = np.zeros(call.shape(number))
    one[index] = 1
    pair = [one, codes] if number == 0 else [codes, one]
    rest = [None] * (len(call.given) - 2) if call.event.name.startswith("conv") else []
    found = np.asarray(call.op.forward(*pair, *rest, **call.constants)[0])
    if found.shape != g.array.shape:
        return None
    terms: Terms = []
    for place in map(tuple, np.argwhere(found != 0)):
        code = round(float(found[place])) - 1
        met = tuple(int(part) for part in np.unravel_index(code, call.shape(other)))
        terms.append([explainer.operand(g, tuple(map(int, place))), call.operand(other, met)])
    return terms


def _column(call: Call, number: int, index: Index) -> Array | None:
    """Of a linear operation: how each element of the result changes with an element of an argument."""
    given = [np.zeros(np.shape(one)) if isinstance(one, np.ndarray) else one for one in call.arrays()]
    given[number][index] = 1
    try:
        return np.asarray(call.op.forward(*given, **call.constants)[0])
    except Exception:
        return None


def _weighted(explainer: Values, g: At, column: Array) -> Terms:
    places = [tuple(int(part) for part in place) for place in np.argwhere(column != 0)]
    weights = [float(column[place]) for place in places]
    return [
        [explainer.operand(g, place)] if weight == 1 else [explainer.operand(g, place), Operand(weight)]
        for place, weight in zip(places, weights, strict=True)
    ]


def _probed(call: Call, number: int, g: At, index: Index) -> Terms | None:
    """For any other operation: the rule is asked what it makes of each element that has arrived."""
    rule = _rules(call)[number]
    size, like = g.array.size, np.zeros_like(g.array)
    budget = [MOST_CALLS]
    random = np.random.default_rng(0)

    def slope(flat: Array) -> float:
        budget[0] -= 1
        result = np.asarray(rule(flat.reshape(like.shape)))
        return float(result[index]) if result.shape == call.shape(number) else float("nan")

    found: list[tuple[int, float]] = []
    ahead = [(0, size)]
    while ahead:
        first, last = ahead.pop()
        if budget[0] < 0:
            return None
        probe = np.zeros(size, like.dtype)
        if last - first == 1:
            probe[first] = 1
            if weight := slope(probe):
                found.append((first, weight))
            continue
        probe[first:last] = random.uniform(0.5, 1.5, last - first)
        if slope(probe) != 0 or last - first <= 4:
            middle = (first + last) // 2
            ahead += [(first, middle), (middle, last)]
    explainer = call.explainer
    places = [(tuple(int(p) for p in np.unravel_index(at, like.shape)), weight) for at, weight in found]
    return [[explainer.operand(g, place), Operand(weight)] for place, weight in places]
