"""What a model of digits makes of one of them: its units, or its feature maps."""

from __future__ import annotations

from typing import Any

import seqlite
from seqlite import nn
from seqlite.nn import functional as F

from .measures import leaving
from .packing import floats, numbers, signed
from .run import Run

SHOWN = 16
"""Units of a layer that are drawn."""
PIXELS = 784

View = dict[str, Any]


def network(run: Run, epoch: int | None, picture: list[int]) -> View:
    """The units of a dense model at work on a digit.

    Args:
        picture: 784 gray values from 0 to 255.

    Returns:
        `images`: the weights of the first layer's units, each as an image; `layers`: for each layer, what its
        units give, and the weights between those that are shown.
    """
    model = run.model_at(epoch)
    with seqlite.no_grad():
        left = leaving(model, _input(picture))
    first = next((layer for layer in model if isinstance(layer, nn.Linear)), None)
    images = [] if first is None or first.in_features != PIXELS else list(first.weight.detach()[:SHOWN])
    return {
        "images": [signed(image) for image in images],
        "layers": [_layer(layer, out) for layer, out in zip(model, left, strict=True)],
        "probabilities": numbers(F.softmax(left[-1][0], dim=0).tolist()),
    }


def maps(run: Run, epoch: int | None, picture: list[int]) -> View:
    """The picture of a convolutional model at work on a digit, with its feature maps."""
    from pictures import network as drawn  # it comes with the call

    model, x = run.model_at(epoch), _input(picture)
    data, about = drawn(model, x)._repr_picture_()
    with seqlite.no_grad():
        probabilities = F.softmax(model(x)[0], dim=0)
    return {"picture": data, "alt": about["alt"], "probabilities": numbers(probabilities.tolist())}


def _input(picture: list[int]) -> seqlite.Tensor:
    return (seqlite.tensor(picture).reshape(1, 1, 28, 28) / 255 - 0.1307) / 0.3081


def _layer(layer: nn.Module, out: seqlite.Tensor) -> View:
    view: View = {"out": numbers(out[0].flatten()[:SHOWN].tolist())}
    if isinstance(layer, nn.Linear) and layer.in_features != PIXELS:
        view["weight"] = floats(layer.weight.detach()[:SHOWN, :SHOWN])
    return view
