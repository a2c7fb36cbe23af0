"""The Playground's Python: a run is the program that the page shows, and looking at it changes nothing.

The programs are those that the page's own scripts write for setups chosen at random.
"""

from __future__ import annotations

import math
import os
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from site_tests.oracle.playground_calls import Calls, begin, branches, changed, finish, programs
from site_tests.oracle.torch_side import TorchSide
from site_tests.suite.slow import slow_except

COUNT = int(os.environ.get("SEQLITE_FUZZ_EXAMPLES", "50")) // 4


@pytest.fixture
def found(assets: None, fuzz_seed: int) -> list[SimpleNamespace]:
    return programs("random_setups.mjs", COUNT, seed=fuzz_seed)


def as_lines(rows: list[dict[str, Any]]) -> list[str]:
    """Rows as the program prints them."""
    return ["  ".join(f"{name} {value:.4g}" for name, value in row.items()) for row in rows]


def test_shapes_and_parameters_on_the_page_are_those_of_the_modules(
    calls: Calls, found: list[SimpleNamespace]
) -> None:
    for one in found:
        begin(calls, one)
        assert calls.look("shapes", "a") == (one.shapes, one.parameters), f"seed {one.seed}: {one.setup}"


def test_a_run_in_pieces_prints_what_the_script_prints(calls: Calls, found: list[SimpleNamespace]) -> None:
    for number, one in enumerate(found):
        begin(calls, one)
        told = finish(calls, turn=0.0 if number % 2 else 0.01)
        rows = calls.look("history", "a")
        assert as_lines(rows) == calls.look("printed", one.script), f"seed {one.seed}: {one.setup}"
        assert [row["epoch"] for row in told] == [row["epoch"] for row in rows]
        for mine, exact in zip(told, rows, strict=True):
            assert mine == pytest.approx(exact, rel=1e-5), f"seed {one.seed}: {one.setup}"


def test_the_model_of_a_finished_run_is_the_one_that_the_script_ends_with(
    calls: Calls, found: list[SimpleNamespace]
) -> None:
    patient = [one for one in found if one.setup["patience"]]
    assert patient, f"seed {found[0].seed}"
    for one in [*patient, found[0]]:
        begin(calls, one)
        finish(calls)
        ends_with = calls.look("ended", one.script)["weights"]
        assert calls.look("weights", "a") == ends_with, f"seed {one.seed}: {one.setup}"


def test_looking_and_another_run_between_change_nothing(calls: Calls, found: list[SimpleNamespace]) -> None:
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
        *([] if is_of_values(one) else [["confusion"], ["mistakes"]]),
        *(["microscope", 3, index] for index in weighted),
    ]


def is_of_values(one: SimpleNamespace) -> bool:
    """Is it a regression?"""
    return one.setup["data"] in ("plane", "hills")


def train_and_change(calls: Calls, one: SimpleNamespace) -> list[dict[str, Any]]:
    """Begin the run without its changes; make each when its step has come: alone, or with what follows."""
    calls.begin("a", one.unchanged, one.setup["epochs"])
    told: dict[str, Any] = {"steps": 0, "ended": False}
    rows: list[dict[str, Any]] = []
    source = ""
    for number, (step, function) in enumerate([*one.changes, (math.inf, "")]):
        while not told["ended"] and told["steps"] < step:
            most = 0 if step >= one.end else step - told["steps"]
            told = calls.advance("a", 60, most, [], source)
            rows += told["rows"]
            source = ""
        if number % 2 or step == one.end:
            calls.change("a", [["boundary", 6]], function)
        else:
            source = function
    return rows


def test_what_is_changed_on_the_way_stands_in_the_script(calls: Calls, found: list[SimpleNamespace]) -> None:
    for one in changed(found):
        rows = train_and_change(calls, one)
        assert as_lines(calls.look("history", "a")) == calls.look("printed", one.script), one.setup
        assert calls.look("weights", "a") == calls.look("ended", one.script)["weights"], one.setup
        assert [row["epoch"] for row in rows] == list(range(1, len(rows) + 1))


def test_a_branch_is_what_its_script_says(calls: Calls, found: list[SimpleNamespace]) -> None:
    for one in changed(found):
        key = branches(calls, one)
        assert as_lines(calls.look("history", key)) == calls.look("printed", one.script), one.setup
        assert calls.look("weights", key) == calls.look("ended", one.script)["weights"], one.setup


def test_a_moment_is_what_was_there_then(calls: Calls, found: list[SimpleNamespace]) -> None:
    for one in found[:20]:
        calls.begin("a", one.unchanged, one.setup["epochs"])
        then = [calls.view("a", "numbers", None)["layers"]]
        losses: list[float] = []
        told: dict[str, Any] = {"ended": False}
        while len(losses) < 6 and not told["ended"]:
            told = calls.advance("a", 60, 1)
            losses += told["losses"]
            then.append(calls.view("a", "numbers", None)["layers"])
        if told["ended"]:
            then.pop()  # the best weights may be back
        finish(calls)
        for step, numbers in enumerate(then):
            moment = calls.moment("a", one.unchanged, step)
            assert moment["numbers"] == numbers, f"seed {one.seed}, step {step}: {one.setup}"
            assert moment["loss"] == (losses[step - 1] if step else None)
            assert len(moment["batch"]) == len(set(moment["batch"])) <= one.setup["batch"]
            assert bool(moment["batch"]) == bool(step)


def test_a_rewound_run_knows_no_change_of_what_is_undone(calls: Calls, found: list[SimpleNamespace]) -> None:
    for one in changed(found):
        calls.begin("a", one.unchanged, one.setup["epochs"])
        unchanged = finish(calls)
        train_and_change(calls, one)
        calls.rewind("a", 0)
        calls.change("a", [], one.nothing)
        assert finish(calls) == unchanged, f"seed {one.seed}: {one.setup}"


def test_a_run_goes_on_from_any_epoch_as_it_did(calls: Calls, found: list[SimpleNamespace]) -> None:
    for one in found:
        begin(calls, one)
        rows = finish(calls)
        for epoch in {0, 1, len(rows) - 1}:
            told = calls.rewind("a", epoch)
            assert (told["epoch"], told["steps"]) == (epoch, told["steps"])
            again = finish(calls)
            assert again[: len(rows) - epoch] == rows[epoch:], f"seed {one.seed}, epoch {epoch}: {one.setup}"


def test_a_run_goes_on_to_more_epochs_as_if_it_had_had_them(
    calls: Calls, found: list[SimpleNamespace]
) -> None:
    for number, one in enumerate(found):
        epochs = one.setup["epochs"]
        if one.setup["patience"] or one.setup["schedule"] != "constant":
            continue
        calls.begin("a", one.unchanged, epochs)
        rows = finish(calls)
        calls.begin("b", one.unchanged, 1)
        if number % 2:
            calls.advance("b", 60, 2)
        else:
            finish(calls, "b")
        calls.lengthen("b", epochs)
        assert (finish(calls, "b")[-1], len(rows)) == (rows[-1], epochs), f"seed {one.seed}: {one.setup}"
        for what in ("history", "weights"):
            assert calls.look(what, "b") == calls.look(what, "a"), f"seed {one.seed}: {one.setup}"


def test_a_run_is_resumed_in_another_python(
    calls: Calls, found: list[SimpleNamespace], tmp_path: Path
) -> None:
    """As on a page that is loaded again: from the middle of an epoch, or from the end of the run."""
    for number, one in enumerate(found):
        begin(calls, one)
        told = calls.advance("a", 60, 1 + number % 3)
        for _ in range(number % 4):
            told = calls.advance("a", 60, 5)
        if number % 5 == 0:
            finish(calls)
        if one.changes:
            calls.change("a", [], one.changes[-1][1])  # those of the step that it stands at
        before = [calls.look("weights", "a"), calls.look("history", "a")]
        calls.look("resumed", "a", "b", one.sections, one.setup["epochs"], str(tmp_path))
        assert [calls.look("weights", "b"), calls.look("history", "b")] == before, one.setup
        if number % 5:
            assert finish(calls, "b") == finish(calls), f"seed {one.seed}: {one.setup}"
            assert told["steps"]
        told, other = calls.rewind("a", 1), calls.rewind("b", 1)
        assert told == other
        assert finish(calls, "b") == finish(calls), f"seed {one.seed}: {one.setup}"


def test_the_views_after_an_epoch_are_those_that_were_there_then(
    calls: Calls, found: list[SimpleNamespace]
) -> None:
    for one in found[:12]:
        begin(calls, one)
        then = [calls.view("a", "boundary", None, 8)]
        while not calls.advance("a", 60)["ended"]:
            then.append(calls.view("a", "boundary", None, 8))
        assert [calls.view("a", "boundary", epoch, 8) for epoch in range(len(then))] == then, one.setup


def test_the_microscope_agrees_with_itself(calls: Calls, found: list[SimpleNamespace]) -> None:
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


def test_weights_are_saved_as_they_were(calls: Calls, found: list[SimpleNamespace], tmp_path: Path) -> None:
    begin(calls, found[0])
    before = calls.look("weights", "a")
    finish(calls)
    assert calls.look("saved", "a", 0, str(tmp_path)) == before


def test_the_programs_print_the_same_in_pytorch(
    calls: Calls, found: list[SimpleNamespace], torch_side: TorchSide
) -> None:
    for one in found[:16]:
        theirs = torch_side.call("playground_programs:printed", one.script)
        expect_same(calls.look("printed", one.script)[:2], theirs[:2], f"seed {one.seed}: {one.setup}")


@pytest.mark.parametrize("preset", slow_except(range(11), *range(8)))  # the last three train on digits
def test_the_presets_print_the_same_in_pytorch(
    calls: Calls, assets: None, torch_side: TorchSide, mnist_root: Path, preset: int
) -> None:
    one = programs("preset_programs.mjs", 5, 1)[preset]
    ours = calls.look("printed", one.script, str(mnist_root))
    theirs = torch_side.call("playground_programs:printed", one.script, str(mnist_root))
    if one.key == "too-fast":  # a loss that runs away magnifies the last digits
        ours, theirs = ours[:2], theirs[:2]
    expect_same(ours, theirs, one.key)


def expect_same(ours: list[str], theirs: list[str], what: str) -> None:
    """The same words, and the same losses but for the order of float32 sums, which later epochs magnify."""
    assert len(ours) == len(theirs), what
    for mine, other in zip(ours, theirs, strict=True):
        assert FIGURE.sub("", mine) == FIGURE.sub("", other), what
        assert losses(mine) == pytest.approx(losses(other), rel=1e-2, abs=2e-3, nan_ok=True), what


def losses(line: str) -> list[float]:
    return [float(found[1]) for found in re.finditer(rf"loss ({FIGURE.pattern})", line)]


FIGURE = re.compile(r"(?<= )(?:-?[\d.]+(?:e[+-]\d+)?|nan|inf)")
"""A number in a printed row."""
