"""Opens numbers of listed programs, the same each time."""

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


Opens = dict[str, tuple[Opened, list[Step]]]
"""Programs by their names, and the levels that have been opened."""


def opened_programs() -> Opens:
    """Of the held-out programs, and all levels below the numbers that were drawn."""
    return _opened(programs.held_out(), COUNT)


def opened_everyday() -> Opens:
    """Of the programs that readers write every day: all of their numbers."""
    return _opened(programs.everyday(), None)


def _opened(listed: dict[str, str], count: int | None) -> Opens:
    rng = random.Random(SEED)
    runs = {name: (source, programs.recorded([Run("program", source)])) for name, source in listed.items()}
    every = [(name, origin) for name, (_, run) in runs.items() for _, origin in run.numbers()]
    drawn = sorted(rng.sample(range(len(every)), len(every) if count is None else count))
    found: Opens = {name: (Opened(source, run, 0), []) for name, (source, run) in runs.items()}
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
        if (
            isinstance(origin, Element)
            and values.is_named(origin)
            and "(…)" not in (label := values.label(origin))
            and label[:1] != "∂"
        ):
            last = values.memory.contents(At(origin.at.array, float("inf")))[origin.index]
            if label and float(last) == step.value:
                yield label, step.value
