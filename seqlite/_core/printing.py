"""PyTorch's printed form of tensors: one width for all numbers, lines of 80 columns, the middle of large ones
left out."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .dtypes import bool_, from_numpy_dtype, get_default_dtype, int64

Array = Any


class Options:
    """What `set_printoptions` sets."""

    precision = 4
    threshold: float = 1000
    edgeitems = 3
    linewidth = 80
    sci_mode: bool | None = None


PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """How tensors print: digits after the point; the number of elements above which the middle is left out,
    and how many then stay at either end; the width of a line; a profile (default, short, full); whether to
    force or forbid scientific notation (None decides by the values, and is what leaving it out sets).

    >>> torch.set_printoptions(precision=4)
    """
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    if profile is not None and profile not in PROFILES:
        raise ValueError(f"unknown print profile {profile!r}: expected one of {', '.join(PROFILES)}")
    chosen = PROFILES.get(profile or "", {}) | {k: v for k, v in given.items() if v is not None}
    Options.precision = chosen.get("precision", Options.precision)
    Options.threshold = chosen.get("threshold", Options.threshold)
    Options.edgeitems = chosen.get("edgeitems", Options.edgeitems)
    Options.linewidth = chosen.get("linewidth", Options.linewidth)
    Options.sci_mode = sci_mode


def formatter(shown: Array) -> tuple[Callable[[Any], str], int]:
    """Return a function that formats one element, and its width, chosen for the elements `shown`."""
    if shown.dtype.kind != "f":
        width = max((len(str(v)) for v in shown.ravel().tolist()), default=1)
        return lambda v: str(v).rjust(width), width
    numbers = shown[np.isfinite(shown) & (shown != 0)].astype(np.float64)
    precision, scientific, whole = Options.precision, False, True
    if numbers.size:
        sizes = np.abs(numbers)
        low, high = float(sizes.min()), float(sizes.max())
        whole = bool(np.all(numbers == np.ceil(numbers)))
        scientific = high / low > 1000 or high > 1e8 or (not whole and low < 1e-4)
        if Options.sci_mode is not None:
            scientific = Options.sci_mode

    def plain(v: float) -> str:
        if scientific:
            return f"{v:.{precision}e}"
        if whole:
            return f"{v:.0f}." if math.isfinite(v) else f"{v:.0f}"
        return f"{v:.{precision}f}"

    width = max((len(plain(v)) for v in numbers.tolist()), default=1)
    return lambda v: plain(v).rjust(width), width


def shown_indices(n: int) -> list[int | None]:
    """The indices along a dimension of size `n` that are printed; None marks the gap."""
    e = Options.edgeitems
    return list(range(n)) if n <= 2 * e else [*range(e), None, *range(n - e, n)]


def summarize(array: Array) -> Array:
    """The elements that are printed when the middle is left out."""
    for axis, n in enumerate(array.shape):
        array = array.take([i for i in shown_indices(n) if i is not None], axis)
    return array


def format_rows(array: Array, write: Callable[[Any], str], width: int, indent: int, short: bool) -> str:
    """Format nested brackets; `indent` is the column of the first."""
    places = shown_indices(len(array)) if short else list(range(len(array)))
    if array.ndim == 1:
        per_line = max(1, (Options.linewidth - indent) // (width + 2))
        items = [" ..." if i is None else write(array[i].item()) for i in places]
        lines = [", ".join(items[i : i + per_line]) for i in range(0, len(items), per_line)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
    parts = ["..." if i is None else format_rows(array[i], write, width, indent + 1, short) for i in places]
    gap: str = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
    return "[" + gap.join(parts) + "]"


def format_body(array: Array, indent: int) -> str:
    """Format the numbers of a non-empty tensor."""
    short = array.size > Options.threshold
    write, width = formatter(summarize(array) if short else array)
    if array.ndim == 0:
        return write(array.item())
    return format_rows(array, write, width, indent, short)


def tensor_str(array: Array, extra: list[str], start: str = "tensor(") -> str:
    """Format a tensor: its numbers, the dtype unless it is the default, and `extra`, such as
    `grad_fn=<…>`."""
    kind = from_numpy_dtype(array.dtype)
    notes = []
    if array.size == 0:
        text = "[]"
        if array.ndim != 1:
            notes.append(f"size={array.shape}")
        if kind is not get_default_dtype():
            notes.append(f"dtype={kind}")
    else:
        text = format_body(array, len(start))
        if kind not in (get_default_dtype(), int64, bool_):
            notes.append(f"dtype={kind}")
    text = start + text
    column = len(text) - text.rfind("\n") + 1
    for note in [*notes, *extra]:
        if column + len(note) + 2 > Options.linewidth:
            text += ",\n" + " " * len(start) + note
            column = len(start) + len(note)
        else:
            text += ", " + note
            column += len(note) + 2
    return text + ")"
