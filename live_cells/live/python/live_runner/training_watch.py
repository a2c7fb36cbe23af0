"""Watches the backward passes and the steps of a run, and names a mistake of training that is certain.

A loop's passes 1 to 4 are looked at, then 8, 16, 32 and so on: what goes wrong in a loop goes wrong every
time. The other passes cost a look-up. What is suspicious has to be confirmed by a later look.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from . import exercise_checks
from .mistakes import FAULTS, Mistake, Names, names_of
from .readers_code import CELL

CLOSELY = 6
"""Steps of an optimizer that are all looked at."""


class Loop:
    """The backward passes that one line of the reader's has started."""

    def __init__(self, file: str, line: int, is_check: bool) -> None:
        self.file, self.line, self.is_check = file, line, is_check
        self.count = 0
        self.loss: Any = None
        """The last loss, as an array."""
        self.seen: dict[str, int] = {}
        """Which suspicion was confirmed how often in a row."""
        self.mistakes: list[Mistake] = []
        self.optimizers: list[Any] = []
        """Those that hold parameters that the gradients reach."""
        self.code: list[Any] = []
        """The code of the reader's functions that run."""
        self.names: Names = {}
        self.reached: set[int] = set()
        """The leaves that its gradients reach."""
        self.is_by_hand = False
        """Has the program changed some of them in place?"""
        self.dead: dict[str, Any] | None = None
        """A layer whose units were all 0 when the loop was last looked at."""
        self.flat = ""
        """The operation of slope 0 that no gradient came past then."""
        self.began_in_training = False
        self.silenced: set[int] = set()
        """The parameters of a model that was in evaluation mode then."""


class Trained:
    """The steps of one optimizer."""

    def __init__(self, optimizer: Any) -> None:
        self.optimizer = optimizer
        self.steps = 0
        self.file, self.line = "", 0
        self.moves = False
        """Has a step had a learning rate?"""
        self.kept: tuple[Any, int] | None = None
        """A parameter's gradient when the last step was over, and its version."""
        self.probe: Any = None
        """The parameter."""
        self.is_stale = False
        """Is that gradient still there when the next pass begins?"""
        self.passes = 0
        """Since the last step."""
        self.reached: set[int] = set()
        """The leaves that gradients have reached since the last step."""
        self.in_a_row: dict[str, int] = {}
        self.most: dict[str, int] = {}
        """Which suspicion how many steps in a row have confirmed: now, and at most."""
        self.orders: list[float] = []
        """Where in the order of nodes its steps were."""
        self.mistakes: list[Mistake] = []

    def begin_pass(self) -> None:
        """A backward pass begins: note whether it will add to the gradients of the last step."""
        self.passes += 1
        if self.kept is not None and self.passes == 1 and self.steps <= CLOSELY:
            grad, version = self.kept
            self.is_stale = grad._version_counter[0] == version and bool(grad._array.any())


class TrainingWatch:
    """What a run does with gradients."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._loops: dict[tuple[str, int], Loop] = {}
        self._trained: dict[int, Trained] = {}

    @contextlib.contextmanager
    def watching(self) -> Iterator[TrainingWatch]:
        """From here on, and until the end of the block."""
        from seqlite._core.hooks import BEFORE_BACKWARD
        from seqlite.optim.hooks import register_optimizer_step_post_hook

        BEFORE_BACKWARD.append(self._before_backward)
        handle = register_optimizer_step_post_hook(self._after_step)
        try:
            yield self
        finally:
            handle.remove()
            BEFORE_BACKWARD.remove(self._before_backward)

    def found(self) -> dict[str, Any] | None:
        """The mistake to tell of, as the page has it; none if there is none or it is not certain."""
        if not self._loops and not self._trained:
            return None
        from . import run_mistakes

        mistakes: list[Mistake] = []
        with contextlib.suppress(*FAULTS):  # a reader's own classes
            mistakes = run_mistakes.seen([*self._loops.values()], [*self._trained.values()], self._engine)
        return run_mistakes.worst(mistakes)

    def _before_backward(self, outputs: Any) -> None:
        frame = _reader_frame()
        if frame is None or not outputs:
            return
        key = frame.f_code.co_filename, frame.f_lineno
        loop = self._loops.get(key)
        if loop is None:
            loop = self._loops[key] = Loop(*key, _is_tried_out(frame))
        if loop.is_check:
            return
        loop.count += 1
        loop.loss = outputs[0]._array
        for trained in self._trained.values():
            trained.begin_pass()
        if _is_looked_at(loop.count):
            from . import graph_mistakes

            with contextlib.suppress(*FAULTS):
                names = names_of(frame)
                reached = loop.reached = graph_mistakes.look(loop, outputs[0], names, frame, self._engine)
                for trained in self._trained.values():
                    trained.reached |= reached

    def _after_step(self, optimizer: Any, *args: Any) -> None:
        trained = self._trained.get(id(optimizer))
        if trained is None:
            trained = self._trained[id(optimizer)] = Trained(optimizer)
        trained.steps += 1
        if trained.steps <= CLOSELY or _is_looked_at(trained.steps):
            frame = _reader_frame()
            if frame is not None and not _is_tried_out(frame):
                from . import step_mistakes

                with contextlib.suppress(*FAULTS):
                    step_mistakes.look(trained, [*self._loops.values()], frame, self._engine)
        trained.passes, trained.is_stale = 0, False
        trained.reached.clear()


def _is_looked_at(count: int) -> bool:
    return count <= 4 or not count & (count - 1)


def _reader_frame() -> FrameType | None:
    """The reader's code that has called the engine; none if a package, or a page's own program, has."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and not frame.f_code.co_filename.startswith(CELL):
        if not frame.f_globals.get("__name__", "").startswith("seqlite"):
            return None
        frame = frame.f_back
    return frame


def _is_tried_out(frame: FrameType | None) -> bool:
    """Does a check of an exercise run this code?"""
    while frame is not None and frame.f_code is not exercise_checks.run.__code__:
        frame = frame.f_back
    return frame is not None
