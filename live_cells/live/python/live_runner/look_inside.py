"""*Look inside*: on the course's pages, the picture of any model among the reader's variables."""

from __future__ import annotations

import sys
from typing import Any

import seqlite
from seqlite import nn

from . import page_calls, shown_models

MOST_TRIED = 20
"""So many of the latest tensors are tried as inputs."""
AS_BATCH = ".unsqueeze(0)"
"""Behind the name of a variable: the tensor is shown as a batch of one."""
LARGEST = 4_000_000
"""Numbers in a tensor beyond which it is no input to try."""


def answer() -> page_calls.Answer:
    return page_calls.answer({"look": look})


def look(name: str, shown: int, wanted: str) -> page_calls.Answer:
    """The picture of a model with one of the reader's tensors as its input.

    Args:
        name: the model's variable; empty for one that a cell has shown.
        shown: the number of that one (shown_models.py).
        wanted: the variable of the input; empty for the latest that fits, and for a list of all that do.
    """
    from pictures import fitting, network  # they arrive with the call

    names = vars(sys.modules["__main__"])
    model, given = (names.get(name), None) if name else shown_models.MODELS.get(shown, (None, None))
    if not isinstance(model, nn.Module):
        return page_calls.Answer(gone=True)
    if given is not None and (picture := _drawn(model, given)) is not None:
        return _answer(picture, "", inputs=[], is_given=True)
    variable, as_batch, _ = wanted.partition(AS_BATCH)
    if variable in names and (picture := _drawn(model, names[variable], bool(as_batch))) is not None:
        return _answer(picture, wanted)
    latest = [(each, value) for each, value in reversed(names.items()) if _is_input(each, value)]
    found = fitting(model, dict(latest[:MOST_TRIED]))
    first = next(iter(found), "")
    picture = _drawn(model, found[first]) if found else None
    if picture is not None:
        return _answer(picture, first, inputs=list(found))
    made = _made_up(model)
    return _answer(None if made is None else network(model, made), "", inputs=[])


def _drawn(model: nn.Module, value: Any, as_batch: bool = False) -> Any:
    """The picture of the model at work on a value; none if that is no input for it."""
    from pictures import network

    try:
        picture = network(model, value.unsqueeze(0) if as_batch else value)
    except (TypeError, ValueError, RuntimeError, AttributeError):
        return None
    return None if "fault" in picture.data else picture


def _is_input(name: str, value: Any) -> bool:
    return (
        not name.startswith("_")
        and issubclass(type(value), seqlite.Tensor)
        and not issubclass(type(value), nn.Parameter)
        and 0 < value.numel() <= LARGEST
    )


def _made_up(model: nn.Module) -> seqlite.Tensor | None:
    """Zeros that fit a model whose first layer says how many numbers it takes."""
    first = next((module for module in model.modules() if getattr(module, "weight", None) is not None), None)
    return seqlite.zeros(first.in_features) if isinstance(first, nn.Linear) else None


def _answer(picture: Any, chosen: str, **more: Any) -> page_calls.Answer:
    if picture is None:
        return page_calls.Answer(**more)
    data, about = picture._repr_picture_()
    return page_calls.Answer(picture=data, alt=about["alt"], input=chosen, **more)
