"""The terms of a loss that is a polynomial of two weights, so that others can compute it without Python."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch

NODES = (-2, -1, 0, 1, 2)
"""A polynomial of degree 4 is known by its values at five places."""

Term = list[Any]
"""``[c, i, j]`` stands for c · aⁱ · bʲ."""


def terms_of(height: Callable[[Any, Any], Any], x: Sequence[float], y: Sequence[float]) -> list[Term] | None:
    """The terms of ``height``; ``None`` if it is no polynomial, or one of a higher degree than 4."""
    try:
        values = _called(height, [(a, b) for a in NODES for b in NODES])
        if not all(map(math.isfinite, values)):
            return None
        largest = max(map(abs, values), default=0.0)
        terms = []
        for i, across in enumerate(_WEIGHTS):
            for j, up in enumerate(_WEIGHTS):
                products = (across[m] * up[n] * values[5 * m + n] for m in range(5) for n in range(5))
                coefficient = math.fsum(products)
                if abs(coefficient) > 1e-12 * largest:
                    terms.append([_rounded(coefficient), i, j])
        places = _others(x, y)
        found = _called(height, places)
    except (ArithmeticError, RuntimeError, TypeError, ValueError):
        return None
    wanted = [sum(c * a**i * b**j for c, i, j in terms) for a, b in places]
    sizes = [sum(abs(c * a**i * b**j) for c, i, j in terms) for a, b in places]
    pairs = zip(found, wanted, sizes, strict=True)
    return terms if all(abs(value - one) <= 1e-9 * max(size, largest) for value, one, size in pairs) else None


def _rounded(coefficient: float) -> int | float:
    short = float(f"{coefficient:.12g}")
    return int(short) if short == int(short) else short


def _called(height: Callable[[Any, Any], Any], places: Sequence[tuple[float, float]]) -> list[float]:
    """The heights at these places, in double precision."""
    a, b = torch.tensor(places, dtype=torch.float64).T
    found: list[float] = (height(a, b) + torch.zeros(len(places), dtype=torch.float64)).tolist()
    return found


def _others(x: Sequence[float], y: Sequence[float]) -> list[tuple[float, float]]:
    """Places all over the window and beside it, at none of which the polynomial was fitted."""
    shares = [(number + 0.377) / 9 for number in range(-4, 13)]
    return [(x[0] + one * (x[1] - x[0]), y[0] + other * (y[1] - y[0])) for one in shares for other in shares]


def _weights() -> list[list[float]]:
    """For each power, how much the value at each of the places counts (Lagrange's formula)."""
    columns = []
    for node in NODES:
        product = [1.0]
        for other in NODES:
            if other != node:
                shifted = [0.0, *product]
                scaled = [-other * one for one in product] + [0.0]
                both = zip(shifted, scaled, strict=True)
                product = [(one + two) / (node - other) for one, two in both]
        columns.append(product)
    return [[column[power] for column in columns] for power in range(len(NODES))]


_WEIGHTS = _weights()
