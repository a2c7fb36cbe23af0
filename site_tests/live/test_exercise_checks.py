"""The verdict of a check: a value that no print can change, whatever the answer does."""

import sys

import exercise_checks
import pytest
from exercise_checks import verdict


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
        (lambda: (_ for _ in ()).throw(GeneratorExit), "GeneratorExit: , at the line"),
        (lambda: missing, "Run the cells above first"),  # type: ignore[name-defined]  # noqa: F821
    ],
)
def test_whatever_an_answer_raises_counts_against_it(leave, words: str) -> None:
    found = verdict(leave, "Yes.")
    assert not found.right
    assert words in found.words


def test_a_name_that_hides_pythons_own_is_named() -> None:
    check = eval("lambda: sum([1])", {"sum": 3})
    assert "sum is a value of yours now" in verdict(check, "Yes.").words


def test_stop_goes_through() -> None:
    def check() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verdict(check, "Yes.")


def test_praise_that_fails_is_no_praise() -> None:
    assert not verdict(lambda: None, lambda: undefined).right  # type: ignore[name-defined]  # noqa: F821
