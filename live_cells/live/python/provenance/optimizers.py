"""How optimizers change parameters: the previous value, the gradient, and the formula of the rule."""

from __future__ import annotations

from typing import Any

from .memory import At, Event, Index
from .steps import Operand, Step, from_template
from .values import Values


def explain(explainer: Values, event: Event, index: Index) -> Step:
    """A parameter after a step, or a number that the optimizer keeps for it."""
    facts = event.facts
    step = explainer.step(event.kind, event, index)
    step.facts = {"optimizer": facts["optimizer"], "step": facts["step"]}
    if event.name == "step":
        return step
    numbers = _Numbers(explainer, event, index)
    rule = _STATES.get(event.name) if event.kind == "state" else _STEPS.get(facts["optimizer"])
    found = rule(numbers) if rule is not None else None
    if found is not None:
        shown, operands = found
        filled = from_template(step, shown, operands)
        if filled.is_exact:
            return filled
    blank = explainer.step(event.kind, event, index)
    blank.facts = {**step.facts, "depends": True}
    blank.operands = [numbers.old("param"), numbers.gradient]
    return blank


class _Numbers:
    """What a rule has to do with, as numbers of a formula."""

    def __init__(self, explainer: Values, event: Event, index: Index) -> None:
        self._explainer, self._event, self._index = explainer, event, index
        self.group: dict[str, Any] = event.facts["group"]
        self.count: int = event.facts["step"]
        self.gradient = self._at(event.facts["gradient"])

    def _at(self, at: At) -> Operand:
        return self._explainer.operand(at, self._index if at.array.ndim == len(self._index) else ())

    def old(self, name: str) -> Operand:
        return self._at(self._event.facts["old"][name])

    def new(self, name: str) -> Operand:
        return self._at(self._event.facts["new"][name])

    def has(self, name: str) -> bool:
        return name in self._event.facts["old"]

    def option(self, name: str) -> Operand:
        return Operand(float(self.group[name]))

    @property
    def direction(self) -> tuple[str, list[Operand]]:
        """The gradient with what all rules add to it; numbers from 0."""
        sign = "−" if self.group.get("maximize") else ""
        if self.group.get("weight_decay") and not self.group.get("decoupled_weight_decay"):
            return f"({sign}{{0}} + {{1}} · {{2}})", [
                self.gradient,
                self.option("weight_decay"),
                self.old("param"),
            ]
        return f"{sign}{{0}}", [self.gradient]


Formula = tuple[str, list[Operand]]


def _sgd(numbers: _Numbers) -> Formula:
    shown, operands = numbers.direction
    if numbers.group["momentum"]:
        buffer = numbers.new("momentum_buffer") if numbers.has("momentum_buffer") else numbers.gradient
        if numbers.group.get("nesterov"):
            at = len(operands)
            shown = f"({shown} + {{{at}}} · {{{at + 1}}})"
            operands = [*operands, numbers.option("momentum"), buffer]
        else:
            shown, operands = "{0}", [buffer]
    at = len(operands)
    return f"{{{at}}} − {{{at + 1}}} · {shown}", [*operands, numbers.old("param"), numbers.option("lr")]


def _momentum(numbers: _Numbers) -> Formula:
    shown, operands = numbers.direction
    if numbers.count == 1:
        return shown, operands
    at = len(operands)
    damped = f"(1 − {{{at + 2}}}) · {shown}" if numbers.group.get("dampening") else shown
    kept = [numbers.option("momentum"), numbers.old("momentum_buffer"), numbers.option("dampening")]
    return f"{{{at}}} · {{{at + 1}}} + {damped}", [*operands, *kept]


def _adam(numbers: _Numbers) -> Formula | None:
    if numbers.group.get("amsgrad"):
        return None
    beta1, beta2 = numbers.group["betas"]
    decay = numbers.group.get("weight_decay") and numbers.group.get("decoupled_weight_decay")
    start = "{0} · (1 − {1} · {6})" if decay else "{0}"
    shown = f"{start} − {{1}} / (1 − {beta1} ^ {{2}}) · {{3}} / (√({{4}}) / √(1 − {beta2} ^ {{2}}) + {{5}})"
    operands = [
        numbers.old("param"), numbers.option("lr"), Operand(numbers.count), numbers.new("exp_avg"),
        numbers.new("exp_avg_sq"), numbers.option("eps"),
    ]  # fmt: skip
    return shown, [*operands, numbers.option("weight_decay")] if decay else operands


def _first_moment(numbers: _Numbers) -> Formula:
    shown, operands = numbers.direction
    at, beta = len(operands), numbers.group["betas"][0]
    return f"{beta} · {{{at}}} + (1 − {beta}) · {shown}", [*operands, numbers.old("exp_avg")]


def _second_moment(numbers: _Numbers) -> Formula:
    shown, operands = numbers.direction
    at, beta = len(operands), numbers.group["betas"][1]
    return f"{beta} · {{{at}}} + (1 − {beta}) · ({shown})²", [*operands, numbers.old("exp_avg_sq")]


def _rmsprop(numbers: _Numbers) -> Formula | None:
    if numbers.group["momentum"] or numbers.group["centered"]:
        return None
    shown, operands = numbers.direction
    at = len(operands)
    formula = f"{{{at}}} − {{{at + 1}}} · {shown} / (√({{{at + 2}}}) + {{{at + 3}}})"
    average, smallest = numbers.new("square_avg"), numbers.option("eps")
    return formula, [*operands, numbers.old("param"), numbers.option("lr"), average, smallest]


def _square_average(numbers: _Numbers) -> Formula:
    shown, operands = numbers.direction
    at, share = len(operands), numbers.group["alpha"]
    return f"{share} · {{{at}}} + (1 − {share}) · ({shown})²", [*operands, numbers.old("square_avg")]


def _adagrad(numbers: _Numbers) -> Formula:
    shown, operands = numbers.direction
    at = len(operands)
    rate = (
        f"{{{at + 1}}} / (1 + ({{{at + 2}}} − 1) · {{{at + 3}}})"
        if numbers.group["lr_decay"]
        else f"{{{at + 1}}}"
    )
    return f"{{{at}}} − {rate} · {shown} / (√({{{at + 4}}}) + {{{at + 5}}})", [
        *operands, numbers.old("param"), numbers.option("lr"), Operand(numbers.count),
        numbers.option("lr_decay"), numbers.new("sum"), numbers.option("eps"),
    ]  # fmt: skip


def _sum_of_squares(numbers: _Numbers) -> Formula:
    shown, operands = numbers.direction
    return f"{{{len(operands)}}} + ({shown})²", [*operands, numbers.old("sum")]


_STEPS = {"SGD": _sgd, "Adam": _adam, "AdamW": _adam, "RMSprop": _rmsprop, "Adagrad": _adagrad}
_STATES = {
    "momentum_buffer": _momentum, "exp_avg": _first_moment, "exp_avg_sq": _second_moment,
    "square_avg": _square_average, "sum": _sum_of_squares,
}  # fmt: skip
