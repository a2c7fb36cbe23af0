"""Programs as tutorials have them, on `python -m seqlite.as_torch`: they print what PyTorch printed.

    .cache/torch/bin/python site_tests/engine/test_tutorials.py FOLDER_WITH_MNIST

records what PyTorch prints.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent / "tutorials"
ROOT = HERE.parents[2]
NUMBER = re.compile(r"(-?\d+\.\d+(?:e[+-]?\d+)?|-?\d+)")

# How far the printed numbers may be apart, and why: float64 programs print the same to the last digit.
APART = {
    "autoencoder": 0.0,
    "custom_functions": 0.0,
    "regression": 0.0,
    "text_classifier": 0.001,  # float32: sums in another order
    "custom_dataset": 0.001,  # the same
    "quickstart": 0.001,  # the same
    "mnist_cnn": 0.02,  # and a ReLU may fall on its other side, after which the losses part
}


def printed(python: list[str], program: Path, mnist: Path) -> str:
    """What the program prints, with one thread."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [*python, str(program), str(mnist)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf8", env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def difference(right: str, mine: str, apart: float) -> str:
    """The first line that differs by more than its numbers may, "" if there is none."""
    for a, b in zip([*right.splitlines(), "the end"], [*mine.splitlines(), "the end"], strict=False):
        words, theirs = NUMBER.split(a), NUMBER.split(b)
        same = len(words) == len(theirs) and all(
            x == y or (i % 2 and apart and math.isclose(float(x), float(y), rel_tol=apart, abs_tol=apart))
            for i, (x, y) in enumerate(zip(words, theirs, strict=True))
        )
        if not same:
            return f"PyTorch: {a}\nseqlite: {b}"
    return ""


if __name__ == "__main__":
    for name in APART:
        text = printed([sys.executable, "-W", "ignore"], HERE / f"{name}.py", Path(sys.argv[1]))
        (HERE / f"{name}.txt").write_text(text, "utf8")
        print(f"{name}: {len(text.splitlines())} lines recorded")
else:
    import pytest

    @pytest.mark.skipif(sys.platform == "emscripten", reason="the browser has no processes")
    @pytest.mark.parametrize("name", APART)
    def test_a_tutorial_prints_what_pytorch_printed(name: str, mnist_root: Path) -> None:
        mine = printed([sys.executable, "-m", "seqlite.as_torch"], HERE / f"{name}.py", mnist_root)
        assert difference((HERE / f"{name}.txt").read_text("utf8"), mine, APART[name]) == ""
