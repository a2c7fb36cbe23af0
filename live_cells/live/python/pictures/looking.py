"""Looking at a model without changing it: what is run is a copy, one module after the other.

The copy is evaluated, so dropout passes everything on and batch normalization uses its running statistics.
No random number is drawn, no buffer is updated, no hook is called, and no ``.grad`` is touched.
"""

from __future__ import annotations

import contextlib
import copy
import io
import random
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

HOOKS = (
    *("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks"),
    *("_state_dict_hooks", "_state_dict_pre_hooks"),
    *("_load_state_dict_pre_hooks", "_load_state_dict_post_hooks"),
)


OF_TORCH = nn.Module.__module__.partition(".")[0] + ".nn."
"""How the names of the modules begin in which PyTorch's own classes are."""


@dataclass
class Step:
    """A module on the way of the data, what entered it, and what left it."""

    name: str
    module: Any
    training: bool
    entered: Any = None
    left: Any = None
    signal: Any = None
    """The gradient of the loss in what left."""
    gradients: dict[str, Any] = field(default_factory=dict)
    """The gradients of the loss in its parameters, by name."""

    @property
    def kind(self) -> str:
        """PyTorch's name of what it computes; a class of the reader's has its own name."""
        own = type(self.module)
        for base in own.__mro__:
            is_torchs = base.__module__.startswith(OF_TORCH) and hasattr(nn, base.__name__)
            if is_torchs and base is not nn.Module and getattr(base, "forward", None) is own.forward:
                return base.__name__
        return f"__main__.{own.__name__}" if hasattr(nn, own.__name__) else own.__name__


@dataclass
class Run:
    """What a model is run on, and which part of it is shown: all of it, or the first sample of a batch."""

    x: Any
    count: int | None
    """How many samples the batch has that was given; ``None`` if x has no batch dimension."""

    def is_batch(self, tensor: Any) -> bool:
        return self.count is not None and tensor.dim() > 0 and len(tensor) == len(self.x)

    def sample_of(self, tensor: Any) -> Any:
        """What is shown of a tensor on the way of the data."""
        found = tensor.detach()
        return found[0] if self.is_batch(found) else found


@contextlib.contextmanager
def unnoticed(model: Any) -> Iterator[None]:
    """Meanwhile, autograd records, nothing is printed, and random numbers that are drawn do not count.

    What runs is no part of the reader's program, so the page says nothing of it beside the lines.
    """
    notes = sys.modules.get("live_runner.line_values")
    state = random.getstate()
    on_gpu = sorted({p.device.index or 0 for p in model.parameters() if p.device.type == "cuda"})
    with (
        notes.paused() if notes else contextlib.nullcontext(),
        torch.inference_mode(False),
        torch.enable_grad(),
        torch.random.fork_rng(devices=on_gpu),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            random.setstate(state)


def copied(model: Any) -> Any:
    """A copy of the model in evaluation mode, without the hooks of its reader."""
    try:
        return copy.deepcopy(model, without_hooks(model)).eval()
    except (TypeError, RuntimeError, NotImplementedError):
        known = without_hooks(model)
        values = [value for module in model.modules() for value in vars(module).values()]
        known |= {id(value): value for value in values if not _is_copied(value, known)}
        return copy.deepcopy(model, known).eval()


def _is_copied(value: Any, known: dict[int, Any]) -> bool:
    """Can it be copied? A file or a generator that a module holds on to cannot."""
    try:
        copy.deepcopy(value, dict(known))
    except (TypeError, RuntimeError, NotImplementedError):
        return isinstance(value, dict)  # of modules and tensors
    return True


def without_hooks(model: Any) -> dict[int, Any]:
    """What ``copy.deepcopy`` shall take in the place of things that it must not or cannot copy."""
    known: dict[int, Any] = {}
    for module in model.modules():
        for name in HOOKS:
            hooks = getattr(module, name, None)
            if hooks:
                known[id(hooks)] = type(hooks)((key, hook) for key, hook in hooks.items() if _is_torchs(hook))
        for value in vars(module).values():
            if isinstance(value, torch.Tensor) and value.grad_fn is not None:
                known[id(value)] = value.detach().clone()
    return known


def _is_torchs(hook: Any) -> bool:
    """Is it a hook by which PyTorch itself computes a weight, as ``weight_norm`` does?"""
    return type(hook).__module__.startswith("torch.nn.utils.")


def flattened(model: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The modules of nested ``nn.Sequential``, in the order in which data passes them."""
    for name, module in model._modules.items():
        if is_plain_sequential(module):
            yield from flattened(module, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", module


def is_plain_sequential(module: Any) -> bool:
    return isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward


def steps_of(model: Any) -> list[Step]:
    """The modules of a copy of the model, each with the training mode of the original."""
    original = model if is_plain_sequential(model) else nn.Sequential(model)
    modes = [module.training for _, module in flattened(original)]
    found = flattened(copied(original))
    return [Step(name, module, mode) for (name, module), mode in zip(found, modes, strict=True)]


def forward(steps: list[Step], x: Any) -> tuple[int, str] | None:
    """Pass an input through the modules, each recording for itself; the module that failed, and why.

    Each module gets a copy of what left the one before: one that works in place changes nothing else.
    """
    value = x.detach()
    for number, step in enumerate(steps):
        step.entered = value.detach().clone()
        if step.entered.is_floating_point():
            step.entered.requires_grad_()
        try:
            left = _call(step.module, step.entered.clone())
        except Exception as error:
            return number, (str(error) or type(error).__name__).strip()
        if not isinstance(left, torch.Tensor):
            if number + 1 < len(steps):
                return number + 1, f"what comes before it gives a {type(left).__name__}"
            return None
        step.left = value = left
    return None


def _call(module: Any, value: Any) -> Any:
    if any(isinstance(parameter, nn.UninitializedParameter) for parameter in module.parameters()):
        raise ValueError("it has no weights yet: they are made when a first batch passes through the model")
    return module(value) if module._forward_pre_hooks else module.forward(value)


def backward(steps: list[Step], signal: Any) -> None:
    """Let a gradient go back through the modules, and note it in each.

    Args:
        signal: the gradient of the loss in what left the last module.
    """
    totals: dict[int, Any] = {}
    for step in reversed(steps):
        if signal is None:
            break
        step.signal = signal
        if not step.left.requires_grad:
            break
        sources = [p for p in step.module.parameters() if p.requires_grad]
        taken = [step.entered] if step.entered.requires_grad else []
        found = torch.autograd.grad([step.left], [*taken, *sources], [signal], allow_unused=True)
        for parameter, gradient in zip(sources, found[len(taken) :], strict=True):
            if gradient is not None:
                before = totals.get(id(parameter))
                totals[id(parameter)] = gradient if before is None else before + gradient
        signal = found[0] if taken else None
    for step in steps:
        own = step.module.named_parameters(recurse=False)
        step.gradients = {name: totals[id(p)] for name, p in own if id(p) in totals}
