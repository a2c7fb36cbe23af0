"""Looks into a run that has been stepped through: it is had again, unseen, up to where one looks.

What the reader has is kept before that and put back afterwards (:mod:`stepping`), so a look leaves variables,
output and random numbers as they are.
"""

from __future__ import annotations

import ast
import builtins
import json
import linecache
import math
import sys
import time
import types
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from typing import Any

from .kept_state import KeptState, random_sources
from .observers import Compiled, compiled_tree, unseen
from .readers_code import CELL
from .runner_output import Emit
from .step_code import functions_of, with_inner
from .step_parts import REPORT, Parts
from .step_recorder import Change, Frame, Recorder
from .stepped_names import Said, is_unsaid, said

CONDITION = "<condition>"
"""The file name of a reader's condition."""
OFTEN = 0.2
"""Seconds between two words on how far a search is."""
FEW = 5
"""So many values are said of an expression that a line computes several times."""
_WITHIN = ("<lambda>", "<genexpr>")
"""Code that belongs to the line in which it stands."""


class Look(Recorder):
    """A run that shows nothing."""

    def __init__(self, emit: Emit, cell: str, names: dict[str, Any], change: Change) -> None:
        super().__init__(lambda part: None, cell, names, *change)
        self._tell = emit
        self._due = math.inf

    def shown(self, value: Any) -> Any:
        """Nothing is shown, so nothing is drawn or described for that."""
        return ""


class LookInside(Look):
    """Finds the values of the expressions in the lines of some steps.

    Args:
        steps: the numbers of the steps.
    """

    def __init__(
        self, emit: Emit, cell: str, names: dict[str, Any], change: Change, steps: list[int]
    ) -> None:
        super().__init__(emit, cell, names, change)
        self._parts = Parts()
        self._wanted = {*steps}
        self._step: dict[int, int] = {}
        """At which step each call is, by the call's number."""
        self._found: dict[int, dict[int, tuple[list[Said], list[int]]]] = {step: {} for step in steps}
        """By the step and the number of the expression: its first values, and how many there are."""

    def compile(self, source: str, filename: str) -> Compiled:
        """The same code, whose expressions report their values."""
        tree = self._rewritten(source, filename)
        return tree, *compiled_tree(tree, filename)

    @contextmanager
    def watching(self, tree: ast.Module, *codes: types.CodeType | None) -> Iterator[None]:
        """Functions of earlier cells report meanwhile as well."""
        saved = {function: function.__code__ for function in functions_of(self._names)}
        compiled: dict[str, dict[tuple[str, int], types.CodeType]] = {}
        for function, code in saved.items():
            if code.co_filename not in compiled:
                compiled[code.co_filename] = self._codes_in(code.co_filename)
            other = compiled[code.co_filename].get((code.co_qualname, code.co_firstlineno))
            if other is not None and other.co_freevars == code.co_freevars:
                function.__code__ = other
        vars(builtins)[REPORT] = self._report
        try:
            with super().watching(tree, *codes):
                yield
        finally:
            del vars(builtins)[REPORT]
            for function, code in saved.items():
                function.__code__ = code

    def answer(self) -> dict[str, Any]:
        steps = {
            step: [[number, count[0], *values] for number, (values, count) in found.items()]
            for step, found in self._found.items()
        }
        numbers = {number for found in self._found.values() for number in found}
        return {"values": steps, **self._parts.described(numbers)}

    def _changes(self, frame: Frame, actual: types.FrameType) -> dict[str, Said | None]:
        self._step[frame.number] = len(self.steps)
        return super()._changes(frame, actual)

    def _report(self, number: int, value: Any) -> Any:
        """An expression has been computed. @returns its value"""
        part = self._parts[number]
        if is_unsaid(value) or (value is None and part.is_statement):
            return value
        actual: types.FrameType | None = sys._getframe(1)
        while actual is not None:
            frame = self._call_of(actual)
            if frame is None or frame.at != part.line:
                break
            step = self._step.get(frame.number, -1)
            if step in self._wanted:
                self._add(step, number, value)
            if actual.f_code.co_name not in _WITHIN:
                break
            actual = self._outer(actual)
        return value

    def _rewritten(self, source: str, filename: str) -> ast.Module:
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        tree: ast.Module = compile(source, filename, "exec", flags, dont_inherit=True)
        self._parts.rewrite(tree, source)
        return tree

    def _codes_in(self, filename: str) -> dict[tuple[str, int], types.CodeType]:
        """The code of the functions of another cell, by their names and first lines."""
        try:
            tree = self._rewritten("".join(linecache.getlines(filename)), filename)
        except SyntaxError:  # it has commands of a notebook
            return {}
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(tree, filename, "exec", flags, dont_inherit=True)
        return {(one.co_qualname, one.co_firstlineno): one for one in with_inner([code])}

    def _add(self, step: int, number: int, value: Any) -> None:
        values, count = self._found[step].setdefault(number, ([], [0]))
        count[0] += 1
        if len(values) < FEW:
            words: Said = type(value).__name__
            with suppress(Exception), unseen():
                words = said("", value)
            values.append(words)

    @staticmethod
    def _outer(actual: types.FrameType) -> types.FrameType | None:
        outer = actual.f_back
        while outer is not None and not outer.f_code.co_filename.startswith(CELL):
            outer = outer.f_back
        return outer


class Search(Look):
    """Finds the steps at which a condition holds.

    Args:
        condition: an expression.
        is_guarded: whether what it changes is put back at each step, which takes its time.
        used: names that the run reads before it assigns them: they are there from the beginning.
    """

    def __init__(
        self,
        emit: Emit,
        cell: str,
        names: dict[str, Any],
        change: Change,
        condition: str,
        is_guarded: bool = False,
        used: Set[str] = frozenset(),
    ) -> None:
        super().__init__(emit, cell, names, change)
        self._used_first = used
        self._condition = compile(condition.strip(), CONDITION, "eval")
        self._is_guarded = is_guarded
        self._holds: list[int] = []
        self._faults: dict[str, int] = {}
        """How often each error came."""
        self._said = time.monotonic()

    def answer(self) -> dict[str, Any]:
        """``holds``: the numbers of the steps. ``faults``: by their texts, at how many steps they came."""
        return {"holds": self._holds, "faults": self._faults}

    def _changes(self, frame: Frame, actual: types.FrameType) -> dict[str, Said | None]:
        changes = super()._changes(frame, actual)
        own = {} if frame is self._main else actual.f_locals
        self._look({**self._made_by_now(), **own})
        if (now := time.monotonic()) - self._said > OFTEN:
            self._said = now
            self._tell({"part": "steps", "text": json.dumps({"searched": len(self.steps)})})
        return changes

    def _end(self) -> None:
        self._look(self._made_by_now())
        super()._end()

    def _made_by_now(self) -> dict[str, Any]:
        """The names of the module, but for those that this run assigns later: they hold what is past."""
        past = (self._untouched & self._stored) - self._used_first
        return {name: value for name, value in self._names.items() if name not in past}

    def _look(self, names: dict[str, Any]) -> None:
        """Does it hold here? The names are a copy, so that it may assign some."""
        kept = None
        if self._is_guarded:
            used = [names[name] for name in self._condition.co_names if name in names]
            kept = KeptState([*used, *random_sources()])
        try:
            if eval(self._condition, names):
                self._holds.append(len(self.steps))
        except (Exception, SystemExit) as error:
            fault = f"{type(error).__name__}: {error}"
            self._faults[fault] = self._faults.get(fault, 0) + 1
        finally:
            if kept is not None:
                kept.restore()
