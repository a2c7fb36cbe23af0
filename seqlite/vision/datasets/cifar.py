"""CIFAR-10 and CIFAR-100. Source: Krizhevsky 2009; `torchvision.datasets.cifar`."""

from __future__ import annotations

import codecs
import io
import os
import pickle
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ..._core.tensor import Tensor
from ..transforms.functional_pil import array_to_pil, require_pillow
from ..transforms.transforms import transform_stack
from .vision import VisionDataset, not_found


class CIFAR10(VisionDataset):
    """Photographs of 32 x 32 pixels in 10 classes: 50,000 to train on or 10,000 (`train=False`) to test.

    Sample i is (Pillow image, class). The files are looked for in torchvision's layout,
    `root/cifar-10-batches-py/`, then in the archive `root/cifar-10-python.tar.gz`. Nothing is ever
    downloaded; with neither there, `RuntimeError` says what to do. `data` is a uint8 array (n, 32, 32, 3),
    `targets` a list of n numbers.
    """

    base_folder: ClassVar[str] = "cifar-10-batches-py"
    filename: ClassVar[str] = "cifar-10-python.tar.gz"
    train_list: ClassVar[list[list[str]]] = [[f"data_batch_{i}"] for i in range(1, 6)]
    test_list: ClassVar[list[list[str]]] = [["test_batch"]]
    meta: ClassVar[dict[str, str]] = {"filename": "batches.meta", "key": "label_names"}

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
        names = [name for name, *_ in (self.train_list if train else self.test_list)]
        *batches, about = self._read_files([*names, self.meta["filename"]], download)
        self.data: Any = np.concatenate([batch["data"] for batch in batches])
        self.data = self.data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        key = "labels" if "labels" in batches[0] else "fine_labels"
        self.targets: list[int] = [label for batch in batches for label in batch[key]]
        self.classes: list[str] = about[self.meta["key"]]
        self.class_to_idx = {name: number for number, name in enumerate(self.classes)}

    def _read_files(self, names: list[str], download: bool) -> list[dict[str, Any]]:
        """The contents of the files of these names."""
        folder = os.path.join(self.root, self.base_folder)
        archive = os.path.join(self.root, self.filename)
        if all(os.path.isfile(os.path.join(folder, name)) for name in names):
            return [load_plain_pickle(Path(folder, name).read_bytes()) for name in names]
        if not os.path.isfile(archive):
            raise not_found(
                f"the folder {self.base_folder} or the archive {self.filename}", self.root, download
            )
        with tarfile.open(archive) as packed:
            members = (packed.extractfile(f"{self.base_folder}/{name}") for name in names)
            return [load_plain_pickle(member.read()) for member in members if member is not None]

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = require_pillow(array_to_pil(self.data[index], None), "images of CIFAR")
        return self._transformed(image, self.targets[index])

    def _batch(self, indices: Any) -> Any:
        if type(self).__getitem__ is not CIFAR10.__getitem__ or self.target_transform is not None:
            return None
        images = transform_stack(self.transform, self.data[indices])
        if images is None:
            return None
        return [Tensor._wrap(images), Tensor._wrap(np.array(self.targets, np.int64)[indices])]

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train else 'Test'}"


class CIFAR100(CIFAR10):
    """As `CIFAR10`, in 100 classes: `root/cifar-100-python/`, or the archive `cifar-100-python.tar.gz`."""

    base_folder = "cifar-100-python"
    filename = "cifar-100-python.tar.gz"
    train_list: ClassVar[list[list[str]]] = [["train"]]
    test_list: ClassVar[list[list[str]]] = [["test"]]
    meta: ClassVar[dict[str, str]] = {"filename": "meta", "key": "fine_label_names"}


class _PlainUnpickler(pickle.Unpickler):
    """Reads arrays, texts and numbers. `UnpicklingError` for anything else: nothing in the file runs."""

    def find_class(self, module: str, name: str) -> Any:
        known = {"_reconstruct": np.empty(0).__reduce__()[0], "ndarray": np.ndarray, "dtype": np.dtype}
        if module.partition(".")[0] == "numpy" and name in known:
            return known[name]
        if (module, name) == ("_codecs", "encode"):
            return codecs.encode
        raise pickle.UnpicklingError(f"CIFAR's files hold arrays, texts and numbers, but not {module}.{name}")


def load_plain_pickle(content: bytes) -> dict[str, Any]:
    """Load a pickle of arrays, texts and numbers."""
    held: dict[str, Any] = _PlainUnpickler(io.BytesIO(content), encoding="latin1").load()
    return held
