"""Gradients through operations with several results, such as `unbind` and `split`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seqlite._core.graph import MultiOutput

from .memory import Array, Event, Index
from .steps import Operand
from .values import Values

MOST_CALLS = 4000
"""Of the rule, to find out what a gradient is the sum of."""


def terms(explainer: Values, event: Event, index: Index) -> list[list[Operand]]:
    """The elements that have arrived, each times the slope of its result."""
    arrays = [at.array for at in event.inputs]
    stops = np.cumsum([one.size for one in arrays])

    def rule(codes: Array) -> float:
        parts = np.split(codes, stops[:-1])
        given = {
            key: part.reshape(one.shape)
            for key, part, one in zip(event.facts["outputs"], parts, arrays, strict=True)
        }
        return float(np.asarray(event.facts["rule"](MultiOutput(given, max(given) + 1)))[index])

    def operand(flat: int) -> Operand:
        number = int(np.searchsorted(stops, flat, "right"))
        first = int(stops[number]) - arrays[number].size
        place = np.unravel_index(flat - first, arrays[number].shape)
        return explainer.operand(event.inputs[number], tuple(int(part) for part in place))

    found = [_moved(rule, int(stops[-1]), seed) for seed in (0, 1)]
    if found[0] == found[1] and found[0] is not None:
        return [[operand(found[0])]] if found[0] >= 0 else []
    if stops[-1] > MOST_CALLS:
        return []
    slopes = [rule(np.eye(1, stops[-1], at)[0]) for at in range(stops[-1])]
    return [[operand(at), Operand(slope)] for at, slope in enumerate(slopes) if slope]


def _moved(rule: Callable[[Array], float], total: int, seed: int) -> int | None:
    """Which element a rule gives that only moves them; −1 if none, None if it does more."""
    codes = np.random.default_rng(seed).permutation(total) + 1.0
    code = rule(codes)
    at = np.flatnonzero(codes == code)
    return int(at[0]) if at.size else -1 if code == 0 else None
