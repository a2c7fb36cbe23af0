"""Further sets of letters and digits in the form of MNIST, USPS, and random images in place of data.

Sources: Cohen et al. 2017 (EMNIST), Clanuwat et al. 2018 (KMNIST), Yadav & Bottou 2019 (QMNIST), Hull 1994
(USPS); `torchvision.datasets`.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ..._core.random_sampling import randint, randn
from ...random import get_rng_state, manual_seed, set_rng_state
from ..transforms.functional_pil import Image, to_pil_image
from .mnist import MNIST
from .vision import VisionDataset, not_found

Array = np.ndarray[Any, Any]
OPENERS: dict[str, Callable[..., Any]] = {"": open, ".gz": gzip.open, ".xz": lzma.open}
IDX_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
ALIKE = set("cijklmopsuvwxyz")  # letters whose two cases look alike


def read_idx(path: str) -> Array | None:
    """The array in an IDX file, plain, `.gz` or `.xz`; None if there is none. `RuntimeError` for a damaged
    one."""
    for ending, opened in OPENERS.items():
        if os.path.isfile(path + ending):
            with opened(path + ending, "rb") as file:
                content = file.read()
            kind = IDX_TYPES.get(content[2] if content[:2] == b"\0\0" and len(content) > 3 else 0)
            if kind is None:
                raise RuntimeError(f"{path + ending} is not an IDX file: it starts with {content[:4]!r}")
            start = 4 + 4 * content[3]
            shape = [int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4)]
            if len(content) - start != np.prod(shape, dtype=int) * np.dtype(kind).itemsize:
                raise RuntimeError(f"{path + ending} is damaged: its head promises the shape {shape}")
            return np.frombuffer(content, kind, offset=start).reshape(shape)
    return None


def one_of(value: str, name: str, known: tuple[str, ...]) -> str:
    """The value. ValueError unless it is known."""
    if value not in known:
        words = "', '".join(known)
        raise ValueError(f"Unknown value '{value}' for argument {name}. Valid values are {{'{words}'}}.")
    return value


class _Files(MNIST):
    """Base of the sets whose two files are named otherwise."""

    compact_file = None

    def _names(self) -> tuple[str, str]:
        """The names of the files of images and labels."""
        part = "train" if self.train else "t10k"
        return f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"

    def _load(self, download: bool) -> tuple[Any, Any]:
        names = self._names()
        images, labels = (read_idx(os.path.join(self.raw_folder, name)) for name in names)
        if images is None or labels is None:
            raise not_found(f"{' and '.join(names)} (plain, .gz or .xz)", self.raw_folder, download)
        return images.astype(np.uint8), labels


class KMNIST(_Files):
    """Cursive Japanese characters in the form of `MNIST`, in `root/KMNIST/raw/`: data (n, 28, 28) of uint8,
    targets (n,) of int64. `RuntimeError` where the files are absent."""

    classes: ClassVar[list[str]] = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]


class EMNIST(_Files):
    """Handwritten letters and digits, 28 x 28 gray pixels, in `root/EMNIST/raw/`: data (n, 28, 28) of uint8,
    targets (n,) of int64.

    `split` is "byclass", "bymerge", "balanced", "letters", "digits" or "mnist"; else `ValueError`.
    `RuntimeError` where the files, as `emnist-digits-train-images-idx3-ubyte`, are absent.
    """

    splits = ("byclass", "bymerge", "balanced", "letters", "digits", "mnist")
    _every: ClassVar[set[str]] = set(string.digits + string.ascii_letters)
    classes_split_dict: ClassVar[dict[str, list[str]]] = {
        "byclass": sorted(_every),
        "bymerge": sorted(_every - ALIKE),
        "balanced": sorted(_every - ALIKE),
        "letters": ["N/A", *string.ascii_lowercase],
        "digits": list(string.digits),
        "mnist": list(string.digits),
    }

    def __init__(self, root: str | Path, split: str, **kwargs: Any) -> None:
        self.split = one_of(split, "split", self.splits)
        super().__init__(root, **kwargs)
        self.classes = self.classes_split_dict[split]  # type: ignore[misc]

    def _names(self) -> tuple[str, str]:
        head = f"emnist-{self.split}-{'train' if self.train else 'test'}"
        return f"{head}-images-idx3-ubyte", f"{head}-labels-idx1-ubyte"


class QMNIST(_Files):
    """`MNIST` rebuilt, with all 60,000 test images and where each is from, in `root/QMNIST/raw/`.

    `what` is "train", "test", "test10k", "test50k" or "nist"; else `ValueError`. With `compat` a target is
    the class, without it all eight numbers. `RuntimeError` where the files are absent.
    """

    subsets: ClassVar[dict[str, str]] = {
        "train": "train", "test": "test", "test10k": "test", "test50k": "test", "nist": "nist"
    }  # fmt: skip

    def __init__(
        self,
        root: str | Path,
        what: str | None = None,
        compat: bool = True,
        train: bool = True,
        **kwargs: Any,
    ) -> None:
        usual = "train" if train else "test"
        self.what = one_of(usual if what is None else what, "what", tuple(self.subsets))
        self.compat = compat
        super().__init__(root, train, **kwargs)

    def _names(self) -> tuple[str, str]:
        subset = self.subsets[self.what]
        head = "xnist" if subset == "nist" else f"qmnist-{subset}"
        return f"{head}-images-idx3-ubyte", f"{head}-labels-idx2-int"

    def _load(self, download: bool) -> tuple[Any, Any]:
        images, labels = super()._load(download)
        part = {"test10k": slice(10000), "test50k": slice(10000, None)}.get(self.what, slice(None))
        return images[part], labels[part]

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        target = self.targets[index]
        image = Image(self.data._array[index])
        return self._transformed(image, int(target[0]) if self.compat else target)

    def extra_repr(self) -> str:
        return f"Split: {self.what}"


class USPS(VisionDataset):
    """Handwritten digits of post codes, 16 x 16 gray pixels, in `root/usps.bz2` and `root/usps.t.bz2`.

    `data` is a uint8 array (n, 16, 16), `targets` a list. `FileNotFoundError` where the file is absent.
    """

    def __init__(
        self,
        root: str | Path,
        train: bool = True,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform, target_transform)
        name = "usps.bz2" if train else "usps.t.bz2"
        path = os.path.join(self.root, name)
        if not os.path.isfile(path):
            raise FileNotFoundError(
                f"No such file or directory: {path!r}: {not_found(name, self.root, download)}"
            )
        with bz2.open(path, "rt") as file:
            rows = [line.split() for line in file]
        values = [[number.rpartition(":")[2] for number in row[1:]] for row in rows]
        images = np.asarray(values, np.float32).reshape(-1, 16, 16)
        self.data = ((images + 1) / 2 * 255).astype(np.uint8)
        self.targets = [int(row[0]) - 1 for row in rows]

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._transformed(Image(self.data[index]), int(self.targets[index]))

    def __len__(self) -> int:
        return len(self.data)


class FakeData(VisionDataset):
    """`size` random images of `image_size` (channels, height, width) with random classes, each the same
    whenever it is asked for. `IndexError` beyond the last; colors need Pillow.

    >>> data = torchvision.datasets.FakeData(3, (1, 4, 4), transform=transforms.ToTensor())
    >>> data[0][0].shape, len(data)
    (torch.Size([1, 4, 4]), 3)
    """

    def __init__(
        self,
        size: int = 1000,
        image_size: tuple[int, int, int] = (3, 224, 224),
        num_classes: int = 10,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        random_offset: int = 0,
    ) -> None:
        super().__init__(None, transform, target_transform)
        self.size, self.image_size, self.num_classes = size, image_size, num_classes
        self.random_offset = random_offset

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if index >= len(self):
            raise IndexError(f"{type(self).__name__} index out of range")
        before = get_rng_state()
        manual_seed(index + self.random_offset)
        image, target = randn(*self.image_size), int(randint(0, self.num_classes, (1,))[0])
        set_rng_state(before)
        image, target = self._transformed(to_pil_image(image), target)
        return image, getattr(target, "item", lambda: target)()

    def __len__(self) -> int:
        return self.size
