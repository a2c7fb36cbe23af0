"""CelebA: faces with attributes. Source: Liu et al. 2015; `torchvision.datasets.celeba`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ..._core.tensor import Tensor
from ..transforms.functional_pil import open_image
from .vision import VisionDataset, not_found

SPLITS = {"train": 0, "valid": 1, "test": 2, "all": None}


class CelebA(VisionDataset):
    """Faces of 178 x 218 pixels with 40 attributes: `split` is "train", "valid", "test" or "all".

    Sample i is (Pillow image, target). `target_type` is `"attr"`, an int64 tensor (40,) of 0 and 1;
    `"identity"`, a number for each person; `"bbox"`, (x, y, width, height); `"landmarks"`, (10,); a list of
    these for a tuple, or an empty one for None. The files are looked for in torchvision's layout,
    `root/celeba/`, images in its `img_align_celeba/`. Nothing is ever downloaded: without them,
    `RuntimeError` says what to do.
    """

    base_folder: ClassVar[str] = "celeba"

    def __init__(
        self,
        root: str | Path,
        split: str = "train",
        target_type: list[str] | str = "attr",
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform, target_transform)
        self.split = split
        self.target_type = target_type if isinstance(target_type, list) else [target_type]
        if not self.target_type and target_transform is not None:
            raise RuntimeError("target_transform is specified but target_type is empty")
        if split.lower() not in SPLITS:
            raise ValueError(f"Unknown value '{split}' for argument split. Valid values are {set(SPLITS)}.")
        tables = {
            "list_eval_partition.txt": 0,
            "identity_CelebA.txt": 0,
            "list_bbox_celeba.txt": 2,
            "list_landmarks_align_celeba.txt": 2,
            "list_attr_celeba.txt": 2,
        }
        for name in [*tables, "img_align_celeba"]:
            if not os.path.exists(self._path(name)):
                raise not_found(name, self._path(), download)
        (names, _, splits), *rest = (self._table(name, heads) for name, heads in tables.items())
        part = SPLITS[split.lower()]
        kept = np.flatnonzero(np.ones(len(names)) if part is None else splits[:, 0] == part)
        self.filename = [names[i] for i in kept]
        self.attr_names = rest[-1][1]
        self.identity, self.bbox, self.landmarks_align, attr = (
            Tensor._wrap(values[kept]) for _, _, values in rest
        )
        self.attr = Tensor._wrap((attr._array + 1) // 2)

    def _path(self, *names: str) -> str:
        return os.path.join(self.root, self.base_folder, *names)

    def _table(self, name: str, heads: int) -> tuple[list[str], list[str], Any]:
        """The names of the images, those of the columns (in the last of `heads` lines), and the numbers."""
        lines = Path(self._path(name)).read_text("utf8").splitlines()
        rows = [line.split() for line in lines[heads:]]
        numbers = np.array([row[1:] for row in rows]).astype(np.int64)
        return [row[0] for row in rows], lines[heads - 1].split() if heads else [], numbers

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = open_image(self._path("img_align_celeba", self.filename[index]))
        targets: list[Any] = [self._target(kind, index) for kind in self.target_type]
        if self.transform is not None:
            image = self.transform(image)
        if not targets:
            return image, None
        target = tuple(targets) if len(targets) > 1 else targets[0]
        return image, target if self.target_transform is None else self.target_transform(target)

    def _target(self, kind: str, index: int) -> Tensor:
        if kind == "identity":
            return self.identity[index, 0]
        known = {"attr": self.attr, "bbox": self.bbox, "landmarks": self.landmarks_align}
        if kind not in known:
            raise ValueError(f'Target type "{kind}" is not recognized.')
        return known[kind][index]

    def __len__(self) -> int:
        return len(self.attr)

    def extra_repr(self) -> str:
        return f"Target type: {self.target_type}\nSplit: {self.split}"
