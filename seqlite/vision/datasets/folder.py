"""Data sets of files in a folder for each class. Source: torchvision, `torchvision.datasets.folder`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..transforms.functional_pil import open_image
from .vision import VisionDataset

IMG_EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


def find_classes(directory: str | Path) -> tuple[list[str], dict[str, int]]:
    """The names of the folders in `directory`, in order, and their numbers. `FileNotFoundError` if there are
    none."""
    classes = sorted(entry.name for entry in os.scandir(directory) if entry.is_dir())
    if not classes:
        raise FileNotFoundError(f"Couldn't find any class folder in {directory}.")
    return classes, {name: number for number, name in enumerate(classes)}


def make_dataset(
    directory: str | Path,
    class_to_idx: dict[str, int] | None = None,
    extensions: str | tuple[str, ...] | None = None,
    is_valid_file: Callable[[str], bool] | None = None,
    allow_empty: bool = False,
) -> list[tuple[str, int]]:
    """The paths of all files with one of the `extensions`, or that `is_valid_file` takes, with the numbers of
    their classes. `FileNotFoundError` for a class without files, unless `allow_empty`."""
    directory = os.path.expanduser(directory)
    class_to_idx = find_classes(directory)[1] if class_to_idx is None else class_to_idx
    if not class_to_idx:
        raise ValueError("'class_to_index' must have at least one entry to collect any samples.")
    if (extensions is None) == (is_valid_file is None):
        raise ValueError("Both extensions and is_valid_file cannot be None or not None at the same time")
    endings = extensions or ()

    def is_wanted(path: str) -> bool:
        return is_valid_file(path) if is_valid_file else path.lower().endswith(endings)

    found: list[tuple[str, int]] = []
    for name, number in sorted(class_to_idx.items()):
        for folder, _, files in sorted(os.walk(os.path.join(directory, name), followlinks=True)):
            paths = (os.path.join(folder, file) for file in sorted(files))
            found += [(path, number) for path in paths if is_wanted(path)]
    empty = {name for name, number in class_to_idx.items() if number not in {n for _, n in found}}
    if empty and not allow_empty:
        text = f"Found no valid file for the classes {', '.join(sorted(empty))}. "
        if extensions is not None:
            names = extensions if isinstance(extensions, str) else ", ".join(extensions)
            text += f"Supported extensions are: {names}"
        raise FileNotFoundError(text)
    return found


class DatasetFolder(VisionDataset):
    """Files in folders `root/CLASS/…`, read by `loader`: sample i is (what it gives, class).

    `classes` are the folders' names, `class_to_idx` their numbers, `samples` pairs (path, class), `targets`
    the classes alone. `FileNotFoundError` if there are no folders, or none of its files in one of them.
    """

    def __init__(
        self,
        root: str | Path,
        loader: Callable[[str], Any],
        extensions: tuple[str, ...] | None = None,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> None:
        super().__init__(root, transform, target_transform)
        self.loader, self.extensions = loader, extensions
        self.classes, self.class_to_idx = self.find_classes(self.root)
        self.samples = self.make_dataset(
            self.root, self.class_to_idx, extensions, is_valid_file, allow_empty=allow_empty
        )
        self.targets = [target for _, target in self.samples]

    def find_classes(self, directory: str | Path) -> tuple[list[str], dict[str, int]]:
        """The function `find_classes`; a subclass may choose other folders."""
        return find_classes(directory)

    make_dataset = staticmethod(make_dataset)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        path, target = self.samples[index]
        return self._transformed(self.loader(path), target)

    def __len__(self) -> int:
        return len(self.samples)


def default_loader(path: str | Path) -> Any:
    """Read a file as a Pillow image in RGB."""
    return open_image(path).convert("RGB")


pil_loader = default_loader


class ImageFolder(DatasetFolder):
    """Images in folders `root/CLASS/…`: sample i is (Pillow image in RGB, class). See `DatasetFolder`.

    On a page, the files have to be there first: *Add file* gives Python an archive, which
    `zipfile.ZipFile(name).extractall()` unpacks.
    """

    def __init__(
        self,
        root: str | Path,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        loader: Callable[[str], Any] = default_loader,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> None:
        endings = IMG_EXTENSIONS if is_valid_file is None else None
        super().__init__(root, loader, endings, transform, target_transform, is_valid_file, allow_empty)
        self.imgs = self.samples
