"""The functions of `statistics`, as recorded cells find them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from . import python_numbers
from .python_numbers import Computed, origin_of, plain, traced
from .steps import Between, Operand, Step, from_template, from_terms

FORMULAS = frozenset(
    ["mean", "fmean", "median", "median_low", "median_high", "stdev", "pstdev", "variance", "pvariance"]
)
"""Functions that are followed."""


def called(function: Any, data: Any, *given: Any, **named: Any) -> Any:
    """What a function of the module gives, from Python's own numbers."""
    values = list(data)
    if given or named or not any(origin_of(one) for one in values):
        return function(values, *given, **named)
    value = function([plain(one) for one in values])
    return traced(value, Computed(function.__name__, tuple(values), python_numbers.where()))


def explain(step: Step, operands: Sequence[Operand]) -> Step:
    """One level of what a function has given."""
    name, count = step.name, len(operands)
    if name in ("mean", "fmean"):
        return from_terms(step, [[one] for one in operands], "(", f") / {count}")
    if name.startswith("median"):
        return _median(step, sorted(operands, key=lambda one: one.value))
    total = math.fsum(one.value for one in operands) / count
    between = _between(step, "mean", total, lambda inner: explain(inner, operands))
    away = [_between(step, "deviation", one.value - total, _difference(one, between)) for one in operands]
    is_root, degrees = "stdev" in name, count - (not name.startswith("p"))
    before, after = ("√((", f") / {degrees})") if is_root else ("(", f") / {degrees}")
    return from_terms(step, [[one, one] for one in away], before, after)


def _median(step: Step, ordered: list[Operand]) -> Step:
    middle = len(ordered) // 2
    if len(ordered) % 2 or step.name == "median_high":
        return from_template(step, "{0}", [ordered[middle]])
    if step.name == "median_low":
        return from_template(step, "{0}", [ordered[middle - 1]])
    return from_template(step, "({0} + {1}) / 2", ordered[middle - 1 : middle + 1])


def _difference(one: Operand, mean: Operand) -> Any:
    return lambda step: from_template(step, "{0} − {1}", [one, mean])


def _between(step: Step, name: str, value: float, fill: Any) -> Operand:
    kind = "mean" if name == "mean" else name
    return Operand(value, Between(name, value, lambda: fill(Step(step.kind, kind, value, step.place))))
