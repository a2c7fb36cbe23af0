"""The verdict of a check: a value that no print can change, whatever the answer does."""

import builtins
import linecache
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from live_runner import exercise_checks
from live_runner.exercise_checks import run, verdict


def cells(source: str) -> dict[str, Any]:
    """The names of a learner who has run this code."""
    names: dict[str, Any] = {"__name__": "__main__"}
    linecache.cache["<answer>"] = (len(source), None, source.splitlines(keepends=True), "<answer>")
    exec(compile(source, "<answer>", "exec"), names)
    return names


def test_a_right_answer_is_praised_and_a_wrong_one_told_what_is_wrong() -> None:
    assert repr(verdict(lambda: None, "Well done.")) == "✓ Well done."
    assert repr(verdict(lambda: "No.", "Well done.")) == "✗ No."
    assert repr(verdict(lambda: None, lambda: f"All {2 + 1}.")) == "✓ All 3."


def test_the_verdict_is_a_value_beside_its_text() -> None:
    forms = verdict(lambda: "No.", "Yes.")._repr_mimebundle_()
    assert forms == {"text/plain": "✗ No.", exercise_checks.MIME: {"right": False}}


@pytest.mark.parametrize(
    ("leave", "words"),
    [
        (lambda: sys.exit(0), "SystemExit: 0, at the line"),
        (lambda: 1 / 0, "ZeroDivisionError: division by zero, at the line"),
        (lambda: (_ for _ in ()).throw(GeneratorExit), "GeneratorExit, at the line"),
        (lambda: missing, "NameError: name 'missing' is not defined, at the line"),  # type: ignore[name-defined]  # noqa: F821
    ],
)
def test_whatever_an_answer_raises_counts_against_it(leave, words: str) -> None:
    found = verdict(leave, "Yes.")
    assert not found.right
    assert words in found.words


def test_a_name_that_hides_pythons_own_is_named() -> None:
    names = cells("sum = 3\ndef total(x):\n    return sum(x)")
    said = exercise_checks.run("verdict(lambda: total([1]), 'Yes.')", names)
    assert "at the line `return sum(x)`" in said.words
    assert "Your variable sum hides" in said.words


def test_stop_goes_through() -> None:
    def check() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verdict(check, "Yes.")


def test_praise_that_fails_is_no_praise() -> None:
    assert not verdict(lambda: None, lambda: undefined).right  # type: ignore[name-defined]  # noqa: F821


CHECK = """
from random import Random
limit = 3

class Item:
    size = limit

def helper(x):
    return sum(len(str(n)) for n in list(x)) + Item.size + Random(1).randint(2, 2)

def check():
    found = answer([10, 20])
    if found != helper([10, 20]):
        return f"{found}, wanted {helper([10, 20])}"

verdict(check, lambda: f"Right, {limit}.")
"""
ANSWER = "def answer(x):\n    return 9\n"


def test_a_check_binds_nothing_among_the_learners_names() -> None:
    names = cells(ANSWER)
    before = dict(names)
    assert repr(run(CHECK, names)) == "✓ Right, 3."
    assert names == before


@pytest.mark.parametrize("name", ["limit", "Item", "helper", "check", "Random", "verdict"])
def test_a_learners_name_and_one_of_the_check_do_not_meet(name: str) -> None:
    """As a right answer with a helper of its own, `rmse(model, x, y)`, was refused."""
    names = cells(f"def {name}(a, b, c, d):\n    return 9\n\ndef answer(x):\n    return {name}(1, 2, 3, 4)")
    mine = names[name]
    assert repr(run(CHECK, names)) == "✓ Right, 3."
    assert names[name] is mine


@pytest.mark.parametrize("name", [name for name in vars(builtins) if name.isidentifier() and name[0] != "_"])
def test_a_learner_who_rebinds_a_name_of_python_is_judged_all_the_same(name: str) -> None:
    if name in ("None", "True", "False"):
        return
    names = cells(f"{name} = 3\n{ANSWER}")
    assert repr(run(CHECK, names)) == "✓ Right, 3."


def test_an_import_of_the_learners_does_not_stand_in_for_the_checks() -> None:
    names = cells(f"from random import random\n{ANSWER}")
    assert run("import random\nverdict(lambda: None if random.Random else 'No.', 'Yes.')", names).right


def test_the_line_of_an_answer_is_quoted_and_never_one_of_the_check() -> None:
    names = cells("def answer(x):\n    return 1 / (x - x)")
    said = run("def check():\n    return str(answer(1))\nverdict(check, 'Yes.')", names).words
    assert said == "ZeroDivisionError: division by zero, at the line `return 1 / (x - x)`."
    said = run("def check():\n    return answer(1).real.nothing\nverdict(check, 'Yes.')", cells(ANSWER)).words
    assert (
        said
        == "AttributeError: 'int' object has no attribute 'nothing', while the check was using your answer."
    )


def test_what_stops_the_body_of_a_check_is_a_verdict_too() -> None:
    said = run("total = answer(1)\nverdict(lambda: None, 'Yes.')", {})
    assert not said.right
    assert said.words == (
        "NameError: name 'answer' is not defined, while the check was using your answer. "
        "Nothing has made answer so far. Run your cell until it ends without an error, and keep the names of "
        "the starter."
    )


def test_a_name_from_above_is_found_by_its_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(exercise_checks.HEADINGS, "loader", "The data")
    said = run("verdict(lambda: len(loader), 'Yes.')", {})
    assert said.words.endswith("loader is defined under the heading “The data”: run the code there first.")


def test_a_notebooks_first_cell_registers_the_magic(monkeypatch: pytest.MonkeyPatch) -> None:
    names, magics = cells(ANSWER), {}
    shell = SimpleNamespace(
        user_ns=names, register_magic_function=lambda call, kind, name: magics.update({(kind, name): call})
    )
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))  # type: ignore[arg-type]
    monkeypatch.setattr(exercise_checks, "HEADINGS", {})
    exercise_checks.install({"loader": "The data"})
    assert exercise_checks.HEADINGS == {"loader": "The data"}
    assert repr(magics["cell", "check"]("", CHECK)) == "✓ Right, 3."


def test_what_a_check_annotates_is_its_own() -> None:
    names = cells("mine: int = 1\ndef answer(x): return mine")
    before = dict(names.get("__annotations__", {}))
    assert run(
        "theirs: int = 1\nverdict(lambda: None if answer(0) == theirs else 'No.', 'Yes.')", names
    ).right
    assert names.get("__annotations__", {}) == before


def test_stop_in_the_body_of_a_check_goes_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        run("raise KeyboardInterrupt", {})


def test_an_answer_that_changes_a_name_of_its_own_while_it_is_checked_is_seen() -> None:
    names = cells("calls = 0\ndef answer(x):\n    global calls\n    calls += 1\n    return calls")
    said = run("verdict(lambda: None if (answer(1), answer(1), calls)[2] == 2 else 'No.', 'Yes.')", names)
    assert said.right
    assert names["calls"] == 2
