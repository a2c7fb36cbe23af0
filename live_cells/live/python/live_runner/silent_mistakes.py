"""What goes wrong without an error, said while a cell runs: only what is certain from the objects at hand.

* A loss that broadcasts: below PyTorch's own warning, the two shapes are drawn.
* After a run, one note of a mistake of training: see :mod:`training_watch`.
"""

from __future__ import annotations

import contextlib
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from .readers_code import stack_now
from .runner_output import Output
from .training_watch import TrainingWatch


@contextlib.contextmanager
def watched(output: Output) -> Iterator[TrainingWatch | None]:
    """While a cell runs; none where the engine is not there."""
    engine = sys.modules.get("seqlite")
    show = warnings.showwarning

    def show_and_draw(*args: Any, **options: Any) -> None:
        show(*args, **options)
        if found := _broadcast_loss():
            send(output, found)

    warnings.showwarning = show_and_draw
    try:
        if engine is None:
            yield None
        else:
            with TrainingWatch(engine).watching() as watch:
                yield watch
    finally:
        if warnings.showwarning is show_and_draw:
            warnings.showwarning = show


def report(output: Output, watch: TrainingWatch | None) -> None:
    """After a run that ended without an error: the note, if there is one."""
    if watch is not None and (found := watch.found()):
        send(output, found)


def send(output: Output, found: dict[str, Any]) -> None:
    """Shapes that do not fit, or a mistake: what the page draws of it."""
    output.send({"part": "misfit", "text": "", "picture": json.dumps(found, ensure_ascii=False)})


def _broadcast_loss() -> dict[str, Any] | None:
    if not any(frame.f_code.co_name == "_check_pair" for frame, _, _ in stack_now()):
        return None
    from . import shape_errors  # the first such warning has it loaded

    return shape_errors.broadcast_loss()
