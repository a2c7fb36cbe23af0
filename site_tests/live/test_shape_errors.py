"""Errors of shapes: what their drawings show, and that PyTorch runs the program once it is changed so."""

import random
from itertools import pairwise
from typing import Any

import pytest

from site_tests.live.shape_mistakes import MISTAKES, Mistake
from site_tests.oracle.shape_programs import changed
from site_tests.oracle.torch_side import TorchSide

PROGRAMS = "shape_programs"
OTHER_ERRORS = [
    "torch.zeros(3)[5]",
    "nn.Linear(3, 2)(torch.zeros(4, 3, dtype=torch.long))",
    "nn.Linear(3, 2)(None)",
    "nn.Embedding(10, 4)(torch.tensor([3, 12]))",
    "torch.zeros(2, 3).item()",
    "torch.zeros(3, requires_grad=True).backward()",
    "torch.zeros(2, 3).view(-1, 4, -1)",
    "nn.CrossEntropyLoss()(torch.zeros(2, 3), torch.tensor([0, 7]))",
    "raise RuntimeError('mat1 and mat2 shapes cannot be multiplied (5x8 and 16x3)')",
    "nn.Linear(4, 2)(torch.zeros(5, 4)); raise ValueError('shape')",
    "def f():\n    raise ValueError('sizes [2] and [3]')\nf()",
    "torch.zeros(3, 4) @ 'x'",
    "nn.MaxPool2d(2)(torch.zeros(3))",
]


def sides(side: dict[str, Any]) -> str:
    return " ".join(f"{size}{'*' * (at in side['wrong'])}" for at, size in enumerate(side["shape"]))


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.name for mistake in MISTAKES])
def test_a_drawing_shows_what_does_not_fit_and_the_line_to_change(
    on_seqlite: TorchSide, mistake: Mistake
) -> None:
    found = on_seqlite.call(f"{PROGRAMS}:drawn", mistake.program)
    change = found["change"]
    assert (sides(found["left"]), sides(found["right"])) == (mistake.left, mistake.right)
    assert found["where"] == mistake.where
    assert (change and (change["old"], change["new"])) == mistake.change


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.name for mistake in MISTAKES])
def test_pytorch_refuses_the_program_and_runs_it_after_the_change(
    on_seqlite: TorchSide, torch_side: TorchSide, mistake: Mistake
) -> None:
    change = on_seqlite.call(f"{PROGRAMS}:drawn", mistake.program)["change"]
    assert torch_side.call(f"{PROGRAMS}:error_of", mistake.program)
    if change:
        assert torch_side.call(f"{PROGRAMS}:error_of", changed(mistake.program, change)) == ""


@pytest.mark.parametrize("program", OTHER_ERRORS)
def test_no_other_error_is_drawn(on_seqlite: TorchSide, program: str) -> None:
    source = f"import torch\nfrom torch import nn\n{program}"
    found = on_seqlite.call(f"{PROGRAMS}:drawn", source)
    assert found is None or "mistake" in found  # which says what to change in words


def test_random_networks_with_one_wrong_size_are_drawn_where_pytorch_stops(
    on_seqlite: TorchSide, torch_side: TorchSide
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _ in range(40):
        sizes = dice.sample(range(2, 60), dice.randint(3, 6))
        pairs = [*pairwise(sizes)]
        at = dice.randrange(1, len(pairs))
        wrong = dice.choice([size for size in range(2, 60) if size not in sizes])
        layers = [f"nn.Linear({wrong if n == at else i}, {o})" for n, (i, o) in enumerate(pairs)]
        names = [f"self.l{n}" for n in range(len(layers))]
        built = "".join(f"\n        {name} = {layer}" for name, layer in zip(names, layers, strict=True))
        used = "".join(f"\n        x = {name}(x).relu()" for name in names)
        program = (
            "import torch\nfrom torch import nn\n"
            f"class Net(nn.Module):\n    def __init__(self):\n        super().__init__(){built}\n"
            f"    def forward(self, x):{used}\n        return x\n"
            f"net = Net()\nnet(torch.randn(7, {sizes[0]}))\n"
        )
        found = on_seqlite.call(f"{PROGRAMS}:drawn", program)
        assert (sides(found["left"]), sides(found["right"])) == (
            f"7 {sizes[at]}*",
            f"{wrong}* {sizes[at + 1]}",
        )
        assert found["where"] == f"net.l{at}: Linear({wrong}, {sizes[at + 1]})"
        assert f"(7x{sizes[at]} and {wrong}x{sizes[at + 1]})" in torch_side.call(
            f"{PROGRAMS}:error_of", program
        )
        assert torch_side.call(f"{PROGRAMS}:error_of", changed(program, found["change"])) == ""
