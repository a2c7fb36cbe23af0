"""How operations make their numbers, in formulas."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .memory import Array, At, Event, Index, broadcast_index
from .steps import Between, Operand, Step, from_template, from_terms
from .values import Values

ELEMENTWISE = {
    "add": "{0} + {1}", "sub": "{0} − {1}", "rsub": "{1} − {0}", "mul": "{0} · {1}", "div": "{0} / {1}",
    "pow": "{0} ^ {1}", "neg": "−{0}", "exp": "e^({0})", "log": "log({0})", "sqrt": "√({0})",
    "rsqrt": "1 / √({0})", "reciprocal": "1 / {0}", "square": "{0}²", "abs": "abs({0})", "sin": "sin({0})",
    "cos": "cos({0})", "tan": "tan({0})", "tanh": "tanh({0})", "sigmoid": "1 / (1 + e^(−{0}))",
    "relu": "max(0, {0})", "maximum": "max({0}, {1})", "minimum": "min({0}, {1})",
    "clamp_min": "max({0}, {1})", "clamp_max": "min({0}, {1})", "silu": "{0} / (1 + e^(−{0}))",
    "log1p": "log(1 + {0})", "log2": "log({0}) / log(2)", "log10": "log({0}) / log(10)",
    "expm1": "e^({0}) − 1", "erf": "erf({0})", "floor": "floor({0})", "ceil": "ceil({0})",
    "lerp": "{0} + {2} · ({1} − {0})", "gelu": "{0} / 2 · (1 + erf({0} / √(2)))", "square_root": "√({0})",
}  # fmt: skip
"""By the name of the operation; those of PyTorch that take more are below."""
FURTHER = frozenset(
    ["where", "masked_fill", "mask", "leaky_relu", "elu", "celu", "softplus", "clamp", "hardtanh"]
)
COMPARED = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
MOST_PROBED = 2_000_000
"""Numbers in the arguments of an operation up to which it is run again to find out what it has moved."""


class Call:
    """An operation as it was called, and the element of its result that is asked about."""

    def __init__(self, explainer: Values, event: Event, index: Index) -> None:
        self.explainer, self.event, self.index = explainer, event, index
        self.op = event.facts["op"]
        self.constants: dict[str, Any] = event.facts["constants"]
        self.sources = event.inputs
        """Where the arguments come from: arrays at moments, numbers, or None."""
        self.given = event.facts["arrays"]

    def array(self, number: int) -> Array:
        """An argument as the operation took it."""
        given = self.given[number]
        return self.explainer.memory.contents(given) if isinstance(given, At) else np.asarray(given)

    def arrays(self) -> list[Any]:
        return [
            None if one is None else self.array(at) if isinstance(one, At) else one
            for at, one in enumerate(self.given)
        ]

    def operand(self, number: int, index: Index) -> Operand:
        source = self.sources[number]
        if isinstance(source, At) or not isinstance(self.given[number], At):
            return self.explainer.operand(source, index if isinstance(source, At) else ())
        return self.explainer.operand(self.given[number], index)

    def broadcast(self, number: int) -> Operand:
        """The element of an argument that has met this element of the result."""
        return self.operand(number, broadcast_index(np.shape(self.given_shape(number)), self.index))

    def given_shape(self, number: int) -> Array:
        given = self.given[number]
        return given.array if isinstance(given, At) else np.zeros(())

    def shape(self, number: int) -> tuple[int, ...]:
        given = self.given[number]
        return tuple(given.array.shape) if isinstance(given, At) else ()

    @property
    def count(self) -> int:
        return len([one for one in self.given if one is not None])

    def step(self) -> Step:
        return self.explainer.step("operation", self.event, self.index)


def explain(explainer: Values, event: Event, index: Index) -> Step:
    """One level: the operation's formula with its numbers, or what it depends on."""
    call = Call(explainer, event, index)
    for way in (FORMULAS.get(event.name), _elementwise, _moved):
        try:
            step = way(call) if way is not None else None
        except (
            IndexError,
            KeyError,
            TypeError,
            ValueError,
        ):  # called in a way that the formula does not know
            continue
        if step is not None and step.is_exact:
            return step
    return _dependent(call)


# -- element by element --------------------------------------------------------------------------------------
def _elementwise(call: Call) -> Step | None:
    name, constants = call.event.name, call.constants
    if name not in ELEMENTWISE.keys() | COMPARED.keys() | FURTHER:
        return None
    operands = [call.broadcast(number) for number in range(call.count)]
    setting = [Operand(float(value)) for value in constants.values() if isinstance(value, int | float)]
    if name in COMPARED:
        shown = f"{{0}} {COMPARED[name]} {{1}}"
        return from_template(call.step(), shown, operands, shown)
    if name == "where":
        return from_template(call.step(), "{1} if {0} else {2}", operands)
    if name == "masked_fill":
        return _masked(call, operands)
    if name == "mask":
        return from_template(call.step(), "{0} · {1}", operands)
    if name == "leaky_relu":
        return from_template(call.step(), "{0} if {0} > 0 else {1} · {0}", [*operands, *setting])
    if name in ("elu", "celu") and len(setting) == 1:
        return from_template(call.step(), "{0} if {0} > 0 else {1} · (e^({0}) − 1)", [*operands, *setting])
    if name == "softplus":
        return from_template(call.step(), "log(1 + e^({0}))", operands)
    if name in ("clamp", "hardtanh"):
        return _clamped(call, operands)
    if name in ELEMENTWISE:
        shown = ELEMENTWISE[name]
        needed = shown.count("{1}") + 1 if "{1}" in shown else 1
        if name == "pow" and len(operands) == 1 and not setting:
            return from_template(call.step(), "√({0})", operands)
        return (
            from_template(call.step(), shown, [*operands, *setting])
            if len(operands) + len(setting) >= min(needed, 2)
            else None
        )
    return None


def _masked(call: Call, operands: list[Operand]) -> Step | None:
    mask, value = call.constants.get("mask"), call.constants.get("value")
    given = [Operand(float(value))] if isinstance(value, int | float) else operands[1:]
    if mask is None or not given:
        return None
    is_masked = bool(np.broadcast_to(mask, call.event.out.shape)[call.index])
    return from_template(call.step(), "{0}", given[:1] if is_masked else operands[:1])


def _filled(call: Call) -> Step:
    value = call.constants["value"] if "value" in call.constants else call.given[1]
    return from_template(call.step(), "{0}", [call.explainer.operand(value, ())])


def _clamped(call: Call, operands: list[Operand]) -> Step:
    low = call.constants.get("min", call.constants.get("low"))
    high = call.constants.get("max", call.constants.get("high"))
    bounds = [Operand(float(one)) for one in (low, high) if one is not None] or operands[1:]
    shown = (
        "min(max({0}, {1}), {2})"
        if len(bounds) == 2
        else "max({0}, {1})"
        if low is not None
        else "min({0}, {1})"
    )
    return from_template(call.step(), shown, [operands[0], *bounds])


# -- products ------------------------------------------------------------------------------------------------
def _linear(call: Call) -> Step:
    *rows, out = call.index
    terms: list[list[Any]] = [
        [call.operand(0, (*rows, at)), call.operand(1, (out, at))] for at in range(call.shape(0)[-1])
    ]
    if call.count > 2:
        terms.append([call.operand(2, (out,))])
    return from_terms(call.step(), terms)


def _matmul(call: Call) -> Step:
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


def _conv2d(call: Call) -> Step:
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


def _pair(value: Any) -> list[Any]:
    return list(value) if isinstance(value, tuple | list) else [value, value]


# -- reductions ----------------------------------------------------------------------------------------------
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


def _elements(call: Call) -> list[Operand]:
    places = reduced(
        call.shape(0), call.constants.get("axis"), call.index, bool(call.constants.get("keepdim"))
    )
    return [call.operand(0, place) for place in places]


def _sum(call: Call) -> Step:
    return from_terms(call.step(), [[one] for one in _elements(call)])


def _mean(call: Call) -> Step:
    found = _elements(call)
    return from_terms(call.step(), [[one] for one in found], "(", f") / {len(found)}")


def _norm(call: Call) -> Step | None:
    if call.constants.get("p") != 2:
        return None
    return from_terms(call.step(), [[one, one] for one in _elements(call)], "√(", ")")


def _prod(call: Call) -> Step:
    return from_terms(call.step(), [_elements(call)])


def mean_of(call: Call, operands: list[Operand]) -> Between:
    """The mean of some elements, on the way to something else."""
    value = math.fsum(one.value for one in operands) / len(operands)
    terms = [[one] for one in operands]
    return Between("mean", value, lambda: from_terms(
        Step("operation", "mean", value, call.event.place), terms, "(", f") / {len(operands)}"))  # fmt: skip


def _variance(call: Call) -> Step:
    found = _elements(call)
    return _spread(
        call, call.step(), found, float(call.constants.get("correction", 1)), call.event.name == "std"
    )


def _spread(call: Call, step: Step, found: list[Operand], correction: float, is_root: bool) -> Step:
    mean = mean_of(call, found)
    away = [Between("deviation", one.value - mean.value, _difference(call, one, mean)) for one in found]
    terms = [[Operand(one.value, one)] * 2 for one in away]
    count = max(len(found) - correction, 0)
    before, after = ("√((", f") / {count:g})") if is_root else ("(", f") / {count:g}")
    return from_terms(step, terms, before, after)


def _difference(call: Call, one: Operand, mean: Between) -> Callable[[], Step]:
    value = one.value - mean.value
    step = lambda: Step("operation", "deviation", value, call.event.place)  # noqa: E731
    return lambda: from_template(step(), "{0} − {1}", [one, Operand(mean.value, mean)])


def _largest(call: Call) -> Step | None:
    """`max` and `min`, which give an element."""
    found = [one for one in _elements(call) if one.value == float(call.event.out[call.index])]
    return from_template(call.step(), "{0}", found[:1]) if found else None


# -- softmax and losses --------------------------------------------------------------------------------------
def row_of(call: Call, axis: int, index: Index) -> list[Index]:
    """All elements along an axis."""
    axis %= len(index)
    return [(*index[:axis], at, *index[axis + 1 :]) for at in range(call.shape(0)[axis])]


def exponentials(call: Call, row: list[Operand], most: float) -> Between:
    """The sum of exponentials of a row, less its largest number so that none overflows."""
    value = math.fsum(math.exp(one.value - most) for one in row)

    def step() -> Step:
        parts = [Operand(math.exp(one.value - most), _exponential(call, one, most)) for one in row]
        return from_terms(
            Step("operation", "sum of exponentials", value, call.event.place), [[one] for one in parts]
        )

    return Between("sum of exponentials", value, step)


def _exponential(call: Call, one: Operand, most: float) -> Between:
    value = math.exp(one.value - most)
    return Between("exponential", value, lambda: from_template(
        Step("operation", "exp", value, call.event.place), "e^({0} − {1})", [one, Operand(most)]))  # fmt: skip


def _softmax(call: Call) -> Step:
    row = [call.operand(0, place) for place in row_of(call, call.constants["axis"], call.index)]
    own, most = call.operand(0, call.index), max(one.value for one in row)
    total = exponentials(call, row, most)
    operands = [own, Operand(most), Operand(total.value, total)]
    if call.event.name == "softmax":
        return from_template(call.step(), "e^({0} − {1}) / {2}", operands)
    return from_template(call.step(), "{0} − {1} − log({2})", operands)


def _logsumexp(call: Call) -> Step:
    row = _elements(call)
    most = max(one.value for one in row)
    total = exponentials(call, row, most)
    return from_template(call.step(), "{0} + log({1})", [Operand(most), Operand(total.value, total)])


def sample_loss(call: Call, number: int, target: int) -> Between:
    """The cross entropy of one sample."""
    row = [call.operand(0, (number, at)) for at in range(call.shape(0)[1])]
    most = max(one.value for one in row)
    total = exponentials(call, row, most)
    value = math.log(total.value) - (row[target].value - most)

    def step() -> Step:
        blank = Step(
            "operation",
            "cross entropy of a sample",
            value,
            call.event.place,
            facts={"row": number, "target": target},
        )
        return from_template(
            blank, "log({0}) − ({1} − {2})", [Operand(total.value, total), row[target], Operand(most)]
        )

    return Between(f"loss of sample {number}", value, step)


def _cross_entropy(call: Call) -> Step | None:
    target, ignored = call.constants["target"], call.constants.get("ignore_index")
    kept = [(number, int(one)) for number, one in enumerate(target.reshape(-1)) if int(one) != ignored]
    reduction = call.constants["reduction"]
    if reduction == "none":
        if not any(number == call.index[0] for number, _ in kept):
            return None
        return sample_loss(call, call.index[0], int(target[call.index])).step()
    losses = [sample_loss(call, number, one) for number, one in kept]
    terms = [[Operand(one.value, one)] for one in losses]
    return _mean_or_sum(call, terms, reduction, len(losses))


def _mean_or_sum(call: Call, terms: list[list[Any]], reduction: str, count: int) -> Step:
    return (
        from_terms(call.step(), terms, "(", f") / {count}")
        if reduction == "mean"
        else from_terms(call.step(), terms)
    )


def _mse(call: Call) -> Step:
    shape = np.broadcast_shapes(call.shape(0), call.shape(1))
    places = [call.index] if call.constants["reduction"] == "none" else [*np.ndindex(*shape)]
    terms = []
    for place in places:
        one, other = (call.operand(at, broadcast_index(call.shape(at), place)) for at in (0, 1))
        between = _error(call, one, other)
        terms.append([Operand(between.value, between)] * 2)
    return _mean_or_sum(call, terms, call.constants["reduction"], len(places))


def _error(call: Call, one: Operand, other: Operand) -> Between:
    value = one.value - other.value
    return Between("error", value, lambda: from_template(
        Step("operation", "error", value, call.event.place), "{0} − {1}", [one, other]))  # fmt: skip


def _nll(call: Call) -> Step | None:
    target = call.constants["target"]
    if (
        call.constants.get("weight") is not None
        or call.constants["axis"] not in (1, -1)
        or len(call.shape(0)) != 2
    ):
        return None
    kept = [
        (number, int(one)) for number, one in enumerate(target) if int(one) != call.constants["ignore_index"]
    ]
    if call.constants["reduction"] == "none":
        kept = [one for one in kept if one[0] == call.index[0]]
    terms = [[-1.0, call.operand(0, one)] for one in kept]
    return _mean_or_sum(call, terms, call.constants["reduction"], len(kept))


# -- normalization and pooling -------------------------------------------------------------------------------
def _normalized(call: Call) -> Step:
    shape, constants = call.shape(0), call.constants
    own = call.operand(0, call.index)
    axes = [axis % len(shape) for axis in constants["axes"]]
    inner = broadcast_index(constants["shape"], call.index)
    at = np.ravel_multi_index(inner, constants["shape"]) if constants["shape"] else 0
    if constants.get("mean") is not None:
        mean, variance = (
            Operand(float(np.asarray(constants[name]).reshape(-1)[at])) for name in ("mean", "var")
        )
    else:
        places = reduced(shape, axes, tuple(i for a, i in enumerate(call.index) if a not in axes), False)
        row = [call.operand(0, place) for place in places]
        center = mean_of(call, row)
        value = math.fsum((one.value - center.value) ** 2 for one in row) / len(row)
        spread = Between(
            "variance",
            value,
            lambda: _spread(call, Step("operation", "var", value, call.event.place), row, 0, False),
        )
        mean, variance = Operand(center.value, center), Operand(value, spread)
    operands = [own, mean, variance, Operand(float(constants["eps"]))]
    shown = "({0} − {1}) / √({2} + {3})"
    for number in (1, 2):
        if number < len(call.given) and call.given[number] is not None:
            place = np.unravel_index(at, call.shape(number))
            operands.append(call.operand(number, tuple(int(one) for one in place)))
            shown += " · {4}" if number == 1 else f" + {{{len(operands) - 1}}}"
    return from_template(call.step(), shown, operands)


def running(explainer: Values, event: Event, index: Index) -> Step:
    """A running mean or variance of `batch_norm`, which a batch has moved."""
    old, x = event.inputs
    share, channel = event.facts["momentum"], index[0]
    places = [one for one in np.ndindex(x.array.shape) if one[1] == channel]
    found = [explainer.operand(x, place) for place in places]
    mean = math.fsum(one.value for one in found) / len(found)
    if event.name == "mean":
        value, terms, divisor = mean, [[one] for one in found], len(found)
    else:
        value = math.fsum((one.value - mean) ** 2 for one in found) / (len(found) - 1)
        terms, divisor = (
            [[Operand(one.value - mean, _away(event, one, mean))] * 2 for one in found],
            len(found) - 1,
        )
    now = Between(f"{event.name} of the batch", value, lambda: from_terms(
        Step("operation", event.name, value, event.place), terms, "(", f") / {divisor}"))  # fmt: skip
    operands = [explainer.operand(old, index), Operand(share), Operand(value, now)]
    return from_template(explainer.step("operation", event, index), "(1 − {1}) · {0} + {1} · {2}", operands)


def _away(event: Event, one: Operand, mean: float) -> Between:
    return Between("deviation", one.value - mean, lambda: from_template(
        Step("operation", "deviation", one.value - mean, event.place), "{0} − {1}", [one, Operand(mean)]))  # fmt: skip


def _max_pooled(call: Call) -> Step:
    plan, *lead, high, wide = call.constants, *call.index
    places = []
    for step in np.ndindex(*plan["kernel"]):
        place = [
            at * plan["stride"][axis] - plan["padding"][axis][0] + step[axis] * plan["dilation"][axis]
            for axis, at in enumerate((high, wide))
        ]
        if all(0 <= one < size for one, size in zip(place, call.shape(0)[-2:], strict=True)):
            places.append((*lead, *place))
    operands = [call.operand(0, place) for place in places]
    listed = ", ".join(f"{{{number}}}" for number in range(len(operands)))
    return from_template(call.step(), f"max({listed})", operands)


def _pooled(call: Call) -> Step | None:
    """`avg_pool2d`: the window's elements, found by their gradients."""
    found = _slopes(call, 0)
    if not found:
        return None
    weight = found[0][1]
    return from_terms(
        call.step(), [[call.operand(0, place)] for place, _ in found], "(", f") / {1 / weight:g}"
    )


# -- what has only moved -------------------------------------------------------------------------------------
def _moved(call: Call) -> Step | None:
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


# -- all others ----------------------------------------------------------------------------------------------
def _slopes(call: Call, number: int) -> list[tuple[Index, float]]:
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


def _dependent(call: Call) -> Step:
    """The name, the shapes, and the elements on which the result depends."""
    step = call.step()
    step.facts = {"shapes": [list(call.shape(at)) for at in range(call.count)], "depends": True}
    for number in range(call.count):
        step.operands += [call.operand(number, place) for place, _ in _slopes(call, number)]
    return step


def function(explainer: Values, event: Event, index: Index) -> Step:
    """A function whose operation is not recorded: its name and its arguments."""
    step = explainer.step("operation", event, index)
    contents = [explainer.memory.contents(at) for at in event.inputs]
    value = int(step.value) if step.value == step.value else 0
    if event.name in ("argmax", "argmin") and len(contents) == 1:
        found = _best(contents[0], event, index, value)
        if found is not None:
            step.facts = {"best": event.name, "at": value}
            step.operands = [explainer.operand(event.inputs[0], found)]
            return step
    step.facts = {"shapes": [list(one.shape) for one in contents], "depends": True}
    for at, array in zip(event.inputs, contents, strict=True):
        if array.shape == event.out.shape:
            step.operands.append(explainer.operand(at, index))
        elif array.size == 1:
            step.operands.append(explainer.operand(at, (0,) * array.ndim))
    return step


def _best(array: Array, event: Event, index: Index, value: int) -> Index | None:
    """Which element `argmax` has found."""
    pick = np.argmax if event.name == "argmax" else np.argmin
    for axis in (None, *range(array.ndim)):
        for keepdims in (False, True):
            found = pick(array, axis=axis, keepdims=keepdims)
            if np.shape(found) == event.out.shape and int(np.asarray(found)[index]) == value:
                if axis is None:
                    return tuple(int(one) for one in np.unravel_index(value, array.shape))
                rest = list(index)
                if keepdims:
                    rest[axis] = value
                else:
                    rest.insert(axis, value)
                return tuple(rest)
    return None


FORMULAS: dict[str, Callable[[Call], Step | None]] = {
    "linear": _linear, "matmul": _matmul, "bmm": _matmul, "mm": _matmul, "conv2d": _conv2d,
    "sum": _sum, "mean": _mean, "norm": _norm, "prod": _prod, "var": _variance, "std": _variance,
    "max": _largest, "min": _largest, "amax": _largest, "amin": _largest, "softmax": _softmax,
    "log_softmax": _softmax, "logsumexp": _logsumexp, "cross_entropy": _cross_entropy, "mse_loss": _mse,
    "nll_loss": _nll, "layer_norm": _normalized, "batch_norm": _normalized, "avg_pool2d": _pooled, "max_pool2d": _max_pooled,
    "adaptive_avg_pool2d": _pooled, "fill": _filled, "zero": _filled,
}  # fmt: skip
