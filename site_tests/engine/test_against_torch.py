"""Random programs on real PyTorch and on seqlite, side by side; skipped where PyTorch is not installed.

`SEQLITE_FUZZ_EXAMPLES` sets how many (50), `SEQLITE_FUZZ_SEED` the first seed (random); failures name theirs.
"""

from __future__ import annotations

import os
import random
import re
import warnings
from typing import Any, NamedTuple

import numpy as np
import pytest
from fuzz_programs import PROGRAMS, training

import seqlite

theirs = pytest.importorskip("torch", reason="PyTorch is not installed: there is nothing to compare with")

FIRST = int(os.environ.get("SEQLITE_FUZZ_SEED") or random.SystemRandom().randrange(2**31))
EXAMPLES = int(os.environ.get("SEQLITE_FUZZ_EXAMPLES", "50"))


class Seen(NamedTuple):
    """What can be seen of a tensor, copied, for it may change."""

    text: str
    dtype: str
    shape: tuple[int, ...]
    requires_grad: bool
    values: Any


def seen(thing: Any) -> Any:
    """A copy of what a program notes, free of either library."""
    if hasattr(thing, "detach"):
        values = thing.detach().numpy().copy()
        return Seen(repr(thing), str(thing.dtype), tuple(thing.shape), thing.requires_grad, values)
    if isinstance(thing, dict):
        return {key: seen(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [seen(value) for value in thing]
    return thing if isinstance(thing, (str, int, float, type(None), Exception)) else repr(thing)


def equal(mine: Any, right: Any, tolerance: float) -> bool:
    """Whether a user sees the same: errors by type, floats within a tolerance, all else exactly."""
    if isinstance(right, Exception):
        return type(mine).__name__ == type(right).__name__
    if isinstance(right, Seen):
        if not isinstance(mine, Seen) or mine[1:4] != right[1:4] or history(mine) != history(right):
            return False
        near = tolerance if "float" in right.dtype else 0
        return bool(np.allclose(mine.values, right.values, rtol=near, atol=near, equal_nan=True))
    if isinstance(right, dict):
        return list(mine) == list(right) and all(equal(mine[key], right[key], tolerance) for key in right)
    if isinstance(right, list):
        return (
            isinstance(mine, list)
            and len(mine) == len(right)
            and all(equal(a, b, tolerance) for a, b in zip(mine, right, strict=True))
        )
    if isinstance(right, float):
        return isinstance(mine, float) and bool(np.isclose(mine, right, rtol=tolerance, equal_nan=True))
    return bool(mine == right)


def history(tensor: Seen) -> list[str]:
    """The `grad_fn` in the printed form."""
    return re.findall(r"grad_fn=<\w+>", tensor.text)


def run(library: Any, seed: int) -> list[tuple[str, Any]]:
    """What the program of this number shows."""
    notes: list[tuple[str, Any]] = []
    dice = random.Random(seed)
    program = PROGRAMS[seed % len(PROGRAMS)]
    library.manual_seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program(library, dice, lambda label, thing: notes.append((label, seen(thing))))
    return notes


def first_difference(seed: int) -> str:
    """Where the two part, "" if nowhere. One may cover more than the other and say so by
    `NotImplementedError`, after which the rest of the program means nothing."""
    tolerance = 1e-9 if PROGRAMS[seed % len(PROGRAMS)] is training else 2e-5  # training is in float64
    for (label, mine), (_, right) in zip(run(seqlite, seed), run(theirs, seed), strict=False):
        if not equal(mine, right, tolerance):
            if isinstance(mine, NotImplementedError) or isinstance(right, NotImplementedError):
                return ""
            return f"{label}\nPyTorch: {shown(right)}\nseqlite: {shown(mine)}"
    return ""


def shown(thing: Any) -> str:
    if isinstance(thing, Seen):
        return thing.text
    return f"{type(thing).__name__}: {thing}" if isinstance(thing, Exception) else repr(thing)


@pytest.mark.parametrize("example", range(EXAMPLES))
def test_a_random_program_shows_the_same(example: int) -> None:
    seed = FIRST + example
    print(f"{PROGRAMS[seed % len(PROGRAMS)].__name__}: SEQLITE_FUZZ_EXAMPLES=1 SEQLITE_FUZZ_SEED={seed}")
    assert first_difference(seed) == ""
