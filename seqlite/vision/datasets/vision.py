"""Base of the image data sets, and those of files in a folder for each class.

Sources: torchvision, `torchvision.datasets.vision` and `torchvision.datasets.folder`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...utils.data import Dataset
from ..transforms.functional_pil import open_image


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
    """A data set in a folder, with transforms. Samples of any shapes."""

    def __init__(
        self,
        root: str | Path | None = None,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
    ) -> None:
        self.root: Any = os.path.expanduser(root) if isinstance(root, str) else root
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
            *([] if self.root is None else [f"Root location: {self.root}"]),
            *self.extra_repr().splitlines(),
        ]
        transforms = [] if self.transforms is None else [repr(self.transforms)]
        return "\n".join([f"Dataset {type(self).__name__}", *("    " + line for line in lines + transforms)])


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
    """Files in folders `root/CLASS/…`, read by `loader`: sample i is (what it gives, class). Shapes are those
    that `loader` gives.

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
