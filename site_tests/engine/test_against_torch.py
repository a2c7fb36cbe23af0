"""Random programs on real PyTorch and on seqlite, side by side; skipped where PyTorch is not at hand.

`SEQLITE_FUZZ_EXAMPLES` sets how many of each kind (50), `SEQLITE_FUZZ_SEED` where Hypothesis starts (0;
`random` is anywhere, and pytest's report says where). A difference is shrunk to the smallest program that
shows it.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import pytest
from programs import PROGRAMS, run
from programs.dice import Dice
from programs.notes import first_difference

import seqlite

pytest.importorskip("hypothesis", reason="Hypothesis, which makes the programs, is not installed")

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("SEQLITE_FUZZ_EXAMPLES", "50"))
TOLERANCE = {"training": 1e-9, "lives": 1e-9}  # in float64


class Ran(NamedTuple):
    """A program that ran on seqlite: how to run it again, and what it showed."""

    seed: int
    choices: list[int]
    notes: list[Any]

    def __repr__(self) -> str:
        return f"(manual_seed({self.seed}), choices {self.choices})"


@st.composite
def ran(draw: Any, name: str) -> Ran:
    choices: list[int] = []

    def below(n: int) -> int:
        choices.append(draw(st.integers(0, n - 1)))
        return choices[-1]

    start = draw(st.integers(0, 2**32 - 1))
    return Ran(start, choices, run(seqlite, name, start, Dice(below)))


@pytest.mark.parametrize("name", PROGRAMS)
def test_random_programs_show_the_same(name: str, torch_side: Any, fuzz_seed: int) -> None:
    @seed(fuzz_seed)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(ran(name))
    def check(mine: Ran) -> None:
        right = torch_side.call("programs:on_pytorch", name, mine.seed, mine.choices)
        assert first_difference(mine.notes, right, TOLERANCE.get(name, 2e-5)) == ""

    check()
