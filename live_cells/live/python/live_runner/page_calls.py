"""Calls from a page's own scripts: the call is in a file from the page, and the answer is a result.

What such a page has Python run is a line or two that ends in `answer`.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import seqlite


class Answer(dict[str, Any]):
    """Shown as JSON."""

    def __repr__(self) -> str:
        return json.dumps(self)


def answer(functions: Mapping[str, Callable[..., Answer]]) -> Answer:
    """Answer the call in the page's file: one of the functions, and its arguments."""
    call = json.loads(file("call.json").read_text("utf8"))
    return functions[call["function"]](*call["arguments"])


@contextmanager
def same_random_numbers() -> Iterator[None]:
    """Restore the state of the random numbers at the end: the reader's next numbers stay the same."""
    state = seqlite.get_rng_state()
    try:
        yield
    finally:
        seqlite.set_rng_state(state)


def package_of(archive: str) -> Any:
    """The module `calls` of a package that came as an archive of the same name."""
    path = str(file(archive))
    if path not in sys.path:
        sys.path.append(path)
    return importlib.import_module(f"{archive.removesuffix('.zip')}.calls")


def drawing() -> seqlite.Tensor:
    """The ink that the page has put into its file: a square, row by row, from 0 to 1."""
    ink = np.frombuffer(file("drawing.bin").read_bytes(), np.uint8)
    side = math.isqrt(ink.size)
    return seqlite.from_numpy(ink.reshape(side, side).astype(np.float32) / 255)


def as_ink(picture: seqlite.Tensor) -> list[int]:
    """A picture as the page shows it: how much ink each place has, row by row, from 0 to 255."""
    return [round(255 * min(max(value, 0.0), 1.0)) for value in picture.flatten().tolist()]


def file(name: str) -> Path:
    """Where the page's files are."""
    return Path(os.environ.get("SEQLITE_DATA", "")) / name
