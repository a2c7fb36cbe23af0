"""Every printed number of lessons 1 to 5 opens, level by level, down to its inputs."""

from __future__ import annotations

import random

import matplotlib
import pytest
from provenance.needed import needed
from provenance.rerun import Run

from site_tests.ancestry import programs

pytestmark = pytest.mark.usefixtures("torch_is_the_engine")
matplotlib.use("agg")

SLOW = "sequential-models", "forward-pass", "gradients"
"""Their trainings run again for each cell."""
QUICK = "defining-a-model", "losses-and-optimizers"


@pytest.mark.parametrize("lesson", [*(pytest.param(one, marks=pytest.mark.slow) for one in SLOW), *QUICK])
def test_each_number_opens_down_to_its_inputs(lesson: str) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng, runs = random.Random(seed), list[Run]()
    count = 0
    for cell, source, shows in programs.lesson_cells(lesson):
        runs.append(Run(cell, source))
        if not shows:
            continue
        found = programs.recorded(needed(runs))
        numbers = list(found.numbers())
        unknown = [number for number, origin in numbers if origin is None]
        assert not unknown, cell
        for number, origin in numbers:
            assert origin is not None
            for step in found.walk(origin, rng):
                where = f"{cell}: {number}, {step.kind} {step.name} in line {step.place.line}"
                assert step.kind != "unknown", where
                assert not step.facts.get("depends"), f"{where} is not spelled out"
                assert not step.python or step.is_exact, f"{where}: {step.value}, not {step.recomputed()}"
            count += 1
    assert count
