"""What a recurrent module does inside: its steps, and the gates of each, computed from its own weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from .calls import Call, Trace
from .operations import is_same

MOST_STEPS = 64
Weights = tuple[Any, Any, Any, Any]
"""For what comes in and for the state, and the two biases."""


def _module(trace: Trace, call: Call, args: Any, kwargs: Any, result: Any) -> None:
    """A whole sequence."""
    module, x = call.module, args[0]
    if not isinstance(x, torch.Tensor) or module.proj_size:
        return
    is_turned = module.batch_first and x.dim() == 3
    steps = x.transpose(0, 1) if is_turned else x
    ways = 2 if module.bidirectional else 1
    if len(steps) * module.num_layers * ways > MOST_STEPS:
        return
    given = args[1] if len(args) > 1 else kwargs.get("hx")
    first = _first_states(trace, module, steps, given)
    layer = [(one, [x]) for one in steps]
    ends: list[tuple[Any, ...]] = []
    for number in range(module.num_layers):
        outs: list[list[Any]] = []
        for way in range(ways):
            parent = call
            if module.num_layers * ways > 1:
                name = f"layer {number + 1}" + (", backward" if way else ", forward" if ways > 1 else "")
                parent = trace.add(call, Call("", name), [one for _, [one] in layer[:1]], [])
            out, state = _pass(
                trace, parent, layer, way, first[number * ways + way], _weights(module, number, way)
            )
            outs.append(out)
            ends.append(state)
            if parent is not call:
                parent.outputs = [trace.version_of(one) for one in (*out, *state)]
        if ways == 1:
            layer = [(one, [one]) for one in outs[0]]
        else:
            both = [torch.cat(pair, -1) for pair in zip(*outs, strict=True)]
            for one, pair in zip(both, zip(*outs, strict=True), strict=True):
                trace.add(call, Call("", "cat", "both directions"), list(pair), [one])
            layer = [(one, [one]) for one in both]
    made = torch.stack([one for one, _ in layer])
    left, last = result
    if not is_same(made.transpose(0, 1) if is_turned else made, left):
        call.children.clear()
        return
    trace.add(call, Call("", "stack", "all steps"), [one for one, _ in layer], [left])
    for place, tensor in enumerate(last if isinstance(last, tuple) else (last,)):
        trace.add(call, Call("", "stack", "last states"), [state[place] for state in ends], [tensor])


def _first_states(trace: Trace, module: Any, steps: Any, given: Any) -> list[tuple[Any, ...]]:
    """Of each layer and direction: the state, and an LSTM's cell."""
    count = 2 if type(module).__name__ == "LSTM" else 1
    ways = 2 if module.bidirectional else 1
    if given is None:
        zeros = steps.new_zeros((module.num_layers * ways, *steps.shape[1:-1], module.hidden_size))
        given = (zeros,) * count
    listed = given if isinstance(given, tuple) else (given,)
    return [tuple(trace.derive(one[i], one) for one in listed) for i in range(module.num_layers * ways)]


def _weights(module: Any, layer: int, way: int) -> Weights:
    end = f"l{layer}{'_reverse' if way else ''}"
    names = (f"weight_ih_{end}", f"weight_hh_{end}", f"bias_ih_{end}", f"bias_hh_{end}")
    found = [getattr(module, name, None) for name in names]
    return found[0], found[1], found[2], found[3]


def _pass(
    trace: Trace, parent: Call, layer: list[Any], way: int, state: tuple[Any, ...], weights: Weights
) -> tuple[list[Any], tuple[Any, ...]]:
    """All steps of one layer in one direction."""
    kind = next(one.kind for one in _up(parent) if one.kind in STEPS)
    activation = getattr(next(one for one in _up(parent) if one.kind in STEPS).module, "nonlinearity", "tanh")
    parts = _split(weights, GATES[kind])
    out: list[Any] = [None] * len(layer)
    order = range(len(layer))
    for t in reversed(order) if way else order:
        x, sources = layer[t]
        step = trace.add(parent, Call(str(t + 1), "step"), [*sources, *state], [])
        state = STEPS[kind](_Step(trace, step, sources), x, state, parts, activation)
        step.outputs = [trace.version_of(one) for one in state]
        out[t] = state[0]
    return out, state


def _up(call: Call | None) -> list[Call]:
    found = []
    while call is not None:
        found.append(call)
        call = call.parent
    return found


def _split(weights: Weights, gates: int) -> list[tuple[Any, Any, Weights]]:
    """Of each gate: the weights for input and state in one, the sum of the biases, and each by itself."""
    chunks = [[None] * gates if one is None else one.detach().chunk(gates) for one in weights]
    found = []
    for w, u, b, c in zip(*chunks, strict=True):
        both = torch.cat([w, u], 1)
        found.append((both, None if b is None else b + c, (w, u, b, c)))
    return found


class _Step:
    """One step, whose parts are noted as calls."""

    def __init__(self, trace: Trace, parent: Call, sources: list[Any]) -> None:
        self._trace, self._parent, self._sources = trace, parent, sources

    def gate(self, name: str, sign: str, function: str, x: Any, h: Any, part: Any) -> Any:
        weight, bias, _ = part
        both = torch.cat([x, h], -1)
        value = getattr(torch, function)(torch.nn.functional.linear(both, weight, bias))
        call = Call("", name, f"{sign} = {function}(W·x + U·h + b)")
        call.parameters = {"weight": weight} | ({} if bias is None else {"bias": bias})
        call.settings = {"function": "gate", "activation": function}
        self._trace.add(self._parent, call, [*self._sources, h], [value])
        call.operands = [both]
        return value

    def other(self, name: str, said: str, given: list[Any], value: Any) -> Any:
        self._trace.add(self._parent, Call("", name, said), given, [value])
        return value


def _gru(step: _Step, x: Any, state: Any, parts: Any, _: str) -> tuple[Any, ...]:
    [h] = state
    r = step.gate("reset gate", "r", "sigmoid", x, h, parts[0])
    z = step.gate("update gate", "z", "sigmoid", x, h, parts[1])
    w, u, b, c = parts[2][2]
    linear = torch.nn.functional.linear
    new = torch.tanh(linear(x, w, b) + r * linear(h, u, c))
    step.other("candidate", "n = tanh(W·x + b + r × (U·h + c))", [*step._sources, h, r], new)
    return (step.other("state", "h′ = (1 − z) × n + z × h", [z, new, h], (1 - z) * new + z * h),)


def _lstm(step: _Step, x: Any, state: Any, parts: Any, _: str) -> tuple[Any, ...]:
    h, c = state
    i = step.gate("input gate", "i", "sigmoid", x, h, parts[0])
    f = step.gate("forget gate", "f", "sigmoid", x, h, parts[1])
    g = step.gate("candidate", "g", "tanh", x, h, parts[2])
    o = step.gate("output gate", "o", "sigmoid", x, h, parts[3])
    new = step.other("cell", "c′ = f × c + i × g", [f, c, i, g], f * c + i * g)
    return step.other("state", "h′ = o × tanh(c′)", [o, new], o * torch.tanh(new)), new


def _rnn(step: _Step, x: Any, state: Any, parts: Any, activation: str) -> tuple[Any, ...]:
    return (step.gate("state", "h′", activation, x, state[0], parts[0]),)


def _cell(trace: Trace, call: Call, args: Any, kwargs: Any, result: Any) -> None:
    """A single step, as ``nn.GRUCell`` takes it."""
    module, x = call.module, args[0]
    kind = call.kind.removesuffix("Cell")
    given = args[1] if len(args) > 1 else kwargs.get("hx")
    zeros = x.new_zeros((*x.shape[:-1], module.hidden_size))
    state = given if isinstance(given, tuple) else (zeros if given is None else given,)
    if kind == "LSTM" and len(state) == 1:
        state = (zeros, zeros)
    weights = (module.weight_ih, module.weight_hh, module.bias_ih, module.bias_hh)
    parts = _split(weights, GATES[kind])
    made = STEPS[kind](_Step(trace, call, [x]), x, state, parts, getattr(module, "nonlinearity", "tanh"))
    left = result if isinstance(result, tuple) else (result,)
    if not all(is_same(one, other) for one, other in zip(made, left, strict=True)):
        call.children.clear()
        return
    for one, other in zip(made, left, strict=True):
        trace.stands_for(one, other)


GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}
STEPS: dict[str, Callable[..., tuple[Any, ...]]] = {"RNN": _rnn, "GRU": _gru, "LSTM": _lstm}
RULES: dict[str, Callable[..., None]] = {
    **dict.fromkeys(STEPS, _module),
    **dict.fromkeys([f"{kind}Cell" for kind in STEPS], _cell),
}
