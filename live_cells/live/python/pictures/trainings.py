"""The film of a training: states of a model, kept while it learns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from . import looking
from .numbers import Data, Num, exact
from .picture import Picture
from .training_views import View, view_for
from .weights_held import Sizes, Weights

MOST_STATES = 60
"""When there are more, every other one goes; of what takes much room, at fewer."""
UNITS, VIEWS = ("step", "epoch"), ("model", "updates")
HEAVY = 24_000
"""Bytes of a film's images at the most."""


def training(
    model: Any,
    x: Any = None,
    y: Any = None,
    *,
    classes: Sequence[str] = (),
    border: float | None = None,
    unit: str = "step",
    every: int = 1,
    show: str = "model",
) -> Film:
    """Film a training: call ``keep(loss)`` on the film after each step or epoch, and end the cell with it.

    What is shown depends on x and the output: a curve for one number in and one out, the plane of two inputs,
    a confusion matrix for classes, with the weights of the first layer where x has images; the loss and the
    size of each layer's updates for any model. The model stays as it is, and no random number is drawn.

    Args:
        model: a module, before its training.
        x: inputs to look at, as the model takes them; of more than 1,000, the first.
        y: their targets.
        classes: the names of the classes.
        border: of a model with one output for two classes, where one ends and the other begins: 0 for scores,
            0.5 for probabilities. By default, it is 0.5 after a sigmoid, otherwise 0.
        unit: what ``keep`` is called after, "step" or "epoch".
        every: after how many of these.
        show: what is seen first, the "model" or the "updates".

    Raises:
        TypeError: the model is no module, or x or y no tensor.
        ValueError: there are not as many targets as inputs, or there is no such unit or view.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"training() needs a model, such as nn.Sequential(…), and got {type(model).__name__}")
    for name, given in (("x", x), ("y", y)):
        if given is not None and not isinstance(given, torch.Tensor):
            raise TypeError(
                f"training() needs {name} as a tensor, and got {type(given).__name__}; of a DataLoader, "
                "x, y = next(iter(loader)) gives a batch"
            )
    if x is not None and y is not None and (not x.dim() or not y.dim() or len(x) != len(y)):
        raise ValueError(
            f"training() needs a target for each input: x has the shape {list(x.shape)}, y {list(y.shape)}"
        )
    for name, chosen, choices in (("unit", unit, UNITS), ("show", show, VIEWS)):
        if chosen not in choices:
            raise ValueError(f"{name} is {' or '.join(map(repr, choices))}, and got {chosen!r}")
    with looking.unnoticed(model):
        view = view_for(looking.copied(model), x, y, [str(name) for name in classes], border)
    return Film(model, view, {"unit": unit, "every": max(1, int(every)), "show": show})


@dataclass
class State:
    """What is known of one call of ``keep``."""

    step: int
    loss: Num | None
    validation: Num | None
    sizes: Sizes
    seen: Any


class Film:
    """A training as a picture that plays. ``print`` gives its states as a table."""

    def __init__(self, model: Any, view: View, settings: Data) -> None:
        self.count = 0
        """So many states were offered; those that are spread evenly over them are kept."""
        self._model = model
        self._view = view
        self._settings = settings
        self._stride = 1
        self._held = Weights(model)
        self._figures: tuple[Num | None, Num | None] = (None, None)
        self._states: list[State] = []
        self._states.append(self._state(self._now()))
        self._most = min(MOST_STATES, max(8, HEAVY // view.weight(self._states[0].seen)))

    def keep(self, loss: Any = None, *, validation: Any = None) -> None:
        """Keep the model as it is now.

        Args:
            loss: of the step or the epoch that is over, as a number or a tensor.
            validation: the loss on other data.
        """
        self.count += 1
        self._held.hold(self._model)
        self._figures = _number(loss), _number(validation)
        if self.count % self._stride:
            return
        self._states.append(self._state(self._now()))
        if len(self._states) > self._most:
            self._states = self._states[::2]
            self._stride *= 2

    def _now(self) -> Any:
        """What is seen of the model as it is."""
        with looking.unnoticed(self._model):
            return self._look(looking.copied(self._model))

    def _look(self, model: Any) -> Any:
        """What is seen of a copy. If it has changed so that it no longer takes x, the loss alone goes on."""
        try:
            return self._view.look(model)
        except (RuntimeError, ValueError, TypeError, IndexError, AttributeError, KeyError):
            self._view = View()
            for state in self._states:
                state.seen = None
            return None

    def _state(self, seen: Any) -> State:
        return State(self.count, *self._figures, self._held.sizes(), seen)

    def _all(self) -> list[State]:
        """All states, the last one included."""
        if self._states[-1].step == self.count:
            return self._states
        with looking.unnoticed(self._model):
            model = looking.copied(self._model)
            self._held.put_into(model)
            return [*self._states, self._state(self._look(model))]

    @property
    def data(self) -> Data:
        """The description, as it is now."""
        states = self._all()
        layers = self._held.layers
        data: Data = {
            **{"kind": "training", "version": 1, "model": type(self._model).__name__},
            **{"unit": self._settings["unit"], "show": self._settings["show"]},
            "steps": [state.step * self._settings["every"] for state in states],
            "losses": [state.loss for state in states],
            **self._view.described([state.seen for state in states]),
        }
        if any(state.validation is not None for state in states):
            data["validation"] = [state.validation for state in states]
        if layers and len(states) > 1:
            data["updates"] = {
                "layers": [{"name": name, "kind": kind} for name, kind in layers],
                "sizes": [[brief(state.sizes.get(name)) for name, _ in layers] for state in states[1:]],
            }
        return data

    def picture(self) -> Picture:
        """The states so far."""
        return Picture(self.data)

    def __repr__(self) -> str:
        return repr(self.picture())

    def _repr_picture_(self) -> tuple[Data, dict[str, str]]:
        return self.picture()._repr_picture_()

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return self.picture()._repr_mimebundle_(include, exclude)


def _number(given: Any) -> Num | None:
    """A loss as a number, whatever it came as."""
    if given is None:
        return None
    value = given.detach().item() if isinstance(given, torch.Tensor) else given
    return exact(value if isinstance(value, float) else float(value))


def brief(value: float | None) -> Num | None:
    """A ratio in three digits."""
    return None if value is None else exact(float(f"{value:.3g}"))
