"""Histories of edits, with a branch at each: PyTorch makes the same of the program that the page shows."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from site_tests.oracle.playground_calls import Calls, branches, programs
from site_tests.oracle.torch_side import TorchSide

COUNT = 40


@pytest.fixture
def histories(assets: None, fuzz_seed: int) -> list[SimpleNamespace]:
    """Setups of which something is changed while they train."""
    found = [one for one in programs("random_setups.mjs", 4 * COUNT, seed=fuzz_seed) if one.changes]
    assert len(found) >= COUNT
    return found[:COUNT]


def test_a_history_of_branches_ends_as_its_program_does_in_pytorch(
    calls: Calls, torch_side: TorchSide, histories: list[SimpleNamespace]
) -> None:
    for one in histories:
        key = branches(calls, one)
        what = f"seed {one.seed}: {one.setup}"
        expected = torch_side.call(
            "playground_programs:trained", one.script, one.sections, one.setup["epochs"]
        )
        rows = calls.look("history", key)
        assert len(rows) == len(expected["history"]), what
        for mine, theirs in zip(rows, expected["history"], strict=True):
            assert mine == pytest.approx(theirs, rel=5e-3, abs=2e-3), what
        weights = calls.look("weights", key)
        assert weights.keys() == expected["weights"].keys(), what
        for name, values in expected["weights"].items():
            np.testing.assert_allclose(weights[name], values, rtol=2e-2, atol=5e-3, err_msg=f"{what}, {name}")


def test_the_rate_that_the_page_says_is_that_of_pytorchs_step(
    torch_side: TorchSide, histories: list[SimpleNamespace]
) -> None:
    for one in histories:
        rates = torch_side.call("playground_programs:trained", one.script, one.sections, one.setup["epochs"])[
            "rates"
        ]
        assert one.rates[: len(rates)] == pytest.approx(rates, rel=1e-6), f"seed {one.seed}: {one.setup}"
