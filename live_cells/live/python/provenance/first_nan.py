"""The first operation whose result or gradient is nan: cells run again, and every result is looked at."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from live_runner.mistakes import operation_name
from live_runner.readers_code import cell_of
from seqlite._core import record
from seqlite._core.graph import Edge, Node
from seqlite._core.hooks import BEFORE_BACKWARD
from seqlite._core.origins import origins
from seqlite._core.rules import Vjp
from seqlite._core.tensor_base import Mode, TensorBase
from seqlite.autograd import anomaly_mode, engine

from .places import CELL
from .replacing import replacing
from .rerun import Blocks, Run, rerun

HUGE = 1e12
"""A number beyond this has grown step by step; no data hold it."""
_PLACE = re.compile(r'File "(<cell [^"]*)", line (\d+)')


class Event(NamedTuple):
    """An operation whose result has inf or nan where its operands have none, or whose gradient is nan."""

    cell: str
    line: int
    operation: str
    kind: str
    """What it was given: `zero`, `negative`, `large`, `grown`, `slope`, `data` or `other`."""
    step: int
    """In which backward pass, counted from 1, or before which."""
    value: str = ""
    name: str = ""


class _Found(RuntimeError):
    """Ends the cell: what is looked for has happened."""


class Search:
    """Looks at each result while cells run."""

    def __init__(self) -> None:
        self.event: Event | None = None
        self.passes = 0
        self._infinite: dict[int, tuple[Any, Event]] = {}
        """Arrays with inf, by identity, and the operation that it comes from."""
        self._steep: Node | None = None
        """The first operation of this pass whose gradient is infinite where what it was given is finite."""

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Within this block."""
        set_grad_fn, nan_error, take_edges = record.set_grad_fn, anomaly_mode.nan_error, engine.take_edges

        def look(out: TensorBase, op: Any, args: Any, arrays: list[Any], *rest: Any) -> None:
            set_grad_fn(out, op, args, arrays, *rest)
            self._look(out._array, op.__name__, arrays)

        def end(node: Node, place: int, shape: tuple[int, ...]) -> RuntimeError:
            self.event = self.event or _of_gradient(self._steep or node, self.passes)
            return nan_error(node, place, shape)

        def edges_of(node: Node, retain_graph: bool) -> list[Edge | None]:
            return [
                edge and (self._looking_at(node, edge[0]), *edge[1:])
                for edge in take_edges(node, retain_graph)
            ]

        def count(outputs: Any) -> None:
            self.passes += 1
            self._steep = None
            loss = outputs[0]._array
            if loss.size == 1 and np.isinf(loss).any() and id(loss) in self._infinite:
                self._end(self._infinite[id(loss)][1])

        replaced = [
            (record, "set_grad_fn", look),
            (engine, "nan_error", end),
            (engine, "take_edges", edges_of),
        ]
        BEFORE_BACKWARD.append(count)
        switches = Mode.anomaly, Mode.check_nan
        Mode.anomaly = Mode.check_nan = True
        try:
            with replacing(replaced):
                yield
        finally:
            Mode.anomaly, Mode.check_nan = switches
            BEFORE_BACKWARD.remove(count)

    def _looking_at(self, node: Node, vjp: Vjp) -> Vjp:
        def watched(g: Any) -> Any:
            made = vjp(g)
            is_steep = isinstance(made, np.ndarray) and made.dtype.kind == "f" and bool(np.isinf(made).any())
            if is_steep and self._steep is None and isinstance(g, np.ndarray) and np.isfinite(g).all():
                self._steep = node
            return made

        return watched

    def _look(self, result: Any, operation: str, operands: list[Any]) -> None:
        if result.dtype.kind != "f" or np.isfinite(result).all():
            return
        arrays = [one for one in operands if isinstance(one, np.ndarray) and one.dtype.kind == "f"]
        known = next((self._infinite[id(one)][1] for one in arrays if id(one) in self._infinite), None)
        is_new = known is None and all(np.isfinite(one).all() for one in arrays)
        cell, line = _line_now()
        if known is None and is_new:
            kind, value = _given(operation, arrays)
            known = Event(cell, line, operation, kind, self.passes + 1, value)
        elif known is None:
            known = Event(
                cell,
                line,
                operation,
                "data",
                self.passes + 1,
                name=_name_of([one for one in arrays if not np.isfinite(one).all()]),
            )
        if np.isnan(result).any() and known is not None:
            self._end(known)
        self._infinite[id(result)] = result, known

    def _end(self, event: Event) -> None:
        self.event = self.event or event
        raise _Found("nan")


def _of_gradient(node: Node, step: int) -> Event:
    found = [*_PLACE.finditer(origins.get(node, ""))]
    cell, line = (found[-1][1], int(found[-1][2])) if found else ("", 0)
    return Event(cell, line, operation_name(node), "slope", step)


def _given(operation: str, arrays: list[Any]) -> tuple[str, str]:
    """What made finite operands give inf or nan."""
    largest = max((float(np.abs(one).max()) for one in arrays if one.size), default=0.0)
    if largest > HUGE:
        return "grown", f"{largest:.3g}"
    last = arrays[-1] if arrays else np.zeros(0)
    if operation in ("div", "reciprocal", "true_divide") or operation.startswith("log"):
        zeros = int((last == 0).sum())
        if zeros:
            return "zero", str(zeros)
    if operation.startswith("log") or operation in ("sqrt", "rsqrt", "pow"):
        least = min((float(one.min()) for one in arrays if one.size), default=0.0)
        if least < 0:
            return "negative", f"{least:.3g}"
    if operation.startswith("exp"):
        return "large", f"{float(last.max()):.3g}"
    return "other", ""


def _line_now() -> tuple[str, int]:
    frame: Any = sys._getframe(2)
    while frame is not None and not frame.f_code.co_filename.startswith(CELL):
        frame = frame.f_back
    return ("", 0) if frame is None else (frame.f_code.co_filename, frame.f_lineno)


def _name_of(arrays: list[Any]) -> str:
    """The reader's variable that holds one of these, or what it was cut from."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.startswith(CELL):
            for name, value in (frame.f_globals | frame.f_locals).items():
                array = getattr(value, "_array", None)
                if array is not None and any(np.shares_memory(array, one) for one in arrays):
                    return str(name)
        frame = frame.f_back
    return ""


async def first_nan(runs: Sequence[Run]) -> dict[str, Any]:
    """Where it is, as the page has it; `reason` says why the cells cannot be run again."""
    search = Search()
    try:
        with search.looking():
            await rerun(runs, Blocks())
    except RuntimeError as error:
        if search.event is None:
            return {"reason": str(error)}
    if search.event is None:
        return {"reason": ""}
    event = search.event
    cell = cell_of(event.cell)
    lines = next((run.source.split("\n") for run in reversed(runs) if run.cell == cell), [])
    text = lines[event.line - 1].strip() if 0 < event.line <= len(lines) else ""
    facts = {
        "operation": event.operation,
        "value": event.value,
        "name": event.name,
        "step": event.step,
    }
    return {"cell": cell, "line": event.line, "text": text, "given": event.kind, "facts": facts}
