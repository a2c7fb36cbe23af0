"""Where nodes of the graph were made, for anomaly detection."""

from __future__ import annotations

import weakref
from typing import Any, ClassVar

origins: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()  # where nodes were made
notes: weakref.WeakKeyDictionary[Any, dict[Any, Any]] = weakref.WeakKeyDictionary()  # of programs, at nodes


class Induced:
    """Nodes that the gradient of another node made, with `create_graph`."""

    by: ClassVar[Any] = None  # the node whose gradient is being computed
    parents: ClassVar[weakref.WeakKeyDictionary[Any, Any]] = weakref.WeakKeyDictionary()


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
