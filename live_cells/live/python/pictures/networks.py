"""The picture of a network: its modules, what goes through them, and the gradients that come back."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from . import faults, looking, modules, samples
from .calls import Trace, tensors_in
from .columns import LEVELS, Columns, settings_of, text_of
from .looking import Run, Step
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
    classes: Sequence[str] | None = None,
) -> Picture:
    """Picture a model at work on one sample. Nothing about the model changes.

    It is shown as in evaluation mode: dropout passes everything on, and batch normalization uses its running
    statistics. With a target and a loss, the gradients of this sample's loss are shown, too.

    Of a sequence of PyTorch's modules, each unit is drawn. Any other module is drawn as its calls: modules,
    functions and operators, in order, which open down to their numbers.

    Args:
        model: an ``nn.Sequential``, or any other module.
        x: the model's input, which it gets as it is. Of a batch, the first sample is shown. A tuple holds
            several inputs, and a dictionary those that ``forward`` takes by its keys; any other
            dictionary is one input.
        target: what the loss compares the model's output with.
        loss: a loss such as ``nn.MSELoss()``, or a function such as ``F.mse_loss``.
        image: height and width, if the numbers of x are a picture that has been flattened.
        span: for models with two inputs, the page shows what each unit gives for inputs from -span to span.
        classes: the names of the outputs, of which the largest is marked.
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
        if _is_sequence(model) and not (isinstance(x, tuple | dict) and tensors_in(x)):
            return Picture(_described(model, x, target, loss, image, span) | _classes(classes))
        if not tensors_in(x):
            samples.checked(x)
        return Picture(modules.described(model, x, target, loss, classes))


def _is_sequence(model: Any) -> bool:
    """Does it consist of PyTorch's modules, of which each gives a tensor to the next?"""
    steps = looking.steps_of(model)
    return all(Trace.is_atom(step.module) and step.kind not in modules.RULES for step in steps)


def _classes(names: Sequence[str] | None) -> Data:
    return {} if names is None else {"classes": [str(one) for one in names]}


def fitting(model: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Those inputs that a model takes, as they are or as a batch of one. Nothing is described."""
    found = {}
    with looking.unnoticed(model):
        steps = looking.steps_of(model)
        for name, x in inputs.items():
            if _is_taken(steps, x):
                found[name] = x
            elif isinstance(x, torch.Tensor) and _is_taken(steps, x.unsqueeze(0)):
                found[f"{name}.unsqueeze(0)"] = x.unsqueeze(0)
    return found


def _is_taken(steps: list[Step], x: Any) -> bool:
    try:
        x = samples.checked(x)
        count = samples.count_of(x, steps)
    except (TypeError, ValueError):
        return False
    return looking.forward(steps, x if count is None else x[:1]) is None


def _described(model: Any, x: Any, target: Any, loss: Any, image: Any, span: float) -> Data:
    steps = looking.steps_of(model)
    x = samples.checked(x)
    count = samples.count_of(x, steps)
    if count is not None:
        x = x[: samples.MOST_RUN]
    failed = looking.forward(steps, x)
    run = Run(x, count)
    common: Data = {}
    if failed:
        common["fault"] = {"module": failed[0], "text": _fault(steps, run, failed)}
    elif loss is not None:
        common |= _compared(steps, run, target, loss)
    sample = run.sample_of(x)
    size = samples.image_size(sample.shape, steps, image)
    for limits in LEVELS:
        columns = Columns(limits, size, run)
        entry = columns.entry(sample)
        modules = [columns.module(step) for step in steps[:MOST_MODULES]]
        data: Data = {"kind": "network", "version": 1, **entry, "modules": modules, **common}
        if size and "input_units" not in entry:
            data["image"] = list(size)
        if sample.numel() == 2:
            data["span"] = span
        reasons = [*_reasons(steps, run, failed), *columns.reasons]
        if reasons:
            data["folded"] = reasons
        if len(json.dumps(data, separators=(",", ":"))) <= LARGEST:
            break
    return data


def _fault(steps: list[Step], run: Run, failed: tuple[int, str]) -> str:
    """Why the model does not take its input; if a batch dimension is all that it lacks, how to add one."""
    number, said = failed
    step = steps[number]
    shape = run.sample_of(step.entered).shape if step.entered is not None else ()
    as_batch = [replace(step, entered=None, left=None) for step in steps]
    if looking.forward(as_batch, run.x.unsqueeze(0)) is None:
        return f"{faults.plain(step, said, shape)} As a batch of one it fits: write x.unsqueeze(0)."
    return faults.sentence(step, said, shape)


def _reasons(steps: list[Step], run: Run, failed: object) -> list[str]:
    found = []
    count, ran = run.count or 1, len(run.x) if run.count else 1
    if count > ran:
        found.append(
            f"The batch has {count:,} samples. The model is run on the first {ran}; the first one is shown."
        )
    elif count > 1:
        found.append(f"The batch has {count:,} samples; the first one is shown.")
    if len(steps) > MOST_MODULES:
        found.append(f"The model has {len(steps):,} modules; the first {MOST_MODULES} are shown.")
    if steps and steps[-1].left is None and not failed:
        found.append(f"{steps[-1].kind} ({steps[-1].name}) gives no tensor, so its output is not shown.")
    return found


def _compared(steps: list[Step], run: Run, target: Any, loss: Any) -> Data:
    """Target and loss, as fields of the description; the gradients are noted in the steps."""
    output = steps[-1].left if steps else run.x
    if output is None:
        raise ValueError(
            f"The loss needs a tensor, and the model's last module, {text_of(steps[-1])}, gives none."
        )
    is_batch = run.is_batch(output)
    final = (output[:1] if is_batch else output).detach().clone()
    if final.is_floating_point():
        final.requires_grad_()
    wanted = samples.target_for(target, run.sample_of(output), loss, run.count)
    is_module = isinstance(loss, nn.Module)
    name, said = samples.loss_name(loss)
    function = copy.deepcopy(loss, looking.without_hooks(loss)).forward if is_module else loss
    try:
        value = function(final, wanted.unsqueeze(0) if is_batch else wanted)
    except Exception as error:
        reason = " ".join(str(error).split("\n")[0].split()).rstrip(".")
        shape = list(run.sample_of(output).shape)
        raise ValueError(
            f"{name} cannot compare an output of the shape {shape} with a target of shape "
            f"{list(wanted.shape)}: {reason}."
        ) from None
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        raise ValueError(
            f"network() needs a loss that gives one number: write {name}() with reduction='mean'"
        )
    if value.requires_grad:
        [signal] = torch.autograd.grad(value.sum(), [final], allow_unused=True)
        if signal is not None and is_batch and len(output) > 1:
            others = torch.zeros_like(output.detach()[1:])
            signal = torch.cat([signal, others])
        looking.backward(steps, signal)
    described: Data = {
        "kind": name,
        "text": said,
        "value": exact(value.item()),
        "settings": settings_of(loss) if is_module else {},
    }
    return {"target": data_of(wanted), "loss": described}
