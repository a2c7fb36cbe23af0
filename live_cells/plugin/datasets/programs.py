"""What mnist.py has a Python of its own do, with the engine: pack the digits as the engine unpacks them.

python programs.py ROOT FILE
"""

import sys
from pathlib import Path

import numpy as np

from seqlite.vision import compact
from seqlite.vision.datasets import MNIST


def pack(root: Path, target: Path) -> None:
    """Write the compact file (`seqlite.vision.compact`) of the MNIST in torchvision's folder `root`."""
    sets = {name: _arrays(MNIST(root, train=name == "train")) for name in ("train", "test")}
    target.write_bytes(compact.pack(sets))


def _arrays(data: MNIST) -> tuple[compact.Bytes, compact.Bytes]:
    return data.data.numpy(), data.targets.numpy().astype(np.uint8)


if __name__ == "__main__":
    pack(*map(Path, sys.argv[1:]))
