"""Formulas of recurrent layers: a state by its gates, a gate by the input and the state before it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .memory import At, Event, Index
from .operation_call import Call
from .steps import Between, Operand, Step, from_template, from_terms
from .values import Values

SIGMOID, TANH = "1 / (1 + e^(−{0}))", "tanh({0})"
X, W_IH, W_HH, B_IH, B_HH, H, C, W_HR = range(8)
"""The arguments of a layer."""
GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def recurrent(call: Call) -> Step | None:
    """A state of `RNN`, `LSTM` or `GRU`, or of one of their cells."""
    *lead, unit = call.index
    row = int(np.ravel_multi_index(lead, call.event.out.shape[:-1])) if lead else 0
    return Layer(call).state(row, int(unit), call.step())


def final(explainer: Values, event: Event, index: Index) -> Step:
    """The last state of a layer: that of its last time."""
    made_by, (row, unit) = event.facts["of"], index
    call = Call(explainer, made_by, (row, unit))
    layer = Layer(call)
    step = explainer.step("operation", event, index)
    last = next(rows for rows in reversed(layer.plan) if row < rows.stop - rows.start).start + row
    if event.facts["number"] == 0:
        return from_template(step, "{0}", [layer.output(last, unit)])
    return layer.memory_step(last, unit, step)


class Layer:
    """One layer in one direction, whose gates are computed again, one at a time."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.width = call.shape(0)[-1]
        sizes, stops = call.constants["sizes"], np.cumsum(call.constants["sizes"]).tolist()
        plan = [slice(stop - size, stop) for size, stop in zip(sizes, stops, strict=True)]
        self.plan: list[slice] = plan[::-1] if call.constants["reverse"] else plan
        self.hidden = call.shape(W_HH)[0] // GATES[call.event.name]
        self.is_projected = len(call.given) > W_HR and call.given[W_HR] is not None
        self._times = {row: at for at, rows in enumerate(self.plan) for row in range(rows.start, rows.stop)}
        self._memory: dict[tuple[int, int], float] = {}

    # -- states ----------------------------------------------------------------------------------------------
    def state(self, row: int, unit: int, step: Step) -> Step:
        kind = self.call.event.name
        if kind == "rnn":
            total = self.sum(row, unit, 0)
            return from_template(
                step, TANH if self.call.constants["activation"] == "tanh" else "max(0, {0})", [total]
            )
        if self.is_projected:
            terms = [
                [self.call.operand(W_HR, (unit, one)), self.unprojected(row, one)]
                for one in range(self.hidden)
            ]
            return from_terms(step, terms)
        if kind == "lstm":
            return self._unprojected(row, unit, step)
        update = self.gate(row, unit, 1, "update gate", SIGMOID)
        return from_template(
            step,
            "(1 − {0}) · {1} + {0} · {2}",
            [update, self.candidate(row, unit), self.before(row, unit, H)],
        )

    def unprojected(self, row: int, unit: int) -> Operand:
        """The state of an LSTM before its projection."""
        opened = squashed(self._sum_value(row, unit, 3), SIGMOID)
        value = opened * math.tanh(self._memory_value(row, unit))
        name = "state before its projection"
        return self.between(name, row, unit, value, lambda step: self._unprojected(row, unit, step))

    def _unprojected(self, row: int, unit: int, step: Step) -> Step:
        gate = self.gate(row, unit, 3, "output gate", SIGMOID)
        return from_template(step, "{0} · tanh({1})", [gate, self.memory(row, unit)])

    def output(self, row: int, unit: int) -> Operand:
        """The state that the layer has given out for a row."""
        out = self.call.event.out
        at = At(out, self.call.event.time + 0.5)
        return self.call.explainer.operand(at, (*unraveled(row, out.shape[:-1]), unit))

    def before(self, row: int, unit: int, which: int) -> Operand:
        """The state before a row's time, which the first time is given."""
        at, number = self.place(row)
        if at and number < self.plan[at - 1].stop - self.plan[at - 1].start:
            earlier = self.plan[at - 1].start + number
            return self.output(earlier, unit) if which == H else self.memory(earlier, unit)
        return self.call.operand(which, (number, unit))

    def memory(self, row: int, unit: int) -> Operand:
        """What an LSTM keeps."""
        value = self._memory_value(row, unit)
        return self.between("cell state", row, unit, value, lambda step: self.memory_step(row, unit, step))

    def memory_step(self, row: int, unit: int, step: Step) -> Step:
        gates = [
            self.gate(row, unit, 1, "forget gate", SIGMOID), self.before(row, unit, C),
            self.gate(row, unit, 0, "input gate", SIGMOID), self.gate(row, unit, 2, "cell gate", TANH),
        ]  # fmt: skip
        return from_template(step, "{0} · {1} + {2} · {3}", gates)

    def _memory_value(self, row: int, unit: int) -> float:
        at, number = self.place(row)
        ahead = []
        while (row, unit) not in self._memory:  # back to one that is known, and forward from there
            ahead.append(row)
            if not at or number >= self.plan[at - 1].stop - self.plan[at - 1].start:
                break
            at -= 1
            row = self.plan[at].start + number
        known = self._memory.get((row, unit))
        value = known if known is not None else self.call.operand(C, (number, unit)).value
        for one in reversed(ahead):
            opened, kept = (squashed(self._sum_value(one, unit, gate), SIGMOID) for gate in (0, 1))
            value = kept * value + opened * squashed(self._sum_value(one, unit, 2), TANH)
            self._memory[one, unit] = value
        return value

    # -- gates -----------------------------------------------------------------------------------------------
    def gate(self, row: int, unit: int, number: int, name: str, shown: str) -> Operand:
        total = self.sum(row, unit, number)
        value = squashed(total.value, shown)
        return self.between(name, row, unit, value, lambda step: from_template(step, shown, [total]))

    def candidate(self, row: int, unit: int) -> Operand:
        """Of a GRU: the new state, for which a gate resets the old one."""
        reset = self.gate(row, unit, 0, "reset gate", SIGMOID)
        x, h = self._part(row, unit, 2, (0,), "from the input"), self.from_state(row, unit)
        value = math.tanh(x.value + reset.value * h.value)
        shown = "tanh({0} + {1} · {2})"
        return self.between(
            "new state", row, unit, value, lambda step: from_template(step, shown, [x, reset, h])
        )

    def from_state(self, row: int, unit: int) -> Operand:
        """Of a GRU: the part of the new state that the old one is to make."""
        return self._part(row, unit, 2, (1,), "from the state")

    def sum(self, row: int, unit: int, number: int) -> Operand:
        """What a gate is computed of: a sum over the input and the state before."""
        return self._part(row, unit, number, (0, 1), "sum")

    def _part(self, row: int, unit: int, number: int, sides: tuple[int, ...], name: str) -> Operand:
        terms = [term for side in sides for term in self._terms(row, unit, number, side)]
        value = math.fsum(math.prod(one.value for one in term) for term in terms)
        return self.between(name, row, unit, value, lambda step: from_terms(step, terms))

    def _sum_value(self, row: int, unit: int, number: int) -> float:
        return self.sum(row, unit, number).value

    def _terms(self, row: int, unit: int, number: int, side: int) -> list[list[Operand]]:
        call, gate = self.call, number * self.hidden + unit
        if side == 0:
            lead = unraveled(row, call.shape(0)[:-1])
            terms = [
                [call.operand(W_IH, (gate, one)), call.operand(0, (*lead, one))] for one in range(self.width)
            ]
        else:
            terms = [
                [call.operand(W_HH, (gate, one)), self.before(row, one, H)]
                for one in range(call.shape(W_HH)[-1])
            ]
        bias = (B_IH, B_HH)[side]
        if call.given[bias] is not None:
            terms.append([call.operand(bias, (gate,))])
        return terms

    def between(self, name: str, row: int, unit: int, value: float, fill: Callable[[Step], Step]) -> Operand:
        """A number that the layer computes for a row, by its time, its sequence and its unit."""
        place, label = self.call.event.place, f"{name}{self.where(row, unit)}"
        return Operand(value, Between(label, value, lambda: fill(Step("operation", name, value, place))))

    def where(self, row: int, unit: int) -> str:
        at, number = self.place(row)
        last = len(self.plan) - 1
        time = [f"t = {last - at if self.call.constants['reverse'] else at}"] if last else []
        sequence = [f"sequence {number}"] if max(self.call.constants["sizes"]) > 1 else []
        return f" ({', '.join([*time, *sequence, f'unit {unit}'])})"

    def place(self, row: int) -> tuple[int, int]:
        """The time of a row, and which sequence it is of."""
        at = self._times[row]
        return at, row - self.plan[at].start

    def first_row(self, number: int) -> int:
        """The row in which a sequence begins."""
        first: int = next(rows.start for rows in self.plan if number < rows.stop - rows.start)
        return first + number

    def after(self, row: int) -> int | None:
        """The row of the next time, if the sequence goes on."""
        at, number = self.place(row)
        if at + 1 == len(self.plan) or number >= self.plan[at + 1].stop - self.plan[at + 1].start:
            return None
        first: int = self.plan[at + 1].start
        return first + number


def unraveled(row: int, shape: tuple[int, ...]) -> Index:
    return tuple(int(one) for one in np.unravel_index(row, shape)) if shape else ()


def squashed(value: float, shown: str) -> float:
    if shown == TANH:
        return math.tanh(value)
    return 1 / (1 + math.exp(-value)) if value > -700 else 0.0


KINDS: dict[str, Any] = dict.fromkeys(("rnn", "lstm", "gru"), recurrent)
