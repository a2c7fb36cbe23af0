"""What a page says of a tensor or an array whose name a reader asks about."""

from __future__ import annotations

from typing import Any

from . import line_values

BARS = 24
"""Of the histogram."""
LARGEST = 4_000_000
"""Numbers beyond which none is computed."""


def about(name: str, value: object) -> dict[str, Any] | None:
    """Shape, type and numbers; ``None`` for anything but a tensor or an array.

    ``{"shape", "type", "numbers", "histogram", "grad", "tracks", "maker", "cell", "line"}``. ``numbers`` are
    the mean, the standard deviation, the least and the greatest; ``histogram`` counts what lies between the
    last two; ``grad`` is the gradient's shape and numbers; ``tracks`` says that gradients are recorded;
    ``maker`` is the name of its ``grad_fn``; ``cell`` and ``line`` say where it was made. What is unknown is
    empty.
    """
    described = line_values.described(name, value)
    if described is None:
        return None
    tensor: Any = value
    grad = tensor.grad if getattr(tensor, "is_leaf", False) else None
    maker = getattr(tensor, "grad_fn", None)
    cell, line = line_values.made_at(name)
    numbers, histogram = _numbers(tensor)
    return {
        "shape": described["shape"],
        "type": described["type"],
        "numbers": numbers,
        "histogram": histogram,
        "grad": None if grad is None else {"shape": [*map(int, grad.shape)], "numbers": _numbers(grad)[0]},
        "tracks": bool(getattr(tensor, "requires_grad", False)),
        "maker": "" if maker is None else type(maker).__name__,
        "cell": cell,
        "line": line,
    }


def _numbers(tensor: Any) -> tuple[list[float], list[int]]:
    """The four numbers and the histogram of those that are finite; empty where there are none."""
    array = line_values.array_of(tensor)
    if array.dtype.kind not in "fiub" or not 0 < array.size <= LARGEST:
        return [], []
    import numpy as np

    finite = np.asarray(array, "float64").ravel()
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return [], []
    counts, _ = np.histogram(finite, BARS)
    return [
        float(finite.mean()),
        float(finite.std()),
        float(finite.min()),
        float(finite.max()),
    ], counts.tolist()
