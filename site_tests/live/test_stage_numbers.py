"""What the Playground's stage shows before any Python, and what it computes after, is PyTorch's own."""

from __future__ import annotations

import json
import subprocess
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from site_tests import ROOT
from site_tests.oracle.playground_calls import Calls, begin, finish, programs
from site_tests.oracle.torch_side import TorchSide

COUNT = 60


def test_points_and_first_weights_are_those_that_pytorch_makes(
    assets: None, fuzz_seed: int, torch_side: TorchSide
) -> None:
    for one in programs("stage_setups.mjs", COUNT, seed=fuzz_seed):
        made = torch_side.call("stage_programs:made", one.sections, one.places)
        what = f"seed {one.seed}: {one.setup}"
        for part, dots in made["dots"].items():
            assert one.dots[part] == [pytest.approx(dot, abs=1e-5) for dot in dots], what
        assert one.numbers == [
            {name: pytest.approx(values, rel=1e-6) for name, values in layer.items()}
            for layer in made["numbers"]
        ], what
        np.testing.assert_allclose(one.outputs, made["outputs"], rtol=1e-4, atol=1e-5, err_msg=what)


def test_what_the_page_computes_of_a_trained_model_is_what_the_model_gives(
    assets: None, fuzz_seed: int, calls: Calls
) -> None:
    found = programs("random_setups.mjs", 20, seed=fuzz_seed)
    places = [[x / 2, y / 2] for x in range(-4, 5, 2) for y in range(-4, 5, 2)]
    asked, expected = [], []
    for one in found:
        begin(calls, one)
        finish(calls)
        numbers = calls.view("a", "numbers", None)["layers"]
        asked.append(_told(one, numbers, places))
        expected.append(calls.look("outputs", "a", places))
    for one, mine, theirs in zip(found, _computed(asked), expected, strict=True):
        what = f"seed {one.seed}: {one.setup}"
        np.testing.assert_allclose(mine, theirs, rtol=1e-3, atol=1e-4, err_msg=what)


def _told(one: SimpleNamespace, numbers: Any, places: list[list[float]]) -> dict[str, Any]:
    setup = one.setup
    return {"layers": setup["layers"], "features": setup["features"], "numbers": numbers, "places": places}


def _computed(asked: list[dict[str, Any]]) -> Any:
    from live_cells.plugin.fetch import node

    command = [node(), str(ROOT / "site_tests" / "unit" / "stage_outputs.mjs")]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
