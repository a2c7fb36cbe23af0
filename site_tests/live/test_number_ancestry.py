"""What is recorded of a cell that runs again, and what stays as it was."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from provenance import calls
from provenance.explainer import Explainer
from provenance.needed import needed
from provenance.recording import Recording
from provenance.rerun import Run
from provenance.steps import Step

import seqlite
import seqlite.as_torch
from site_tests.ancestry import programs


@pytest.fixture(scope="module", autouse=True)
def torch_is_the_engine() -> Iterator[None]:
    modules, finders = set(sys.modules), [*sys.meta_path]
    seqlite.as_torch.install()
    yield
    sys.meta_path[:] = finders
    for name in {*sys.modules} - modules:
        del sys.modules[name]


def first_step(source: str, number: int = 0) -> Step:
    """The first level of a number of the output."""
    found = programs.recorded([Run("a", source)])
    _, origin = [*found.numbers()][number]
    assert origin is not None
    return found.explainer.explain(origin)


def test_numbers_of_the_same_text_are_told_apart_by_their_place() -> None:
    source = "import torch\nx = torch.tensor([[1., 2.], [2., 1.]])\nprint(x * 2)"
    found = programs.recorded([Run("a", source)])
    labels = [found.explainer.explain(origin).operands[0].origin for _, origin in found.numbers() if origin]
    assert [found.explainer.label(one) for one in labels] == ["x[0, 0]", "x[0, 1]", "x[1, 0]", "x[1, 1]"]


def test_of_a_summarized_tensor_the_shown_elements_are_found() -> None:
    source = "import torch\nx = torch.arange(2000.)\nprint(x)"
    found = programs.recorded([Run("a", source)])
    names = [found.explainer.label(origin) for _, origin in found.numbers()]
    assert names == ["x[0]", "x[1]", "x[2]", "x[1997]", "x[1998]", "x[1999]"]


def test_a_parameter_after_training_is_its_value_before_minus_the_step() -> None:
    source = """import torch
w = torch.tensor([3.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    (w ** 2).sum().backward()
    optimizer.step()
print(w)"""
    step = first_step(source)
    assert (step.kind, step.name, step.facts["step"]) == ("step", "SGD", 3)
    assert step.pieces[1:] == [" − ", 2, " · ", 0]
    values = [step.operands[at].value for at in (1, 2, 0)]
    assert values == pytest.approx([1.92, 0.1, 3.84])
    assert step.is_exact


def test_a_gradient_is_a_sum_over_the_batch() -> None:
    source = """import torch
layer = torch.nn.Linear(2, 1)
x = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
(layer(x) * torch.tensor([[1.], [10.], [100.]])).sum().backward()
print(layer.weight.grad)"""
    step = first_step(source)
    assert (step.kind, step.name) == ("gradient", "linear")
    assert sorted(one.value for one in step.operands) == [1, 1, 3, 5, 10, 100]
    assert step.facts["wanted"] == "layer.weight[0, 0]"


def test_more_than_is_kept_is_dropped_and_said() -> None:
    source = "import torch\nx = torch.ones(1)\nfor _ in range(500):\n    x = x * 1.01\nprint(x)"
    recording = Recording(most_events=50)
    asyncio.run(recording.run([Run("a", source)]))
    found = programs.Recorded(recording, Explainer(recording.memory, recording.tracer, recording.main))
    _, origin = next(found.numbers())
    assert origin is not None
    steps = found.walk(origin, random.Random(0), 200)
    assert steps[-1].kind == "dropped" or any(step.kind == "dropped" for step in steps)
    assert all(step.is_exact for step in steps if step.python)
    assert len(recording.memory.events) == 50


def test_the_memory_for_contents_is_bounded() -> None:
    source = "import torch\nx = torch.ones(1000)\nfor _ in range(500):\n    x = x * 1.01"
    recording = Recording(most_bytes=40_000)
    asyncio.run(recording.run([Run("a", source)]))
    assert recording.memory.bytes <= 44_000


def test_nothing_of_the_readers_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept.txt").write_text("mine", "utf8")
    seqlite.manual_seed(5)
    before = seqlite.get_rng_state().tolist(), random.getstate(), np.random.get_state()[1].tolist()
    source = """import random, torch
import numpy as np
torch.manual_seed(1); random.seed(1); np.random.seed(1)
torch.set_default_dtype(torch.float64); torch.set_printoptions(precision=2); torch.set_grad_enabled(False)
from pathlib import Path
print(Path("kept.txt").read_text())
Path("kept.txt").write_text("changed"); Path("new.txt").write_text("new")
print(torch.rand(1))"""
    found = programs.recorded([Run("a", source)])
    assert found.text.startswith("mine\n")
    after = seqlite.get_rng_state().tolist(), random.getstate(), np.random.get_state()[1].tolist()
    assert before == after
    assert (tmp_path / "kept.txt").read_text("utf8") == "mine"
    assert not (tmp_path / "new.txt").exists()
    assert seqlite.get_default_dtype() is seqlite.float32
    assert seqlite.is_grad_enabled()
    assert repr(seqlite.tensor(0.12345)) == "tensor(0.1235)"
    assert sys.monitoring.get_tool(2) is None


def test_a_failed_run_leaves_the_engine_as_it_was() -> None:
    recording = Recording()
    asyncio.run(recording.run([Run("a", "import torch\ntorch.ones(2) @ torch.ones(3)")]))
    assert [block.kind for block in recording.blocks] == ["error"]
    assert sys.monitoring.get_tool(2) is None
    assert type(seqlite.tensor(1.5).item()) is float


def test_what_differs_is_said_and_what_is_the_same_opens() -> None:
    source = "import torch\ntorch.manual_seed(0)\nprint(torch.rand(1))"
    runs = [{"cell": "a", "source": source}]
    same = asyncio.run(calls.record(runs, [{"kind": "stdout", "text": "tensor([0.4963])\n"}]))
    assert same["links"] == [[0, 8, 14]]
    level = calls.open_number(0, 8)
    assert (level["kind"], level["name"], level["seed"], level["seedLine"]) == ("random", "rand", 0, 2)
    other = asyncio.run(calls.record(runs, [{"kind": "stdout", "text": "tensor([0.5])\n"}]))
    assert other == {"now": "tensor([0.4963])", "then": "tensor([0.5])"}
    broken = asyncio.run(calls.record([{"cell": "b", "source": "1 / 0"}, *runs], []))
    assert set(broken) == {"now", "then"}  # what another cell raises does not matter if it is not needed


def test_only_what_a_cell_needs_runs_before_it() -> None:
    runs = [Run("a", "import torch"), Run("b", "x = torch.ones(1)"), Run("c", "y = 2"), Run("d", "print(x)")]
    assert [run.source for run in needed(runs)] == ["import torch", "x = torch.ones(1)", "print(x)"]


def test_python_numbers_keep_what_they_are() -> None:
    source = """import json, math
import torch
a = torch.tensor(0.25).item()
n = torch.tensor(3).item()
print(type(a + 1) is type(a), isinstance(a, float), isinstance(n, int), [1, 2, 3, 4][n])
print(json.dumps([a, n]), math.sqrt(a), sum([a] * 4), f"{a:>8.3f}|{n:03d}|{a!r}", round(a, 1), -n // 2)"""
    found = programs.recorded([Run("a", source)])
    out = "True True True 4\n[0.25, 3] 0.5 1.0    0.250|003|0.25 0.2 -2\n"
    assert found.text == out
    assert [number for number, origin in found.numbers() if origin is None] == ["0.25"]  # json writes it
