"""A run of a setup's program: its sections in a namespace of their own, then `train`, a few steps at a time.

The program knows nothing of this. It draws its random numbers as if it were alone: another run, or the
reader's cells, may go on between two calls. After each epoch all that training depends on is kept, so the run
can be taken back to there and go on as it did, and its model be looked at as it was.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import GeneratorType
from typing import Any

import seqlite
from live_runner import page_calls
from seqlite import nn

from . import measures
from .packing import number, numbers

MOST_BYTES = 120_000_000
"""Kept states may take this much memory; then every other one goes."""
MOST_KEPT = 5_000
"""A model with so many numbers is small."""
MEASURED = 40
"""So many epochs are all measured; of more, about so many of the last half."""
DEPENDS = ("model", "optimizer", "scheduler")
"""The program's objects whose state training depends on, beside the random numbers and values below."""
VALUES = ("best", "strength")
"""The program's variables that training changes, or the reader."""
REBUILT = ("model", "optimizer", "train_loader", "penalty")
"""What the program's function `rebuild` makes anew, or some of it."""

State = dict[str, Any]


def run_section(source: str, names: dict[str, Any]) -> None:
    """Run a part of the program that the page shows, among what it has named so far."""
    exec(compile(source, "<playground>", "exec"), names)


class Part:
    """A run from one step on, up to where something of it is built anew.

    Args:
        names: what the program has named when the part begins.
        steps: taken before.
        epoch: completed before.
    """

    def __init__(self, names: dict[str, Any], steps: int, epoch: int) -> None:
        self.names = dict(names)
        self.steps, self.epoch = steps, epoch
        self.steps_per_epoch = len(names["train_loader"])
        self.twin: nn.Sequential = copy.deepcopy(names["model"])
        """For looking at the model as it was after an epoch."""
        self.probe = measures.Probe(names["training"])

    def ends_epoch(self, steps: int) -> bool:
        """Is an epoch complete after so many steps?"""
        return (steps - self.steps) % self.steps_per_epoch == 0

    def inputs_at(self, points: seqlite.Tensor) -> seqlite.Tensor:
        """What the model is given of points of the plane."""
        features = self.names.get("features")
        return points if features is None else features(points)


class Run:
    """A program under way.

    Args:
        sections: the program's source without its last section, which would train in one go.
        epochs: how many epochs to train.
    """

    def __init__(self, sections: list[str], epochs: int) -> None:
        self.names: dict[str, Any] = {"__name__": "playground_run"}
        self.epochs = epochs
        self.steps = 0
        self.has_ended = False
        self._random = seqlite.get_rng_state()
        with self._own_random_numbers():
            for source in sections:
                run_section(source, self.names)
        self._parts = [Part(self.names, 0, 0)]
        self.measured = [self._measures()]
        """Of each epoch, and of the model before training."""
        self._training: GeneratorType[Any, Any, Any] = self.names["train"](epochs)
        self._kept: dict[int, State] = {}
        self._keep()

    @property
    def model(self) -> nn.Sequential:
        """The model that trains."""
        model: nn.Sequential = self.names["model"]
        return model

    def part(self, epoch: int | None) -> Part:
        """The part of the run to which an epoch belongs; the last one for `None`."""
        if epoch is None:
            return self._parts[-1]
        return next(part for part in reversed(self._parts) if part.epoch <= epoch)

    def names_at(self, epoch: int | None) -> dict[str, Any]:
        """What the program had named by the end of an epoch, or has now for `None`."""
        part = self.part(epoch)
        return self.names if part is self._parts[-1] else part.names

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return len(self.names["history"])

    @property
    def is_of_values(self) -> bool:
        """Does the model learn a number for each sample, rather than a class?"""
        return isinstance(self.names["criterion"], nn.MSELoss)

    @property
    def is_small(self) -> bool:
        """Does the page keep the model's numbers after each epoch? A model of points, with few of them."""
        return "points" in self.names and sum(each.numel() for each in self.model.parameters()) <= MOST_KEPT

    @property
    def kept(self) -> list[int]:
        """The epochs that can be gone back to."""
        return sorted(self._kept)

    def advance(self, seconds: float, most_steps: int = 0, most_epochs: int = 1) -> dict[str, Any]:
        """Train until the time is over, so many epochs are complete or the run ends; a step at least.

        The row of an epoch comes with its last step, so a change never falls between them.

        Args:
            seconds: after which the next step is not begun.
            most_steps: stop after so many; 0 for no limit.
            most_epochs: stop after so many have been completed.

        Returns:
            The losses of the steps, the rows of `history` that were added, and where the run stands.
        """
        losses: list[float] = []
        since = self.epoch
        end = time.perf_counter() + seconds
        with self._own_random_numbers():
            while not self.has_ended:
                result = self._next()
                if isinstance(result, float):
                    losses.append(result)
                    self.steps += 1
                    if self._parts[-1].ends_epoch(self.steps):
                        continue  # the epoch's row comes next
                elif isinstance(result, dict):
                    self._complete_epoch()
                is_enough = self.epoch - since == most_epochs or 0 < most_steps <= len(losses)
                if is_enough or time.perf_counter() >= end:
                    break
        if self.has_ended:
            self._finish()
        return self.report(losses, since)

    def _complete_epoch(self) -> None:
        self._random = seqlite.get_rng_state()
        self._note_rebuild()
        is_measured = self.epoch % max(1, self.epoch // MEASURED) == 0
        self.measured.append(self._measures() if is_measured else {"layers": []})
        self._keep()
        self.has_ended = self.epoch >= self.epochs

    def _note_rebuild(self) -> None:
        """Begin another part if the program has built something anew."""
        last = self._parts[-1]
        if any(self.names.get(name) is not last.names.get(name) for name in REBUILT):
            self._parts.append(Part(self.names, self.steps, self.epoch))

    def _rebuild(self) -> None:
        """Build anew what the program builds after so many steps as have been taken."""
        if "rebuild" in self.names:
            with self._own_random_numbers():
                self.names["rebuild"](self.steps)
        self._note_rebuild()

    def _finish(self) -> None:
        """Do what the program's last section does after training."""
        if self.names.get("best"):
            self.model.load_state_dict(self.names["best"])
        self.names["change"]("end")

    def lengthen(self, epochs: int) -> dict[str, Any]:
        """Go on to more epochs, as if there had been so many from the beginning."""
        self.epochs = epochs
        self.has_ended = False
        return self.report([], self.epoch)

    def change(self, source: str) -> None:
        """Make the reader's changes of now; the program makes them again at its next step, as a script would.

        Args:
            source: the function `change` of the program, as it is from now on.
        """
        run_section(source, self.names)
        self.names["change"]("end" if self.has_ended else self.steps)

    def _next(self) -> Any:
        result = next(self._training, None)
        if (
            result is None and self.epoch < self.epochs and "best" not in self.names
        ):  # it is to go on for longer
            self._training = self.names["train"](self.epochs)
            result = next(self._training, None)
        self.has_ended |= result is None
        return result

    def report(self, losses: list[float], since: int) -> dict[str, Any]:
        """Where the run stands, with the rows after an epoch."""
        rows = self.names["history"][since:]
        return {
            "steps": self.steps,
            "epoch": self.epoch,
            "ended": self.has_ended,
            "losses": numbers(losses),
            "rows": [{name: number(value) for name, value in row.items()} for row in rows],
            "measures": self.measured[since + 1 :],
            "kept": self.kept,
        }

    def rewind(self, epoch: int) -> dict[str, Any]:
        """Take everything back to the end of an epoch that is kept, of the part that is under way."""
        self._go_back(epoch)
        self._kept = {kept: state for kept, state in self._kept.items() if kept <= epoch}
        return self.report([], 0)

    def _go_back(self, epoch: int) -> None:
        state = self._kept[epoch]
        for name in DEPENDS:
            if name in self.names:
                self.names[name].load_state_dict(copy.deepcopy(state[name]))
        self.names |= copy.deepcopy(state["values"])
        del self.names["history"][epoch:], self.measured[epoch + 1 :]
        self._random, self.steps = state["random"].clone(), state["steps"]
        if "rebuild" in self.names:
            self.names["steps"] = self.steps
        self.has_ended = epoch >= self.epochs
        self._training = self.names["train"](self.epochs)

    def state(self, most_bytes: int) -> State | None:
        """All that another run of the same program needs to go on from here; None if it is too large.

        If there is no room for the states of all epochs, that of the last one is enough.
        """
        each = self._bytes_of_state()
        last = max(self._kept)
        kept = self._kept if each * len(self._kept) <= most_bytes else {last: self._kept[last]}
        if each * len(kept) > most_bytes:
            return None
        return self.state_at(self.steps) | {"kept": kept}

    def state_at(self, steps: int, is_rebuilt: bool = True) -> State:
        """The state after so many steps, for a run that goes another way from there.

        It shares what is kept with this run, which nothing changes.

        Args:
            steps: at which the other one leaves this one.
            is_rebuilt: is what this run has built anew right then built in the other one as well?
        """
        is_undone = not is_rebuilt and any(part.steps == steps for part in self._parts[1:])
        last = steps - is_undone  # what was kept at the step itself is that of another model
        parts = [part for part in self._parts if part.steps <= last]
        kept = {epoch: state for epoch, state in self._kept.items() if state["steps"] <= last}
        epoch = self._epoch_at(steps)
        return {
            "kept": kept,
            "rebuilt": [(part.epoch, part.steps) for part in parts[1:]],
            "history": self.names["history"][:epoch],
            "measured": self.measured[: epoch + 1],
            "steps": steps,
            "has_ended": self.has_ended and steps == self.steps,
        }

    def _epoch_at(self, steps: int) -> int:
        """How many epochs are complete after so many steps."""
        part = next(part for part in reversed(self._parts) if part.steps <= steps)
        return part.epoch + (steps - part.steps) // part.steps_per_epoch

    def load_state(self, state: State) -> None:
        """Go on where another run of the same program was, up to there.

        What it trained after its last epoch is trained again, with the same numbers.
        """
        self._kept = state["kept"]
        last = max(self._kept)
        for epoch, steps in state["rebuilt"]:
            if epoch <= last:  # the model of that part, which is then filled with what is kept
                self.names["history"][:] = state["history"][:epoch]
                self.steps = steps
                self._rebuild()
        self.names["history"][:] = state["history"]
        self.measured = list(state["measured"])
        self._go_back(last)
        if (last, self.steps) not in state["rebuilt"]:
            self._begin_part()
        while self.steps < state["steps"]:
            self.advance(math.inf, state["steps"] - self.steps, most_epochs=state["steps"])
        self.has_ended = state["has_ended"] and (self.epoch >= self.epochs or "best" in self.names)
        if self.has_ended:
            self._finish()
        else:
            self.names["change"](self.steps)

    def _begin_part(self) -> None:
        """Build anew what this program builds here, and the one before it did not."""
        parts = len(self._parts)
        self._rebuild()
        if len(self._parts) > parts:
            self.measured[-1] = self._measures()
            self._keep()

    def batch(self) -> list[int]:
        """The samples of the last step, as places in the training data; empty before the first one."""
        taken = self._training.gi_frame.f_locals.get("inputs") if self._training.gi_frame else None
        if taken is None:
            return []
        samples = [self.names["training"][index][0] for index in range(len(self.names["training"]))]
        places = {sample.numpy().tobytes(): place for place, sample in enumerate(samples)}
        return [places[sample.numpy().tobytes()] for sample in taken]

    def model_at(self, epoch: int | None) -> nn.Sequential:
        """A copy of the model, in evaluation mode, as it was after an epoch; as it is now for `None`.

        The next call changes the copy.
        """
        state = self.model.state_dict() if epoch is None else self._kept[epoch]["model"]
        twin = self.part(epoch).twin
        twin.load_state_dict(state)
        return twin.eval()

    def optimizer_state(self, epoch: int | None) -> dict[str, Any]:
        """All that the optimizer remembered after an epoch, or remembers now for `None`."""
        state: dict[str, Any] = (
            self.names["optimizer"].state_dict() if epoch is None else self._kept[epoch]["optimizer"]
        )
        return state

    def _measures(self) -> dict[str, Any]:
        return measures.of(self.model_at(None), self._parts[-1].probe, self.names["criterion"])

    def _keep(self) -> None:
        state: State = {
            name: copy.deepcopy(self.names[name].state_dict()) for name in DEPENDS if name in self.names
        }
        state |= {
            "values": copy.deepcopy({name: self.names[name] for name in VALUES if name in self.names}),
            "random": self._random.clone(),
            "steps": self.steps,
        }
        self._kept[self.epoch] = state
        while len(self._kept) > 3 and len(self._kept) * self._bytes_of_state() > MOST_BYTES:
            for epoch in self.kept[1:-1:2]:
                del self._kept[epoch]

    def _bytes_of_state(self) -> int:
        """About so large is what is kept of an epoch: the weights, two such for Adam, and the best ones."""
        numbers = sum(parameter.numel() for parameter in self.model.parameters())
        return int(16 * numbers + self._random.numel())

    @contextmanager
    def _own_random_numbers(self) -> Iterator[None]:
        with page_calls.same_random_numbers():
            seqlite.set_rng_state(self._random)
            try:
                yield
            finally:
                self._random = seqlite.get_rng_state()
