"""torchvision's MNIST, a batch at a time: the numbers of the way image by image in a fraction of the time.

What makes most of the time of a training on PyTorch is that each image is decoded, transformed and packed by
itself. Where tests train often, that is not what they are about.
"""

from typing import Any


def install() -> None:
    """Let loaders fetch batches of MNIST at once, where the transforms are those of the lessons."""
    import torch
    from torchvision.datasets import MNIST
    from torchvision.transforms import Compose, Normalize, ToTensor

    one_by_one = MNIST.__getitem__

    def normalized(dataset: Any) -> list[Any] | None:
        """The transforms after `ToTensor`, if all of them do the same to a batch."""
        whole = dataset.transform
        steps = whole.transforms if type(whole) is Compose else [whole]
        first, *others = [type(step) for step in steps] or [None]
        same = first is ToTensor and all(kind is Normalize for kind in others)
        usual = type(dataset).__getitem__ is one_by_one and dataset.target_transform is None
        return list(steps[1:]) if same and usual and dataset.data.dtype == torch.uint8 else None

    def batch(self: Any, indices: list[int]) -> list[tuple[Any, int]]:
        steps = normalized(self)
        if steps is None:
            return [self[index] for index in indices]
        images = self.data[indices].unsqueeze(1).to(torch.get_default_dtype()).div(255)
        for step in steps:
            images = step(images)
        return list(zip(images, self.targets[indices].tolist(), strict=True))

    MNIST.__getitems__ = batch
