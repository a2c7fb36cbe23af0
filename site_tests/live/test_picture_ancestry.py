"""The numbers that readers choose in pictures open down to inputs, and are those that PyTorch has there."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from provenance.needed import needed
from provenance.rerun import Run
from provenance.steps import Step

from site_tests import ROOT
from site_tests.ancestry import programs, with_pictures

pytestmark = pytest.mark.usefixtures("torch_is_the_engine")

PROGRAMS = with_pictures.in_pictures()
PYTORCH: dict[str, list[Any]] = json.loads(with_pictures.FILE.with_suffix(".json").read_text("utf8"))
"""What PyTorch has at places of the descriptions (site_tests/ancestry/record_in_pictures.py)."""
CELLS = {
    "generalization": "moons",
    "losses-and-optimizers": "surface",
    "sequential-models": "corners-move",
    "convolutions": "colors",
}
"""Cells of the course whose pictures are of these kinds, and that need no dataset."""
SIMILAR = 2e-5
"""Trainings of several epochs add up what float32 rounds in another order."""


def first_step(source: str, path: list[str | int]) -> Step:
    """The first level of a number of the picture that ends a program."""
    found = programs.recorded([Run("a", source)])
    origin, value = found.recording.origin_in_picture(0, path)
    assert origin is not None
    step = found.explainer.explain(origin)
    assert step.value == pytest.approx(value)
    return step


def expect_inputs(found: programs.Recorded, path: list[str | int]) -> None:
    """The number opens, and each level below it gives its own number, down to what has no level below."""
    origin, value = found.recording.origin_in_picture(0, path)
    assert origin is not None, path
    assert found.explainer.explain(origin).value == pytest.approx(value, rel=1e-6), path
    for step in found.walk(origin, random.Random(0), 25):
        where = f"{path}: {step.kind} {step.name} in line {step.place.line}"
        assert step.kind not in ("unknown", "dropped"), where
        assert not step.facts.get("depends"), f"{where} is not spelled out"
        assert not step.python or step.is_exact, f"{where}: {step.value}, not {step.recomputed()}"


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_number_that_is_chosen_opens_down_to_inputs(name: str) -> None:
    found = programs.recorded([Run("program", PROGRAMS[name])])
    assert PYTORCH[name]
    for path, theirs in PYTORCH[name]:
        _, ours = found.recording.origin_in_picture(0, path)
        assert ours == pytest.approx(theirs, rel=SIMILAR, abs=SIMILAR), path
        expect_inputs(found, path)


@pytest.mark.parametrize("lesson", CELLS)
def test_numbers_of_the_courses_pictures_open(lesson: str) -> None:
    notebook = json.loads((ROOT / "docs" / "lessons" / f"{lesson}.ipynb").read_text("utf8"))
    runs: list[Run] = []
    for cell in notebook["cells"]:
        tags = {*cell["metadata"].get("tags", [])}
        if cell["cell_type"] == "code" and not tags & {"torch-only", "check", "exercise", "raises-exception"}:
            runs.append(Run(cell["id"], "".join(cell["source"])))
        if cell["id"] == CELLS[lesson]:
            break
    found = programs.recorded(needed(runs))
    for path, _ in with_pictures.drawn(found.picture):
        if path != ("bias",):  # which the cell does not name
            expect_inputs(found, [*path])


FILM = """import torch
from torch import nn
from pictures import training
torch.manual_seed(0)
x, y = torch.randn(6, 3), torch.tensor([0, 1, 2, 0, 1, -100])
model = nn.Linear(3, 3)
film = training(model, x, y)
film.keep({loss})
film"""


@pytest.mark.parametrize("loss", ["model(x).sum()", "model(x).sum().item()", "float(model(x).data.sum())"])
def test_a_loss_keeps_its_origin_however_it_comes(loss: str) -> None:
    step = first_step(FILM.format(loss=loss), ["losses", 1])
    assert (step.kind, step.name, step.place.line) == ("operation", "sum", 8)


def test_a_count_of_classes_is_the_sum_of_the_samples_that_are_both() -> None:
    found = programs.recorded([Run("a", FILM.format(loss=0.5))])
    counts = found.picture["counts"][-1]
    assert sum(counts) == 5  # the sample that does not count is of no class
    expect_inputs(found, ["counts", 1, 0])
    expect_inputs(found, ["right", 1])


def test_a_bias_that_comes_as_a_tensor_is_followed() -> None:
    source = """import torch
from pictures import convolution
torch.manual_seed(0)
layer = torch.nn.Conv2d(1, 1, 2)
convolution(torch.rand(3, 3), layer.weight[0, 0], bias=layer.bias)"""
    found = programs.recorded([Run("a", source)])
    origin, _ = found.recording.origin_in_picture(0, ["output", "values", 3])
    assert origin is not None
    labels = {found.explainer.label(one.origin) for one in found.explainer.explain(origin).operands}
    assert {"layer.bias[0]", "layer.weight[0, 0, 1, 1]"} <= labels


def test_what_a_channel_adds_is_a_sum_of_its_products() -> None:
    source = """import torch
from pictures import convolution
image = torch.arange(18.0).reshape(2, 3, 3)
kernel = torch.ones(2, 2, 2)
kernel[1] = -1
convolution(image, kernel, padding=1)"""
    found = programs.recorded([Run("a", source)])
    for channel, expected in ((0, 0 + 1), (1, -9 - 10)):
        origin, value = found.recording.origin_in_picture(0, ["sums", channel, 1])
        assert origin is not None
        assert value == expected  # of the first row, only the lower two pixels are in the image
        step = found.explainer.explain(origin)
        assert step.is_exact
        assert {found.explainer.label(one.origin) for one in step.operands} == {
            f"{name}[{channel}, {row}, {column}]"
            for name, row in (("image", 0), ("kernel", 1))
            for column in (0, 1)
        }


def test_a_height_of_one_number_everywhere_opens() -> None:
    source = """import torch
from pictures import surface
flat = torch.tensor(2.0) * 3
surface(lambda a, b: flat, {"SGD": lambda w: torch.optim.SGD(w, lr=0.1)}, (1, 1), steps=2)"""
    step = first_step(source, ["heights", 4, 7])
    assert (step.name, [one.value for one in step.operands], step.place.line) == ("mul", [2, 3], 3)


def test_a_gradient_that_has_come_by_two_ways_is_their_sum() -> None:
    source = """import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
for _ in range(2):
    [g] = torch.autograd.grad((x * x).sum() + x.sum(), x)
print(g)"""
    found = programs.recorded([Run("a", source)])
    _, origin = next(found.numbers())
    assert origin is not None
    step = found.explainer.explain(origin)
    assert (step.kind, sorted(one.value for one in step.operands)) == ("sum", [1, 1, 1])


@pytest.mark.parametrize("cast", ["long()", "to(torch.int32)", "int()"])
def test_a_cast_has_a_formula(cast: str) -> None:
    source = f"import torch\nx = torch.tensor([1.75, -2.5])\nprint((x * 2).{cast})"
    found = programs.recorded([Run("a", source)])
    for _, origin in found.numbers():
        assert origin is not None
        steps = found.walk(origin, random.Random(0))
        assert [step.name for step in steps][1] == "mul"
        assert steps[0].is_exact
