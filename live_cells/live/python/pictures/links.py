"""Which of the numbers that are drawn depend on which: between two columns, a line stands for each such pair.

A pair has a line if the derivative of one number by the other can be other than 0, whatever the weights and
the inputs are. Of a module that is not known here, nothing is said; then no line is drawn.
"""

from __future__ import annotations

import copy
import math
from typing import Any

import torch

from .looking import Run, Step
from .numbers import Data

Links = str | list[list[int]]
"""``"own"``: each unit depends on that with its number; ``"all"``: on all that are drawn; else the pairs."""

MOST_DRAWN = 40
"""Units of a column between which lines are drawn."""

ELEMENTWISE = (
    *("ReLU", "LeakyReLU", "Tanh", "Sigmoid", "GELU", "SiLU", "ELU", "Softplus", "ReLU6", "SELU", "CELU"),
    *(
        "Mish",
        "Hardtanh",
        "Hardsigmoid",
        "Hardswish",
        "PReLU",
        "RReLU",
        "LogSigmoid",
        "Softsign",
        "Threshold",
    ),
    *("Tanhshrink", "Hardshrink", "Softshrink", "Identity", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d"),
    *("AlphaDropout", "FeatureAlphaDropout"),
)
"""Each number from the one in its place. Random ones pass everything on here."""
MOVING = (
    *("Flatten", "Unflatten", "PixelShuffle", "PixelUnshuffle", "ChannelShuffle"),
    *(f"{kind}Pad{n}d" for kind in ("Zero", "Reflection", "Replication", "Circular") for n in (1, 2, 3)),
)
"""Each number from another in some place, or from none."""
ALONG = ("Softmax", "LogSoftmax", "Softmin")
NORMALIZING = (*ALONG, "LayerNorm", "GroupNorm")
BATCH_NORMS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d")
INSTANCE_NORMS = ("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d")
CONVOLUTIONS = tuple(f"{kind}{n}d" for kind in ("Conv", "ConvTranspose") for n in (1, 2, 3))
POOLS = (
    *(f"{kind}Pool{n}d" for kind in ("Max", "Avg") for n in (1, 2, 3)),
    *(f"Adaptive{kind}Pool{n}d" for kind in ("Max", "Avg") for n in (1, 2, 3)),
)


class Drawn:
    """The units of a column: each is a number, or the map of a channel, of the tensor that is shown."""

    def __init__(self, tensor: Any, run: Run, units: list[int] | None) -> None:
        self.shape = list(tensor.shape)
        self.dtype = tensor.dtype
        places = torch.arange(math.prod(self.shape)).reshape(self.shape)
        shown = places[0] if run.is_batch(tensor) else places
        self.is_maps = shown.dim() == 3 and shown.numel() > 0
        rows = shown if units is None else shown[units]
        flat = rows.reshape(len(rows), -1) if self.is_maps and len(rows) else rows.reshape(-1, 1)
        self.places = [flat[i] for i in range(min(len(flat), MOST_DRAWN))]
        """Of each unit, where its numbers are in the tensor, row by row."""
        numbers = list(range(len(shown))) if shown.dim() else [0]
        named = units if units is not None and (shown.dim() == 1 or self.is_maps) else None
        self.names = named or (numbers if shown.dim() == 1 or self.is_maps else list(range(len(flat))))
        """Of each unit, its number among all, those that are not shown included."""


def links_of(step: Step, before: Drawn, after: Drawn) -> Links | None:
    """Which units of a module's output depend on which of its input; ``None`` if the module is not known."""
    pairs = _pairs(step, before, after)
    if pairs is None:
        return None
    if len(pairs) == len(before.places) * len(after.places):
        return "all"
    own = [
        [i, k]
        for i in range(len(before.places))
        for k in range(len(after.places))
        if before.names[i] == after.names[k]
    ]
    return "own" if pairs == own else pairs


def _pairs(step: Step, before: Drawn, after: Drawn) -> list[list[int]] | None:
    """The places of the units that belong together, by the first."""
    is_between_maps = before.is_maps and after.is_maps
    if step.kind in (*CONVOLUTIONS, *POOLS) and not is_between_maps:
        return _tried(step, before, after)
    labels = _labels(step, before.shape, after.shape)
    if labels is None:
        return None
    sources, results = (one.reshape(-1) for one in labels)
    wanted = [set(results[places].tolist()) for places in after.places]
    given = [set(sources[places].tolist()) for places in before.places]
    return [[i, k] for i, one in enumerate(given) for k, other in enumerate(wanted) if one & other]


def _labels(step: Step, entered: list[int], left: list[int]) -> tuple[Any, Any] | None:
    """A label for each number of input and output: a number depends on those with its own label."""
    module, kind = step.module, step.kind
    places = _places(entered)
    dims = len(entered)
    if kind in NORMALIZING and _normalized(step, entered) < 2:
        return places, -1 - _places(left)  # one number alone is always the same then
    if kind in ELEMENTWISE or (kind in BATCH_NORMS and module.running_mean is not None):
        return places, _places(left)
    if kind in INSTANCE_NORMS and module.running_mean is not None:
        return places, _places(left)
    if kind in MOVING:
        return places, module.forward((places + 1).double()).round().long() - 1
    if kind in ALONG and dims:
        return (_without(entered, [_dim_of(module, dims)]),) * 2
    if kind in ("LayerNorm", "RMSNorm"):
        return (_without(entered, range(dims - len(module.normalized_shape), dims)),) * 2
    if kind == "Linear":
        return _without(entered, [dims - 1]), _without(left, [dims - 1])
    if kind == "Embedding":
        return places, places.unsqueeze(-1).expand(left)
    if kind == "GLU" and dims:
        sources = places.transpose(module.dim, -1)
        half = sources.shape[-1] // 2
        twice = torch.cat([sources[..., :half]] * 2, -1).transpose(module.dim, -1)
        return twice, sources[..., :half].transpose(module.dim, -1)
    if kind in BATCH_NORMS:  # with the statistics of the batch
        return (_without(entered, [dim for dim in range(dims) if dim != 1]),) * 2
    if kind in INSTANCE_NORMS:
        sides = int(kind[-2])
        return (_without(entered, range(dims - sides, dims)),) * 2
    if kind == "GroupNorm":
        return (_channels(entered, 1, entered[1] // module.num_groups),) * 2
    if kind in (*CONVOLUTIONS, *POOLS):
        dim = dims - 1 - int(kind[-2])
        channels = (entered[dim], left[dim])
        each = [size // module.groups for size in channels] if kind in CONVOLUTIONS else [1, 1]
        return _channels(entered, dim, each[0]), _channels(left, dim, each[1])
    return None


def _normalized(step: Step, entered: list[int]) -> int:
    """How many numbers are normalized together."""
    module = step.module
    if step.kind == "LayerNorm":
        return math.prod(module.normalized_shape)
    if step.kind == "GroupNorm":
        return math.prod(entered[1:]) // int(module.num_groups)
    return entered[_dim_of(module, len(entered))] if entered else 1


def _dim_of(module: Any, dims: int) -> int:
    """Along which dimension a softmax sums."""
    dim = module.dim if module.dim is not None else (0 if dims in (1, 3) else 1)  # as PyTorch chooses
    return int(dim) % dims


def _places(shape: list[int]) -> Any:
    return torch.arange(math.prod(shape)).reshape(shape)


def _without(shape: list[int], dims: Any) -> Any:
    """The same label for all numbers along these dimensions."""
    kept = [1 if dim in dims else size for dim, size in enumerate(shape)]
    return _places(kept).expand(shape)


def _channels(shape: list[int], dim: int, each: int) -> Any:
    """The same label for all numbers of so many neighbors in a dimension, of each sample."""
    groups = [*shape[:dim], shape[dim] // each]
    labels = _places(groups).repeat_interleave(each, dim)
    return labels.reshape(shape[: dim + 1] + [1] * (len(shape) - dim - 1)).expand(shape)


def _tried(step: Step, before: Drawn, after: Drawn) -> list[list[int]] | None:
    """What a 1 in the place of each unit changes, if all weights are 1."""
    module = step.module
    if step.kind in CONVOLUTIONS:
        module = copy.deepcopy(module)
        with torch.no_grad():
            module.weight.fill_(1.0)
            if module.bias is not None:
                module.bias.fill_(0.0)
    pairs = []
    for i, places in enumerate(before.places):
        entered = torch.zeros(math.prod(before.shape), dtype=before.dtype)
        entered[places] = 1.0
        left = module.forward(entered.reshape(before.shape))
        changed = left.detach().reshape(-1)
        pairs += [[i, k] for k, one in enumerate(after.places) if changed[one].any()]
    return pairs


def pairs_of(module: Data, before: list[int], after: list[int]) -> list[tuple[int, int]] | None:
    """The pairs that ``links`` of a described module stands for.

    Args:
        module: the description.
        before: the numbers of the units that are drawn of its input.
        after: those of its output.
    """
    links = module.get("links")
    if links is None:
        return None
    every = [(i, k) for i in range(len(before)) for k in range(len(after))]
    if links == "all":
        return every
    if links == "own":
        return [(i, k) for i, k in every if before[i] == after[k]]
    return [(i, k) for i, k in links if i < len(before) and k < len(after)]
