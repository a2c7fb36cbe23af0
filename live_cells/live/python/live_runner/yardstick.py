"""How fast this device computes: the yardstick by which the page says how long a cell will take here."""

from __future__ import annotations

import time

import numpy as np

ROUNDS = 3


def yardstick() -> float:
    """Seconds for a fixed piece of work, as training does it: products of float32 matrices, and small steps.

    The best of three rounds of a few milliseconds each. It draws no random numbers and leaves nothing behind.
    """
    from seqlite._core import kernels  # not above: this file is also read where only PyTorch is

    x, weight = np.ones((64, 784), np.float32), np.ones((128, 784), np.float32)
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(4):
            hidden = kernels.relu(kernels.product(x, weight.T))
            kernels.product(hidden.T, x)
            for row in hidden:
                row.max()
        best = min(best, time.perf_counter() - begin)
    return best
