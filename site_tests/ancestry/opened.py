"""Opens 400 numbers of the held-out programs, the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from provenance.memory import At
from provenance.python_numbers import Element
from provenance.rerun import Run
from provenance.steps import Step

from . import programs

COUNT = 400
SEED = 48


@dataclass
class Opened:
    """A program and how many of its numbers have been opened."""

    source: str
    run: programs.Recorded
    count: int


def opened_programs() -> dict[str, tuple[Opened, list[Step]]]:
    """The programs, and all levels below the numbers that were drawn."""
    rng = random.Random(SEED)
    runs = {
        name: (source, programs.recorded([Run("program", source)]))
        for name, source in programs.held_out().items()
    }
    every = [(name, origin) for name, (_, run) in runs.items() for _, origin in run.numbers()]
    drawn = sorted(rng.sample(range(len(every)), COUNT))
    found: dict[str, tuple[Opened, list[Step]]] = {
        name: (Opened(source, run, 0), []) for name, (source, run) in runs.items()
    }
    for at in drawn:
        name, origin = every[at]
        assert origin is not None, name
        opened, steps = found[name]
        opened.count += 1
        steps += opened.run.walk(origin, rng, 25)
    return found


def named(program: Opened) -> Iterator[tuple[str, float]]:
    """The names of numbers that still stand for them at the end of the program, and their values."""
    values = program.run.explainer
    for origin, step in program.run.levels:
        if isinstance(origin, Element) and "(…)" not in (label := values.label(origin)) and label[:1] != "∂":
            last = values.memory.contents(At(origin.at.array, float("inf")))[origin.index]
            if label and float(last) == step.value:
                yield label, step.value
