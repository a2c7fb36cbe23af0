"""Histories of edits, with a branch at each: PyTorch makes the same of the program that the page shows."""

from __future__ import annotations

import os
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from site_tests.oracle.playground_calls import Calls, branches, programs, rebuilds
from site_tests.oracle.torch_side import TorchSide

COUNT = int(os.environ.get("SEQLITE_FUZZ_EXAMPLES", "50")) // 4


@pytest.fixture
def histories(assets: None, fuzz_seed: int) -> list[SimpleNamespace]:
    """Setups of which something is changed while they train."""
    found = [one for one in programs("random_setups.mjs", 4 * COUNT, seed=fuzz_seed) if one.changes]
    assert len(found) >= COUNT
    return found[:COUNT]


def test_a_history_of_branches_is_its_program(calls: Calls, histories: list[SimpleNamespace]) -> None:
    for one in histories:
        expect_program(calls, one, branches(calls, one))


def expect_program(calls: Calls, one: SimpleNamespace, key: str) -> None:
    """A run has come to exactly what its program ends with."""
    ends = calls.look("ended", one.script)
    for what in ("history", "weights"):
        assert calls.look(what, key) == ends[what], f"seed {one.seed}, {what}: {one.setup}"


def test_the_program_of_a_history_ends_as_in_pytorch(
    calls: Calls, torch_side: TorchSide, histories: list[SimpleNamespace]
) -> None:
    for one in histories:
        if not has_noise(one.setup):
            expect_pytorch(calls, torch_side, one)


def has_noise(setup: dict[str, Any]) -> bool:
    """Does a parameter have no gradient but what rounding leaves? RMSprop and Adam make whole steps of that.

    It is so with a normalization that is normalized again.
    """
    parts = [setup, *(phase["setup"] for phase in setup["earlier"])]
    kinds = [[layer["kind"] for layer in part["layers"]] for part in parts]
    return any(pair == ("BatchNorm", "BatchNorm") for each in kinds for pair in pairwise(each))


def expect_pytorch(calls: Calls, torch_side: TorchSide, one: SimpleNamespace) -> None:
    """A program ends as in PyTorch, in float64: in float32, some trainings blow up the last digit."""
    mine = calls.look("ended", one.script, True)
    theirs = torch_side.call("playground_programs:ended", one.script, True)
    what = f"seed {one.seed}: {one.setup}"
    assert len(mine["history"]) == len(theirs["history"]), what
    for row, expected in zip(mine["history"], theirs["history"], strict=True):
        assert row == pytest.approx(expected, rel=1e-6, abs=1e-9), what
    assert mine["weights"].keys() == theirs["weights"].keys(), what
    for name, values in theirs["weights"].items():
        np.testing.assert_allclose(
            mine["weights"][name], values, rtol=1e-5, atol=1e-8, err_msg=f"{what}, {name}"
        )


def test_the_rate_that_the_page_says_is_that_of_pytorchs_step(
    torch_side: TorchSide, histories: list[SimpleNamespace]
) -> None:
    for one in histories:
        rates = torch_side.call("playground_programs:rates", one.sections, one.setup["epochs"])
        assert one.rates[: len(rates)] == pytest.approx(rates, rel=1e-6), f"seed {one.seed}: {one.setup}"


@pytest.fixture
def rebuilt(assets: None, fuzz_seed: int) -> list[SimpleNamespace]:
    """Setups of which something is built anew at the end of some epochs, and something changed between."""
    return programs("random_setups.mjs", COUNT, "rebuilt", seed=fuzz_seed)


def test_a_run_that_is_built_anew_on_the_way_is_its_program(
    calls: Calls, rebuilt: list[SimpleNamespace]
) -> None:
    """A unit or a layer more or less, other data, another optimizer, batch size, regularization or seed."""
    for one in rebuilt:
        expect_program(calls, one, rebuilds(calls, one))


@pytest.mark.slow
def test_the_program_that_builds_anew_on_the_way_ends_as_in_pytorch(
    calls: Calls, torch_side: TorchSide, rebuilt: list[SimpleNamespace]
) -> None:
    for one in rebuilt:
        if not has_noise(one.setup):
            expect_pytorch(calls, torch_side, one)


@pytest.mark.slow
def test_the_rate_of_a_run_that_is_built_anew_is_that_of_pytorchs_step(
    torch_side: TorchSide, rebuilt: list[SimpleNamespace]
) -> None:
    for one in rebuilt:
        rates = torch_side.call("playground_programs:rates", one.sections, one.setup["epochs"])
        assert one.rates == pytest.approx(rates, rel=1e-6), f"seed {one.seed}: {one.setup}"
