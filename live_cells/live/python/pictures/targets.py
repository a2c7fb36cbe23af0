"""What a model shall answer, and whether it does: values, classes by one score each, or two by one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

_VIEWS = (
    "Squeeze",
    "Unsqueeze",
    "View",
    "Reshape",
    "Select",
    "Slice",
    "Clone",
    "Alias",
    "Clamp",
    "TBackward",
)
"""Beginnings of the names of operations that leave a probability one."""


@dataclass
class Targets:
    """The targets of samples.

    ``labels`` are the numbers of classes, below 0 where a sample does not count; ``values`` are there where
    there are no classes.
    """

    names: list[str]
    labels: Any = None
    values: Any = None
    border: float = 0.0
    """Of one number for two classes."""
    largest: float = 1.0
    """How far the targets, as numbers, are away from the border."""
    is_single: bool = False
    is_score: bool = False
    """Is the single number a score, whose sigmoid is a probability?"""

    @property
    def are_classes(self) -> bool:
        return self.labels is not None

    @property
    def count(self) -> int:
        """The samples that count."""
        return int((self.labels >= 0).sum().item()) if self.are_classes else len(self.values)

    def answers(self, output: Any) -> Any:
        """The classes that an output says."""
        return (output.reshape(-1) > self.border).long() if self.is_single else output.argmax(dim=1)

    def right(self, output: Any) -> Any:
        """Of which samples the class is right; of values, of none."""
        if not self.are_classes:
            return torch.zeros(len(output), dtype=torch.bool)
        return self.answers(output) == self.labels

    def leaning(self, output: Any) -> Any:
        """A single number, or the shares of two classes, from -1 for the first to 1 for the second."""
        if not self.is_single:
            shares = shares_of(output)
            return shares[:, 1] - shares[:, 0]
        number = output.reshape(-1) - self.border
        return (number / 2).tanh() if self.is_score else (number / self.largest).clamp(-1, 1)


def shares_of(output: Any) -> Any:
    """The share of each class: what softmax makes of scores; shares remain what they are."""
    sums = output.sum(dim=1)
    if bool((output >= 0).all()) and bool(((sums - 1).abs() < 1e-3).all()):
        return output
    return output.softmax(dim=1)


def targets_of(output: Any, y: Any, names: Sequence[str], border: float | None) -> Targets | None:
    """What y is to this output; ``None`` if that cannot be seen.

    Args:
        output: of the first samples, whose graph autograd has recorded.
    """
    if not isinstance(output, torch.Tensor) or not output.is_floating_point() or y.is_complex():
        return None
    count = len(y)
    if output.dim() == 2 and output.shape[1] > 1 and len(output) == count:
        return _of_scores(output, y, names)
    if output.numel() != count or y.numel() != count:
        return None
    wanted = y.reshape(-1).to(output.dtype)
    kinds = {*wanted.unique().tolist()}
    if not kinds <= {0.0, 1.0} and not kinds <= {-1.0, 1.0}:
        return Targets([], values=wanted, is_single=True, largest=_size(wanted))
    is_score = False
    if border is None:
        is_share = -1.0 not in kinds and _ends_in_sigmoid(output)
        border = 0.5 if is_share else 0.0
        is_score = -1.0 not in kinds and not is_share
    low, high = (-1.0, 1.0) if -1.0 in kinds else (0.0, 1.0)
    return Targets(
        _named(names, 2),
        labels=(wanted > 0).long(),
        border=border,
        largest=max(abs(low - border), abs(high - border)),
        is_single=True,
        is_score=is_score,
    )


def _of_scores(output: Any, y: Any, names: Sequence[str]) -> Targets | None:
    """One score for each class: y has the classes' numbers, or the share of each class."""
    classes = output.shape[1]
    if y.numel() == len(y) and not y.is_floating_point():
        labels = y.reshape(-1).long()
    elif y.shape == output.shape and bool((y >= 0).all()) and bool(((y.sum(dim=1) - 1).abs() < 1e-3).all()):
        labels = y.argmax(dim=1)
    else:
        return None
    if int(labels.max().item()) >= classes:
        return None
    return Targets(_named(names, classes), labels=labels)


def _named(names: Sequence[str], count: int) -> list[str]:
    return [names[i] if i < len(names) else str(i) for i in range(count)]


def _size(wanted: Any) -> float:
    return float(wanted.abs().max().item()) or 1.0


def _ends_in_sigmoid(output: Any) -> bool:
    step = output.grad_fn
    while step is not None and type(step).__name__.startswith(_VIEWS) and step.next_functions:
        step = step.next_functions[0][0]
    return step is not None and type(step).__name__.startswith("Sigmoid")
