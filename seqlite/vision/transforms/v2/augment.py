"""Erased boxes, and batches that are mixed with themselves. Source: torchvision, `torchvision.transforms.v2`.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

from ...._core.creation import tensor
from ...._core.random_sampling import randint
from ...._core.tensor import Tensor
from ....distributions.beta import Beta
from ....func.tree import leaves, rebuild
from ....nn import functional as nn
from ...tv_tensors import Image, Mask, Video, wrap
from ..random_crops import RandomErasing as _RandomErasing
from . import functional as F
from .arguments import labels_getter as _getter
from .functional.dispatch import is_image, is_pure_tensor
from .transform import PerhapsTransform, Transform, has_any, query_chw, query_size


class RandomErasing(PerhapsTransform):
    """A random box of (…, C, H, W) filled with `value` with probability `p` (Zhong et al. 2017); same shape.

    The box covers a share `scale` of the area and has an aspect from `ratio`. `value` is a number, one for
    each channel, or "random". Raises `TypeError` and `ValueError` for impossible settings.

    >>> from torchvision.transforms import v2
    >>> v2.RandomErasing(p=1.0)(torch.ones(1, 8, 8)).shape
    torch.Size([1, 8, 8])
    """

    _twin = _RandomErasing

    def __init__(
        self,
        p: float = 0.5,
        scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3),
        value: Any = 0.0,
        inplace: bool = False,
    ) -> None:
        super().__init__(p=p)
        with warnings.catch_warnings(record=True) as told:
            _RandomErasing(p, scale, ratio, value, inplace)  # refuses what is impossible
        for warning in told:
            warnings.warn(warning.message, stacklevel=2)
        self.scale, self.ratio = scale, ratio
        many = isinstance(value, list | tuple)
        self.value = None if isinstance(value, str) else [float(v) for v in (value if many else [value])]
        self.inplace = inplace

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the box and what fills it; None where none was found."""
        channels, high, wide = query_chw(flat_inputs)
        if self.value is not None and len(self.value) not in (1, channels):
            raise ValueError(
                f"If value is a sequence, it should have either a single value or {channels} (number of inpt "
                "channels)"
            )
        blank = tensor(0.0).expand(channels, high, wide)
        box = _RandomErasing.get_params(blank, self.scale, self.ratio, self.value)
        found = dict(zip("ijhwv", box, strict=True))
        return {**found, "v": None if found["v"] is blank else found["v"]}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """See `functional.erase`."""
        if isinstance(inpt, Mask):
            warnings.warn(
                f"{type(self).__name__}() is currently passing through inputs of type "
                f"tv_tensors.{type(inpt).__name__}. This will likely change in the future.",
                stacklevel=2,
            )
        if params["v"] is None:
            return inpt
        return self._call_kernel(F.erase, inpt, **params, inplace=self.inplace)


class _Mixing(Transform):
    """Base of the transforms of batches of images and labels."""

    def __init__(
        self, *, alpha: float = 1.0, num_classes: int | None = None, labels_getter: Any = "default"
    ) -> None:
        super().__init__()
        self.alpha = float(alpha)
        self._dist = Beta(tensor([alpha]), tensor([alpha]))
        self.num_classes, self._labels_getter = num_classes, _getter(labels_getter)

    def _labels(self, sample: Any) -> Tensor:
        labels = self._labels_getter(sample)
        if not isinstance(labels, Tensor):
            raise ValueError(f"The labels must be a tensor, but got {type(labels)} instead.")
        if labels.ndim not in (1, 2):
            raise ValueError(
                "labels should be index based with shape (batch_size,) or probability based with shape "
                f"(batch_size, num_classes), but got a tensor of shape {labels.shape} instead."
            )
        if labels.ndim == 2 and self.num_classes is not None and labels.shape[-1] != self.num_classes:
            raise ValueError(
                "When passing 2D labels, the number of elements in last dimension must match num_classes: "
                f"{labels.shape[-1]} != {self.num_classes}. You can Leave num_classes to None."
            )
        if labels.ndim == 1 and self.num_classes is None:
            raise ValueError("num_classes must be passed if the labels are index-based (1D)")
        return labels

    def forward(self, *inputs: Any) -> Any:
        sample = inputs if len(inputs) > 1 else inputs[0]
        flat = leaves(sample)
        needs = self._needs_transform_list(flat)
        if has_any(flat, is_image, Mask):
            raise ValueError(
                f"{type(self).__name__}() does not support PIL images, bounding boxes, keypoints and masks."
            )
        labels = self._labels(sample)
        params = self.make_params([each for each, need in zip(flat, needs, strict=True) if need])
        params.update(labels=labels, batch_size=int(labels.shape[0]))
        needs[next(i for i, each in enumerate(flat) if each is labels)] = True
        made = [
            self.transform(each, params) if need else each for each, need in zip(flat, needs, strict=True)
        ]
        return rebuild(sample, iter(made))

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """A batch (N, C, H, W), videos (N, T, C, H, W), or the labels (N) or (N, classes), mixed."""
        share = params["lam"]
        if inpt is params["labels"]:
            labels = nn.one_hot(inpt, self.num_classes or -1) if inpt.ndim == 1 else inpt
            return mixed(labels if labels.is_floating_point() else labels.float(), share)
        if not (is_pure_tensor(inpt) or isinstance(inpt, Image | Video)):
            return inpt
        dimensions = 5 if isinstance(inpt, Video) else 4
        if inpt.ndim != dimensions:
            raise ValueError(
                f"Expected a batched input with {dimensions} dims, but got {inpt.ndim} dimensions instead."
            )
        if inpt.shape[0] != params["batch_size"]:
            raise ValueError(
                "The batch size of the image or video does not match the batch size of the labels: "
                f"{inpt.shape[0]} != {params['batch_size']}."
            )
        made = self._mix(inpt, params)
        return made if is_pure_tensor(inpt) else wrap(made, like=inpt)

    def _mix(self, batch: Any, params: dict[str, Any]) -> Any:
        return mixed(batch, params["lam"])


def mixed(batch: Any, share: float) -> Any:
    """Each element times `share`, plus the one before it times the rest."""
    return batch.roll(1, 0).mul_(1.0 - share).add_(batch.mul(share))


class MixUp(_Mixing):
    """Mix each element of a batch with the one before it, images and labels alike (Zhang et al. 2018).

    Images (N, C, H, W) keep shape and dtype; labels (N) → (N, num_classes), or (N, classes). The share is
    drawn from a beta distribution with `alpha`. `labels_getter` finds the labels in the sample: by default
    its second part, or the entry "labels". Raises `ValueError` for other samples.

    >>> from torchvision.transforms import v2
    >>> images, labels = v2.MixUp(num_classes=3)(torch.ones(2, 1, 4, 4), torch.tensor([0, 2]))
    >>> images.shape, labels.shape
    (torch.Size([2, 1, 4, 4]), torch.Size([2, 3]))
    """

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the share."""
        return {"lam": float(self._dist.sample(()))}


class CutMix(_Mixing):
    """Fill a box of each image with that of the one before it, and mix the labels by its share (Yun et al.
    2019).

    Images (N, C, H, W) keep shape and dtype; labels (N) → (N, num_classes), or (N, classes). The share is
    drawn from a beta distribution with `alpha`. `labels_getter` finds the labels in the sample: by default
    its second part, or the entry "labels". Raises `ValueError` for other samples.

    >>> from torchvision.transforms import v2
    >>> images, labels = v2.CutMix(num_classes=3)(torch.ones(2, 1, 4, 4), torch.tensor([0, 2]))
    >>> images.shape, labels.shape
    (torch.Size([2, 1, 4, 4]), torch.Size([2, 3]))
    """

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the box, and what share of the image is left."""
        share = float(self._dist.sample(()))
        high, wide = query_size(flat_inputs)
        x, y = int(randint(wide, size=(1,))), int(randint(high, size=(1,)))
        ratio = 0.5 * math.sqrt(1.0 - share)
        across, down = int(ratio * wide), int(ratio * high)
        left, top = max(x - across, 0), max(y - down, 0)
        right, bottom = min(x + across, wide), min(y + down, high)
        return {
            "box": (left, top, right, bottom),
            "lam": float(1.0 - (right - left) * (bottom - top) / (wide * high)),
        }

    def _mix(self, batch: Any, params: dict[str, Any]) -> Any:
        left, top, right, bottom = params["box"]
        made = batch.clone().as_subclass(Tensor)
        made[..., top:bottom, left:right] = batch.roll(1, 0)[..., top:bottom, left:right]
        return made
