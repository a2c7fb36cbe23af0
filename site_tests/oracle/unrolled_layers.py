"""Recurrent layers written out gate by gate in PyTorch, in float64, with the gradient of each gate kept.

It runs where `import torch` is PyTorch.
"""

from __future__ import annotations

import contextlib
import io
from typing import Any

import torch

NAMES = {
    "rnn": ["state"],
    "lstm": ["input gate", "forget gate", "cell gate", "output gate"],
    "gru": ["reset gate", "update gate", "new state"],
}
Key = tuple[str, int, int]
"""What it is, and of which time and sequence."""


def run(source: str, kind: str, lengths: list[int]) -> dict[str, Any]:
    """What a program prints, and all numbers inside each direction of its layers, with their gradients.

    Args:
        source: makes `layer`, `x`, the first states `h0` and `c0`, and `loss_of(out, hn, cn)`.
        lengths: of the sequences, the longest first.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(source, names)
    layer, exact = names["layer"].double(), {}
    for name in ("x", "h0", "c0", "k"):
        exact[name] = names[name].detach().double()
    names["k"] = exact["k"]
    if hasattr(layer, "num_layers"):
        directions, given = _stack(layer, kind, lengths, exact)
    else:
        directions = {"": _Direction(layer, kind, "", False)}
        h, c = (list(exact[name]) for name in ("h0", "c0"))
        ends = [directions[""].run(list(exact["x"][:, n]), h[n], c[n], n) for n in range(len(lengths))]
        given = (
            torch.stack([states for states, _, _ in ends], 1),
            *(torch.stack([end[at] for end in ends]) for at in (1, 2)),
        )
    names["loss_of"](*given).backward()
    parts = {name: one.numbers() for name, one in directions.items()}
    return {"text": printed.getvalue(), "parts": parts}


def _stack(layer: Any, kind: str, lengths: list[int], exact: dict[str, Any]) -> Any:
    """All layers and directions, and what they give, as the layer arranges it."""
    x = exact["x"].transpose(0, 1) if layer.batch_first else exact["x"]
    rows = [list(x[:length, n]) for n, length in enumerate(lengths)]
    directions: dict[str, _Direction] = {}
    finals = []
    for level in range(layer.num_layers):
        sides = []
        for side in range(2 if layer.bidirectional else 1):
            suffix = f"_l{level}" + "_reverse" * side
            one = directions[suffix] = _Direction(layer, kind, suffix, bool(side))
            h, c = exact["h0"][len(finals)], exact["c0"][len(finals)]
            sides.append([one.run(rows[n], h[n], c[n], n) for n in range(len(lengths))])
            finals.append([torch.stack([end[at] for end in sides[-1]]) for at in (1, 2)])
        rows = [list(torch.cat([side[n][0] for side in sides], -1)) for n in range(len(lengths))]
    ends = [torch.stack([pair[at] for pair in finals]) for at in (0, 1)]
    if len(set(lengths)) > 1:
        out = torch.stack(
            [rows[n][t] for t in range(lengths[0]) for n, size in enumerate(lengths) if t < size]
        )
    else:
        out = torch.stack([torch.stack(one) for one in rows], 0 if layer.batch_first else 1)
    return directions, (out, *ends)


class _Direction:
    """One layer in one direction, a sequence at a time."""

    def __init__(self, layer: Any, kind: str, suffix: str, reverse: bool) -> None:
        self.kind, self.reverse, self.names = kind, reverse, NAMES[kind]
        self.is_tanh = getattr(layer, "nonlinearity", getattr(layer, "mode", "tanh")).lower()[-4:] == "tanh"
        weights = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
        self.w = [getattr(layer, name + suffix, None) for name in weights]
        self.kept: dict[Key, Any] = {}

    def keep(self, name: str, t: int, n: int, tensor: Any) -> Any:
        if tensor.requires_grad:
            tensor.retain_grad()
        self.kept[name, t, n] = tensor
        return tensor

    def run(self, xs: list[Any], h: Any, c: Any, n: int) -> tuple[Any, Any, Any]:
        """The states of a sequence at all times, and the last h and c."""
        times = range(len(xs))[::-1] if self.reverse else range(len(xs))
        states = dict[int, Any]()
        for t in times:
            h, c = self.step(xs[t], h, c, t, n)
            states[t] = h
        return torch.stack([states[t] for t in range(len(xs))]), h, c

    def step(self, x: Any, h: Any, c: Any, t: int, n: int) -> tuple[Any, Any]:
        w_ih, w_hh, b_ih, b_hh, w_hr = self.w
        count = len(self.names)
        direct, through = w_ih @ x, w_hh @ h
        if b_ih is not None:
            direct, through = direct + b_ih, through + b_hh
        parts = list(zip(direct.chunk(count), through.chunk(count), strict=True))

        def gate(number: int, activation: Any, factor: Any = 1) -> Any:
            name = self.names[number]
            x_part, h_part = parts[number]
            if self.kind == "gru" and number == 2:
                h_part = self.keep("from the state", t, n, h_part)
            total = self.keep(f"{name} before its activation", t, n, x_part + factor * h_part)
            return self.keep(name, t, n, activation(total))

        if self.kind == "rnn":
            return gate(0, torch.tanh if self.is_tanh else torch.relu), c
        if self.kind == "gru":
            r, z = gate(0, torch.sigmoid), gate(1, torch.sigmoid)
            return self.keep("state", t, n, (1 - z) * gate(2, torch.tanh, r) + z * h), c
        i, f, g, o = (gate(at, torch.tanh if at == 2 else torch.sigmoid) for at in range(4))
        c = self.keep("cell state", t, n, f * c + i * g)
        h = o * torch.tanh(c)
        if w_hr is not None:
            h = w_hr @ self.keep("state before its projection", t, n, h)
        return self.keep("state", t, n, h), c

    def numbers(self) -> dict[Key, list[float]]:
        """Each value and its gradient, `∂/∂ …`; and what a gate passes back to the state before its time."""
        found = {key: one.tolist() for key, one in self.kept.items()}
        gradients = {key: one.grad for key, one in self.kept.items() if one.grad is not None}
        found |= {(f"∂/∂ {name}", t, n): grad.tolist() for (name, t, n), grad in gradients.items()}
        weights = self.w[1].detach().chunk(len(self.names))
        for name, weight in zip(self.names, weights, strict=True):
            for t, n in {key[1:] for key in self.kept}:
                is_reset = self.kind == "gru" and name == "new state"
                source = "from the state" if is_reset else f"{name} before its activation"
                grad = gradients.get((source, t, n))
                if grad is not None:
                    found[f"through the {name}", t, n] = (grad @ weight).tolist()
        if self.kind == "gru":
            for t, n in {key[1:] for key in gradients}:
                kept = gradients["state", t, n] * self.kept["update gate", t, n].detach()
                found["from the next state", t, n] = kept.tolist()
        return found
