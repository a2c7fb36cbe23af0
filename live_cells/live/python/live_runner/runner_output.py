"""What a cell writes, gathered into typed parts; the streams put in place of the process's own."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

from .runner_rich import part_of

Part = dict[str, Any]
Emit = Callable[[Part], object]


class Output:
    """Gathers text into parts, in the order it was written.

    A line leaves at once while lines are few. A flood spends the allowance of ``BURST`` parts, and from then
    on leaves in pieces of at least ``PERIOD`` seconds or ``SIZE`` characters.
    """

    PERIOD = 0.05
    SIZE = 64 * 1024
    BURST = 40

    def __init__(self, emit: Emit, clock: Callable[[], float] = time.monotonic) -> None:
        self._emit = emit
        self._clock = clock
        self._kind = "stdout"
        self._pending: list[str] = []
        self._size = 0
        self._allowance = float(self.BURST)
        self._refilled = clock()
        self._example = 0

    def begin_next(self) -> None:
        """From now on, the next of a cell's examples writes."""
        self.flush()
        self._example += 1

    def write(self, kind: str, text: str) -> None:
        """Add text of one kind, and let it go if it is time."""
        if kind != self._kind:
            self.flush()
            self._kind = kind
        self._pending.append(text)
        self._size += len(text)
        if self._size >= self.SIZE or (("\n" in text or "\r" in text) and self._may_send()):
            self.flush()

    def flush(self) -> None:
        """Let go of everything gathered so far."""
        text = "".join(self._pending)
        self._pending.clear()
        self._size = 0
        if text:
            self._leave({"part": self._kind, "text": text})

    def show(self, value: object, display_id: str | None = None, update: bool = False) -> None:
        """Emit a value in the richest form it has; `update` replaces what is shown under its display id."""
        part = part_of(value)
        if display_id is not None:
            part["display"] = display_id
        if update:
            part["update"] = True
        self.send(part)

    def send(self, part: Part) -> None:
        """Emit a part behind all that was written before it."""
        self.flush()
        self._leave(part)

    def clear(self, wait: bool) -> None:
        """Take back what has been emitted; with `wait`, once there is something new."""
        self.send({"part": "clear", "text": "", "wait": wait})

    def _leave(self, part: Part) -> None:
        self._emit(part | {"example": self._example} if self._example else part)

    def _may_send(self) -> bool:
        now = self._clock()
        self._allowance = min(self.BURST, self._allowance + (now - self._refilled) / self.PERIOD)
        self._refilled = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True


class Stream(io.TextIOBase):
    """A text file that writes into the :class:`Output` of the cell that runs.

    One object for all runs, because readers' code keeps it: a logging handler, say, or a progress bar.
    """

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.output: Output | None = None

    def attach(self, output: Output) -> None:
        """From now on write into this output."""
        self.output = output

    @property
    def name(self) -> str:
        return f"<{self._kind}>"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.output is not None:
            self.output.write(self._kind, text)
        return len(text)

    def flush(self) -> None:
        if self.output is not None:
            self.output.flush()
