"""What `torch.autocast` does on the CPU: inside, some operations compute in other types than they are given.

Each such operation's rule is exchanged for one that casts, so that others, and those outside, cost nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .bfloat16 import to_float32
from .dtypes import cast, dtype
from .rules import Array, Forward, Op, Result

_dtype: dtype | None = None
_rules: dict[Op, Forward] = {}


def current_dtype() -> dtype | None:
    """The dtype of the innermost enabled block, or None."""
    return _dtype


def set_dtype(kind: dtype | None) -> dtype | None:
    """Set the dtype of autocast, None to disable it, and return the previous one."""
    global _dtype
    before, _dtype = _dtype, kind
    if before is None is not kind:
        lower, wider = operations()
        for op in lower:
            _rules[op], op.forward = op.forward, lower_precision(op.forward)
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
    """The operations that autocast runs in the lower precision, and those that return float32."""
    from .operations import convolution, linalg_einsum, linalg_products, losses, reductions

    lower = [linalg_products._linear, linalg_products._matmul, linalg_products._bmm, linalg_einsum._einsum]
    lower += [convolution.conv2d, convolution.conv_transpose2d]
    wider = [op for op in vars(losses).values() if isinstance(op, Op)]
    return lower, [*wider, reductions._prod]


def lower_precision(forward: Forward) -> Forward:
    """Return the rule with its floating-point arguments cast to the autocast dtype; it computes in float32
    and rounds the result."""

    def run(*arrays: Array, **constants: Any) -> Result:
        kind = current_dtype()
        if kind is None or any(getattr(a, "dtype", None) == np.float64 for a in arrays):
            return forward(*arrays, **constants)
        to = kind.numpy
        arrays = tuple(as_float32(cast(a, to)) if isinstance(a, np.ndarray) else a for a in arrays)
        value, vjps = forward(*arrays, **constants)
        return cast(value, to), tuple(vjp and round_vjp(vjp, to) for vjp in vjps)

    return run


def as_float32(array: Array) -> Array:
    """Cast a 16-bit array to float32."""
    return to_float32(array).astype(np.float32, copy=False)


def round_vjp(vjp: Any, to: Any) -> Any:
    """Return the gradient rule with its input and output rounded to dtype `to`."""
    return lambda g: as_float32(cast(vjp(as_float32(g)), to))
