"""Triangles and reflectors: `solve_triangular`, `cholesky_inverse`, `cholesky_solve`, `inv_ex`."""

from __future__ import annotations

import warnings
from functools import cache, partial
from typing import Any

import numpy as np

from ..record import record, with_node_name
from ..rules import Array, Result, rule, saving
from . import linalg_decompositions as decompositions
from .declare import function
from .linalg_matrices import LinAlgError, check_matrices, inverse, lapack_inv, lapack_solve, mT, zero_pivot
from .out import return_type

Tensor = Any  # avoids a circular import
linalg = partial(function, namespace="linalg")
CholeskyEx = return_type("linalg_cholesky_ex", "L info")
InvEx = return_type("linalg_inv_ex", "inverse info")
SolveEx = return_type("linalg_solve_ex", "result info")
TriangularSolve = return_type("triangular_solve", "solution cloned_coefficient")
Qr = return_type("qr", "Q R")


@cache
def warn_of_old_name(old: str, new: str) -> None:
    """Warn once of a name that PyTorch wants replaced."""
    warnings.warn(
        f"torch.{old} is deprecated in favor of torch.linalg.{new} and will be removed in a future PyTorch "
        "release.",
        UserWarning,
        stacklevel=3,
    )


@rule("LinalgSolveTriangularBackward0")
def _solve_triangular(a: Array, b: Array, *, upper: bool, unitriangular: bool) -> Result:
    """The solution of T @ X = b, where T is a triangle of `a`."""
    clip: Any = np.triu if upper else np.tril
    side = (1 if upper else -1) if unitriangular else 0
    t = clip(a, side)
    t = t + np.eye(a.shape[-1], dtype=a.dtype) if unitriangular else t
    value = lapack_solve(t, b)
    return value, (
        saving(lambda g: clip(-lapack_solve(mT(t), g) @ mT(value), side), a),
        saving(lambda g: lapack_solve(mT(t), g), a, value),
    )


@linalg(names={"A": "input"})
def solve_triangular(
    input: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> Tensor:
    """X in T @ X = B, or, without `left`, in X @ T = B, where T is the upper, or the lower, triangle of
    matrices (..., n, n); `unitriangular` has ones for its diagonal. B is (..., n, k), or (..., k, n).

    RuntimeError for other shapes.

    >>> torch.linalg.solve_triangular(torch.eye(2) * 2, torch.ones(2, 1), upper=True)
    tensor([[0.5000],
            [0.5000]])
    """
    check_matrices(input, "solve_triangular")
    if B.ndim < 2:
        raise RuntimeError("linalg.solve_triangular: The input tensor B must have at least 2 dimensions.")
    if B.shape[-2 if left else -1] != input.shape[-1]:
        sizes = ["x".join(map(str, t.shape[-2:])) for t in (input, B)]
        raise RuntimeError(
            "linalg.solve_triangular: Incompatible shapes of A and B for the equation "
            f"{'AX = B' if left else 'XA = B'} ({sizes[0]} and {sizes[1]})"
        )
    if left:
        return record(_solve_triangular, input, B, upper=upper, unitriangular=unitriangular)
    X = record(_solve_triangular, input.mT, B.mT, upper=not upper, unitriangular=unitriangular).mT
    return with_node_name(X, "LinalgSolveTriangularBackward0")


@function(method=True)
def triangular_solve(
    b: Tensor, A: Tensor, upper: bool = True, transpose: bool = False, unitriangular: bool = False
) -> Any:
    """A pair: X in T @ X = b, where T is a triangle of A or its transpose, and a copy of A. PyTorch, too,
    wants `torch.linalg.solve_triangular` in its place.

    (…, n, n) and (…, n, k) → (…, n, k).

    >>> torch.triangular_solve(torch.ones(2, 1), torch.eye(2) * 2).solution
    tensor([[0.5000],
            [0.5000]])
    """
    warn_of_old_name("triangular_solve", "solve_triangular")
    a = A.mT if transpose else A
    X = solve_triangular(a, b, upper=upper != transpose, unitriangular=unitriangular)
    both = X, A.clone()
    return TriangularSolve(*(with_node_name(t, "TriangularSolveBackward0", b, A, X) for t in both))


def old_cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """`torch.linalg.cholesky` by its old name.

    (…, n, n) → (…, n, n). LinAlgError for a matrix that is not positive-definite.

    >>> torch.cholesky(torch.tensor([[4., 0.], [0., 9.]]))
    tensor([[2., 0.],
            [0., 3.]])
    """
    warn_of_old_name("cholesky", "cholesky")
    try:
        return with_node_name(decompositions.cholesky(input, upper=upper), "CholeskyBackward0")
    except LinAlgError as error:
        raise LinAlgError(str(error).removeprefix("linalg.")) from None


old_cholesky.__name__ = "cholesky"
function(method=True)(old_cholesky)


def old_qr(input: Tensor, some: bool = True) -> Any:
    """`torch.linalg.qr` by its old name: without `some`, Q is square.

    (…, m, n) → (…, m, k) and (…, k, n).

    >>> torch.qr(torch.tensor([[0., 2.], [3., 0.]])).R
    tensor([[-3.,  0.],
            [ 0., -2.]])
    """
    warn_of_old_name("qr", "qr")
    return Qr(*decompositions.qr(input, "reduced" if some else "complete"))


old_qr.__name__ = "qr"
function(method=True)(old_qr)


@rule("CholeskyInverseBackward0")
def _cholesky_inverse(a: Array, *, upper: bool) -> Result:
    t = np.triu(a) if upper else np.tril(a)
    value = lapack_inv(mT(t) @ t if upper else t @ mT(t))

    def back(g: Array) -> Array:
        inside = -value @ (g + mT(g)) @ value
        return a @ inside if upper else inside @ a

    return value, (back,)


@function(method=True)
def cholesky_inverse(L: Tensor, upper: bool = False) -> Tensor:
    """The inverse of L @ L.T, or, with `upper`, of L.T @ L, from Cholesky's triangle (..., n, n). The result
    has its shape.

    >>> torch.cholesky_inverse(torch.tensor([[2., 0.], [0., 1.]]))
    tensor([[0.2500, 0.0000],
            [0.0000, 1.0000]])
    """
    return record(_cholesky_inverse, check_matrices(L, "cholesky_inverse"), upper=upper)


@rule("CholeskySolveBackward0")
def _cholesky_solve(b: Array, a: Array, *, upper: bool) -> Result:
    def solve(side: Array) -> Array:
        lower = mT(np.triu(a)) if upper else np.tril(a)
        return lapack_solve(mT(lower), lapack_solve(lower, side))

    value = solve(b)

    def to_triangle(g: Array) -> Array:
        inside = solve(g) @ mT(value)
        inside = -(inside + mT(inside))
        return a @ inside if upper else inside @ a

    return value, (saving(solve, b, value), saving(to_triangle, b))


@function(method=True)
def cholesky_solve(B: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    """X in A @ X = B for A = L @ L.T, or, with `upper`, A = L.T @ L. B is (..., n, k), L (..., n, n).

    RuntimeError for fewer dimensions.

    >>> torch.cholesky_solve(torch.ones(1, 1), torch.tensor([[2.]]))
    tensor([[0.2500]])
    """
    for name, t in (("b", B), ("u", L)):
        if t.ndim < 2:
            raise RuntimeError(
                f"{name} should have at least 2 dimensions, but has {t.ndim} dimensions instead"
            )
    return record(_cholesky_solve, B, L, upper=upper)


def first_failure(a: Array, what: Any) -> Array:
    """The number that `what` gives for each matrix that fails, else 0: int32."""
    info = np.zeros(a.shape[:-2], np.int32)
    for place in np.ndindex(info.shape):
        info[place] = what(a[place])
    return info


def singular_at(a: Array) -> int:
    """The number (from 1) of the first zero pivot; 0 for an invertible matrix."""
    return zero_pivot(a) if np.linalg.det(a) == 0 else 0


def not_positive_at(a: Array) -> int:
    """The order of the first leading minor that is not positive-definite; 0 if there is none."""
    minors = (k for k in range(1, len(a) + 1) if not decompositions.is_positive_definite(a[:k, :k]))
    return next(minors, 0)


def guarded(a: Array, info: Array) -> Array:
    """`a` with the identity in place of the matrices that fail."""
    return np.where(info[..., None, None] != 0, np.eye(a.shape[-1], dtype=a.dtype), a)


def attempt(compute: Any, A: Tensor, who: str, what: Any, check_errors: bool) -> tuple[Tensor, Tensor]:
    """The value and, per matrix, 0 or the number of what failed; those values are nan."""
    try:
        value = compute(A)
        return value, A._wrap(np.zeros(A._array.shape[:-2], np.int32))
    except LinAlgError as error:
        if check_errors:
            raise LinAlgError(str(error).replace(f"linalg.{who}:", f"linalg.{who}_ex:")) from None
    info = first_failure(A._array, what)
    value = compute(A._wrap(guarded(A._array, info)))
    failed = info.reshape(info.shape + (1,) * (value.ndim - info.ndim)) != 0
    return value._wrap(np.where(failed, np.nan, value._array)), A._wrap(info)


@linalg()
def cholesky_ex(input: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:
    """A pair for matrices (..., n, n): what `cholesky` gives, and the int32 order of the first leading minor
    that is not positive-definite, or 0; where it is not 0, the factor is nan.

    >>> torch.linalg.cholesky_ex(-torch.eye(2)).info
    tensor(1, dtype=torch.int32)
    """

    def compute(a: Tensor) -> Tensor:
        return with_node_name(decompositions.cholesky(a, upper=upper), "LinalgCholeskyExBackward0")

    return CholeskyEx(*attempt(compute, input, "cholesky", not_positive_at, check_errors))


@linalg()
def inv_ex(A: Tensor, *, check_errors: bool = False) -> Any:
    """A pair for matrices (..., n, n): their inverses, and the int32 number of the first zero pivot, or 0;
    where it is not 0, the inverse is nan.

    >>> torch.linalg.inv_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    return InvEx(*attempt(inverse, A, "inv", singular_at, check_errors))


@linalg()
def solve_ex(A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False) -> Any:
    """A pair: what `solve` gives, and for each A the int32 number of the first zero pivot, or 0; where it is
    not 0, the solution is nan.

    (…, n, n) and (…, n, k) → (…, n, k) and (…).

    >>> torch.linalg.solve_ex(torch.zeros(2, 2), torch.ones(2)).info
    tensor(1, dtype=torch.int32)
    """
    return SolveEx(
        *attempt(lambda a: decompositions.solve(a, B, left=left), A, "solve", singular_at, check_errors)
    )
