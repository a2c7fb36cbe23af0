"""The picture of a network: its modules, what goes through them, and the gradients that come back."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from . import faults, looking, samples
from .columns import LEVELS, Columns, settings_of, text_of, without_batch
from .looking import Step
from .numbers import Data, data_of, exact
from .picture import Picture

LARGEST = 400_000
"""Characters of JSON beyond which a description is folded harder."""
MOST_MODULES = 200


def network(
    model: Any,
    x: Any,
    target: Any = None,
    loss: Any = None,
    *,
    image: tuple[int, int] | None = None,
    span: float = 1.0,
) -> Picture:
    """Picture a model at work on one sample. Nothing about the model changes.

    It is shown as in evaluation mode: dropout passes everything on, and batch normalization uses its running
    statistics. With a target and a loss, the gradients of this sample's loss are shown, too.

    Args:
        model: an ``nn.Sequential``, or any other module, which is then shown as one.
        x: one sample, with or without a batch dimension. Of a larger batch, the first sample is shown.
        target: what the loss compares the model's output with.
        loss: a loss such as ``nn.MSELoss()``, or a function such as ``F.mse_loss``.
        image: height and width, if the numbers of x are a picture that has been flattened.
        span: for models with two inputs, the page shows what each unit gives for inputs from -span to span.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"network() needs a model, such as nn.Sequential(…), and got {type(model).__name__}")
    if (target is None) != (loss is None):
        came, missing = ("a target", "a loss") if loss is None else ("a loss", "a target")
        raise ValueError(f"network() got {came} without {missing}: give both to see gradients, or neither")
    if isinstance(loss, type):
        raise TypeError(f"network() needs a loss that is made: write {loss.__name__}()")
    if isinstance(span, bool) or not isinstance(span, int | float) or not 0 < span < math.inf:
        raise ValueError(f"span is a number above 0, such as 1.0; it is {span!r}")
    with looking.unnoticed(model):
        return Picture(_described(model, x, target, loss, image, span))


def fitting(model: Any, inputs: Mapping[str, Any]) -> list[str]:
    """The names of those inputs that a model takes, one sample of each. Nothing is described."""
    with looking.unnoticed(model):
        steps = looking.steps_of(model)
        return [name for name, x in inputs.items() if _is_taken(steps, x)]


def _is_taken(steps: list[Step], x: Any) -> bool:
    try:
        batch, _ = samples.batch_of_one(x, steps)
    except (TypeError, ValueError):
        return False
    return looking.forward(steps, batch) is None


def _described(model: Any, x: Any, target: Any, loss: Any, image: Any, span: float) -> Data:
    steps = looking.steps_of(model)
    batch, count = samples.batch_of_one(x, steps)
    failed = looking.forward(steps, batch)
    common: Data = {}
    if failed:
        number, said = failed
        common["fault"] = {"module": number, "text": faults.sentence(steps[number], said)}
    elif loss is not None:
        common |= _compared(steps, batch, target, loss, count)
    sample = without_batch(batch)
    size = samples.image_size(sample.shape, steps, image)
    for limits in LEVELS:
        columns = Columns(limits, size)
        entry = columns.entry(sample)
        modules = [columns.module(step) for step in steps[:MOST_MODULES]]
        data: Data = {"kind": "network", "version": 1, **entry, "modules": modules, **common}
        if size and "input_units" not in entry:
            data["image"] = list(size)
        if sample.numel() == 2:
            data["span"] = span
        reasons = [*_reasons(steps, count, failed), *columns.reasons]
        if reasons:
            data["folded"] = reasons
        if len(json.dumps(data, separators=(",", ":"))) <= LARGEST:
            break
    return data


def _reasons(steps: list[Step], count: int, failed: object) -> list[str]:
    found = []
    if count > 1:
        found.append(f"The batch has {count:,} samples; the first one is shown.")
    if len(steps) > MOST_MODULES:
        found.append(f"The model has {len(steps):,} modules; the first {MOST_MODULES} are shown.")
    if steps and steps[-1].left is None and not failed:
        found.append(f"{steps[-1].kind} ({steps[-1].name}) gives no tensor, so its output is not shown.")
    return found


def _compared(steps: list[Step], batch: Any, target: Any, loss: Any, count: int) -> Data:
    """Target and loss, as fields of the description; the gradients are noted in the steps."""
    output = steps[-1].left if steps else batch
    if output is None:
        raise ValueError(
            f"The loss needs a tensor, and the model's last module, {text_of(steps[-1])}, gives none."
        )
    final = output.detach().clone()
    if final.is_floating_point():
        final.requires_grad_()
    target = samples.target_for(target, final, loss, count)
    is_module = isinstance(loss, nn.Module)
    name = type(loss).__name__ if is_module else getattr(loss, "__name__", type(loss).__name__)
    function = copy.deepcopy(loss, looking.without_hooks(loss)).forward if is_module else loss
    try:
        value = function(final, target)
    except Exception as error:
        said = " ".join(str(error).split("\n")[0].split()).rstrip(".")
        came, wanted = list(target.shape[1:]), list(final.shape[1:])
        raise ValueError(
            f"{name} cannot compare an output of the shape {wanted} with a target of shape {came}: {said}."
        ) from None
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        raise ValueError(
            f"network() needs a loss that gives one number: write {name}() with reduction='mean'"
        )
    if value.requires_grad:
        [signal] = torch.autograd.grad(value.sum(), [final], allow_unused=True)
        looking.backward(steps, signal)
    described: Data = {
        "kind": name,
        "text": str(loss) if is_module else name,
        "value": exact(value.item()),
        "settings": settings_of(loss) if is_module else {},
    }
    return {"target": data_of(target[0]), "loss": described}
