"""The losses and gradients that the Playground's page computes are the engine's, and so is the next step."""

from __future__ import annotations

import base64
import json
import subprocess
from typing import Any

import numpy as np
import pytest

from site_tests import ROOT
from site_tests.oracle.playground_calls import Calls, begin, finish, programs

COUNT = 40


def computed(asked: list[dict[str, Any]]) -> Any:
    from live_cells.plugin.fetch import node

    command = [node(), str(ROOT / "site_tests" / "unit" / "gradient_numbers.mjs")]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_losses_gradients_and_paths_are_those_of_the_engine(
    assets: None, fuzz_seed: int, calls: Calls
) -> None:
    found = programs("random_setups.mjs", COUNT, seed=fuzz_seed)
    asked, expected = [], []
    for one in found:
        key = f"run {one.seed}"
        begin(calls, one, key)
        finish(calls, key)
        told = calls.advance(key, 0.0)
        asked.append(
            {
                "setup": one.setup,
                "numbers": calls.view(key, "numbers", None)["layers"],
                "steps": told["steps"],
                "weight": one.seed,
            }
        )
        expected.append(calls.look("gradients", key))
    for one, mine, theirs in zip(found, computed(asked), expected, strict=True):
        what = f"seed {one.seed}: {one.setup}"
        assert mine["loss"] == pytest.approx(theirs["loss"], rel=1e-4), what
        losses = calls.look("losses", f"run {one.seed}", [field["weights"] for field in mine["fields"]])
        np.testing.assert_allclose([field["loss"] for field in mine["fields"]], losses, 1e-4, err_msg=what)
        for ours, engine in zip(mine["layers"], theirs["layers"], strict=True):
            assert ours.keys() == engine.keys(), what
            for name, values in engine.items():
                largest = max(map(abs, values))
                np.testing.assert_allclose(ours[name], values, rtol=1e-4, atol=1e-4 * largest, err_msg=what)
        if not mine["along"]:
            continue
        # What goes along the lines of each column adds up to the gradient, without the regularization's part.
        np.testing.assert_allclose(mine["along"], mine["along"][0], rtol=1e-9, atol=1e-12, err_msg=what)
        if one.setup["regularization"] == "none":
            assert mine["along"][0] == pytest.approx(mine["layers"][mine["layer"]]["weight"][0], rel=1e-9)


def test_the_next_step_is_the_one_that_the_optimizer_takes(
    assets: None, fuzz_seed: int, calls: Calls
) -> None:
    for one in programs("random_setups.mjs", 20, seed=fuzz_seed + 1):
        begin(calls, one)
        calls.advance("a", 60, 5)
        before = calls.look("weights", "a")
        told = calls.view("a", "next_step", None)
        assert calls.look("weights", "a") == before
        sent = [values for layer in told["layers"] for values in layer.values()]
        mine = [np.frombuffer(base64.b64decode(values), np.float32) for values in sent]
        for ours, theirs in zip(mine, calls.look("taken", "a")["moved"], strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-7, err_msg=str(one.setup))
