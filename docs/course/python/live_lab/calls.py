"""What the lab's page asks of Python: which digit a drawing shows, to which model's mind.

The page's own cells do the work: `as_mnist`, `make_model` and `predict`, as the reader left them. Each
function returns an `Answer`, which the page reads as JSON. What the page runs is page_programs/ask_lab.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import seqlite
from live_runner import page_calls, page_words, shown_models
from live_runner.page_calls import Answer, same_random_numbers
from live_runner.page_calls import file as _file
from seqlite import nn
from seqlite.safetensors import torch as safetensors

from . import weights_file

LEARNED = 50
"""So many of the test digits must a `model` of the reader's get right to be used unasked."""


class Choice(NamedTuple):
    """A model that may answer: where it comes from, and what the page says of it."""

    key: str
    model: nn.Module
    title: str
    right: int
    of: int


_files: list[tuple[str, weights_file.Weights]] = []
"""The file that is loaded, and its name; or nothing."""


_inside: list[int] = []
"""The number of the model that has answered; or nothing."""


def answer() -> Answer:
    """Answer the call in the page's file: one of the functions here, and its arguments."""
    return page_calls.answer({"predict": predict, "load": load, "save": save})


def predict(source: str, wanted: str, digit: int = 0, turn: int = 0) -> Answer:
    """Ten probabilities for the drawing, or for a test digit.

    Args:
        source: ``"drawing"``, whose ink the page has put into its file, or ``"test"``.
        wanted: the key of the model to ask; ``""``: a file's, else the reader's own, else the recorded one.
        digit: which test digit to show.
        turn: which of the ten that there are of it.
    """
    picture = _test_picture(digit, turn) if source == "test" else _mine("as_mnist")(page_calls.drawing())
    choices = list(_choices())
    chosen = next((choice for choice in choices if choice.key == wanted), choices[0])
    _expect_numbers(picture, (28, 28), "as_mnist")
    probabilities, inside = _predicted(chosen.model, picture)
    _expect_numbers(probabilities, (10,), "predict")
    return Answer(
        picture=page_calls.as_ink(picture),
        probabilities=[float(value) for value in probabilities.tolist()],
        inside=inside,
        **_standing(choices, chosen),
    )


def _predicted(model: nn.Module, picture: seqlite.Tensor) -> tuple[Any, int]:
    """What the page's cell predicts, and the number by which *Look inside* finds the model at work on it."""
    inputs: list[Any] = []
    with model.register_forward_pre_hook(lambda _, given: inputs.extend(given)):
        probabilities = _mine("predict")(model, picture)
    if inputs:
        _inside[:] = [shown_models.number_of(model, inputs[-1].detach(), *_inside)]
    return probabilities, _inside[0] if inputs else 0


def load(name: str, words: Mapping[str, Any] | None = None) -> Answer:
    """Take the weights in the file that the page has put there; if they are refused, nothing changes.

    Args:
        name: the file's, on the reader's machine.
        words: those of `weights_file`, in the page's language.
    """
    if words:
        page_words.use({"weights_file": words})
    try:
        with same_random_numbers():
            found = weights_file.read(_file("weights.bin").read_bytes())
    except weights_file.WeightsError as error:
        return Answer(error=str(error))
    _files[:] = [(name, found)]
    vars(sys.modules["__main__"])["loaded_model"] = found.model
    choices = list(_choices())
    return Answer(
        notices=found.notices, sizes=weights_file.sizes(found.model), **_standing(choices, choices[0])
    )


def save(wanted: str) -> Answer:
    """Write the chosen model's weights into the file that the page then fetches."""
    choices = list(_choices())
    chosen = next((choice for choice in choices if choice.key == wanted), choices[0])
    names = _files[0][1].names if chosen.key == "file" else None
    _file("weights.bin").write_bytes(weights_file.write(chosen.model, names))
    return Answer(**_standing(choices, chosen))


def _choices() -> Iterator[Choice]:
    """The models there are, the first being the one to use unasked."""
    digits = _test_digits()
    late: list[Choice] = []
    for name, found in _files:
        yield Choice("file", found.model, name, *_right(found.model, digits))
    model = vars(sys.modules["__main__"]).get("model")
    if isinstance(model, nn.Module):
        right, of = _right(model, digits)
        mine = Choice("mine", model, "model", right, of)
        if right >= LEARNED:
            yield mine
        elif of:
            late.append(mine)
    recorded = _recorded()
    yield Choice("recorded", recorded, "recorded weights", *_right(recorded, digits))
    yield from late


def _expect_numbers(value: Any, shape: tuple[int, ...], who: str) -> None:
    """`ValueError` unless it is a tensor of this shape, all of it finite."""
    if not isinstance(value, seqlite.Tensor):
        raise ValueError(f"{who} returned {type(value).__name__}, wanted a tensor of shape {list(shape)}")
    if tuple(value.shape) != shape:
        raise ValueError(f"{who} returned the shape {list(value.shape)}, wanted {list(shape)}")
    if not bool(seqlite.isfinite(value).all()):
        raise ValueError(f"{who} returned numbers that are not finite")


def _standing(choices: list[Choice], chosen: Choice) -> dict[str, Any]:
    said = [{"key": c.key, "title": c.title, "right": c.right, "of": c.of} for c in choices]
    return {"models": said, "used": chosen.key}


def _right(model: nn.Module, digits: dict[str, seqlite.Tensor]) -> tuple[int, int]:
    """How many test digits the model gets right, of how many; of none if it is no model of digits."""
    x = (digits["images"].float() / 255 - 0.1307) / 0.3081
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        with seqlite.no_grad():
            scores = model(x.unsqueeze(1))
        if scores.shape != (len(x), 10):
            return 0, 0
        return int((scores.argmax(dim=1) == digits["labels"]).sum()), len(x)
    except Exception:  # whatever the reader's model is, it is not for digits
        return 0, 0
    finally:
        for part, was_training in modes:
            part.training = was_training


def _recorded() -> nn.Module:
    with same_random_numbers():
        model: nn.Module = _mine("make_model")()
    model.load_state_dict(safetensors.load_file(_file("digits-model.safetensors")))
    return model


def _test_digits() -> dict[str, seqlite.Tensor]:
    return safetensors.load_file(_file("test-digits.safetensors"))


def _test_picture(digit: int, turn: int) -> seqlite.Tensor:
    digits = _test_digits()
    same = (digits["labels"] == digit).nonzero().flatten()
    return digits["images"][same[turn % len(same)].item()].float() / 255


def _mine(name: str) -> Any:
    """A function of the page's cells."""
    return vars(sys.modules["__main__"])[name]
