"""Where nodes of the graph were made, for anomaly detection."""

from __future__ import annotations

import weakref
from typing import Any

origins: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()  # where nodes were made


def program_stack() -> str:
    """The lines of the program that are running now, without those of this package."""
    import traceback  # seldom needed

    package = __name__.partition(".")[0]
    frames = [
        (frame, number)
        for frame, number in traceback.walk_stack(None)
        if str(frame.f_globals.get("__name__")).partition(".")[0] != package
    ]
    return "".join(traceback.StackSummary.extract(reversed(frames)).format())
