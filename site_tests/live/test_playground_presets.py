"""The Playground's presets do what they say, and what their answers say of changes, whatever the seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from site_tests.oracle.playground_calls import Calls, programs

pytestmark = pytest.mark.slow

SEEDS = 6
SOON = 10
"""Epochs."""
GUESSING = 0.69
"""The loss of a model that gives both classes one half is log 2."""

Run = dict[str, Any]


def of(run: Run, name: str) -> list[float]:
    """A figure, epoch by epoch."""
    return [row[name] for row in run["rows"]]


def reaches(accuracy: float) -> Callable[[Run], bool]:
    """So many validation samples are right within a few epochs."""
    return lambda run: max(of(run, "validation accuracy")[:SOON]) >= accuracy


def stays_below(accuracy: float) -> Callable[[Run], bool]:
    """At the end, fewer validation samples are right."""
    return lambda run: of(run, "validation accuracy")[-1] < accuracy


def ends_with(accuracy: float) -> Callable[[Run], bool]:
    """At the end, so many validation samples are right."""
    return lambda run: of(run, "validation accuracy")[-1] >= accuracy


def gradients(run: Run) -> list[float]:
    """The size of the gradient of each layer with weights, from the first to the last, before training."""
    return [layer["gradient"] for layer in run["measured"][0] if "gradient" in layer]


def learns_by_heart(run: Run) -> bool:
    """The wrong labels, too: their share is a fifth."""
    losses = of(run, "validation loss")
    return of(run, "training accuracy")[-1] > 0.85 and losses[-1] > 2 * min(losses)


CLAIMS: dict[str, Callable[[Run], bool]] = {
    "moons": lambda run: of(run, "validation loss")[SOON] > 0.15,  # it waits, whatever the seed
    "moons without hidden layers": stays_below(0.951),
    "straight": stays_below(0.7),
    "straight with ReLU": reaches(0.9),
    "straight with another layer": stays_below(0.7),
    "inputs": reaches(0.95),
    "inputs with one of the two": stays_below(0.901),
    "inputs with all four": reaches(0.95),
    "too-fast": lambda run: min(of(run, "validation loss")) > GUESSING,
    "too-fast with a hundredth": ends_with(0.95),
    "deep-narrow": lambda run: gradients(run) == sorted(gradients(run)) and stays_below(0.5)(run),
    "deep-narrow with Tanh": ends_with(0.5),
    "wide-shallow": reaches(0.9),
    "wide-shallow with two layers of 8": ends_with(0.9),
    "overfit": lambda run: learns_by_heart(run) and of(run, "validation loss")[-1] > 1.5,
    "overfit with more samples": lambda run: of(run, "validation loss")[-1] < 1,
    "hills": lambda run: min(of(run, "validation loss")[:SOON]) < 0.03,
    "hills without hidden layers": lambda run: min(of(run, "validation loss")) > 0.1,
    "softmax": lambda run: reaches(0.85)(run) and max(of(run, "validation accuracy")) < 0.95,
    "course": reaches(0.95),
    "convnet": reaches(0.93),
}


@pytest.mark.parametrize("key", CLAIMS)
def test_every_seed_bears_out_what_a_preset_says(
    calls: Calls, assets: None, mnist_root: Path, key: str
) -> None:
    runs = [one for one in programs("preset_seeds.mjs", SEEDS) if one.key == key]
    assert len(runs) == SEEDS
    trained = {one.seed: calls.look("trained", one.sections, one.epochs, str(mnist_root)) for one in runs}
    refuted = {seed: run["rows"] for seed, run in trained.items() if not CLAIMS[key](run)}
    assert not refuted


def test_each_preset_is_measured() -> None:
    assert {one.key for one in programs("preset_seeds.mjs", SEEDS)} == {*CLAIMS}
