"""Runs cells again with provenance on, and keeps what was recorded."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from seqlite._core.tensor import Tensor
from seqlite.nn import Module

from . import python_numbers, rewriting
from .hooks import tracing
from .memory import At, Memory, Place
from .places import CELL, line_now
from .printed import Link, Printed
from .python_numbers import Element, Origin, Written, plain, traced
from .rerun import Block, Blocks, Run, Watcher, rerun
from .tracer import Tracer

MOST_BYTES = 192 * 1024 * 1024
"""Of the contents of arrays that are kept; the oldest are dropped beyond that."""
MOST_EVENTS = 200_000
_CONTAINERS = (list, tuple, dict, set, frozenset, range, np.generic, Module)


class Recording:
    """What cells did when they ran again."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_events: int = MOST_EVENTS) -> None:
        self.memory = Memory(most_bytes, most_events)
        self.tracer = Tracer(self.memory)
        self.printed = Printed()
        self.output = Blocks()
        self.main = types.ModuleType("__main__")
        self.sources: dict[str, list[str]] = {}
        """The lines of each cell's code."""

    @property
    def blocks(self) -> list[Block]:
        return self.output.blocks

    @property
    def links(self) -> list[Link]:
        return self.printed.links

    def origin_at(self, block: int, offset: int) -> Origin | None:
        """What the number at this place of the output is; None if that is unknown."""
        for link in self.links:
            if link.block == block and link.start <= offset < max(link.end, link.start + 1):
                return link.origin
        return None

    async def run(self, runs: Sequence[Run], follows_literals: bool = True) -> None:
        """Run the cells; the output is that of the last one."""
        for run in runs:
            self.sources[run.cell] = run.source.splitlines()
        watcher = Watcher(names=self._names(), shown=self._shown)
        watcher.compiled = rewriting.compiled
        if not follows_literals:
            watcher.names[rewriting.NUMBER] = lambda value, code: value
        with tracing(self.tracer), self._texts():
            self.main = await rerun(runs, self.output, watcher)
        for number, block in enumerate(self.blocks):
            if block.kind == "result":
                self.printed.wrote(number, 0, block.text)

    # -- what cells find in place of Python's own ------------------------------------------------------------
    def _names(self) -> dict[str, Any]:
        return {
            "print": self._print,
            rewriting.SEEN: self._seen,
            rewriting.NUMBER: lambda value, code: traced(value, Written(code, line_now(), value=value)),
            rewriting.MARK: self.printed.mark,
            rewriting.JOINED: self.printed.joined,
            "__as_float__": python_numbers.as_float,
            "__as_int__": python_numbers.as_int,
            "__total__": python_numbers.total,
        }

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
        self.printed.over()
        sys.stdout.write("\n" if end is None else end)
        return None

    def _write(self, text: str, is_text: bool) -> None:
        sys.stdout.write(text)
        blocks = self.blocks
        if text and blocks and blocks[-1].kind == "stdout":
            place = line_now()
            lines = self.sources.get(place.cell.removeprefix(CELL).removesuffix(">"), [])
            code = "\n".join(lines[max(place.line - 1, 0) : place.line + 2]) if is_text else ""
            self.printed.wrote(len(blocks) - 1, len(blocks[-1].text) - len(text), text, code, place)

    def _seen(self, value: Any, code: str, names: tuple[str, ...]) -> Any:
        """A value is about to be written."""
        kind = type(value)
        if kind in (float, int):
            return traced(value, Written(code, line_now(), _values(names), value))
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
            self.printed.expression(value, Written(code, line_now()), self.tracer.now(value))
        elif isinstance(value, _CONTAINERS):
            self.printed.expression(value, Written(code, line_now(), _values(names)), None)
        return value

    def _shown(self, value: Any) -> Any:
        """The value of a last expression is about to be shown."""
        self.printed.over()
        if type(value) in (float, int) or python_numbers.origin_of(value):
            given = python_numbers.origin_of(value) or Written("", Place())
            text = repr(plain(value))
            self.printed.number(text, traced(plain(value), given))
            return plain(value)
        if isinstance(value, _CONTAINERS):
            self.printed.expression(value, Written("", Place()), None)
        return value

    @contextmanager
    def _texts(self) -> Iterator[None]:
        """While cells run, tensors say what they are written as."""
        methods = {name: vars(Tensor)[name] for name in ("__repr__", "__format__", "item", "tolist")}
        tracer, printed = self.tracer, self.printed

        def write(tensor: Any) -> str:
            text: str = methods["__repr__"](tensor)
            printed.tensor(text, tracer.now(tensor._array), text.find("(") + 1)
            return text

        def form(tensor: Any, spec: str) -> str:
            text: str = methods["__format__"](tensor, spec)
            if tensor._array.ndim == 0:
                printed.element(text, tracer.now(tensor._array))
            return text

        def item(tensor: Any) -> Any:
            value = methods["item"](tensor)
            if not _is_reader(sys._getframe(1)):
                return value
            return traced(value, Element(tracer.now(tensor._array), (0,) * tensor._array.ndim))

        def tolist(tensor: Any) -> Any:
            value = methods["tolist"](tensor)
            if not _is_reader(sys._getframe(1)):
                return value
            return python_numbers.elements(value, tracer.now(tensor._array))

        kept = python_numbers.where, python_numbers.formatted
        python_numbers.where, python_numbers.formatted = line_now, printed.number
        for name, method in {"__repr__": write, "__format__": form, "item": item, "tolist": tolist}.items():
            setattr(Tensor, name, method)
        try:
            yield
        finally:
            python_numbers.where, python_numbers.formatted = kept
            for name, method in methods.items():
                setattr(Tensor, name, method)


def _is_reader(frame: types.FrameType) -> bool:
    return frame.f_code.co_filename.startswith(CELL)


def _values(names: Sequence[str]) -> tuple[tuple[str, Any], ...]:
    """The numbers that these names of the reader's stand for now."""
    frame: types.FrameType | None = sys._getframe(2)
    if frame is None:
        return ()
    known = {name: frame.f_locals.get(name, frame.f_globals.get(name)) for name in names}
    return tuple((name, value) for name, value in known.items() if isinstance(value, int | float | At))
