"""Who watches a run is seen by nobody else: not in a picture, and a picture's passes not by who watches."""

from __future__ import annotations

import asyncio
import builtins
import difflib
import json
import types
from collections.abc import Iterator
from typing import Any

import pytest
from provenance.recording import Recording
from provenance.rerun import Run

from live_runner import line_values, runner
from site_tests.oracle import watched_modules
from site_tests.oracle.torch_side import TorchSide

pytestmark = pytest.mark.usefixtures("torch_is_the_engine")
Part = dict[str, Any]
PICTURED: list[str] = []
"""Of each picture, what it shows. Not in a cell's names: what those lead to is put back after a look."""


@pytest.fixture(autouse=True)
def nothing_watched() -> Iterator[None]:
    yield
    line_values.forget()


@pytest.fixture(scope="module")
def on_pytorch(torch_side: TorchSide) -> list[str]:
    return torch_side.call("watched_modules:lines")


def run(
    source: str, *, values: bool = False, steps: str = "", main: types.ModuleType | None = None
) -> list[Part]:
    parts: list[Part] = []
    main = main or types.ModuleType("__main__")
    asyncio.run(runner.run(source, parts.append, "demo", main, values, steps))
    return parts


def printed(parts: list[Part]) -> list[str]:
    return "".join(part["text"] for part in parts if part["part"] in ("stdout", "error")).splitlines()


def difference(shown: list[str], wanted: list[str]) -> str:
    return "\n".join(line[:2000] for line in difflib.unified_diff(wanted, shown, lineterm="", n=0))


def kept(model: Any, x: Any) -> Any:
    """`network`, which notes what each picture shows."""
    from pictures import networks

    picture = networks.network(model, x)
    PICTURED.append(json.dumps(picture.data))
    return picture


def test_pictures_are_the_same_whoever_watches(
    on_pytorch: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import pictures

    monkeypatch.setattr(pictures, "network", kept)
    PICTURED.clear()
    cell = watched_modules.cell()
    assert len(on_pytorch) == 67
    main = types.ModuleType("__main__")
    vars(main).update(__builtins__=builtins)
    alone = printed(run(cell))
    assert not difference(alone, on_pytorch)
    assert not difference(printed(run(cell, values=True)), alone), "shapes beside the lines"
    assert not difference(printed(run(cell, steps="{}", main=main)), alone), "Step"
    inside = json.dumps({"at": None, "inside": True})
    assert not difference(printed(run(cell, steps=inside, main=main)), alone), "Step, into calls"
    [looked] = run(cell, steps='{"values": [9]}', main=main)
    assert json.loads(looked["text"])["same"], "it runs as before, each call as deep"
    assert PICTURED[-67:] == PICTURED[:67], "the values of the expressions in a line"


def test_pictures_are_the_same_when_numbers_are_recorded(on_pytorch: list[str]) -> None:
    cell = watched_modules.cell()
    recording = Recording()
    asyncio.run(recording.run([Run("demo", cell)]))
    shown = "".join(block.text for block in recording.blocks if block.kind == "stdout").splitlines()
    assert not difference(shown, on_pytorch)


def test_the_passes_of_a_picture_are_not_those_of_the_program() -> None:
    code = """import torch
from torch import nn
from pictures import network, surface, training

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 1)

    def forward(self, x):
        h = self.a(x)
        return h

def loss(a, b):
    z = a * a + b * b
    return z

model, x = Net(), torch.ones(5, 3)
out = model(x)
network(model, x[:2])
film = training(model, x[:4], torch.ones(4, 1))
film.keep(1.0)
surface(loss, {"SGD": lambda w: torch.optim.SGD(w, lr=0.1)}, (1.0, 1.0))
loss(x, x)
"""
    [part] = [part for part in run(code, values=True) if part["part"] == "lines"]
    notes = {line["line"]: line for line in json.loads(part["text"])["demo"]}
    assert (notes[11]["times"], notes[11]["values"][0]["shape"]) == (1, [5, 1])
    assert (notes[15]["times"], notes[15]["values"][0]["shape"]) == (1, [5, 3])
