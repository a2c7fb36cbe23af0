"""Inverses, determinants and decompositions of matrices, and of stacks of them.

RuntimeError for integers and for matrices that are not square where they have to be; `LinAlgError` for those
that are singular. By LAPACK; gradients: Giles 2008, Townsend 2016.

Of a decomposition, each part is an operation of its own, with the other parts as constants: gradients add up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from ..dtypes import from_numpy_dtype
from ..graph import TensorBase
from ..ops.rules import Array, Result, holding, rule
from ..record import named, record, saving_all
from .declare import function
from .return_types import return_type

Tensor = Any  # `tensor` imports this module


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


@rule("LinalgDetBackward0", name="det")
def determinant(a: Array) -> Result:
    value = np.linalg.det(a)

    def back(g: Array) -> Array:
        u, s, vh = np.linalg.svd(a)  # the cofactors, which singular matrices have, too
        rest = np.stack([np.prod(np.delete(s, i, -1), -1) for i in range(s.shape[-1])], -1)
        sign = np.linalg.det(u) * np.linalg.det(vh)
        return ((g * sign)[..., None, None] * ((u * rest[..., None, :]) @ vh)).astype(a.dtype)

    return value, (holding(back, value),)


def gaps(values: Array) -> Array:
    """values[j] - values[i] at (i, j); infinity on the diagonal."""
    between = values[..., None, :] - values[..., :, None]
    return np.where(np.eye(values.shape[-1], dtype=bool), np.inf, between).astype(values.dtype)


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


Svd = return_type("svd", "U S V")


def matrices(A: Any, who: str, square: bool = True) -> Any:
    """`A`, if it is a matrix of floats or a stack of such; RuntimeError otherwise."""
    if not isinstance(A, TensorBase):
        raise TypeError(f"linalg_{who}(): argument 'A' (position 1) must be Tensor, not {type(A).__name__}")
    shape, kind = A._array.shape, from_numpy_dtype(A._array.dtype)
    if not kind.is_floating_point:
        raise RuntimeError(
            f"linalg.{who}: Expected a floating point or complex tensor as input. Got {kind.kind}: convert "
            "with .float() first"
        )
    if len(shape) < 2:
        raise RuntimeError(f"linalg.{who}: The input tensor A must have at least 2 dimensions.")
    if square and shape[-1] != shape[-2]:
        raise RuntimeError(
            f"linalg.{who}: A must be batches of square matrices, but they are {shape[-2]} by {shape[-1]} "
            "matrices"
        )
    if kind.itemsize < 4 and who not in ("matrix_norm", "matrix_exp"):
        refuse = RuntimeError if who in ("inv", "slogdet", "pinv", "lstsq") else NotImplementedError
        raise refuse(
            f"linalg.{who}: Low precision dtypes not supported. Got {kind.kind}: convert with .float() first"
        )
    return A


@function(method=True)
def inverse(input: Tensor) -> Tensor:
    """The inverse matrix.

    >>> torch.inverse(torch.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    return record(inv, matrices(input, "inv"))


@function(method=True)
def det(input: Tensor) -> Tensor:
    """The determinant.

    >>> torch.det(torch.tensor([[2., 1.], [1., 3.]]))
    tensor(5.)
    """
    return record(determinant, matrices(input, "det"))


@function(method=True)
def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """U, S and V with U @ diag(S) @ V.T = input: `torch.linalg.svd` gives V transposed.

    >>> torch.svd(torch.tensor([[0., 2.], [1., 0.]])).S
    tensor([2., 1.])
    """
    u, s, vh = decomposed(input, not some)
    return Svd(u, s, vh.mT) if compute_uv else Svd(u.new_zeros(u.shape), s, vh.new_zeros(vh.mT.shape))


def decomposed(A: Tensor, full_matrices: bool) -> tuple[Tensor, Tensor, Tensor]:
    """U, S and V transposed."""
    u, s, vh = np.linalg.svd(matrices(A, "svd", False)._array, full_matrices)
    made = (left_vectors, singular_values, right_vectors)
    return saving_all(*(record(rule, A, u=u, s=s, vh=vh) for rule in made))


@function(method=True)
def matrix_power(input: Tensor, n: int) -> Tensor:
    """The matrix multiplied by itself; for negative `n`, its inverse.

    >>> torch.matrix_power(torch.tensor([[1, 1], [0, 1]]), 3)
    tensor([[1, 3],
            [0, 1]])
    """
    if n < 0:
        return matrix_power(inverse(input), -n)
    if input.ndim < 2 or input.shape[-1] != input.shape[-2]:
        raise RuntimeError(
            f"linalg.matrix_power: A must be batches of square matrices, but its shape is {list(input.shape)}"
        )
    if n == 0:
        return input._wrap(
            np.broadcast_to(np.eye(input.shape[-1], dtype=input._array.dtype), input.shape).copy()
        )
    half = input if n == 1 else matrix_power(input @ input, n // 2)
    return half @ input if n > 1 and n % 2 else half


@function(method=True)
def matrix_exp(input: Tensor) -> Tensor:
    """The sum of input ** k / k!, as a matrix.

    >>> torch.matrix_exp(torch.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    size = float(np.abs(matrices(input, "matrix_exp")._array).sum(-1).max(initial=0))
    halvings = max(0, math.frexp(size)[1] + 1) if math.isfinite(size) else 0
    x = input / 2**halvings
    term = total = matrix_power(x, 0)
    for k in range(1, 16):
        term = term @ x / k
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return named(total, "LinalgMatrixExpBackward0", input)
