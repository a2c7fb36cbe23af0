"""Numbers as the page reads them: finite ones in JSON, many of them as bytes in base64."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable

import numpy as np

import seqlite


def number(value: float) -> float | None:
    """The value, to six digits; `None` for what JSON has no word for."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def numbers(values: Iterable[float]) -> list[float | None]:
    return [number(value) for value in values]


def shares(values: seqlite.Tensor) -> str:
    """Numbers from 0 to 1 as bytes."""
    array = np.nan_to_num(np.asarray(values.detach().numpy(), np.float32))
    return _base64(np.clip(np.rint(array * 255), 0, 255))


def signed(values: seqlite.Tensor, largest: float | None = None) -> dict[str, str | float | None]:
    """Numbers of either sign as bytes: 128 is zero, 1 and 255 are the largest size, which goes along.

    Args:
        largest: what is beyond it counts as so large; by default nothing is.
    """
    array = np.nan_to_num(np.asarray(values.detach().numpy(), np.float32))
    if largest is None:
        largest = float(np.abs(array).max(initial=0.0))
    shares = np.clip(array / (largest or 1.0), -1, 1)
    return {"bytes": _base64(np.rint(shares * 127) + 128), "largest": number(largest)}


def floats(values: seqlite.Tensor) -> str:
    """Numbers as they are, in float32."""
    array = np.ascontiguousarray(values.detach().numpy(), np.float32)
    return base64.b64encode(array.tobytes()).decode()


def _base64(array: np.ndarray) -> str:
    return base64.b64encode(array.astype(np.uint8).tobytes()).decode()
