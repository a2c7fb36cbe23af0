"""Gradients of recurrent layers: sums over sequences and times of gates' gradients, back through time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .memory import Event, Index
from .operation_call import Call
from .recurrent import B_HH, B_IH, SIGMOID, TANH, W_HH, W_HR, W_IH, C, H, Layer, X, unraveled
from .recurrent_backward import backward, forward
from .steps import Operand, Step, from_template, from_terms
from .values import Values

Terms = list[list[Operand]]
NAMES = {
    "rnn": ["state"],
    "lstm": ["input gate", "forget gate", "cell gate", "output gate"],
    "gru": ["reset gate", "update gate", "new state"],
}
"""The gates, in the order in which the weights have them."""


def explain(explainer: Values, event: Event, index: Index) -> Step:
    """The gradient of an argument of a layer."""
    return _Gradients(explainer, event).of_argument(event.facts["input"], index, event)


class _Gradients:
    """Those of one layer in one direction.

    Args:
        event: has made the gradient of one of its arguments.
    """

    def __init__(self, explainer: Values, event: Event) -> None:
        self.explainer = explainer
        self.layer = Layer(Call(explainer, event.facts["of"], ()))
        self.call, self.kind = self.layer.call, self.layer.call.event.name
        self.arrived = dict(zip(event.facts["outputs"], event.inputs, strict=True))
        contents = {number: explainer.memory.contents(at) for number, at in self.arrived.items()}
        self.made = forward(self.layer)
        self.found = backward(self.layer, self.made, contents)

    # -- arguments -------------------------------------------------------------------------------------------
    def of_argument(self, number: int, index: Index, event: Event) -> Step:
        step = self.explainer.step("gradient", event, index)
        if number == C:
            row = self.layer.first_row(index[0])
            return from_template(
                step, "{0} · {1}", [self.of_cell(row, index[1]), self._gate(row, index[1], 1)]
            )
        return from_terms(step, self._terms(number, index))

    def _terms(self, number: int, index: Index) -> Terms:
        rows, layer = range(len(self.made.old)), self.layer
        if number == X:
            row = int(np.ravel_multi_index(index[:-1], self.call.shape(X)[:-1])) if index[:-1] else 0
            return [
                [self.of_sum(row, gate, unit), self._weight(W_IH, gate, unit, index[-1])]
                for gate, unit in self._gates()
            ]
        if number == H:
            row, unit = layer.first_row(index[0]), index[1]
            return [
                term for gate in range(len(NAMES[self.kind])) for term in self._through(row, gate, unit)
            ] + ([[self.of_unit(row, unit), self._gate(row, unit, 1)]] if self.kind == "gru" else [])
        if number == W_HR:
            out, unit = index
            return [[self.of_state(row, out), layer.unprojected(row, unit)] for row in rows]
        gate, unit = divmod(index[0], layer.hidden)
        if number in (W_IH, B_IH):
            slopes = [self.of_sum(row, gate, unit) for row in rows]
        else:
            slopes = [self.of_through(row, gate, unit) for row in rows]
        if number in (B_IH, B_HH):
            return [[one] for one in slopes]
        if number == W_HH:
            met = [layer.before(row, index[1], H) for row in rows]
        else:
            lead = self.call.shape(X)[:-1]
            met = [self.call.operand(X, (*unraveled(row, lead), index[1])) for row in rows]
        return [[slope, one] for slope, one in zip(slopes, met, strict=True)]

    # -- gates -----------------------------------------------------------------------------------------------
    def of_sum(self, row: int, gate: int, unit: int) -> Operand:
        """The gradient of a gate before its activation."""
        is_relu = self.kind == "rnn" and self.call.constants["activation"] != "tanh"
        value, name = self.found.sums[row, gate, unit], NAMES[self.kind][gate]
        shown = "{0} · (1 − {1}) · {1}"
        if is_relu:
            shown = "{0} if {1} > 0 else 0"
        elif name in ("state", "cell gate", "new state"):
            shown = "{0} · (1 − {1}²)"

        def fill(step: Step) -> Step:
            return from_template(step, shown, [self.of_gate(row, gate, unit), self._gate(row, unit, gate)])

        return self._between(f"∂/∂ {name} before its activation", row, unit, value, fill)

    def of_through(self, row: int, gate: int, unit: int) -> Operand:
        """The gradient of what the state before adds to a gate's sum: a GRU resets that of its new state."""
        if self.kind != "gru" or gate != 2:
            return self.of_sum(row, gate, unit)
        return self._between(
            "∂/∂ from the state", row, unit, self.found.through[row, gate, unit],
            lambda step: from_template(
                step, "{0} · {1}", [self.of_sum(row, 2, unit), self._gate(row, unit, 0)]
            ),
        )  # fmt: skip

    def of_gate(self, row: int, gate: int, unit: int) -> Operand:
        """The gradient of a gate."""
        if self.kind == "rnn":
            return self.of_state(row, unit)
        return self._between(
            f"∂/∂ {NAMES[self.kind][gate]}", row, unit, self.found.gates[row, gate, unit],
            lambda step: self._of_gate(row, gate, unit, step),
        )  # fmt: skip

    def _of_gate(self, row: int, gate: int, unit: int, step: Step) -> Step:
        layer = self.layer
        if self.kind == "gru":
            if gate == 0:
                given = [self.of_sum(row, 2, unit), layer.from_state(row, unit)]
                return from_template(step, "{0} · {1}", given)
            change = self.of_unit(row, unit)
            if gate == 1:
                given = [change, layer.before(row, unit, H), self._gate(row, unit, 2)]
                return from_template(step, "{0} · ({1} − {2})", given)
            return from_template(step, "{0} · (1 − {1})", [change, self._gate(row, unit, 1)])
        if gate == 3:
            return from_template(step, "{0} · tanh({1})", [self.of_unit(row, unit), layer.memory(row, unit)])
        met = [self._gate(row, unit, 2), layer.before(row, unit, C), self._gate(row, unit, 0)][gate]
        return from_template(step, "{0} · {1}", [self.of_cell(row, unit), met])

    # -- states ----------------------------------------------------------------------------------------------
    def of_cell(self, row: int, unit: int) -> Operand:
        """The gradient of an LSTM's cell: from the next time, and by the state of this one."""
        return self._between(
            "∂/∂ cell state",
            row,
            unit,
            self.found.cells[row, unit],
            lambda step: self._of_cell(row, unit, step),
        )

    def _of_cell(self, row: int, unit: int, step: Step) -> Step:
        layer, after = self.layer, self.layer.after(row)
        here = [self.of_unit(row, unit), self._gate(row, unit, 3), layer.memory(row, unit)]
        if after is not None:
            before = [self.of_cell(after, unit), self._gate(after, unit, 1)]
            shown = "{3} · {4} + {0} · {1} · (1 − tanh({2})²)"
        else:
            before = self._last(2, row, unit)
            shown = ("{3} + " if before else "") + "{0} · {1} · (1 − tanh({2})²)"
        return from_template(step, shown, [*here, *before])

    def of_unit(self, row: int, unit: int) -> Operand:
        """The gradient of a state before its projection, if there is one."""
        if not self.layer.is_projected:
            return self.of_state(row, unit)
        terms = [
            [self.of_state(row, out), self.call.operand(W_HR, (out, unit))]
            for out in range(self.made.old.shape[1])
        ]
        value = self.found.units[row, unit]
        return self._between(
            "∂/∂ state before its projection", row, unit, value, lambda step: from_terms(step, terms)
        )

    def of_state(self, row: int, unit: int) -> Operand:
        """The gradient of a state: from what uses it outside of the layer, and from the next time."""
        return self._between(
            "∂/∂ state", row, unit, self.found.states[row, unit], lambda step: self._of_state(row, unit, step)
        )

    def _of_state(self, row: int, unit: int, step: Step) -> Step:
        after, given = self.layer.after(row), list[Operand]()
        if 0 in self.arrived:
            at = self.arrived[0]
            given.append(self.explainer.operand(at, (*unraveled(row, at.array.shape[:-1]), unit)))
        if after is None:
            given += self._last(1, row, unit)
        elif self.kind == "gru":
            given.append(self._kept(after, unit))
        if after is not None:
            given += [self._from_gate(after, gate, unit) for gate in range(len(NAMES[self.kind]))]
        if not given:
            return from_template(step, "0", [])
        return from_template(step, " + ".join(f"{{{at}}}" for at in range(len(given))), given)

    def _last(self, number: int, row: int, unit: int) -> list[Operand]:
        """What has arrived at the last state or cell."""
        if number not in self.arrived:
            return []
        return [self.explainer.operand(self.arrived[number], (self.layer.place(row)[1], unit))]

    def _kept(self, row: int, unit: int) -> Operand:
        """The way of a GRU's state past the gates."""
        value = float(self.found.units[row, unit] * self.made.gates[row, 1, unit])
        given = [self.of_unit(row, unit), self._gate(row, unit, 1)]
        return self._between(
            "from the next state", row, unit, value, lambda step: from_template(step, "{0} · {1}", given)
        )

    def _from_gate(self, row: int, gate: int, unit: int) -> Operand:
        """What comes from the next time, through the weights of a gate."""
        weights = self.call.array(W_HH).reshape(-1, self.layer.hidden, self.made.old.shape[1])
        value = float(self.found.through[row, gate] @ weights[gate, :, unit])
        name = f"through the {NAMES[self.kind][gate]}"
        return self._between(
            name, row, unit, value, lambda step: from_terms(step, self._through(row, gate, unit))
        )

    def _through(self, row: int, gate: int, unit: int) -> Terms:
        return [
            [self.of_through(row, gate, one), self._weight(W_HH, gate, one, unit)]
            for one in range(self.layer.hidden)
        ]

    # -- parts -----------------------------------------------------------------------------------------------
    def _gates(self) -> list[tuple[int, int]]:
        return [(gate, unit) for gate in range(len(NAMES[self.kind])) for unit in range(self.layer.hidden)]

    def _weight(self, number: int, gate: int, unit: int, column: int) -> Operand:
        return self.call.operand(number, (gate * self.layer.hidden + unit, column))

    def _gate(self, row: int, unit: int, gate: int) -> Operand:
        """A gate as the layer has computed it."""
        name = NAMES[self.kind][gate]
        if self.kind == "rnn":
            return self.layer.output(row, unit)
        if name == "new state":
            return self.layer.candidate(row, unit)
        return self.layer.gate(row, unit, gate, name, TANH if name == "cell gate" else SIGMOID)

    def _between(self, name: str, row: int, unit: int, value: float, fill: Callable[[Step], Step]) -> Operand:
        return self.layer.between(name, row, unit, float(value), fill)
