"""What a run does besides going from line to line: it assigns names, reads them, and raises exceptions.

``sys.monitoring`` tells of each instruction of the cells' code: of one that stores a name each time, of one
that reads a name once, and never again of any other.
"""

from __future__ import annotations

import dis
import sys
import types
from collections.abc import Callable
from contextlib import suppress

LONGEST = 200
"""Characters of an error that are kept."""
_PROTOCOL = (StopIteration, StopAsyncIteration, GeneratorExit)
"""Exceptions that end a loop or a generator, and are no errors."""
_READS = ("LOAD_NAME", "LOAD_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL")
Raised = tuple[str, int, str]
"""An exception in words, its line, and the file or the cell of that."""
Stores = dict[int, tuple[str, tuple[str, ...]]]
"""By the place of an instruction: its name, and the names that it stores or reads."""


def stores_of(code: types.CodeType) -> Stores:
    """The instructions that store names or read global ones."""
    found: Stores = {}
    for one in dis.get_instructions(code):  # of one with a long argument, the offset is that of its last part
        if one.opname in _READS:
            names = (str(one.argval),)
        elif not one.opname.startswith("STORE_") or one.opname in (
            "STORE_ATTR",
            "STORE_SUBSCR",
            "STORE_SLICE",
        ):
            continue
        elif isinstance(one.argval, tuple):  # two instructions in one
            names = one.argval if one.opname.count("STORE_") == 2 else one.argval[:1]
        else:
            names = (str(one.argval),)
        found[one.offset] = one.opname, names
    return found


class Events:
    """Watches the code of a run.

    Args:
        tool: the number with ``sys.monitoring``.
        on_stored: called with a frame, the instruction and the names that it is about to store.
        on_read: called with the names that an instruction is about to read.
        is_readers: whether a frame runs the reader's code.
    """

    def __init__(
        self,
        tool: int,
        on_stored: Callable[[types.FrameType, str, tuple[str, ...]], None],
        on_read: Callable[[tuple[str, ...]], None],
        is_readers: Callable[[types.FrameType], bool],
    ) -> None:
        self._on_stored, self._on_read, self._is_readers = on_stored, on_read, is_readers
        self._stores: dict[types.CodeType, Stores] = {}
        self._last: BaseException | None = None
        """The last exception in the reader's code."""
        self._where = "", 0, ""
        """Its text, line and file."""
        self._frame = 0
        """The identity of the frame that it has come to."""
        self._is_new = False
        events = sys.monitoring.events
        sys.monitoring.register_callback(tool, events.INSTRUCTION, self._at_instruction)
        sys.monitoring.register_callback(tool, events.RAISE, self._at_exception)
        sys.monitoring.set_events(tool, events.RAISE)

    def take_raised(self) -> Raised | None:
        """The last exception; none if it was taken before."""
        is_new, self._is_new = self._is_new, False
        return self._where if is_new else None

    def where(self, error: BaseException) -> Raised:
        """Where this one was raised, if that is known."""
        self._is_new = False
        return self._where if error is self._last else (in_words(error), 0, "")

    def end(self, tool: int) -> None:
        events = sys.monitoring.events
        sys.monitoring.set_events(tool, 0)
        for event in (events.INSTRUCTION, events.RAISE):
            sys.monitoring.register_callback(tool, event, None)
        self._last = None

    def _at_instruction(self, code: types.CodeType, offset: int) -> object:
        stores = self._stores.get(code)
        if stores is None:
            stores = self._stores[code] = stores_of(code)
        name, names = stores.get(offset, ("", ()))
        if not names:
            return sys.monitoring.DISABLE
        if name in _READS:
            self._on_read(names)
            return sys.monitoring.DISABLE
        self._on_stored(sys._getframe(1), name, names)
        return None

    def _at_exception(self, code: types.CodeType, offset: int, error: BaseException) -> None:
        """An exception is raised, or comes out of a call: it was raised at the first of these places."""
        frame = sys._getframe(1)
        if isinstance(error, _PROTOCOL) or not self._is_readers(frame):
            return
        if error is not self._last:
            self._where = in_words(error), frame.f_lineno, code.co_filename
        elif id(frame) == self._frame:
            return
        self._last, self._frame, self._is_new = error, id(frame), True


def in_words(error: BaseException) -> str:
    """Its name and the first line of its message."""
    message = ""
    with suppress(Exception):  # a reader's own class
        message = str(error).strip().partition("\n")[0]
    text = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
