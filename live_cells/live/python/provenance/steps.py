"""One level of an ancestry: a number, the formula that has made it, and the numbers in it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .memory import Place
from .python_numbers import Candidates, Computed, Counted, Dimension, Element, Written

MOST_TERMS = 6
"""Of a sum that are shown at first."""
most_terms = MOST_TERMS
TOLERANCE = 1e-5
"""By which a formula may miss its number, as a share of the largest number in it: digits of float32."""

LARGEST = 3.4e38
"""Beyond which float32 has infinity."""


@dataclass(frozen=True)
class Between:
    """A number that an operation has computed on its way and has not given out.

    Args:
        name: what it is.
        step: how it was computed.
    """

    name: str
    value: float
    step: Callable[[], Step]


Origin = Element | Dimension | Computed | Counted | Written | Between | Candidates


@dataclass(frozen=True)
class Operand:
    """A number of a formula; without an origin it is a setting."""

    value: float
    origin: Origin | None = None


@dataclass
class Step:
    """How a number was made.

    Args:
        kind: `operation`, `gradient`, `sum`, `step`, `state`, `same`; of those without operands `random`,
            `constant`, `data`, `start`, `rule`, `python`, `dropped`,
            `unknown`.
        name: of the operation.
        operands: all numbers of the formula.
        python: the formula in Python, of `v[0]`, `v[1]`, …; empty if it is not spelled out.
        pieces: the formula as it is shown: text, and numbers of operands.
        more: the terms that are not shown.
        facts: what words about it need.
    """

    kind: str
    name: str
    value: float
    place: Place = field(default_factory=Place)
    operands: list[Operand] = field(default_factory=list)
    python: str = ""
    pieces: list[str | int] = field(default_factory=list)
    more: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    def recomputed(self) -> float | None:
        """What the formula gives for the values of its operands; None if it is not spelled out."""
        if not self.python:
            return None
        return evaluate(self.python, [one.value for one in self.operands])

    @property
    def is_exact(self) -> bool:
        """Does the formula give the number, but for rounding?"""
        found = self.recomputed()
        return found is not None and is_close(found, self.value, [one.value for one in self.operands])


_FUNCTIONS = {
    "__builtins__": {"abs": abs, "max": max, "min": min, "round": round, "int": int},
    **{
        name: getattr(math, name)
        for name in [
            "exp",
            "log",
            "sqrt",
            "sin",
            "cos",
            "tan",
            "tanh",
            "erf",
            "floor",
            "ceil",
            "fsum",
            "inf",
            "nan",
        ]
    },
}
"""What formulas are made of."""


def evaluate(python: str, values: Sequence[float]) -> float:
    """The value of a formula; nan where it has none."""
    try:
        return float(eval(python, _FUNCTIONS, {"v": values}))
    except OverflowError:
        return math.inf
    except (
        ZeroDivisionError,
        ValueError,
        TypeError,
        IndexError,
    ):  # a root of less than 0, a number that is not there
        return math.nan


def is_close(found: float, value: float, values: Iterable[float]) -> bool:
    """Are they equal but for rounding?"""
    if math.isinf(value) and abs(found) > LARGEST:
        return found * value > 0
    if math.isnan(value) or math.isinf(value):
        return found == value or (math.isnan(value) and not math.isfinite(found)) or (math.isnan(found))
    scale = max(
        [abs(value), *(abs(one) for one in values if math.isfinite(one) and abs(one) < 1e4)], default=0.0
    )
    return abs(found - value) <= TOLERANCE * max(scale, 1e-30)


def without_formula(step: Step) -> Step:
    """What the number depends on, and no more."""
    facts = {"shapes": [], **step.facts, "depends": True}
    return replace(step, python="", pieces=[], more=0, facts=facts)


def from_template(step: Step, shown: str, operands: Sequence[Operand], python: str = "") -> Step:
    """A formula in which `{0}`, `{1}`, … stand for the operands."""
    step.operands = list(operands)
    pieces = [int(one) if number % 2 else one for number, one in enumerate(re.split(r"\{(\d+)\}", shown))]
    if any(isinstance(one, int) and one >= len(operands) for one in pieces):  # called in another way
        return step
    step.pieces = pieces
    step.pieces = [one for one in step.pieces if one != ""]
    text = python or shown
    for old, new in {"·": "*", "−": "-", "^": "**", "²": "**2", "√": "sqrt", "e**": "exp"}.items():
        text = text.replace(old, new)
    step.python = re.sub(r"\{(\d+)\}", r"v[\1]", text)
    return step


Factor = Operand | float


def from_terms(step: Step, terms: Sequence[Sequence[Factor]], before: str = "", after: str = "") -> Step:
    """A sum of products, the largest first.

    Args:
        before: what stands before the sum, as an opening bracket.
        after: what stands after it.
    """
    most = most_terms
    products = [math.prod(one.value if isinstance(one, Operand) else one for one in term) for term in terms]
    order = sorted(
        range(len(terms)), key=lambda at: -abs(products[at]) if products[at] == products[at] else -math.inf
    )
    if order != [*range(len(terms))]:
        step.facts = {**step.facts, "sorted": True}
    pythons: list[str] = []
    pieces: list[str | int] = [before]
    for place, at in enumerate(order):
        parts = []
        for number, factor in enumerate(terms[at]):
            if isinstance(factor, Operand):
                parts.append(f"v[{len(step.operands)}]")
                piece: str | int = len(step.operands)
                step.operands.append(factor)
            else:
                parts.append(repr(float(factor)))
                piece = digits(factor)
            if place < most:
                pieces += [" · " if number else " + " if place else "", piece]
        pythons.append("*".join(parts))
    if len(terms) > most:
        pieces.append(" + …")
    step.more = max(len(terms) - most, 0)
    step.pieces = [one for one in [*pieces, after] if one != ""]
    body = f"fsum([{', '.join(pythons)}])"
    python = f"{before}{body}{after}"
    for old, new in {"·": "*", "−": "-", "√": "sqrt", "^": "**", "²": "**2"}.items():
        python = python.replace(old, new)
    step.python = python
    return step


def digits(value: float) -> str:
    """A number as formulas show it: four digits."""
    if isinstance(value, int) or (math.isfinite(value) and value == int(value) and abs(value) < 1e6):
        return str(int(value)).replace("-", "−")
    return f"{value:.4g}".replace("-", "−")
