"""``input()`` and ``getpass()`` in a cell: they ask the reader, on the page."""

from __future__ import annotations

import getpass
import io
import sys
from collections.abc import Callable
from typing import Any, TextIO

Ask = Callable[[bool], str | None]

_WHY_NOT = (
    "input() cannot wait for you here: this browser and this page's host give Python no way to do so. "
    'Write the answer into the code instead, as in: name = "Ada"'
)
_ask: Ask | None = None


def install(ask: Ask | None = None) -> None:
    """Set how the reader is asked.

    Args:
        ask: returns a line from the reader, or ``None`` after an interrupt; its argument is whether the line
            is a secret. ``None`` where the page cannot ask.
    """
    global _ask
    _ask = ask
    getpass.getpass = _getpass


def waiting(ask: Callable[[bool], Any], run_sync: Callable[[Any], str | None]) -> Ask:
    """A way to ask where the line is a promise: ``run_sync`` waits for it and lets other work go on."""
    return lambda secret: run_sync(ask(secret))


class Input(io.TextIOBase):
    """A standard input whose lines come from the reader, and are echoed as on a terminal."""

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        line = _line(secret=False) + "\n"
        sys.stdout.write(line)
        return line

    def read(self, size: int | None = -1) -> str:
        return self.readline()


def _getpass(prompt: str = "Password: ", stream: TextIO | None = None, **options: str | None) -> str:
    """Prompt for a password, which is not shown."""
    print(prompt, end="", file=stream or sys.stdout)
    line = _line(secret=True)
    print(file=stream or sys.stdout)
    return line


def _line(secret: bool) -> str:
    if _ask is None:
        raise NotImplementedError(_WHY_NOT)
    sys.stdout.flush()
    sys.stderr.flush()
    line = _ask(secret)
    if line is None:
        raise KeyboardInterrupt
    return line
