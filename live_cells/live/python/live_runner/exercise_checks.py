"""How the check of an exercise gives its verdict: as a value, which nothing that an answer prints can change.

A check is a cell that starts with ``%%check``. It runs in a namespace of its own, which sees the
learner's.
Standard library only: notebooks carry this file along to Colab and Jupyter.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, cast

MIME = "application/vnd.exercise-verdict+json"
"""Marks the verdict among a value's forms; other notebooks show its text."""

MAGIC = "%%check"
"""The first line of a check."""

WORDS = {
    "stopped": "{error}, at the line `{line}`.",
    "stopped_check": "{error}, while the check was using your answer.",
    "keep_names": "Nothing has made {name} so far. Run your cell until it ends without an error, "
    "and keep the names of the starter.",
    "run_first": "{name} is defined under the heading “{heading}”: run the code there first.",
    "hides": "Your variable {name} hides Python's own {name}(): choose another name and run del {name}.",
}
"""What is said of an answer that stopped; the page puts the words of its own language here."""

HEADINGS: dict[str, str] = {}
"""The names that answers and checks take from other cells, and the heading above the cell that makes each."""


class Verdict:
    """What a check found: whether the answer is right, and in words what to say to it."""

    def __init__(self, right: bool, words: str) -> None:
        self.right = right
        self.words = words

    def __repr__(self) -> str:
        return f"{'✓' if self.right else '✗'} {self.words}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": repr(self), MIME: {"right": self.right}}


class Namespace(dict[str, Any]):
    """The global names of a check: its own, then Python's, then the learner's."""

    def __init__(self, learners: Mapping[str, Any]) -> None:
        own = {name: value for name, value in vars(builtins).items() if name[0] != "_"}
        super().__init__(own, __name__="__main__", __builtins__=builtins, verdict=verdict)
        self.learners = learners

    def __missing__(self, name: str) -> Any:
        if name.startswith("__"):  # a module's own, such as its annotations
            raise KeyError(name)
        return self.learners[name]


def run(body: str, names: Mapping[str, Any], filename: str = "") -> Any:
    """Run the code of a check and return the value of its last expression, the verdict.

    Args:
        body: what follows the line ``%%check``.
        names: the learner's; none is bound or changed here.
        filename: under which errors quote the code, if it is known there.
    """
    if not filename:
        filename = "<check>"
        linecache.cache[filename] = (len(body), None, body.splitlines(keepends=True), filename)
    tree = cast(ast.Module, compile(body, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True))
    last = tree.body[-1] if tree.body else None
    value = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
    if value is not None:
        del tree.body[-1]
    own = Namespace(names)
    try:
        exec(compile(tree, filename, "exec", dont_inherit=True), own)
        if value is not None:
            return eval(compile(value, filename, "eval", dont_inherit=True), own)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Verdict(False, _stopped(error, names))
    return None


def verdict(check: Callable[[], str | None], praise: str | Callable[[], str]) -> Verdict:
    """Run a check and report the result.

    Args:
        check: returns what is wrong with the answer, in words, or ``None``. Whatever the answer raises on
            the way, ``exit()`` included, counts against it; only the reader's own Stop goes through.
        praise: what to say to a right answer, or a function that says it.
    """
    names = check.__globals__
    try:
        problem = check()
        if problem is None:
            return Verdict(True, praise if isinstance(praise, str) else praise())
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        problem = _stopped(error, names.learners if isinstance(names, Namespace) else names)
    return Verdict(False, problem)


def install(headings: Mapping[str, str]) -> None:
    """Keep the headings, and register the magic with IPython, if it is installed."""
    HEADINGS.update(headings)
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.register_magic_function(lambda _, body: run(body, shell.user_ns), "cell", MAGIC.strip("%"))


def _stopped(error: BaseException, names: Mapping[str, Any]) -> str:
    """What stopped the answer, and at which of its lines."""
    steps = [step for step in traceback.walk_tb(error.__traceback__) if step[0].f_globals is names]
    line = (traceback.StackSummary.extract(iter(steps))[-1].line or "?") if steps else ""
    said = " ".join(str(error).split()).rstrip(".")
    problem = f"{type(error).__name__}: {said}" if said else type(error).__name__
    stopped = WORDS["stopped" if steps else "stopped_check"].format(error=problem, line=line)
    advice = _hidden(error, line, names) or _missing(error, not steps)
    return f"{stopped} {advice}" if advice else stopped


def _hidden(error: BaseException, line: str, names: Mapping[str, Any]) -> str:
    """Says so if a value has the name of a function that the answer calls."""
    if isinstance(error, TypeError) and "not callable" in str(error):
        for name in re.findall(r"\b[a-z]\w*(?=\()", line):
            if hasattr(builtins, name) and not callable(names.get(name, print)):
                return WORDS["hides"].format(name=name)
    return ""


def _missing(error: BaseException, in_check: bool) -> str:
    """Says which cell defines a name that is missing."""
    if not isinstance(error, NameError):
        return ""
    name = error.name or ""
    if name in HEADINGS:
        return WORDS["run_first"].format(name=name, heading=HEADINGS[name])
    return WORDS["keep_names"].format(name=name) if in_check and name else ""
