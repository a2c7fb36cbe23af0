"""Which sample of the input is shown: all of it, or the first of a batch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from .looking import Step

RANKS = {
    **{"Linear": 1, "Bilinear": 1, "LayerNorm": 1, "BatchNorm1d": 1, "Unflatten": 1, "Embedding": 1},
    **{f"{kind}1d": 2 for kind in ("Conv", "ConvTranspose", "MaxPool", "AvgPool", "InstanceNorm")},
    **{
        f"{kind}2d": 3
        for kind in ("Conv", "ConvTranspose", "MaxPool", "AvgPool", "InstanceNorm", "BatchNorm")
    },
    **{f"Adaptive{kind}Pool{n}d": n + 1 for kind in ("Avg", "Max") for n in (1, 2)},
}
"""How many dimensions a sample has that goes into such a module, as a rule."""

SHAPELESS = (
    *("ReLU", "LeakyReLU", "Tanh", "Sigmoid", "GELU", "SiLU", "ELU", "Softplus", "Softmax", "LogSoftmax"),
    *("Identity", "Dropout", "ReLU6", "SELU", "CELU", "Mish", "Hardtanh", "PReLU", "LogSigmoid", "Softsign"),
)
"""Kinds that take a sample of any shape."""

CLASSES = ("CrossEntropyLoss", "NLLLoss", "MultiMarginLoss", "cross_entropy", "nll_loss")
"""Losses whose target may be the number of a class."""


MOST_RUN = 64
"""Samples of a batch that the model is run on."""


def checked(x: Any) -> Any:
    """The input, as it was given.

    Raises:
        TypeError: x is no tensor of real numbers.
    """
    if not isinstance(x, torch.Tensor):
        raise TypeError(
            f"network() needs the input as a tensor, and got {_named(x)}: write torch.tensor([0.5, -1.0])"
        )
    if x.is_complex():
        raise TypeError("network() needs an input of real numbers, and got complex ones")
    return x.detach()


def count_of(x: Any, steps: Sequence[Step]) -> int | None:
    """How many samples the input has; ``None`` if it is one without a batch dimension.

    Raises:
        ValueError: x is a batch without samples.
    """
    if not _has_batch_dimension(x, steps):
        return None
    if not len(x):
        raise ValueError(f"network() needs one sample, and x has none: its shape is {list(x.shape)}")
    return len(x)


def _has_batch_dimension(x: Any, steps: Sequence[Step]) -> bool:
    """The first module that takes samples of a certain shape decides."""
    rank = x.dim()
    first = next((step for step in steps if step.kind in RANKS or step.kind == "Flatten"), None)
    if rank < 2 or first is None:
        return rank > 1 and (len(x) == 1 or rank % 2 == 0)
    if first.kind == "Flatten":
        return bool(first.module.start_dim == 1)
    shape = getattr(first.module, "normalized_shape", None)
    return bool(rank > (len(shape) if shape else RANKS[first.kind]))


def target_for(target: Any, output: Any, loss: Any, count: int | None) -> Any:
    """The target of the sample, without a batch dimension.

    Args:
        target: of the sample, or of the batch.
        output: of the sample.
        loss: what compares them.
        count: how many samples the batch has, if there is one.

    Raises:
        ValueError: the target has not the shape that goes with the output.
    """
    if not isinstance(target, torch.Tensor):
        try:
            target = torch.tensor(target)
        except (TypeError, ValueError, RuntimeError):
            raise TypeError(f"network() needs the target as a tensor, and got {_named(target)}") from None
    target = target.detach().clone().to(output.device)  # no tensor of inference mode any more
    shape = list(output.shape)
    of_classes = type(loss).__name__ in CLASSES or getattr(loss, "__name__", "") in CLASSES
    if of_classes and not target.is_floating_point():
        shape = shape[1:]
    elif not target.is_floating_point() and output.is_floating_point():
        target = target.to(output.dtype)
    if list(target.shape) == shape:
        return target
    is_batch = count is not None and target.dim() == len(shape) + 1 and len(target) in (1, count)
    if is_batch and list(target.shape[1:]) == shape:
        return target[0]
    if target.dim() == 0 and math.prod(shape) == 1:
        return target.reshape(shape)
    wanted = "one class number, such as torch.tensor(0)" if of_classes else f"the shape {shape}"
    raise ValueError(
        f"The target of one sample needs {wanted}, as the output has the shape {list(output.shape)}; "
        f"it has the shape {list(target.shape)}."
    )


def image_size(shape: Sequence[int], steps: Sequence[Step], wanted: Any) -> tuple[int, int] | None:
    """Height and width, if a sample of this shape is a picture.

    Raises:
        ValueError: the size that is wanted does not go with the shape.
    """
    numbers = math.prod(shape)
    if wanted is not None:
        size = tuple(wanted) if isinstance(wanted, Sequence) else ()
        if len(size) != 2 or not all(isinstance(side, int) and side > 0 for side in size):
            raise ValueError(f"image is the height and the width, such as (28, 28); it is {wanted!r}")
        if math.prod(size) != numbers:
            raise ValueError(
                f"image={size} has {math.prod(size)} pixels, and the input {list(shape)} has {numbers}"
            )
        return size[0], size[1]
    rank = next((RANKS[step.kind] for step in steps if step.kind in RANKS), 0)
    sides = list(shape[1:] if len(shape) == 3 and shape[0] == 1 else shape)
    if len(sides) == 2 and min(sides) > 1 and not (rank == 2 and len(shape) == 2):
        return sides[0], sides[1]
    kind = next((step.kind for step in steps if step.kind not in SHAPELESS), "")
    return (
        (28, 28)
        if numbers == 784 and len(shape) == 1 and kind in ("Linear", "Flatten", "Unflatten")
        else None
    )


def _named(value: Any) -> str:
    return (
        f"{value!r}"
        if isinstance(value, int | float | str | None)
        else f"a value of type {type(value).__name__}"
    )


def loss_name(loss: Any) -> tuple[str, str]:
    """What a loss is called, and how it prints."""
    if isinstance(loss, torch.nn.Module):
        return type(loss).__name__, str(loss)
    name = getattr(loss, "__name__", type(loss).__name__)
    return name, name
