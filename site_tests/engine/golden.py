"""Reference values recorded from real PyTorch, and how to compare with them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "golden.json").read_text())


def same(recorded: dict[str, Any], array: Any) -> bool:
    """Whether the array has the recorded shape and, to the bit, the recorded values."""
    array = np.ascontiguousarray(array)
    raw = (array.astype(np.uint8) if array.dtype == bool else array).tobytes()
    return (
        list(array.shape) == recorded["shape"]
        and str(array.dtype) == recorded["dtype"]
        and hashlib.sha256(raw).hexdigest() == recorded["sha256"]
    )


def near(recorded: dict[str, Any], array: Any, tolerance: float) -> bool:
    """Whether the recorded values (all, or the first and last ones) are met within `tolerance`."""
    flat = np.asarray(array).ravel()
    if "values" in recorded:
        want = np.array(recorded["values"])
    else:
        head, tail = recorded["head"], recorded["tail"]
        want = np.array(head + tail)
        flat = np.concatenate([flat[: len(head)], flat[-len(tail) :]])
    return want.shape == flat.shape and bool(np.max(np.abs(want - flat), initial=0) <= tolerance)
