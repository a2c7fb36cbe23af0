"""MNIST and FashionMNIST. Source: LeCun et al. 1998; Xiao et al. 2017; `torchvision.datasets.mnist`."""

from __future__ import annotations

import functools
import gzip
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ..._core.tensor import Tensor
from .. import compact
from ..transforms.functional_pil import Image
from ..transforms.transforms import transform_stack
from .vision import VisionDataset, not_found

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
CLOTHES = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]  # fmt: skip


class MNIST(VisionDataset):
    """Handwritten digits, 28 x 28 gray pixels: 60,000 to train on or 10,000 (`train=False`) to test.

    Sample i is (image, class). The files are looked for in torchvision's layout, `root/MNIST/raw/` with
    names as `train-images-idx3-ubyte`, plain or `.gz`; then, as in the browser, in the folder that the
    environment variable SEQLITE_DATA names (`mnist.bin`). Nothing is ever downloaded; with neither there,
    `RuntimeError` says what to do. `data` is a uint8 tensor (n, 28, 28), `targets` an int64 tensor (n,).
    """

    classes: ClassVar[list[str]] = [f"{digit} - {word}" for digit, word in enumerate(DIGITS)]
    compact_file: ClassVar[str | None] = "mnist.bin"

    def __init__(
        self,
        root: str | Path,
        train: bool = True,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform, target_transform)
        self.train = train
        images, labels = self._load(download)
        self.data, self.targets = Tensor._wrap(images), Tensor._wrap(labels.astype(np.int64))

    @property
    def train_labels(self) -> Tensor:
        """`targets`, under its former name."""
        warnings.warn("train_labels has been renamed targets", stacklevel=2)
        return self.targets

    @property
    def test_labels(self) -> Tensor:
        """`targets`, under its former name."""
        warnings.warn("test_labels has been renamed targets", stacklevel=2)
        return self.targets

    @property
    def train_data(self) -> Tensor:
        """`data`, under its former name."""
        warnings.warn("train_data has been renamed data", stacklevel=2)
        return self.data

    @property
    def test_data(self) -> Tensor:
        """`data`, under its former name."""
        warnings.warn("test_data has been renamed data", stacklevel=2)
        return self.data

    @property
    def raw_folder(self) -> str:
        """The folder of the files."""
        return os.path.join(self.root, type(self).__name__, "raw")

    @property
    def class_to_idx(self) -> dict[str, int]:
        """Class names and their numbers."""
        return {name: number for number, name in enumerate(self.classes)}

    def _load(self, download: bool) -> tuple[Bytes, Bytes]:
        part = "train" if self.train else "t10k"
        names = [f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"]
        files = [_existing_file(os.path.join(self.raw_folder, name)) for name in names]
        if all(files):
            return _read_idx(str(files[0])), _read_idx(str(files[1]))
        packed = os.path.join(os.environ.get("SEQLITE_DATA", ""), self.compact_file or "")
        if self.compact_file and os.path.isfile(packed):
            return _load_compact(packed)[self.train]
        missing = ", ".join(name for name, file in zip(names, files, strict=True) if file is None)
        raise not_found(f"{missing} (plain or .gz)", self.raw_folder, download)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._transformed(Image(self.data._array[index]), int(self.targets._array[index]))

    def _batch(self, indices: Any) -> Any:
        if type(self).__getitem__ is not MNIST.__getitem__ or self.target_transform is not None:
            return None
        images = transform_stack(self.transform, self.data._array[indices])
        return None if images is None else [Tensor._wrap(images), Tensor._wrap(self.targets._array[indices])]

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train else 'Test'}"


class FashionMNIST(MNIST):
    """As `MNIST`, of clothes: a harder set of the same size, in `root/FashionMNIST/raw/`."""

    classes: ClassVar[list[str]] = CLOTHES
    compact_file = None


def _existing_file(path: str) -> str | None:
    """The path, or the path with .gz, whichever is a file."""
    return next((p for p in (path, path + ".gz") if os.path.isfile(p)), None)


def _read_idx(path: str) -> Bytes:
    """The array in an IDX file of bytes. `RuntimeError` if it is damaged."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        content = file.read()
    if content[:3] != b"\0\0\x08" or len(content) < 4:
        raise RuntimeError(f"{path} is not an IDX file of bytes: it starts with {content[:4]!r}")
    start = 4 + 4 * content[3]
    shape = [int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4)]
    if len(content) - start != int(np.prod(shape)):
        raise RuntimeError(
            f"{path} is damaged: its head promises {shape} bytes, {len(content) - start} follow"
        )
    return np.frombuffer(bytearray(content), np.uint8, offset=start).reshape(shape)


@functools.lru_cache(maxsize=1)
def _load_compact(path: str) -> dict[bool, tuple[Bytes, Bytes]]:
    """The compact file's sets by whether they are for training; kept, since a program usually wants both."""
    with open(path, "rb") as file:
        sets = compact.unpack(file.read())
    return {True: sets["train"], False: sets["test"]}
