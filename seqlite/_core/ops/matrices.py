"""Inverses and decompositions of stacks of matrices, by LAPACK. Gradients: Giles 2008, Townsend 2016.

Of a decomposition, each part is an operation of its own, with the other parts as constants: gradients add up.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from .rules import Array, Result, holding, rule


class LinAlgError(RuntimeError):
    """What `torch.linalg` raises for matrices that are singular or not positive-definite.

    >>> issubclass(torch.linalg.LinAlgError, RuntimeError)
    True
    """


def turned(a: Array) -> Array:
    """The matrices transposed."""
    return np.swapaxes(a, -1, -2)


def by_lapack(function: Callable[..., Any], who: str, reason: Callable[[Array], str], *arrays: Array) -> Any:
    """What the function of `np.linalg` gives. LinAlgError where it fails, with PyTorch's `reason`."""
    try:
        value = function(*arrays)
    except np.linalg.LinAlgError:
        value = np.full(1, np.nan)
    return one_by_one(function, who, reason, *arrays) if np.isnan(value).any() else value


def one_by_one(function: Callable[..., Any], who: str, reason: Callable[[Array], str], *arrays: Array) -> Any:
    """As `by_lapack`, matrix by matrix, so that the first one that fails can be named. In a browser, NumPy
    gives nan where it fails."""
    stacks = np.broadcast_shapes(*(a.shape[:-2] for a in arrays))
    full = [np.broadcast_to(a, (*stacks, *a.shape[-2:])) for a in arrays]
    value = np.full(full[-1].shape, np.nan, full[-1].dtype)
    for number, at in enumerate(np.ndindex(stacks)):
        first, *rest = (a[at] for a in full)
        with suppress(np.linalg.LinAlgError):
            value[at] = function(first, *rest)
        if np.isnan(value[at]).any() and not any(np.isnan(b).any() for b in rest) and (text := reason(first)):
            raise LinAlgError(f"{who}: {f'(Batch element {number}): ' if stacks else ''}{text}")
    return value


def zero_pivot(a: Array) -> int:
    """The first zero on the diagonal that elimination with row exchanges leaves, counted from 1; the last one
    if rounding hides it."""
    rows = a.copy()
    for k in range(len(rows)):
        first = k + int(np.abs(rows[k:, k]).argmax())
        rows[[k, first]] = rows[[first, k]]
        if rows[k, k] == 0:
            return k + 1
        rows[k + 1 :] -= rows[k + 1 :, k : k + 1] / rows[k, k] * rows[k]
    return len(rows)


def inverted(a: Array) -> Array:
    """The inverses; nan for a matrix with nan."""

    def reason(a: Array) -> str:
        if np.isnan(a).any():
            return ""
        return (
            f"The diagonal element {zero_pivot(a)} is zero, the inversion could not be completed because the "
            "input matrix is singular."
        )

    return by_lapack(np.linalg.inv, "linalg.inv", reason, a)


def solved(a: Array, b: Array) -> Array:
    """X in a @ X = b; nan for a matrix with nan."""

    def reason(a: Array) -> str:
        return "" if np.isnan(a).any() else "The solver failed because the input matrix is singular."

    return by_lapack(np.linalg.solve, "torch.linalg.solve", reason, a, b)


@rule("LinalgInvExBackward0")
def inv(a: Array) -> Result:
    value = inverted(a)
    return value, (lambda g: -turned(value) @ g @ turned(value),)


@rule("LinalgSolveExBackward0")
def solve(a: Array, b: Array) -> Result:
    """X in a @ X = b."""
    value = solved(a, b)
    to_b = holding(lambda g: solved(turned(a), g), value)
    return value, (lambda g: -solved(turned(a), g) @ turned(value), to_b)


@rule("LinalgDetBackward0")
def det(a: Array) -> Result:
    value = np.linalg.det(a)

    def back(g: Array) -> Array:
        u, s, vh = np.linalg.svd(a)  # the cofactors, which singular matrices have, too
        rest = np.stack([np.prod(np.delete(s, i, -1), -1) for i in range(s.shape[-1])], -1)
        sign = np.linalg.det(u) * np.linalg.det(vh)
        return ((g * sign)[..., None, None] * ((u * rest[..., None, :]) @ vh)).astype(a.dtype)

    return value, (holding(back, value),)


@rule("LinalgCholeskyExBackward0")
def cholesky(a: Array) -> Result:
    def reason(a: Array) -> str:
        minor = next((k for k in range(1, len(a)) if not is_positive(a[:k, :k])), len(a))
        return (
            "The factorization could not be completed because the input is not positive-definite (the "
            f"leading minor of order {minor} is not positive-definite)."
        )

    value = by_lapack(np.linalg.cholesky, "linalg.cholesky", reason, a)

    def back(g: Array) -> Array:
        inside = np.tril(turned(value) @ np.tril(g))
        inside -= inside * np.eye(value.shape[-1], dtype=value.dtype) / 2
        half = solved(turned(value), turned(solved(turned(value), turned(inside))))
        return (half + turned(half)) / 2

    return value, (back,)


@rule("LinalgPinvBackward0")
def pinv(a: Array, *, rtol: Any) -> Result:
    value = np.linalg.pinv(a, rtol)

    def back(g: Array) -> Array:
        t, h = turned(value), turned(g)
        return (h - a @ value @ h) @ value @ t + t @ value @ (h - h @ value @ a) - t @ g @ t

    return value, (back,)


def is_positive(a: Array) -> bool:
    """Whether a symmetric matrix is positive-definite."""
    try:
        return not np.isnan(np.linalg.cholesky(a)).any()
    except np.linalg.LinAlgError:
        return False


def gaps(values: Array) -> Array:
    """values[j] - values[i] at (i, j); infinity on the diagonal."""
    between = values[..., None, :] - values[..., :, None]
    return np.where(np.eye(values.shape[-1], dtype=bool), np.inf, between).astype(values.dtype)


@rule("LinalgEighBackward0")
def eigenvalues(a: Array, *, values: Array, vectors: Array) -> Result:
    return values, (lambda g: vectors * g[..., None, :] @ turned(vectors),)


@rule("LinalgEighBackward0")
def eigenvectors(a: Array, *, values: Array, vectors: Array) -> Result:
    def back(g: Array) -> Array:
        inside = turned(vectors) @ g
        return vectors @ ((inside - turned(inside)) / 2 / gaps(values)) @ turned(vectors)

    return vectors, (back,)


@rule("LinalgSvdBackward0")
def singular_values(a: Array, *, u: Array, s: Array, vh: Array) -> Result:
    n = s.shape[-1]
    return s, (lambda g: u[..., :n] * g[..., None, :] @ vh[..., :n, :],)


@rule("LinalgSvdBackward0")
def left_vectors(a: Array, *, u: Array, s: Array, vh: Array) -> Result:
    return u, (lambda g: of_left(g, u, s, vh),)


@rule("LinalgSvdBackward0")
def right_vectors(a: Array, *, u: Array, s: Array, vh: Array) -> Result:
    return vh, (lambda g: turned(of_left(turned(g), turned(vh), s, turned(u))),)


def of_left(g: Array, u: Array, s: Array, vh: Array) -> Array:
    """What the gradient of the left singular vectors makes of the matrix's."""
    if not u.shape[-1] == s.shape[-1] == vh.shape[-2]:
        raise RuntimeError("svd_backward: gradients of U and Vh need full_matrices=False")
    inside = turned(u) @ g
    within = (inside - turned(inside)) / gaps(s * s) * s[..., None, :]
    return (u @ within + (g - u @ inside) / s[..., None, :]) @ vh


@rule("LinalgQrBackward0")
def q_of(a: Array, *, q: Array, r: Array) -> Result:
    return q, (lambda g: of_qr(g, -turned(g) @ q, q, r),)


@rule("LinalgQrBackward0")
def r_of(a: Array, *, q: Array, r: Array) -> Result:
    return r, (lambda g: of_qr(0, r @ turned(g), q, r),)


def of_qr(g: Any, inside: Array, q: Array, r: Array) -> Array:
    """What the gradient `g` of Q, and what Q and R make of it `inside`, mean for the matrix."""
    if r.shape[-2] != r.shape[-1] or q.shape[-1] != r.shape[-2]:
        raise RuntimeError("qr: gradients need a matrix with no more columns than rows, and mode='reduced'")
    mirrored = np.tril(inside) + turned(np.tril(inside, -1))
    return turned(solved(r, turned(g + q @ mirrored)))
