"""Why a module does not take its input, in the words of the course."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .looking import Step


def sentence(step: Step, said: str, shape: Sequence[int]) -> str:
    """What came, what was wanted, what to do.

    Args:
        step: the module, with what entered it.
        said: the message of the error that it raised.
        shape: the shape of the sample that entered it.
    """
    if step.entered is None:
        return f"{_name(step)} gets no tensor: {said}."
    shape = list(shape)
    reason = _ADVICE[step.kind](step.module, shape) if step.kind in _ADVICE else ""
    if not reason and step.kind in _ADVICE and not step.entered.is_floating_point():
        reason = f"takes floating-point numbers, and gets {step.entered.dtype}: write x.float()."
    return f"{_name(step)} {reason}" if reason else plain(step, said, shape)


def plain(step: Step, said: str, shape: Sequence[int]) -> str:
    """What came, and what PyTorch says of it."""
    first = " ".join(said.split("\n")[0].split()).rstrip(".")
    return f"{_name(step)} cannot take its input, which has the shape {list(shape)}: {first}."


def _name(step: Step) -> str:
    text = str(step.module)
    return f"Module {step.name}, {text if len(text) < 200 else step.kind},"


def _linear(module: Any, shape: Sequence[int]) -> str:
    wanted, came = module.in_features, shape[-1] if shape else 0
    if came == wanted:
        return ""
    if len(shape) > 1 and math.prod(shape) == wanted:
        return (
            f"takes {wanted} numbers, and its input has the shape {list(shape)}: put nn.Flatten() before it."
        )
    if len(shape) > 1:
        return f"takes {wanted} numbers, and its input has the shape {list(shape)}, which ends in {came}."
    return (
        f"takes {_count(wanted, 'number')}, and gets {came}: write nn.Linear({came}, {module.out_features}), "
        f"or let what comes before it give {wanted}."
    )


def _convolution(module: Any, shape: Sequence[int]) -> str:
    sides = len(module.kernel_size)
    form = "[channels, height, width]" if sides == 2 else "[channels, length]"
    if len(shape) != sides + 1:
        return f"takes a sample of the shape {form}, and its input has the shape {list(shape)}."
    if shape[0] != module.in_channels:
        return _unlike(module.in_channels, "channel", shape)
    return ""


def _norm(module: Any, shape: Sequence[int]) -> str:
    if not shape or shape[0] == module.num_features:
        return ""
    return _unlike(module.num_features, "feature", shape)


def _unlike(wanted: int, word: str, shape: Sequence[int]) -> str:
    return f"takes {_count(wanted, word)}, and gets {shape[0]}: its input has the shape {list(shape)}."


_ADVICE = {
    "Linear": _linear,
    "Conv1d": _convolution,
    "Conv2d": _convolution,
    "BatchNorm1d": _norm,
    "BatchNorm2d": _norm,
}


def _count(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
