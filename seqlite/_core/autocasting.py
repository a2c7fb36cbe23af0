"""What `torch.autocast` does on the CPU: inside, some operations compute in other types than they are given.

Each such operation's rule is exchanged for one that casts, so that others, and those outside, cost nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .bfloat16 import widened
from .dtypes import converted, dtype
from .ops.rules import Array, Forward, Op, Result

_kind: dtype | None = None
_rules: dict[Op, Forward] = {}


def current() -> dtype | None:
    """The type of the innermost block, None outside and where a block is not enabled."""
    return _kind


def switch(kind: dtype | None) -> dtype | None:
    """Compute in this type from now on; gives the one until now."""
    global _kind
    before, _kind = _kind, kind
    if before is None is not kind:
        lower, wider = operations()
        for op in lower:
            _rules[op], op.forward = op.forward, lowered(op.forward)
        for op in wider:
            op.widens = True
    elif kind is None is not before:
        for op, forward in _rules.items():
            op.forward = forward
        _rules.clear()
        for op in operations()[1]:
            op.widens = False
    return before


def operations() -> tuple[list[Op], list[Op]]:
    """Those that take and give the smaller type, and those that give float32 of it."""
    from .operations import einsum, folds, products
    from .ops import distances, folding, images

    lower = [products.linear, products.matrix_product, products.stacked_product, einsum.summed_products]
    lower += [images.conv2d, folding.conv_transpose2d]
    wider = [op for op in vars(distances).values() if isinstance(op, Op)]
    return lower, [*wider, folds.product_of]


def lowered(forward: Forward) -> Forward:
    """The rule that takes its floating arguments in the smaller type, computes in float32, and rounds."""

    def run(*arrays: Array, **constants: Any) -> Result:
        kind = current()
        if kind is None or any(getattr(a, "dtype", None) == np.float64 for a in arrays):
            return forward(*arrays, **constants)
        to = kind.numpy
        arrays = tuple(plain(converted(a, to)) if isinstance(a, np.ndarray) else a for a in arrays)
        value, vjps = forward(*arrays, **constants)
        return converted(value, to), tuple(vjp and rounding(vjp, to) for vjp in vjps)

    return run


def plain(array: Array) -> Array:
    """An array of a small type as float32."""
    return widened(array).astype(np.float32, copy=False)


def rounding(vjp: Any, to: Any) -> Any:
    """The gradient rule in the smaller type."""
    return lambda g: plain(converted(vjp(plain(g)), to))
