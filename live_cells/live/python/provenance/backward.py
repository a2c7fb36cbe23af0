"""How gradients are made: what arrives at an operation, times how its result changes with its argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import forward
from .forward import Call
from .memory import Array, At, Event, Index, broadcast_index
from .steps import Between, Operand, Step, from_template, from_terms
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
DERIVATIVES: dict[tuple[str, int], str] = {
    ("add", 0): "1", ("add", 1): "1", ("sub", 0): "1", ("sub", 1): "−1", ("rsub", 0): "−1", ("rsub", 1): "1",
    ("neg", 0): "−1", ("mul", 0): "{1}", ("mul", 1): "{0}", ("div", 0): "1 / {1}",
    ("div", 1): "−{0} / {1}²", ("exp", 0): "e^({0})", ("log", 0): "1 / {0}", ("sqrt", 0): "1 / (2 · √({0}))",
    ("square", 0): "2 · {0}", ("sin", 0): "cos({0})", ("cos", 0): "−sin({0})", ("tanh", 0): "1 − tanh({0})²",
    ("sigmoid", 0): "1 / (1 + e^(−{0})) · (1 − 1 / (1 + e^(−{0})))", ("relu", 0): "1 if {0} > 0 else 0",
    ("pow", 0): "{1} · {0} ^ ({1} − 1)", ("reciprocal", 0): "−1 / {0}²",
    ("abs", 0): "1 if {0} > 0 else −1 if {0} < 0 else 0",
    ("maximum", 0): "1 if {0} > {1} else 0", ("maximum", 1): "1 if {1} > {0} else 0",
}  # fmt: skip
"""Of elementwise operations, by the argument: `{0}`, `{1}` are the arguments and settings."""


def explain(explainer: Values, event: Event, index: Index) -> Step:
    """The terms of an element of a gradient: what has arrived, times the slope of the operation."""
    step = explainer.step("gradient", event, index)
    made_by, number = event.facts["of"], event.facts["input"]
    step.facts = {"node": event.facts["node"], "wanted": explainer.wanted(event, index)}
    if made_by is None or len(event.inputs) != 1 or number >= len(made_by.facts["arrays"]):
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


Terms = list[list[Any]]


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
        return _cross_entropy(call, g, index)
    if name == "mse_loss":
        return _mse(call, number, g, index)
    return _probed(call, number, g, index)


def _is_elementwise(call: Call, arrived: Array) -> bool:
    if call.event.name in ("mse_loss", "huber_loss", "smooth_l1_loss", "binary_cross_entropy_with_logits"):
        return False
    if call.op.promote in ("same", "float"):
        return True
    known = call.event.name in forward.ELEMENTWISE or call.event.name in (
        "leaky_relu", "elu", "celu", "softplus", "clamp", "hardtanh", "masked_fill", "mask", "mish", "logsigmoid",
    )  # fmt: skip
    return known and arrived.shape == call.shape(0)


def _rules(call: Call) -> Any:
    return call.op.forward(*call.arrays(), **call.constants)[1]


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
        factor = _slope(call, number, full, slope)
        terms.append([explainer.operand(g, full), factor])
    return terms


def _slope(call: Call, number: int, place: Index, slope: float) -> Operand:
    """How the result changes with the argument: itself a formula."""
    shown = DERIVATIVES.get((call.event.name, number))
    if shown is None or shown in ("1", "−1"):
        return Operand(slope)
    given = [call.operand(at, broadcast_index(call.shape(at), place)) for at in range(call.count)]
    given += [Operand(float(one)) for one in call.constants.values() if isinstance(one, int | float)]
    if shown in ("{0}", "{1}"):
        at = int(shown[1])
        return given[at] if at < len(given) else Operand(slope)
    name = f"slope of {call.event.name}"
    step: Callable[[], Step] = lambda: from_template(  # noqa: E731
        Step("operation", name, slope, call.event.place), shown, given
    )
    try:
        found = step()
    except IndexError:
        return Operand(slope)
    return Operand(slope, Between(name, slope, step)) if found.is_exact else Operand(slope)


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


def _cross_entropy(call: Call, g: At, index: Index) -> Terms | None:
    row, column = index
    target, ignored = call.constants["target"], call.constants.get("ignore_index")
    kept = sum(int(one) != ignored for one in target)
    own = np.asarray(call.array(0)[row], np.float64)
    share = float((np.exp(own - own.max()) / np.exp(own - own.max()).sum())[column])
    if int(target[row]) == ignored:
        return None
    inner = Call(call.explainer, call.event, index)
    inner.constants = {"axis": 1}

    def softmax() -> Step:
        operands = [inner.operand(0, place) for place in forward.row_of(inner, 1, index)]
        most = max(one.value for one in operands)
        total = forward.exponentials(inner, operands, most)
        return from_template(
            Step("operation", "softmax", share, call.event.place), "e^({0} − {1}) / {2}",
            [operands[column], Operand(most), Operand(total.value, total)],
        )  # fmt: skip

    is_target = column == int(target[row])
    slope = share - is_target
    probability = Operand(share, Between("softmax", share, softmax))
    divisor = kept if call.constants["reduction"] == "mean" else 1
    shown = ("({0} − 1)" if is_target else "{0}") + (f" / {divisor}" if divisor > 1 else "")
    value = slope / divisor
    between = Between("slope of cross_entropy", value, lambda: from_template(
        Step("operation", "slope of cross_entropy", value, call.event.place), shown, [probability]))  # fmt: skip
    place = (row,) if g.array.ndim else ()
    return [[call.explainer.operand(g, place), Operand(value, between)]]


def _mse(call: Call, number: int, g: At, index: Index) -> Terms | None:
    shape = np.broadcast_shapes(call.shape(0), call.shape(1))
    if call.shape(number) != shape:
        return None
    one, other = (call.operand(at, broadcast_index(call.shape(at), index)) for at in (0, 1))
    count = int(np.prod(shape)) if call.constants["reduction"] == "mean" else 1
    sign = "2 · ({0} − {1})" if number == 0 else "−2 · ({0} − {1})"
    shown = sign + (f" / {count}" if count > 1 else "")
    value = (2 if number == 0 else -2) * (one.value - other.value) / count
    between = Between("slope of mse_loss", value, lambda: from_template(
        Step("operation", "slope of mse_loss", value, call.event.place), shown, [one, other]))  # fmt: skip
    place = index if call.constants["reduction"] == "none" else ()
    return [[call.explainer.operand(g, place), Operand(value, between)]]


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
