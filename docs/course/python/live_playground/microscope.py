"""The gradient microscope: the chain rule for one weight and one sample, factor by factor.

The gradient of the loss by a weight is a sum over all ways from the weight to the loss. Each way is a
product: the number that the weight multiplies, then a weight or the slope of an activation for every layer
that it passes, and at the end the slope of the loss: p − y by a score, 2 (output − y) by a value. The
microscope follows, from layer to layer, the way that matters most, and checks the whole sum.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import seqlite
from seqlite import nn
from seqlite.nn import functional as F

from .measures import leaving
from .packing import number
from .run import Part, Run

STEP = 1e-4
"""By this much the weight is moved for the check by finite differences, in float64."""


def look(
    run: Run, epoch: int | None, sample: int, index: int, unit: int = -1, source: int = -1
) -> dict[str, Any]:
    """The gradient by one weight of a linear layer, for one sample of the training data.

    Args:
        sample: which one; -1 for the one with the largest loss, among those that are measured.
        index: which layer of the model.
        unit: the weight's row: the unit that it belongs to; -1 for the weight with the largest gradient.
        source: the weight's column: the number that it multiplies.

    Returns:
        `sample`, `unit`, `source`: what was looked at; `factors`: those of the way that matters most, from
        the weight to the loss; `way`: their product; `gradient`: the whole sum, by autograd; `difference`:
        the same by finite differences; `layers`: for each layer, the size of the gradient by what leaves it.
    """
    model = run.model_at(epoch)
    if sample < 0:
        sample = _hardest(model, run.part(epoch), run.is_of_values)
    training = run.names_at(epoch)["training"]
    sample %= len(training)
    inputs, target = training[sample]
    target = seqlite.as_tensor(target).unsqueeze(0)
    model.double()
    try:
        return {"sample": sample} | _look(
            Looked(model, run.names["criterion"], target.double() if run.is_of_values else target),
            inputs.double().unsqueeze(0).requires_grad_(),
            index,
            unit,
            source,
        )
    finally:
        model.float()


class Looked(NamedTuple):
    """A model, and what its answer is held against."""

    model: nn.Sequential
    criterion: nn.Module
    target: seqlite.Tensor


def _look(looked: Looked, x: seqlite.Tensor, index: int, unit: int, source: int) -> dict[str, Any]:
    layers = list(looked.model)
    target = looked.target
    is_of_values = target.is_floating_point()
    weight = layers[index].weight
    left = leaving(looked.model, x)
    entering = [x, *left[:-1]]
    loss = looked.criterion(left[-1], target)
    *by_out, by_weight = seqlite.autograd.grad(loss, [*left, weight])
    if unit < 0:
        unit, source = divmod(int(by_weight.abs().argmax()), weight.shape[1])
    unit, source = min(unit, weight.shape[0] - 1), min(source, weight.shape[1] - 1)
    gradient = by_weight[unit, source].item()
    at, product = unit, entering[index].flatten()[source].item()
    factors = [
        {
            "layer": index,
            "kind": "input",
            "from": source,
            "to": unit,
            "value": number(product),
        }
    ]
    for place in range(index + 1, len(layers)):
        slopes = _slopes(layers[place], entering[place], left[place], at)
        after = by_out[place].flatten()
        to = int((slopes * after).abs().argmax()) if slopes.abs().max() > 0 else at
        value = slopes[to].item()
        product *= value
        kind = "weight" if isinstance(layers[place], nn.Linear) else "slope"
        factors.append({"layer": place, "kind": kind, "from": at, "to": to, "value": number(value)})
        at = to
    end = by_out[-1].flatten()[at].item()
    kind = "error" if is_of_values else "loss"
    factors.append({"layer": len(layers), "kind": kind, "from": at, "to": at, "value": number(end)})
    return {
        "loss": number(loss.item()),
        "weight": number(weight[unit, source].item()),
        "target": number(target.item()) if is_of_values else int(target),
        "unit": unit,
        "source": source,
        "shape": list(weight.shape),
        "factors": factors,
        "way": number(product * end),
        "gradient": number(gradient),
        "difference": number(_difference(looked, x, weight, (unit, source))),
        "layers": [number(by.norm().item()) for by in by_out],
    }


def _hardest(model: nn.Sequential, part: Part, is_of_values: bool) -> int:
    loss = F.mse_loss if is_of_values else F.cross_entropy
    with seqlite.no_grad():
        losses = loss(model(part.probe.inputs), part.probe.targets, reduction="none")
    return int(losses.nan_to_num().argmax())


def _slopes(layer: nn.Module, entering: seqlite.Tensor, out: seqlite.Tensor, at: int) -> seqlite.Tensor:
    """How much each number that leaves the layer changes with the one that enters at this place."""
    if isinstance(layer, nn.Linear):
        return layer.weight[:, at].detach()
    slopes = seqlite.zeros(out.numel(), dtype=out.dtype)
    fresh = entering.detach().requires_grad_()
    if isinstance(layer, nn.Softmax):
        for place in range(out.numel()):
            slopes[place] = seqlite.autograd.grad(layer(fresh).flatten()[place], fresh)[0].flatten()[at]
    else:  # each number by itself
        slopes[at] = seqlite.autograd.grad(layer(fresh).flatten()[at], fresh)[0].flatten()[at]
    return slopes


def _difference(looked: Looked, x: seqlite.Tensor, weight: seqlite.Tensor, place: tuple[int, int]) -> float:
    """The slope of the loss between a little less and a little more of the weight."""
    losses = []
    with seqlite.no_grad():
        before = weight[place].item()
        for by in (STEP, -STEP):
            weight[place] = before + by
            losses.append(looked.criterion(looked.model(x), looked.target).item())
        weight[place] = before
    return float(losses[0] - losses[1]) / (2 * STEP)
