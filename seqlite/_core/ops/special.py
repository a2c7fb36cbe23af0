"""The functions of statistics that NumPy lacks, on arrays, to float64 accuracy."""

from __future__ import annotations

import math

import numpy as np

from .rules import Array


def erf_of(a: Array) -> Array:
    """erf by Cody's rational approximations (Math. Comp. 23, 1969) on three ranges of |a|."""
    x = np.abs(np.asarray(a, np.float64))
    z = x * x
    near = a * horner(z, ERF_P) / horner(z, ERF_Q)
    y = np.clip(x, 0.46875, 4.0)
    middle = 1 - np.exp(-y * y) * horner(y, ERFC_P) / horner(y, ERFC_Q)
    y = np.clip(x, 4.0, 27.0)
    w = 1 / (y * y)
    far = 1 - np.exp(-y * y) / y * (1 / math.sqrt(math.pi) - w * horner(w, TAIL_P) / horner(w, TAIL_Q))
    value = np.where(x <= 0.46875, near, np.copysign(np.where(x <= 4.0, middle, far), a))
    return np.where(np.isnan(a), a, value).astype(a.dtype)


def horner(x: Array, coefficients: tuple[float, ...]) -> Array:
    """The polynomial with these coefficients, the highest power first."""
    value = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        value *= x
        value += c
    return value


# fmt: off
ERF_P = (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
         3.20937758913846947e3)
ERF_Q = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
ERFC_P = (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
          2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
          1.23033935479799725e3)
ERFC_Q = (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
          3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3)
TAIL_P = (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
          1.60837851487422766e-2, 6.58749161529837803e-4)
TAIL_Q = (1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
          2.33520497626869185e-3)
# fmt: on


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x)); its overflow on the way is harmless."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))
