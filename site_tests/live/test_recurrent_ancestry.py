"""Gradients of recurrent layers open gate by gate, and each level is what PyTorch has there.

PyTorch computes the same layers written out by hand, with the gradient of each gate kept.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from provenance.printed import NUMBER
from provenance.rerun import Run
from provenance.steps import Between, Step

from site_tests.ancestry import programs
from site_tests.oracle.torch_side import TorchSide

pytestmark = pytest.mark.usefixtures("torch_is_the_engine")

LABEL = re.compile(
    r"(?P<name>.*) \((?:t = (?P<t>\d+))?(?:, )?(?:sequence (?P<n>\d+))?(?:, )?unit (?P<unit>\d+)\)"
)
PARAMETER = re.compile(r"layer\.(?:weight|bias)_(?:ih|hh|hr)(?P<direction>.*)\.grad.*")
INPUTS = "random", "constant", "data", "literal", "start"


@dataclass(frozen=True)
class Setup:
    """A layer and its sequences."""

    kind: str
    lengths: tuple[int, ...]
    layers: int = 1
    options: str = ""
    projected: int = 0
    is_cell: bool = False

    @property
    def source(self) -> str:
        is_lstm, directions = self.kind == "lstm", 1 + ("bidirectional=True" in self.options)
        units, width = 3, self.projected or 3
        count, size, most = self.layers * directions, len(self.lengths), self.lengths[0]
        first = (size,) if self.is_cell else (count, size)
        is_packed, batch_first = len({*self.lengths}) > 1, "batch_first=True" in self.options
        cls = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}[self.kind] + "Cell" * self.is_cell
        options = f", num_layers={self.layers}" * (self.layers > 1) + f", {self.options}" * bool(self.options)
        options += f", proj_size={self.projected}" * bool(self.projected)
        lines = [
            "import torch", "from torch import nn", "torch.manual_seed(SEED)",
            f"layer = nn.{cls}(2, {units}{options})",
            f"x = torch.randn({(size, most, 2) if batch_first else (most, size, 2)}, requires_grad=True)",
            f"h0 = torch.randn({(*first, width)}, requires_grad=True)",
            f"c0 = torch.randn({(*first, units)}, requires_grad=True)",
        ]  # fmt: skip
        state = "(h0, c0)" if is_lstm else "h0"
        ends = "(hn, cn)" if is_lstm else "hn"
        if self.is_cell:
            lines += [
                "hn, cn, outs = h0, c0, []", "for one in x:",
                f"    {ends} = layer(one, {ends})", "    outs.append(hn)",
                "out = torch.stack(outs)",
            ]  # fmt: skip
        elif is_packed:
            lines += [
                "from torch.nn.utils.rnn import pack_padded_sequence",
                f"packed = pack_padded_sequence(x, {list(self.lengths)}, batch_first={batch_first})",
                f"out, {ends} = layer(packed, {state})", "out = out.data",
            ]  # fmt: skip
        else:
            lines.append(f"out, {ends} = layer(x, {state})")
        lines += [
            "k = torch.randn(out.shape)", "def loss_of(out, hn, cn):",
            "    return (out * k).sin().sum() + (hn * hn).sum()" + " + cn.sin().sum()" * is_lstm,
            f"loss_of(out, hn, {'cn' if is_lstm else 'None'}).backward()",
            "for name, parameter in layer.named_parameters():", "    print(parameter.grad)",
            "print(x.grad)", "print(h0.grad)", *(["print(c0.grad)"] if is_lstm else []),
        ]  # fmt: skip
        return "\n".join(lines)


SETUPS = [
    Setup("rnn", (3, 3)),
    Setup("rnn", (4,), 2, "nonlinearity='relu'"),
    Setup("rnn", (4, 2, 1), 1, "bidirectional=True"),
    Setup("rnn", (2, 2), is_cell=True),
    Setup("lstm", (4, 4)),
    Setup("lstm", (3, 3), 2, "bidirectional=True"),
    Setup("lstm", (4, 3, 1), 2, "bidirectional=True, batch_first=True"),
    Setup("lstm", (3,), 1, "bias=False"),
    Setup("lstm", (3, 3), 1, "", 2),
    Setup("lstm", (3, 2), 2, "bidirectional=True", 2),
    Setup("lstm", (3, 3), is_cell=True),
    Setup("gru", (4, 4)),
    Setup("gru", (3, 3), 2, "batch_first=True"),
    Setup("gru", (4, 2), 1, "bidirectional=True"),
    Setup("gru", (3,), 1, "bias=False"),
    Setup("gru", (3, 3), is_cell=True),
]


MOST_NUMBERS = 16
"""That are opened of each setup."""
GATES = {
    "rnn": ["state"],
    "lstm": ["input gate", "forget gate", "cell gate", "output gate"],
    "gru": ["reset gate", "update gate", "new state"],
}


@pytest.mark.parametrize("setup", SETUPS, ids=str)
def test_each_level_is_what_pytorch_has_for_the_layer_written_out(
    setup: Setup, torch_side: TorchSide
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    source = setup.source.replace("SEED", str(seed))
    theirs = torch_side.call("unrolled_layers:run", source, setup.kind, [*setup.lengths])
    ours = programs.recorded([Run("program", source)])
    numbers = list(ours.numbers())
    for (one, _), other in zip(numbers, NUMBER.findall(theirs["text"]), strict=True):
        assert float(one) == pytest.approx(float(other), rel=1e-3, abs=2e-4)
    rng, seen = random.Random(seed), set[str]()
    for _, origin in rng.sample(numbers, min(len(numbers), MOST_NUMBERS)):
        name = ours.explainer.label(origin)
        parameter = PARAMETER.fullmatch(name)
        parts = [theirs["parts"][parameter["direction"]]] if parameter else [*theirs["parts"].values()]
        for label, step in _levels(ours, origin, rng, stays=parameter is not None):
            assert step.is_exact or step.kind in INPUTS, f"{name}, {label}: {step}"
            assert not step.facts.get("depends"), f"{name}, {label}: {step}"
            if label is not None:
                seen.add(label["name"])
                _compare(label, step.value, parts, name)
    wanted = {f"∂/∂ {name} before its activation" for name in GATES[setup.kind]}
    if not setup.is_cell:
        wanted |= {f"through the {name}" for name in GATES[setup.kind]}
    assert wanted <= seen


def _levels(
    run: programs.Recorded, origin: Any, rng: random.Random, stays: bool, budget: int = 120
) -> Iterator[tuple[re.Match[str] | None, Step]]:
    """Some of the levels below a number.

    Args:
        stays: within the layer and the direction that the number is of.
    """
    ahead = [origin]
    while ahead and budget:
        budget -= 1
        origin = ahead.pop(rng.randrange(len(ahead)))
        step, is_within = run.explainer.explain(origin), isinstance(origin, Between)
        yield LABEL.fullmatch(origin.name) if is_within else None, step
        inner = [one.origin for one in step.operands if one.origin is not None]
        if stays and (is_within or step.kind == "gradient"):
            inner = [one for one in inner if isinstance(one, Between)]
        ahead += inner if len(inner) <= 3 else rng.sample(inner, 3)


def _compare(label: re.Match[str], value: float, parts: list[Any], where: str) -> None:
    """With PyTorch's number of this name, time, sequence and unit; that of a cell does not say its time."""
    name, unit = label["name"], int(label["unit"])
    if name in ("sum", "from the input"):
        return
    known = [
        numbers[unit]
        for part in parts
        for (one, t, n), numbers in part.items()
        if one == name and n == int(label["n"] or 0) and (label["t"] is None or t == int(label["t"]))
    ]
    assert known, f"PyTorch has no {label[0]}"
    nearest = min(known, key=lambda one: abs(one - value))
    assert value == pytest.approx(nearest, rel=1e-5, abs=2e-6), f"{label[0]} of {where}: {known}"
