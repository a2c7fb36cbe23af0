"""The ways to look at a model: each a function of a run, an epoch (`None`: now) and details.

All look at a copy in evaluation mode; none changes the run or its random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import seqlite
from live_runner import page_calls
from seqlite import nn
from seqlite.nn import functional as F

from .measures import leaving
from .packing import floats, number, numbers, shares, signed
from .run import Run

REACH = 2.0
"""Points lie within ±REACH."""
MOST_UNITS = 64
WORST = 24

View = dict[str, Any]


def boundary(run: Run, epoch: int | None, side: int = 60) -> View:
    """The probability of each class at each place of a square grid, row by row from the top left.

    `shares` is `[side, side, classes]`. A model of values has its `values` there, within ±1.
    """
    with seqlite.no_grad():
        out = run.model_at(epoch)(_grid(run, epoch, side))
    if run.is_of_values:
        return {"side": side, "values": signed(out, largest=1.0)}
    probabilities = F.softmax(out, dim=1)
    return {"side": side, "classes": probabilities.shape[1], "shares": shares(probabilities)}


def units(run: Run, epoch: int | None, side: int = 24) -> View:
    """What each unit of each layer answers at each place of the grid."""
    layers = []
    for layer, out in _seen(run.model_at(epoch), _grid(run, epoch, side)):
        if isinstance(layer, nn.Dropout | nn.Flatten):
            continue
        maps = [signed(out[:, unit]) for unit in range(min(out.shape[1], 16))]
        layers.append({"name": type(layer).__name__, "units": out.shape[1], "maps": maps})
    return {"side": side, "layers": layers}


def learned(run: Run, epoch: int | None) -> View:
    """The numbers of each layer's tensors, by their names."""
    model = run.model if epoch is None else run.model_at(epoch)
    layers = [
        {name: floats(tensor) for name, tensor in layer.state_dict().items() if tensor.is_floating_point()}
        for layer in model
    ]
    return {"layers": layers}


def points(run: Run, epoch: int | None) -> View:
    """The points of the training and the validation data."""
    return points_of(run.names_at(epoch))


def points_of(names: dict[str, Any]) -> View:
    """The points among what a program has named: x, y, and label or value each."""

    def series(dataset: Any) -> list[list[float | None]]:
        places = names["points"][dataset.indices].tolist()
        return [numbers([*place, target.item()]) for place, (_, target) in zip(places, dataset, strict=True)]

    return {
        "isOfValues": "values" in names,
        "training": series(names["training"]),
        "validation": series(names["validation"]),
    }


def weights(run: Run, epoch: int | None, index: int, most: int = MOST_UNITS) -> View:
    """The weights of one layer: a picture for each of its units, as large as what the unit looks at."""
    weight = run.model_at(epoch)[index].weight.detach()
    if weight.dim() == 4:  # of the channels that a window looks at, the first
        rows, shape = weight[:, 0], weight.shape[2:]
    else:
        side = math.isqrt(weight.shape[1])
        is_picture = side * side == weight.shape[1] and side >= 14
        rows, shape = weight, (side, side) if is_picture else (1, weight.shape[1])
    return {"shape": list(shape), "units": len(rows), "maps": [signed(row) for row in rows[:most]]}


def flow(run: Run, epoch: int | None, sample: int = 0) -> View:
    """One sample of the validation data on its way through the layers: what leaves each."""
    validation = run.names_at(epoch)["validation"]
    inputs, target = validation[sample % len(validation)]
    layers = [{"name": "", **_picture_of(inputs)}]
    out = inputs.unsqueeze(0)
    for layer, out in _seen(run.model_at(epoch), inputs.unsqueeze(0)):
        layers.append({"name": type(layer).__name__, **_picture_of(out[0])})
    return {
        "layers": layers,
        "target": _target(target),
        "probabilities": [] if run.is_of_values else numbers(F.softmax(out[0], dim=0).tolist()),
    }


def confusion(run: Run, epoch: int | None) -> View:
    """How many validation samples of each class (row) were taken for which (column)."""
    scores, targets = _validation_scores(run, epoch)
    classes = scores.shape[1]
    counts = seqlite.bincount(targets * classes + scores.argmax(dim=1), minlength=classes**2)
    return {"classes": classes, "counts": counts.tolist()}


def mistakes(run: Run, epoch: int | None) -> View:
    """The wrong answers of the validation data with the largest loss."""
    scores, targets = _validation_scores(run, epoch)
    losses = F.cross_entropy(scores, targets, reduction="none")
    said = scores.argmax(dim=1)
    wrong = (said != targets).nonzero().flatten()
    worst = wrong[losses[wrong].argsort(descending=True)][:WORST].tolist()
    probabilities = F.softmax(scores, dim=1)
    names = run.names_at(epoch)
    found = []
    for sample in worst:
        inputs, target = names["validation"][sample]
        found.append(
            {
                "sample": sample,
                "target": int(target),
                "said": int(said[sample]),
                "probability": number(probabilities[sample, said[sample]].item()),
                **_picture_of(_place(names, sample, inputs)),
            }
        )
    return {"wrong": len(wrong), "of": len(targets), "worst": found}


def test(run: Run, epoch: int | None) -> View:
    """Loss and accuracy on the test set, which nothing was chosen by."""
    model, run.names["model"] = run.names["model"], run.model_at(epoch)
    try:
        loss, accuracy = run.names["evaluate"](run.names["test_loader"])
    finally:
        run.names["model"] = model
    return {"loss": number(loss), "accuracy": number(accuracy), "of": len(run.names["test_set"])}


def digit(run: Run, epoch: int | None, as_mnist: str) -> View:
    """Ten probabilities for the ink in the page's file, made into a picture by the lab's own function.

    Args:
        as_mnist: the source of the lab's cell that defines `as_mnist`.
    """
    if "as_mnist" not in run.names:
        exec(compile(as_mnist, "<as_mnist>", "exec"), run.names)
    picture = run.names["as_mnist"](page_calls.drawing())
    return _answer(run, epoch, (picture - 0.1307) / 0.3081, page_calls.as_ink(picture))


def test_digit(run: Run, epoch: int | None, which: int, turn: int) -> View:
    """The same for a picture of the test set: one of those of a digit, by turns."""
    test_set = run.names["test_set"]
    places = (test_set.targets == which).nonzero().flatten().tolist()
    place = places[turn % len(places)]
    return _answer(run, epoch, test_set[place][0], test_set.data[place].flatten().tolist())


def _answer(run: Run, epoch: int | None, x: seqlite.Tensor, ink: list[int]) -> View:
    with seqlite.no_grad():
        scores = run.model_at(epoch)(x.reshape(1, 1, 28, 28))
    return {"picture": ink, "probabilities": numbers(F.softmax(scores[0], dim=0).tolist())}


def _target(target: Any) -> int | float | None:
    """A class, or a value."""
    target = seqlite.as_tensor(target)
    return number(target.item()) if target.is_floating_point() else int(target)


def _place(names: dict[str, Any], sample: int, inputs: seqlite.Tensor) -> seqlite.Tensor:
    """Where a sample of the validation data is on the plane; itself if it is a picture."""
    points = names.get("points")
    return inputs if points is None else points[names["validation"].indices[sample]]


def _grid(run: Run, epoch: int | None, side: int) -> seqlite.Tensor:
    """What the model is given at the middles of the fields of a square grid, row by row from the top left."""
    along = (seqlite.arange(side) + 0.5) * (2 * REACH / side) - REACH
    x = along.repeat(side)
    y = (-along).unsqueeze(1).expand(side, side).flatten()
    return run.part(epoch).inputs_at(seqlite.stack([x, y], dim=1))


def _seen(model: nn.Sequential, x: seqlite.Tensor) -> Iterator[tuple[nn.Module, seqlite.Tensor]]:
    """Each layer, and what leaves it."""
    with seqlite.no_grad():
        return zip(model, leaving(model, x), strict=True)


def _picture_of(values: seqlite.Tensor) -> View:
    """What one sample is at a place of the model: its channels, or its numbers."""
    if values.dim() == 3:
        return {"shape": list(values.shape), "maps": [signed(channel) for channel in values[:16]]}
    return {
        "shape": list(values.shape),
        "maps": [signed(values[:256])],
        "values": numbers(values[:16].tolist()),
    }


def _validation_scores(run: Run, epoch: int | None) -> tuple[seqlite.Tensor, seqlite.Tensor]:
    model, scores, targets = run.model_at(epoch), [], []
    with seqlite.no_grad():
        for inputs, target in run.names_at(epoch)["validation_loader"]:
            scores.append(model(inputs))
            targets.append(target)
    return seqlite.cat(scores), seqlite.cat(targets)
