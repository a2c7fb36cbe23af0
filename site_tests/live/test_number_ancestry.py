"""What is recorded of a cell that runs again, and what stays as it was."""

from __future__ import annotations

import asyncio
import random
import sys
import types
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
from live_runner import runner
from site_tests.ancestry import programs

pytestmark = pytest.mark.usefixtures("torch_is_the_engine")


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


def test_gradients_of_gradients_open_to_inputs_of_the_program_and_to_numbers_of_formulas() -> None:
    source = """import torch
from torch import nn, randn, tensor
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3), nn.Tanh(), nn.Linear(3, 2))
x = randn(4, 2, requires_grad=True)
loss = nn.functional.cross_entropy(net(x), tensor([0, 1, 1, 0]))
slope, = torch.autograd.grad(loss, x, create_graph=True)
((slope.norm(dim=1) - 1) ** 2).mean().backward()
v = tensor([0.5, 2.0], requires_grad=True)
curve, = torch.autograd.grad((v ** 3).sum() + v[0] * v[1].sigmoid(), v, create_graph=True)
twist, = torch.autograd.grad(curve @ tensor([1.0, -1.0]), v)
print(slope, net[0].weight.grad, curve, twist)"""
    found = programs.recorded([Run("a", source)])
    for _, origin in found.numbers():
        assert origin is not None
        found.walk(origin, random.Random(0), 500)
    steps = [step for _, step in found.levels]
    assert {step.kind for step in steps} >= {"start", "rule", "random", "constant", "gradient"}
    assert {step.name for step in steps if step.kind == "constant"} == {"tensor", "ones", "zeros"}
    assert {step.value for step in steps if step.kind == "rule"} >= {0, 1, 3}
    assert {step.name for step in steps if step.facts.get("depends")} == {"cross_entropy"}
    assert not [
        step for step in steps if step.kind in ("unknown", "data") or (step.python and not step.is_exact)
    ]


def test_more_than_is_kept_is_dropped_and_said() -> None:
    source = "import torch\nx = torch.ones(1)\nfor _ in range(500):\n    x = x * 1.01\nprint(x)"
    recording = Recording(most_events=50)
    asyncio.run(recording.run([Run("a", source)]))
    found = programs.Recorded(recording, Explainer(recording.memory, recording.tracer, recording.main))
    _, origin = next(found.numbers())
    assert origin is not None
    steps = found.walk(origin, random.Random(0), 500)
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


def test_python_numbers_lead_on_to_the_tensors_behind_them() -> None:
    source = """import math
import torch
t = torch.tensor([1.5, 2.5])
print(float(t.sum()), int(t.max()), len(t), t.numel(), t.shape[0], math.exp(t[0].item()))"""
    found = programs.recorded([Run("a", source)])
    ends = []
    for _, origin in found.numbers():
        assert origin is not None
        steps = found.walk(origin, random.Random(0))
        assert all(step.is_exact for step in steps if step.python)
        ends.append(steps[-1].kind)
    assert ends == ["constant", "constant", "size", "size", "size", "constant"]


def test_a_size_is_that_of_the_arguments_or_put_together_of_them() -> None:
    source = """import torch
from torch import nn
x = torch.zeros(5, 1, 28, 28)
y = nn.Conv2d(1, 6, 5, stride=2, padding=1)(x)
print(y.shape[3], y.flatten(1).shape[1], (y.flatten(1) @ torch.zeros(1014, 7)).shape[1])"""
    found = programs.recorded([Run("a", source)])
    steps = [found.explainer.explain(origin) for _, origin in found.numbers() if origin]
    assert [step.value for step in steps] == [13, 1014, 7]
    assert all(step.is_exact for step in steps)
    assert [[one.value for one in step.operands] for step in steps] == [[28, 5], [6, 13, 13], [7]]


def test_the_table_of_a_model_counts_what_its_tensors_have() -> None:
    source = """import seqlite
from torch import nn
print(seqlite.summary(nn.Sequential(nn.Linear(7, 11), nn.ReLU(), nn.Linear(11, 13)), (3, 7)))"""
    found = programs.recorded([Run("a", source)])
    rows = {}
    for number, origin in found.numbers():
        assert origin is not None, number
        steps = found.walk(origin, random.Random(0))
        assert all(step.is_exact for step in steps if step.python), number
        rows.setdefault(number, []).append(steps)
    [weights] = [steps for steps in rows["88"] if steps[0].python]
    assert [one.value for one in weights[0].operands] == [77, 11]  # the weight and the bias
    assert [one.value for one in weights[-1].operands] or weights[-1].kind == "size"


def test_numbers_that_look_alike_in_a_table_are_those_of_their_rows() -> None:
    source = """import seqlite
from torch import nn
print(seqlite.summary(nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 2), nn.Linear(2, 1)), (1, 1)))"""
    found = programs.recorded([Run("a", source)])
    lines = found.text.split("\n")
    for link in found.recording.links:
        step = found.explainer.explain(link.origin)
        printed = found.text[link.start : link.end].replace(",", "")
        assert float(printed) == pytest.approx(step.value, abs=0.006), lines


@pytest.mark.parametrize(
    "kind", ["torch.nn.AvgPool2d(2)", "torch.nn.LeakyReLU(0.1)", "torch.nn.Dropout(0.5)"]
)
def test_settings_that_are_followed_compute_in_the_same_type(kind: str) -> None:
    source = f"import torch\ntorch.manual_seed(0)\nprint({kind}(torch.randn(1, 1, 4, 4)).dtype)"
    assert programs.recorded([Run("a", source)]).text == "torch.float32\n"


def test_a_number_of_a_picture_opens_to_what_was_drawn() -> None:
    source = """import torch
from torch import nn
from pictures import network
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
network(model, torch.tensor([1.0, -2.0]), torch.tensor([0.5]), nn.MSELoss())"""
    found = programs.recorded([Run("a", source)])
    paths = {
        ("modules", 0, "output", "values", 2): "linear",
        ("modules", 1, "output", "values", 0): "tanh",
        ("modules", 2, "weight_gradient", "values", 1): "linear",
        ("modules", 0, "output_gradient", "values", 1): "tanh",
        ("loss", "value"): "mse_loss",
    }
    for path, name in paths.items():
        origin, value = found.recording.origin_in_picture(0, path)
        assert origin is not None, path
        step = found.explainer.explain(origin)
        assert (step.name, step.value) == (name, pytest.approx(value, rel=1e-6))
        assert step.is_exact
    origin, _ = found.recording.origin_in_picture(0, ["modules", 0, "weight", "values", 3])
    assert found.explainer.label(origin) == "model[0].weight[1, 1]"


def test_an_error_is_the_same_when_a_cell_runs_again(capsys: pytest.CaptureFixture[str]) -> None:
    source = "import torch\ndef f(n):\n    return torch.zeros(n) @ torch.zeros(3)\nprint(1)\nf(2)"
    parts: list[dict[str, object]] = []
    asyncio.run(runner.run(source, parts.append, "a", types.ModuleType("__main__")))
    recording = Recording()
    asyncio.run(recording.run([Run("a", source)]))
    again = [block.text for block in recording.blocks if block.kind == "error"]
    assert again == [part["text"] for part in parts if part["part"] == "error"]


def test_what_cannot_be_followed_is_said_in_whole() -> None:
    source = "text = ''.join(map(str, [4, 2]))\nprint(text)"
    run = {"cell": "a", "source": source}
    asyncio.run(calls.record([run], [{"kind": "stdout", "text": "42\n"}]))
    found = calls.open_number(0, 0)
    assert (found["kind"], found["formula"]) == ("unknown", [])


def test_truths_open_to_their_expression() -> None:
    found = programs.recorded([Run("a", "x = 3\nprint(x > 2, [x == 1])\nprint(f'{x < 2}')")])
    origins = [(link.start, found.explainer.label(link.origin)) for link in found.recording.links]
    assert origins == [(0, "x > 2"), (6, "[x == 1]"), (13, "x < 2")]
