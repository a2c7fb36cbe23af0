"""What does not fit in a call of a function or an operator: each is given its local names."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .shape_changes import Misfit, Side
from .shape_modules import loss, product, unlike


def _recorded(names: dict[str, Any]) -> Misfit | None:
    """An operation whose operands the engine has: a product, or one that broadcasts."""
    op, args = names.get("op"), names.get("args")
    if not isinstance(args, tuple) or len(args) < 2 or not all(hasattr(each, "shape") for each in args[:2]):
        return None
    first, second = args[:2]
    left, right = tuple(first.shape), tuple(second.shape)
    name = getattr(op, "__name__", "")
    if name == "linear" and len(right) == 2:
        found = product(first, left, right[::-1], weight=second)
        return found and found._replace(right=found.right._replace(suffix=".T"))
    if name in ("matmul", "bmm"):
        return product(first, left, right, weight=second) or _broadcast(first, second, skipped=2)
    return _broadcast(first, second) if getattr(op, "promote", None) is not None else None


def _broadcast(first: Any, second: Any, skipped: int = 0) -> Misfit | None:
    """Two shapes, compared from the last dimension that is not `skipped`."""
    left, right = tuple(first.shape), tuple(second.shape)
    pairs = zip(reversed(left), reversed(right), strict=False)
    unlike = [at for at, (one, other) in enumerate(pairs, 1) if one != other and 1 not in (one, other)]
    wrong = [at for at in unlike if at > skipped]
    if not wrong:
        return None
    return Misfit(
        "broadcast",
        Side("left", left, tuple(sorted(len(left) - at for at in wrong)), first),
        Side("right", right, tuple(sorted(len(right) - at for at in wrong)), second),
    )


def _joined(names: dict[str, Any]) -> Misfit | None:
    """The first of several tensors, and the one that is unlike it."""
    tensors = names.get("parts") or names.get("tensors")
    if not isinstance(tensors, (list, tuple)) or not all(hasattr(each, "shape") for each in tensors):
        return None
    along = names.get("dim", 0) if "axis" in names or "first" in names else None
    first = tensors[0]
    for other in tensors[1:]:
        left, right = tuple(first.shape), tuple(other.shape)
        if along is not None and len(left) == len(right):
            skipped = along % len(left)
            wrong = tuple(at for at in range(len(left)) if at != skipped and left[at] != right[at])
            pair = wrong, wrong
        else:
            pair = unlike(left, right)
        if any(pair):
            return Misfit(
                "joined",
                Side("left", left, pair[0], first),
                Side("right", right, pair[1], other),
                along=along,
            )
    return None


def _reshaped(names: dict[str, Any]) -> Misfit | None:
    """A shape for another count of numbers."""
    tensor: Any = names.get("self", names.get("input"))
    shape: Any = names.get("shape") or names.get("size") or ()
    shape = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
    if not hasattr(tensor, "numel") or not shape or not all(isinstance(size, int) for size in shape):
        return None
    count, fixed = tensor.numel(), math.prod(size for size in shape if size != -1)
    if fixed <= 0 or shape.count(-1) > 1 or (count % fixed == 0 if -1 in shape else count == fixed):
        return None
    return Misfit(
        "numbers", Side("left", tuple(tensor.shape), (), tensor), Side("asked", tuple(shape), (), None)
    )


def _classified(names: dict[str, Any]) -> Misfit | None:
    output, target = names["input"], names["target"]
    return loss(output, target, classes=not target.is_floating_point())


FUNCTIONS: dict[str, Callable[[dict[str, Any]], Misfit | None]] = {
    "record": _recorded,
    "cat": _joined,
    "stack": _joined,
    "cross_entropy": _classified,
    "_check_pair": lambda names: loss(names["input"], names["target"]),
    "view": _reshaped,
    "reshape": _reshaped,
}
