"""How the check of an exercise gives its verdict: as a value, which nothing that an answer prints can change.

Standard library only: notebooks carry this file along to Colab and Jupyter.
"""

from __future__ import annotations

import builtins
import traceback
from collections.abc import Callable
from typing import Any

MIME = "application/vnd.exercise-verdict+json"
"""Marks the verdict among a value's forms; other notebooks show its text."""


WORDS = {
    "stopped": "{error}, at the line `{line}`.",
    "run_above": "Run the cells above first, and keep the starter's names.",
    "hides": "{name} is a value of yours now and hides Python's own {name}(): "
    "take another name and run del {name}.",
}
"""What is said of an answer that stopped; the page puts the words of its own language here."""


class Verdict:
    """What a check found: whether the answer is right, and in words what to say to it."""

    def __init__(self, right: bool, words: str) -> None:
        self.right = right
        self.words = words

    def __repr__(self) -> str:
        return f"{'✓' if self.right else '✗'} {self.words}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": repr(self), MIME: {"right": self.right}}


def verdict(check: Callable[[], str | None], praise: str | Callable[[], str]) -> Verdict:
    """Run a check and say what came of it.

    Args:
        check: returns what is wrong with the answer, in words, or ``None``. Whatever the answer raises on
            the way, ``exit()`` included, counts against it; only the reader's own Stop goes through.
        praise: what to say to a right answer, or a function that says it.
    """
    try:
        problem = check()
        if problem is None:
            return Verdict(True, praise if isinstance(praise, str) else praise())
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        problem = _stopped(error, check.__globals__)
    return Verdict(False, problem)


def _stopped(error: BaseException, names: dict[str, Any]) -> str:
    """What stopped the answer, and at which line of the notebook."""
    for name, own in vars(builtins).items():
        if name[0] != "_" and callable(own) and not callable(names.get(name, own)):
            return WORDS["hides"].format(name=name)
    steps = [step for step in traceback.walk_tb(error.__traceback__) if step[0].f_globals is names]
    line = traceback.StackSummary.extract(iter(steps))[-1].line if steps else "?"
    said = " ".join(str(error).split()).rstrip(".")
    stopped = WORDS["stopped"].format(error=f"{type(error).__name__}: {said}", line=line)
    return f"{stopped} {WORDS['run_above']}" if isinstance(error, NameError) else stopped
