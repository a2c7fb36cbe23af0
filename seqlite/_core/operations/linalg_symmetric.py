"""Symmetric matrices: `ldl_factor`, `ldl_solve` and `lobpcg`."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..record import record
from ..rules import Array, Result, rule
from .declare import function
from .linalg_decompositions import cholesky, eigh
from .linalg_matrices import check_matrices
from .linalg_triangles import solve_triangular
from .out import return_type

Tensor = Any  # avoids a circular import
linalg = partial(function, namespace="linalg")
LdlFactor = return_type("linalg_ldl_factor", "LD pivots")
LdlFactorEx = return_type("linalg_ldl_factor_ex", "LD pivots info")
ALPHA = (1 + 17**0.5) / 8


def bunch_kaufman(a: Array) -> tuple[Array, Array, int]:
    """L and D of a symmetric matrix, of which the lower triangle is read (Bunch & Kaufman 1977), the rows
    exchanged (from 1, negative for blocks of two), and the number of the first zero block, or 0."""
    a = np.tril(a).copy()
    n, k, failed = len(a), 0, 0
    pivots = np.zeros(n, np.int32)
    while k < n:
        step, row = 1, k
        here = abs(a[k, k])
        below = np.abs(a[k + 1 :, k])
        most = below.max(initial=0)
        if max(here, most) == 0:
            failed = failed or k + 1
        elif here < ALPHA * most:
            other = k + 1 + int(below.argmax())
            line = np.concatenate([a[other, k:other], a[other + 1 :, other]])
            widest = np.abs(line).max(initial=0)
            if here * widest < ALPHA * most * most:
                row = other
                step = 1 if abs(a[other, other]) >= ALPHA * widest else 2
        exchange(a, k + step - 1, row)
        if step == 2 and row != k + 1:
            a[[k + 1, row], k] = a[[row, k + 1], k]
        if step == 1:
            pivots[k] = row + 1
            if a[k, k] != 0:
                column = a[k + 1 :, k] / a[k, k]
                a[k + 1 :, k + 1 :] -= np.tril(np.outer(column, a[k + 1 :, k]))
                a[k + 1 :, k] = column
        else:
            pivots[k : k + 2] = -(row + 1)
            block = np.array([[a[k, k], a[k + 1, k]], [a[k + 1, k], a[k + 1, k + 1]]])
            columns = a[k + 2 :, k : k + 2]
            factors = np.linalg.solve(block, columns.T).T
            a[k + 2 :, k + 2 :] -= np.tril(factors @ columns.T)
            a[k + 2 :, k : k + 2] = factors
        k += step
    return a, pivots, failed


def exchange(a: Array, i: int, j: int) -> None:
    """Exchange rows and columns i <= j of a symmetric matrix kept in its lower triangle, from column i on."""
    if i < j:
        a[j + 1 :, [i, j]] = a[j + 1 :, [j, i]]
        between = slice(i + 1, j)
        a[between, i], a[j, between] = a[j, between].copy(), a[between, i].copy()
        a[[i, j], [i, j]] = a[[j, i], [j, i]]


@rule("NotImplemented", name="ldl_factor")
def _ldl(a: Array, *, value: Array) -> Result:
    def back(g: Array) -> Array:
        raise RuntimeError("derivative for aten::linalg_ldl_factor_ex is not implemented")

    return value, (back,)


def ldl_parts(A: Tensor, check_errors: bool, who: str) -> tuple[Tensor, Tensor, Tensor]:
    """L and D in one tensor, the pivots, and the numbers of the first zero blocks."""
    a = check_matrices(A, who)._array
    both, pivots = np.empty_like(a, order="C"), np.zeros(a.shape[:-1], np.int32)
    info = np.zeros(a.shape[:-2], np.int32)
    for place in np.ndindex(info.shape):
        both[place], pivots[place], info[place] = bunch_kaufman(a[place])
    if check_errors and info.any():
        raise RuntimeError(
            f"torch.linalg.{who}: The diagonal element {int(info[info > 0].flat[0])} is zero, the "
            "factorization has been completed, but D is singular"
        )
    return record(_ldl, A, value=both), A._wrap(pivots), A._wrap(info)


@linalg()
def ldl_factor(A: Tensor, *, hermitian: bool = False) -> Any:
    """A pair for symmetric matrices (..., n, n), of which the lower triangle is read: L and D of L @ D @ L.T
    in one tensor, and the int32 numbers (from 1) of the rows that were exchanged, negative for blocks of two.
    RuntimeError if D is singular.

    >>> torch.linalg.ldl_factor(torch.tensor([[4., 2.], [2., 2.]])).LD
    tensor([[4.0000, 0.0000],
            [0.5000, 1.0000]])
    """
    return LdlFactor(*ldl_parts(A, True, "ldl_factor")[:2])


@linalg()
def ldl_factor_ex(A: Tensor, *, hermitian: bool = False, check_errors: bool = False) -> Any:
    """As `ldl_factor`, with a third part in place of the error: the int32 number (from 1) of the first zero
    block of D, or 0.

    `A` is (…, n, n), the third part (…).

    >>> torch.linalg.ldl_factor_ex(torch.zeros(1, 1)).info
    tensor(1, dtype=torch.int32)
    """
    return LdlFactorEx(*ldl_parts(A, check_errors, "ldl_factor_ex"))


def ldl_solution(ld: Array, pivots: Array, b: Array) -> Array:
    """The solution of A @ x = b: L forwards, D, and L backwards, with the exchanges of `bunch_kaufman`."""
    x, n = b.copy(), len(ld)
    starts, k = [], 0
    while k < n:
        step = 1 if pivots[k] > 0 else 2
        starts.append((k, step))
        last, row = k + step - 1, abs(int(pivots[k])) - 1
        x[[last, row]] = x[[row, last]]
        x[k + step :] -= ld[k + step :, k : k + step] @ x[k : k + step]
        block = np.tril(ld[k : k + step, k : k + step])
        x[k : k + step] = np.linalg.solve(block + np.tril(block, -1).T, x[k : k + step])
        k += step
    for k, step in reversed(starts):
        x[k : k + step] -= ld[k + step :, k : k + step].T @ x[k + step :]
        last, row = k + step - 1, abs(int(pivots[k])) - 1
        x[[last, row]] = x[[row, last]]
    return x


@rule("NotImplemented")
def _ldl_solve(ld: Array, b: Array, *, pivots: Array) -> Result:
    def back(g: Array) -> Array:
        raise RuntimeError("derivative for aten::linalg_ldl_solve is not implemented")

    batch = np.broadcast_shapes(ld.shape[:-2], b.shape[:-2])
    factors = np.broadcast_to(ld, (*batch, *ld.shape[-2:]))
    order = np.broadcast_to(pivots, (*batch, pivots.shape[-1]))
    sides = np.broadcast_to(b, (*batch, *b.shape[-2:]))
    value = np.empty(sides.shape, b.dtype)
    for place in np.ndindex(batch):
        value[place] = ldl_solution(factors[place], order[place], sides[place])
    return value, (back, back)


@linalg()
def ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False) -> Tensor:
    """X in A @ X = B, from what `ldl_factor` gives for A (..., n, n). B is (..., n, k).

    RuntimeError for fewer dimensions.

    >>> torch.linalg.ldl_solve(*torch.linalg.ldl_factor(torch.eye(2) * 2), torch.ones(2, 1))
    tensor([[0.5000],
            [0.5000]])
    """
    check_matrices(LD, "ldl_solve")
    if B.ndim < 2:
        raise RuntimeError(
            f"torch.linalg.ldl_solve: Expected B to have at least 2 dimensions, but it has {B.ndim} "
            "dimensions instead"
        )
    return record(_ldl_solve, LD, B, pivots=pivots)


@function(out=False)
def lobpcg(
    A: Tensor, k: int | None = None, B: Tensor | None = None, X: Tensor | None = None, n: int | None = None,
    iK: Tensor | None = None, niter: int | None = None, tol: float | None = None, largest: bool | None = None,
    method: str | None = None, tracker: Any = None, ortho_iparams: Any = None, ortho_fparams: Any = None,
    ortho_bparams: Any = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """A pair for symmetric matrices (..., m, m): the `k` largest eigenvalues of A, or with `largest=False`
    the smallest, and their vectors as columns; with B, of A @ x = e * B @ x. They are found by a
    decomposition of the whole matrix, so what steers PyTorch's iteration has no effect. RuntimeError for
    fewer than 3 k rows.

    >>> torch.lobpcg(torch.diag(torch.tensor([1., 2., 3.])), 1)[0]
    tensor([3.])
    """
    several = X.shape[-1] if k is None and X is not None else k or 1
    rows = A.shape[-1]
    if rows < 3 * (n or several):
        raise ValueError(
            f"LPBPCG algorithm is not applicable when the number of A rows (={rows}) is smaller than 3 x the "
            f"number of requested eigenpairs (={n or several})"
        )
    root = None if B is None else cholesky(B)
    if root is not None:
        half = solve_triangular(root, A, upper=False)
        A = solve_triangular(root.mT, half, upper=True, left=False)
    values, vectors = eigh(A)
    if largest is None or largest:
        values, vectors = values.flip(-1), vectors.flip(-1)
    values, vectors = values[..., :several], vectors[..., :several]
    return values, vectors if root is None else solve_triangular(root.mT, vectors, upper=True)
