"""What backward computes inside a recurrent layer: the gradients of states and gates at each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .memory import Array
from .recurrent import B_HH, B_IH, W_HH, W_HR, W_IH, C, H, Layer, X


@dataclass
class Forward:
    """What a layer has computed, for each row: `old`, `gates`, `cells` are (rows, …, units).

    Args:
        through: what the state before adds to the sums of the gates.
    """

    old: Array
    through: Array
    gates: Array
    old_cells: Array
    cells: Array


@dataclass
class Gradients:
    """Gradients for each row.

    Args:
        states: of what the layer gives out.
        units: of the states before their projection, if there is one.
        sums: of each gate before its activation.
        through: of what the state before adds to these sums.
    """

    states: Array
    units: Array
    cells: Array
    gates: Array
    sums: Array
    through: Array


def forward(layer: Layer) -> Forward:
    """The gates of all rows, from the states that the layer gave out."""
    call, kind = layer.call, layer.call.event.name
    given: list[Any] = [None if one is None else _exact(one) for one in call.arrays()]
    x, out = given[X].reshape(-1, layer.width), _exact(call.event.out)
    rows = len(x)
    out = out.reshape(rows, -1)
    old = _before(layer, out, given[H])
    shape = rows, -1, layer.hidden
    direct, through = ((a @ w.T).reshape(shape) for a, w in ((x, given[W_IH]), (old, given[W_HH])))
    for bias, part in ((given[B_IH], direct), (given[B_HH], through)):
        if bias is not None:
            part += bias.reshape(-1, layer.hidden)
    sums = direct + through
    gates = 1 / (1 + np.exp(-sums))
    cells, old_cells = np.zeros((2, rows, layer.hidden))
    if kind == "rnn":
        gates = np.tanh(sums) if call.constants["activation"] == "tanh" else np.maximum(sums, 0)
    elif kind == "gru":
        gates[:, 2] = np.tanh(direct[:, 2] + gates[:, 0] * through[:, 2])
    else:
        gates[:, 2] = np.tanh(sums[:, 2])
        memory = given[C].copy()
        for at in layer.plan:
            present = memory[: at.stop - at.start]
            old_cells[at] = present
            present *= gates[at, 1]
            present += gates[at, 0] * gates[at, 2]
            cells[at] = present
    return Forward(old, through, gates, old_cells, cells)


def backward(layer: Layer, made: Forward, arrived: dict[int, Array]) -> Gradients:
    """Back through time.

    Args:
        arrived: the gradients of the layer's results: of all states, of the last ones, of the last cells.
    """
    call, kind = layer.call, layer.call.event.name
    rows, hidden = len(made.old), layer.hidden
    weights = _exact(call.array(W_HH))
    given = {number: _exact(one) for number, one in arrived.items()}
    states = np.zeros_like(made.old)
    if 0 in given:
        states += given[0].reshape(states.shape)
    units, cells = np.zeros((2, rows, hidden))
    gates, sums, through = np.zeros((3, *made.gates.shape))
    in_state = given[1].copy() if 1 in given else np.zeros(call.shape(H))
    in_cell = given[2].copy() if 2 in given else np.zeros((len(in_state), hidden))
    for at in reversed(layer.plan):
        n = at.stop - at.start
        states[at] += in_state[:n]
        units[at] = states[at] @ _exact(call.array(W_HR)) if layer.is_projected else states[at]
        if kind == "lstm":
            cells[at] = in_cell[:n] + units[at] * made.gates[at, 3] * (1 - np.tanh(made.cells[at]) ** 2)
            in_cell[:n] = cells[at] * made.gates[at, 1]
        gates[at] = _in_gates(kind, made, at, units[at], cells[at])
        sums[at] = gates[at] * _slopes(layer, made.gates[at])
        if kind == "gru":
            reset = made.gates[at, 0]
            gates[at, 0] = sums[at, 2] * made.through[at, 2]
            sums[at, 0] = gates[at, 0] * (1 - reset) * reset
        through[at] = sums[at]
        if kind == "gru":
            through[at, 2] *= made.gates[at, 0]
        in_state[:n] = through[at].reshape(n, -1) @ weights
        if kind == "gru":
            in_state[:n] += units[at] * made.gates[at, 1]
    return Gradients(states, units, cells, gates, sums, through)


def _before(layer: Layer, out: Array, first: Array) -> Array:
    """The state before each row's time."""
    state, old = first.copy(), np.empty_like(out)
    for at in layer.plan:
        old[at] = state[: at.stop - at.start]
        state[: at.stop - at.start] = out[at]
    return old


def _in_gates(kind: str, made: Forward, at: slice, units: Array, cell: Array) -> Array:
    """The gradients of the gates; that of a GRU's reset gate follows from its new state's."""
    if kind == "rnn":
        return units[:, None]
    gates = np.moveaxis(made.gates[at], 1, 0)
    if kind == "gru":
        _, update, new = gates
        return np.stack([np.zeros_like(new), units * (made.old[at] - new), units * (1 - update)], 1)
    opened, _, written, _ = gates
    of_output = units * np.tanh(made.cells[at])
    return np.stack([cell * written, cell * made.old_cells[at], cell * opened, of_output], 1)


def _slopes(layer: Layer, gates: Array) -> Array:
    """How gates change with what their activation takes."""
    if layer.call.event.name == "rnn":
        is_tanh = layer.call.constants["activation"] == "tanh"
        return 1 - gates**2 if is_tanh else (gates > 0).astype(float)
    found = gates * (1 - gates)
    found[:, 2] = 1 - gates[:, 2] ** 2
    return found


def _exact(array: Any) -> Array:
    return np.asarray(array, np.float64)
