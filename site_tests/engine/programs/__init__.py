"""Random programs that run on PyTorch and on seqlite alike, for `test_against_torch.py`.

A program is a function of the library `t`, of `dice` that make every choice, and of `note(label, thing)`,
which takes what a user would see: tensors, texts, numbers, errors.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from .containers import containers, loading, mistakes
from .dice import Dice, replay
from .lives import lives
from .models import training
from .notes import seen
from .tensors import expressions, indexing, printing, views

PROGRAMS = {
    program.__name__: program
    for program in (expressions, indexing, views, printing, training, lives, containers, mistakes, loading)
}


def run(library: Any, name: str, seed: int, dice: Dice) -> list[tuple[str, Any]]:
    """What this program shows."""
    notes: list[tuple[str, Any]] = []
    library.manual_seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            PROGRAMS[name](library, dice, lambda label, thing: notes.append((label, seen(thing))))
        except Exception as error:
            notes.append(("the program ended", seen(error)))
    return notes


def on_pytorch(name: str, seed: int, numbers: Sequence[int]) -> list[tuple[str, Any]]:
    """The same, where `import torch` gives PyTorch, with the choices made elsewhere."""
    import torch

    return run(torch, name, seed, replay(numbers))
