"""Runs cells again with provenance on, and keeps what was recorded."""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from live_runner.observers import Compiled
from live_runner.readers_code import cell_of
from seqlite.instruments.summary import Summary
from seqlite.nn import Module

from . import module_settings, numpy_scalars, percent, python_numbers, rewriting
from .data_frame_methods import DataFrameMethods
from .data_frames import DataFrames
from .followed import followed
from .hooks import tracing
from .marked_up import MARKED_UP
from .memory import At, Memory, Place
from .numpy_calls import NumpyCalls
from .numpy_items import items
from .picture_numbers import Pictures
from .places import line_now
from .printed import Link, Printed
from .python_functions import Functions, called
from .python_numbers import Written, plain, traced
from .rerun import Block, Blocks, Observer, Run, rerun
from .steps import Origin
from .tracer import Tracer

MOST_BYTES = 192 * 1024 * 1024
"""Of the contents of arrays that are kept; the oldest are dropped beyond that."""
MOST_EVENTS = 200_000
_CONTAINERS = (list, tuple, dict, set, frozenset, range, np.generic, Module, Summary)


class Recording:
    """What cells did when they ran again."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_events: int = MOST_EVENTS) -> None:
        self.memory = Memory(most_bytes, most_events)
        self.tracer = Tracer(self.memory)
        self.numpy = NumpyCalls(self.tracer)
        self.printed = Printed()
        self.pictures = Pictures(self.printed)
        self.output = Blocks(self._left)
        self.main = types.ModuleType("__main__")
        self.sources: dict[str, list[str]] = {}
        """The lines of each cell's code."""

    @property
    def blocks(self) -> list[Block]:
        return self.output.blocks

    @property
    def links(self) -> list[Link]:
        return [link for block in self.blocks for link in block.links]

    def origin_at(self, block: int, offset: int) -> Origin | None:
        """What the number at this place of the output is; None if that is unknown."""
        return next((link.origin for link in self.blocks[block].links if link.is_at(offset)), None)

    def origin_in_picture(self, number: int, path: Sequence[str | int]) -> tuple[Origin | None, float]:
        """What a number of a picture's description is, and its value."""
        count = sum("picture" in block.part and block.kind == "picture" for block in self.blocks)
        return self.pictures.origin(number, count, path)

    async def run(self, runs: Sequence[Run], follows_literals: bool = True) -> None:
        """Run the cells; the output is that of the last one."""
        module_settings.forget()
        for run in runs:
            self.sources[run.cell] = run.source.splitlines()
        frames = DataFrameMethods(DataFrames(self.tracer), self.printed)
        with tracing(self.tracer), followed(self.tracer, self.printed, self.pictures, self.numpy, frames):
            self.main = await rerun(runs, self.output, _Observer(self, follows_literals))

    def _left(self, block: Block) -> None:
        if block.kind in ("result", *MARKED_UP):
            block.links = self.printed.wrote(0, block.text)


class _Observer(Observer):
    """Has cells run in a form in which their numbers are followed.

    Args:
        follows_literals: whether those are that stand in the code. Only code that asks for exact types
            writes something else for it.
    """

    def __init__(self, recording: Recording, follows_literals: bool) -> None:
        self._recording = recording
        self._literals: list[Any] = []
        self._strings: list[tuple[str, Place]] = []
        self._last = Written("", Place())
        self._follows_literals = follows_literals

    def names(self) -> dict[str, Any]:
        printed, numpy = self._recording.printed, self._recording.numpy
        functions = Functions(self._recording.tracer.now, numpy, self._follows_literals)
        return {
            "print": self._print,
            rewriting.SEEN: self._seen,
            rewriting.LITERALS: self._literals,
            rewriting.MARK: printed.mark,
            rewriting.JOINED: printed.joined,
            rewriting.CALLED: called,
            rewriting.SETTING: module_settings.setting,
            rewriting.OPERATED: numpy.operated,
            rewriting.ITEMS: partial(items, numpy),
            rewriting.LOOPED: numpy.looped,
            rewriting.PERCENT: lambda template, values: percent.filled(template, values, functions, printed),
            **{rewriting.RENAMED[name]: function for name, function in functions.names().items()},
        }

    def compile(self, source: str, filename: str) -> Compiled:
        found = rewriting.compiled(source, filename, self._literals if self._follows_literals else None)
        self._strings += rewriting.strings_of(source, filename)
        self._last = rewriting.last_expression(source, filename)
        return found

    def _print(
        self, *values: Any, sep: Any = " ", end: Any = "\n", file: Any = None, flush: bool = False
    ) -> None:
        if (
            file not in (None, sys.stdout)
            or not isinstance(sep, str | None)
            or not isinstance(end, str | None)
        ):
            return print(*values, sep=sep, end=end, file=file, flush=flush)
        for number, value in enumerate(values):
            if number:
                sys.stdout.write(" " if sep is None else sep)
            self._write(str(value), isinstance(value, str))
        self._recording.printed.over()
        sys.stdout.write("\n" if end is None else end)
        return None

    def _write(self, text: str, is_text: bool) -> None:
        sys.stdout.write(text)
        blocks = self._recording.blocks
        if text and blocks and blocks[-1].kind == "stdout":
            place = line_now()
            lines = self._recording.sources.get(cell_of(place.cell), [])
            code = "\n".join(lines[max(place.line - 1, 0) : place.line + 2]) if is_text else ""
            start, strings = len(blocks[-1].text) - len(text), self._strings if is_text else ()
            blocks[-1].links += self._recording.printed.wrote(start, text, code, place, strings)

    def _seen(self, value: Any, code: str, names: tuple[str, ...]) -> Any:
        """A value is about to be written."""
        kind = type(value)
        if kind is bool:
            self._recording.printed.truth(value, Written(code, line_now(), _values(names), float(value)))
        if kind in (float, int):
            return traced(value, Written(code, line_now(), _values(names), value))
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
            self._recording.printed.expression(
                value, Written(code, line_now()), self._recording.tracer.now(value)
            )
        elif isinstance(value, Module):
            self._recording.printed.module(value, Written(code, line_now()))
        elif (at := self._recording.numpy.at(value)) is not None:
            return numpy_scalars.written(value, at)
        elif _holds_numbers(value):
            self._recording.printed.expression(value, Written(code, line_now(), _values(names)), None)
        return value

    def shown(self, value: Any) -> Any:
        """The value of a last expression is about to be shown."""
        self._recording.printed.over()
        if type(value) in (float, int) or python_numbers.origin_of(value):
            given = python_numbers.origin_of(value) or replace(self._last, value=float(value))
            text = repr(plain(value))
            self._recording.printed.number(text, traced(plain(value), given))
            return plain(value)
        if isinstance(value, Module):
            self._recording.printed.module(value, self._last)
        elif (at := self._recording.numpy.at(value)) is not None:
            return numpy_scalars.written(value, at)
        elif _holds_numbers(value):
            self._recording.printed.expression(value, self._last, None)
        elif isinstance(value, bool):
            self._recording.printed.truth(value, replace(self._last, value=float(value)))
        return value


def _holds_numbers(value: Any) -> bool:
    return isinstance(value, _CONTAINERS) or hasattr(type(value), "iloc")  # those of pandas have it


def _values(names: Sequence[str]) -> tuple[tuple[str, Any], ...]:
    """The numbers that these names of the reader's stand for now."""
    frame: types.FrameType | None = sys._getframe(2)
    if frame is None:
        return ()
    known = {name: frame.f_locals.get(name, frame.f_globals.get(name)) for name in names}
    return tuple((name, value) for name, value in known.items() if isinstance(value, int | float | At))
