"""Formulas of softmax and of losses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .memory import Index, broadcast_index
from .operation_call import Call
from .steps import Between, Operand, Step, from_template, from_terms
from .sums import elements


def row_of(call: Call, axis: int, index: Index) -> list[Index]:
    """All elements along an axis."""
    axis %= len(index)
    return [(*index[:axis], at, *index[axis + 1 :]) for at in range(call.shape(0)[axis])]


SHIFTED = {"shifted": True}
"""Of a level: the largest number is taken off."""


def largest_of(row: list[Operand]) -> Operand:
    return max(row, key=lambda one: one.value)


def exponentials(call: Call, row: list[Operand], largest: Operand) -> Between:
    """The sum of exponentials of a row, less its largest number so that none overflows."""
    most = largest.value
    value = math.fsum(math.exp(one.value - most) for one in row)

    def step() -> Step:
        parts = [Operand(math.exp(one.value - most), _exponential(call, one, largest)) for one in row]
        return from_terms(
            Step("operation", "sum of exponentials", value, call.event.place), [[one] for one in parts]
        )

    return Between("sum of exponentials", value, step)


def _exponential(call: Call, one: Operand, largest: Operand) -> Between:
    value = math.exp(one.value - largest.value)
    return Between(
        "exponential",
        value,
        lambda: from_template(
            Step("operation", "exp", value, call.event.place, facts={**SHIFTED}),
            "e^({0} − {1})",
            [one, largest],
        ),
    )


def softmax(call: Call) -> Step:
    row = [call.operand(0, place) for place in row_of(call, call.constants["axis"], call.index)]
    largest = largest_of(row)
    total, step = exponentials(call, row, largest), call.step()
    step.facts = {**SHIFTED}
    operands = [call.operand(0, call.index), largest, Operand(total.value, total)]
    if call.event.name == "softmax":
        return from_template(step, "e^({0} − {1}) / {2}", operands)
    return from_template(step, "{0} − {1} − log({2})", operands)


def logsumexp(call: Call) -> Step:
    row = elements(call)
    largest, step = largest_of(row), call.step()
    total = exponentials(call, row, largest)
    step.facts = {**SHIFTED}
    return from_template(step, "{0} + log({1})", [largest, Operand(total.value, total)])


def sample_loss(call: Call, number: int, target: int) -> Between:
    """The cross entropy of one sample."""
    row = [call.operand(0, (number, at)) for at in range(call.shape(0)[1])]
    largest = largest_of(row)
    total = exponentials(call, row, largest)
    value = math.log(total.value) - (row[target].value - largest.value)

    def step() -> Step:
        blank = Step(
            "operation",
            "cross entropy of a sample",
            value,
            call.event.place,
            facts={"row": number, "target": target, **SHIFTED},
        )
        return from_template(
            blank, "log({0}) − ({1} − {2})", [Operand(total.value, total), row[target], largest]
        )

    return Between(f"loss of sample {number}", value, step)


def cross_entropy(call: Call) -> Step | None:
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


def mse_loss(call: Call) -> Step:
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
    return Between(
        "error",
        value,
        lambda: from_template(Step("operation", "error", value, call.event.place), "{0} − {1}", [one, other]),
    )


def nll_loss(call: Call) -> Step | None:
    target = call.constants["target"]
    if call.constants["axis"] not in (1, -1) or len(call.shape(0)) != 2:
        return None
    weights = call.constants.get("weight")
    kept = [
        (number, int(one)) for number, one in enumerate(target) if int(one) != call.constants["ignore_index"]
    ]
    if call.constants["reduction"] == "none":
        kept = [one for one in kept if one[0] == call.index[0]]
    terms: list[list[Any]]
    if weights is None:
        terms = [[-1.0, call.operand(0, one)] for one in kept]
        return _mean_or_sum(call, terms, call.constants["reduction"], len(kept))
    shares = [Operand(float(weights[one])) for _, one in kept]
    terms = [[-1.0, share, call.operand(0, one)] for one, share in zip(kept, shares, strict=True)]
    if call.constants["reduction"] != "mean":
        return from_terms(call.step(), terms)
    return from_terms(call.step(), terms, "(", f") / {math.fsum(one.value for one in shares)!r}")
