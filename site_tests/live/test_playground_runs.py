"""The Playground's Python: a run is the program that the page shows, and looking at it changes nothing.

The programs are those that the page's own scripts write for set-ups chosen at random.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cell_runs import folder_with
from paths import ROOT
from torch_side import TorchSide

COUNT = 40
TAKEN = {"torch", "torchvision", "safetensors"}
"""What names of modules seqlite takes over."""


@cache
def programs(script: str, *arguments: int, seed: int = 1) -> list[SimpleNamespace]:
    """Set-ups with their programs, as the page's own scripts write them."""
    from fetch import node

    command = [node(), str(ROOT / "site_tests" / "unit" / script), *map(str, arguments)]
    environment = os.environ | {"SEQLITE_FUZZ_SEED": str(seed)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [SimpleNamespace(**found) for found in json.loads(done.stdout)]


@pytest.fixture
def found(assets: None, fuzz_seed: int) -> list[SimpleNamespace]:
    return programs("random_setups.mjs", COUNT, seed=fuzz_seed)


@pytest.fixture
def calls() -> Iterator[Any]:
    """The page's doors, in this Python, where `torch` is seqlite."""
    import seqlite.as_torch

    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in TAKEN}
    seqlite.as_torch.install(force=True)
    from playground import calls

    calls._runs.clear()
    yield calls
    calls._runs.clear()
    for name in [name for name in sys.modules if name.partition(".")[0] in TAKEN]:
        del sys.modules[name]
    sys.modules.update(before)


def begin(calls: Any, found: SimpleNamespace, key: str = "a") -> Any:
    return calls.begin(key, found.sections[:-1], found.setup["epochs"])


def finish(calls: Any, key: str = "a", turn: float = 0.01, most: int = 0) -> list[dict[str, Any]]:
    """Train to the end, and return the rows that were told on the way."""
    rows: list[dict[str, Any]] = []
    for _ in range(100_000):
        told = calls.advance(key, turn, most)
        rows += told["rows"]
        if told["ended"]:
            return rows
    raise AssertionError("the run does not end")


def as_script(script: str) -> list[str]:
    """What the program prints when it is run as it stands."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    return printed.getvalue().splitlines()


def as_lines(rows: list[dict[str, Any]]) -> list[str]:
    """Rows as the program prints them."""
    return ["  ".join(f"{name} {value:.4g}" for name, value in row.items()) for row in rows]


def test_shapes_and_parameters_on_the_page_are_those_of_the_modules(
    calls: Any, found: list[SimpleNamespace]
) -> None:
    import seqlite

    for one in found:
        begin(calls, one)
        model = calls._runs["a"].model.eval()
        x = seqlite.zeros(1, 2)
        for layer, shape in zip(model, one.shapes, strict=True):
            x = layer(x)
            assert list(x.shape[1:]) == shape, f"seed {one.seed}: {layer}"
        assert sum(p.numel() for p in model.parameters()) == one.parameters, f"seed {one.seed}"


def test_a_run_in_pieces_prints_what_the_script_prints(calls: Any, found: list[SimpleNamespace]) -> None:
    for number, one in enumerate(found):
        begin(calls, one)
        told = finish(calls, turn=0.0 if number % 2 else 0.01)
        rows = calls._runs["a"].names["history"]
        assert as_lines(rows) == as_script(one.script), f"seed {one.seed}: {one.setup}"
        assert [row["epoch"] for row in told] == [row["epoch"] for row in rows]
        for mine, exact in zip(told, rows, strict=True):
            assert mine == pytest.approx(exact, rel=1e-5), f"seed {one.seed}: {one.setup}"


def test_the_model_of_a_finished_run_is_the_one_that_the_script_ends_with(
    calls: Any, found: list[SimpleNamespace]
) -> None:
    patient = [one for one in found if one.setup["patience"]]
    assert patient, f"seed {found[0].seed}"
    for one in [*patient, found[0]]:
        names: dict[str, Any] = {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(one.script, "<script>", "exec"), names)
        begin(calls, one)
        finish(calls)
        mine = calls._runs["a"].model.state_dict()
        for name, value in names["model"].state_dict().items():
            assert mine[name].equal(value), f"seed {one.seed}: {one.setup}"


def test_looking_and_another_run_between_change_nothing(calls: Any, found: list[SimpleNamespace]) -> None:
    for one, other in zip(found[::2], found[1::2], strict=True):
        begin(calls, one)
        alone = finish(calls)
        begin(calls, one)
        begin(calls, other, "b")
        rows = []
        for step in range(100_000):
            told = calls.advance("a", 60, 3)
            rows += told["rows"]
            if told["ended"]:
                break
            calls.advance("b", 60, 2)
            for name, *details in looks(one)[step % 3 :: 3]:
                calls.view("a", name, None, *details)
        assert rows == alone, f"seed {one.seed}: {one.setup}"


def looks(one: SimpleNamespace) -> list[list[Any]]:
    """Every way to look at a model of points."""
    weighted = [index for index, layer in enumerate(one.setup["layers"]) if layer["kind"] == "Linear"]
    return [
        ["boundary", 8],
        ["units", 6],
        ["points"],
        *(["weights", index] for index in weighted[:1]),
        ["flow", 5],
        ["confusion"],
        ["mistakes"],
        *(["microscope", 3, index] for index in weighted),
    ]


def test_a_run_goes_on_from_any_epoch_as_it_did(calls: Any, found: list[SimpleNamespace]) -> None:
    for one in found:
        begin(calls, one)
        rows = finish(calls)
        for epoch in {0, 1, len(rows) - 1}:
            told = calls.rewind("a", epoch)
            assert (told["epoch"], told["steps"]) == (epoch, told["steps"])
            again = finish(calls)
            assert again[: len(rows) - epoch] == rows[epoch:], f"seed {one.seed}, epoch {epoch}: {one.setup}"


def test_the_views_after_an_epoch_are_those_that_were_there_then(
    calls: Any, found: list[SimpleNamespace]
) -> None:
    for one in found[:12]:
        begin(calls, one)
        then = [calls.view("a", "boundary", None, 8)]
        while not calls.advance("a", 60)["ended"]:
            then.append(calls.view("a", "boundary", None, 8))
        assert [calls.view("a", "boundary", epoch, 8) for epoch in range(len(then))] == then, one.setup


def test_the_microscope_agrees_with_itself(calls: Any, found: list[SimpleNamespace]) -> None:
    """Its sum is what autograd says and, but for kinks, what finite differences say."""
    for one in found:
        begin(calls, one)
        calls.advance("a", 60)
        for name, *details in looks(one):
            if name != "microscope":
                continue
            seen = calls.view("a", name, None, *details)
            product = math.prod(factor["value"] for factor in seen["factors"])
            assert seen["way"] == pytest.approx(product, rel=1e-4, abs=1e-9)
            is_smooth = abs(seen["gradient"] - seen["difference"]) < 1e-3 * max(1, abs(seen["gradient"]))
            assert is_smooth or kinks(one), f"seed {one.seed}: {seen}"


def kinks(one: SimpleNamespace) -> bool:
    """Has the model a place where moving a weight a little may cross a bend?"""
    return any(layer["kind"] in ("ReLU", "LeakyReLU") for layer in one.setup["layers"])


def test_weights_are_saved_as_they_were(calls: Any, found: list[SimpleNamespace], tmp_path: Path) -> None:
    from seqlite.safetensors import torch as safetensors

    os.environ["SEQLITE_DATA"] = str(tmp_path)
    try:
        begin(calls, found[0])
        before = {name: value.clone() for name, value in calls._runs["a"].model.state_dict().items()}
        finish(calls)
        calls.save("a", 0)
        loaded = safetensors.load((tmp_path / "weights.bin").read_bytes())
        assert {name: value.tolist() for name, value in loaded.items()} == {
            name: value.tolist() for name, value in before.items()
        }
    finally:
        del os.environ["SEQLITE_DATA"]


def test_the_programs_print_the_same_in_pytorch(
    calls: Any, found: list[SimpleNamespace], torch_side: TorchSide
) -> None:
    for one in found[:10]:
        theirs = torch_side.call("playground_programs:printed", one.script)
        expect_same(as_script(one.script), theirs, f"seed {one.seed}: {one.setup}")


@pytest.mark.parametrize("preset", range(9))
def test_the_presets_print_the_same_in_pytorch(
    calls: Any, assets: None, torch_side: TorchSide, mnist_root: Path, preset: int
) -> None:
    one = programs("preset_programs.mjs", 5, 1)[preset]
    with folder_with(mnist_root):
        ours = as_script(one.script)
    theirs = torch_side.call("playground_programs:printed", one.script, str(mnist_root))
    if one.key == "too-fast":  # a loss that runs away magnifies the last digits
        ours, theirs = ours[:2], theirs[:2]
    expect_same(ours, theirs, one.key)


def expect_same(ours: list[str], theirs: list[str], what: str) -> None:
    """The same words, and the same figures but for the order of float32 sums."""
    assert len(ours) == len(theirs), what
    for mine, other in zip(ours, theirs, strict=True):
        assert FIGURE.sub("", mine) == FIGURE.sub("", other), what
        assert figures(mine) == pytest.approx(figures(other), rel=2e-3, abs=2e-3, nan_ok=True), what


def figures(line: str) -> list[float]:
    return [float(found[0]) for found in FIGURE.finditer(line)]


FIGURE = re.compile(r"(?<= )(-?[\d.]+(e[+-]\d+)?|nan|inf)")
"""A number in a printed row."""
