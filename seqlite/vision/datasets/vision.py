"""Base of the image data sets. Source: torchvision, `torchvision.datasets.vision`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...utils.data import Dataset


def not_found(what: str, folder: str | Path, download: bool) -> RuntimeError:
    """The error for a data set whose files are not there: torchvision's words, and what to do."""
    hint = "" if download else " You can use download=True to download it"
    return RuntimeError(
        f"Dataset not found or corrupted.{hint}\nseqlite itself downloads nothing: put {what} into "
        f"{os.path.abspath(folder)}, as torchvision lays them out (on a page, Add file gives Python a file)"
    )


class StandardTransform:
    """A transform of the image beside one of the target."""

    def __init__(
        self, transform: Callable[[Any], Any] | None, target_transform: Callable[[Any], Any] | None
    ) -> None:
        self.transform, self.target_transform = transform, target_transform

    def __call__(self, input: Any, target: Any) -> tuple[Any, Any]:
        return (
            self.transform(input) if self.transform else input,
            self.target_transform(target) if self.target_transform else target,
        )

    def __repr__(self) -> str:
        lines = ["StandardTransform"]
        for head, transform in (
            ("Transform: ", self.transform),
            ("Target transform: ", self.target_transform),
        ):
            if transform is not None:
                lines.append(head + repr(transform).replace("\n", "\n" + " " * len(head)))
        return "\n".join(lines)


class VisionDataset(Dataset[Any]):
    """A data set in a folder, with transforms."""

    def __init__(
        self,
        root: str | Path,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
    ) -> None:
        self.root = os.path.expanduser(root) if isinstance(root, str) else root
        self.transform, self.target_transform = transform, target_transform
        both = transform is not None or target_transform is not None
        self.transforms = StandardTransform(transform, target_transform) if both else None

    def _transformed(self, image: Any, target: Any) -> tuple[Any, Any]:
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return image, target

    def extra_repr(self) -> str:
        """An additional line of the printed form."""
        return ""

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} has no __len__")

    def __repr__(self) -> str:
        lines = [
            f"Number of datapoints: {len(self)}",
            f"Root location: {self.root}",
            *self.extra_repr().splitlines(),
        ]
        transforms = [] if self.transforms is None else [repr(self.transforms)]
        return "\n".join([f"Dataset {type(self).__name__}", *("    " + line for line in lines + transforms)])
