"""Let an interrupt reach the code of a run, and nothing else.

Python raises ``KeyboardInterrupt`` wherever it is when the interrupt comes. That may be the event loop before
a run has begun or after it has ended. Nothing catches the exception there, and the next run is lost with it.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import CodeType, FrameType


def install(runs_cells: CodeType, later: Callable[[], object] | None = None) -> None:
    """Handle interrupts from now on.

    Args:
        runs_cells: the code from which cells are run: an interrupt reaches it and what it calls, and the code
            of cells wherever the event loop runs it.
        later: called when an interrupt comes elsewhere; it raises the interrupt again soon, if it is still
            wanted. With ``None`` it is dropped.
    """

    def handle(number: int, frame: FrameType | None) -> None:
        while frame is not None:
            if frame.f_code is runs_cells or frame.f_code.co_filename.startswith("<cell "):
                raise KeyboardInterrupt
            frame = frame.f_back
        if later is not None:
            later()

    signal.signal(signal.SIGINT, handle)
