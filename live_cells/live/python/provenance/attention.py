"""Formulas of attention: a mean of values, weighted by how well each key meets the query."""

from __future__ import annotations

import math

from .losses import SHIFTED, largest_of
from .memory import broadcast_index
from .operation_call import Call
from .steps import Between, Operand, Step, from_template, from_terms


def attention(call: Call) -> Step | None:
    """An element of `scaled_dot_product_attention`: `Σ weight · value`."""
    if call.constants["dropout_p"]:
        return None
    *lead, column = call.index
    scores = [_score(call, tuple(lead), key) for key in range(call.shape(1)[-2])]
    largest = largest_of(scores)
    powers = [math.exp(one.value - largest.value) if one.value > -math.inf else 0.0 for one in scores]
    whole = math.fsum(powers)
    total = Operand(
        whole, Between("sum of exponentials", whole, lambda: _total(call, scores, largest, whole))
    )
    terms = []
    for key, (score, power) in enumerate(zip(scores, powers, strict=True)):
        weight = Operand(power / whole, _weight(call, key, score, largest, total, power / whole))
        place = (*broadcast_index(call.shape(2)[:-2], tuple(lead[:-1])), key, column)
        terms.append([weight, call.operand(2, place)])
    return from_terms(call.step(), terms)


def _weight(call: Call, key: int, score: Operand, largest: Operand, total: Operand, value: float) -> Between:
    name = f"weight of key {key}"

    def step() -> Step:
        blank = Step("operation", name, value, call.event.place)
        if score.value == -math.inf:
            return from_template(blank, "0 / {0}", [total])
        blank.facts = {**SHIFTED}
        return from_template(blank, "e^({0} − {1}) / {2}", [score, largest, total])

    return Between(name, value, step)


def _total(call: Call, scores: list[Operand], largest: Operand, value: float) -> Step:
    blank = Step("operation", "sum of exponentials", value, call.event.place, facts={**SHIFTED})
    seen = [one for one in scores if one.value > -math.inf]
    shown = " + ".join(f"e^({{{number + 1}}} − {{0}})" for number in range(len(seen)))
    return from_template(blank, shown, [largest, *seen])


def _score(call: Call, lead: tuple[int, ...], key: int) -> Operand:
    """`scale · q · k`, and what a mask adds."""
    *batch, row = lead
    places = (broadcast_index(call.shape(at)[:-2], tuple(batch)) for at in (0, 1))
    q, k = (tuple(one) for one in places)
    scale = float(call.constants["scale"])
    terms = [
        [Operand(scale), call.operand(0, (*q, row, one)), call.operand(1, (*k, key, one))]
        for one in range(call.shape(0)[-1])
    ]
    if len(call.given) > 3 and call.given[3] is not None:
        mask = call.operand(3, broadcast_index(call.shape(3), (*lead, key)))
        if mask.value == -math.inf:
            return Operand(-math.inf, mask.origin)
        if mask.value:
            terms.append([mask])
    value = math.fsum(math.prod(one.value for one in term) for term in terms)
    name = f"score of key {key}"
    return Operand(
        value,
        Between(name, value, lambda: from_terms(Step("operation", name, value, call.event.place), terms)),
    )
