"""Formulas of normalization and pooling."""

from __future__ import annotations

import math

import numpy as np

from .memory import Event, Index, broadcast_index
from .moved import slopes
from .operation_call import Call
from .steps import Between, Operand, Step, from_template, from_terms
from .sums import mean_of, reduced, spread
from .values import Values


def normalized(call: Call) -> Step:
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
        between = Between(
            "variance",
            value,
            lambda: spread(call, Step("operation", "var", value, call.event.place), row, 0, False),
        )
        mean, variance = Operand(center.value, center), Operand(value, between)
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
    now = Between(
        f"{event.name} of the batch",
        value,
        lambda: from_terms(Step("operation", event.name, value, event.place), terms, "(", f") / {divisor}"),
    )
    operands = [explainer.operand(old, index), Operand(share), Operand(value, now)]
    return from_template(explainer.step("operation", event, index), "(1 − {1}) · {0} + {1} · {2}", operands)


def _away(event: Event, one: Operand, mean: float) -> Between:
    return Between(
        "deviation",
        one.value - mean,
        lambda: from_template(
            Step("operation", "deviation", one.value - mean, event.place), "{0} − {1}", [one, Operand(mean)]
        ),
    )


def max_pooled(call: Call) -> Step:
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


def pooled(call: Call) -> Step | None:
    """`avg_pool2d`: the window's elements, found by their gradients."""
    found = slopes(call, 0)
    if not found:
        return None
    weight = found[0][1]
    return from_terms(
        call.step(), [[call.operand(0, place)] for place, _ in found], "(", f") / {1 / weight:g}"
    )


def largest_of_bin(call: Call) -> Step | None:
    """`adaptive_max_pool2d`: the element that its bin has given."""
    found = slopes(call, 0)
    return from_template(call.step(), "{0}", [call.operand(0, found[0][0])]) if len(found) == 1 else None
