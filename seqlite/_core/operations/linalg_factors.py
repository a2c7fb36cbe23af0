"""LU factors and what is solved with them: `lu`, `lu_factor`, `lu_solve`, `lu_unpack`."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..record import record, save_all_outputs, with_node_name
from ..rules import Array, Result, rule
from .declare import function
from .linalg_matrices import check_matrices, lapack_solve, mT
from .linalg_triangles import solve_triangular, warn_of_old_name
from .out import return_type

Tensor = Any  # avoids a circular import
linalg = partial(function, namespace="linalg")
Lu = return_type("linalg_lu", "P L U")
LuFactor = return_type("linalg_lu_factor", "LU pivots")
LuFactorEx = return_type("linalg_lu_factor_ex", "LU pivots info")
LuWithInfo = return_type("_lu_with_info", "LU pivots info")
LuUnpack = return_type("lu_unpack", "P L U")


def factor(a: Array) -> tuple[Array, Array, Array]:
    """Gaussian elimination with partial pivoting of matrices (..., m, n): both factors in one array, the rows
    exchanged at each step (from 1), and the number of the first zero pivot, or 0."""
    both = np.array(a)
    flat = both.reshape(-1, *a.shape[-2:])
    m, n = a.shape[-2:]
    pivots = np.zeros((len(flat), min(m, n)), np.int32)
    info = np.zeros(len(flat), np.int32)
    every = np.arange(len(flat))
    for k in range(min(m, n)):
        row = k + np.abs(flat[:, k:, k]).argmax(1)
        pivots[:, k] = row + 1
        above = flat[every, k]
        flat[every, k] = flat[every, row]
        flat[every, row] = above
        pivot = flat[:, k, k]
        info = np.where((info == 0) & (pivot == 0), k + 1, info).astype(np.int32)
        flat[:, k + 1 :, k] /= np.where(pivot == 0, 1, pivot)[:, None]
        flat[:, k + 1 :, k + 1 :] -= flat[:, k + 1 :, k : k + 1] * flat[:, k : k + 1, k + 1 :]
    batch = a.shape[:-2]
    return flat.reshape(a.shape), pivots.reshape(*batch, -1), info.reshape(batch)


def order_of(pivots: Array, rows: int) -> Array:
    """The order of the rows after the exchanges."""
    flat = pivots.reshape(-1, pivots.shape[-1])
    order = np.tile(np.arange(rows), (len(flat), 1))
    every = np.arange(len(flat))
    for k in range(flat.shape[1]):
        other = flat[:, k] - 1
        first = order[every, k]
        order[every, k] = order[every, other]
        order[every, other] = first
    return order.reshape(*pivots.shape[:-1], rows)


def permutation(pivots: Array, rows: int, kind: Any) -> Array:
    """The matrix P with A = P @ L @ U."""
    return mT(np.eye(rows, dtype=kind)[order_of(pivots, rows)])


def parts(both: Array) -> tuple[Array, Array]:
    """L, with ones on its diagonal, and U."""
    m, n = both.shape[-2:]
    k = min(m, n)
    lower = np.tril(both[..., :, :k], -1) + np.eye(m, k, dtype=both.dtype)
    return lower, np.triu(both[..., :k, :])


def lu_backward(to_lower: Any, to_upper: Any, p: Array, both: Array) -> Array:
    """The gradient of the matrix, from those of L and of U; None stands for zeros."""
    lower, upper = parts(both)
    k = upper.shape[-2]
    m, n = both.shape[-2:]
    gl = np.zeros_like(lower) if to_lower is None else to_lower
    gu = np.zeros_like(upper) if to_upper is None else to_upper
    square_l, square_u = lower[..., :k, :], upper[..., :, :k]
    inner = np.tril(mT(square_l) @ gl[..., :k, :] - gu[..., :, k:] @ mT(upper[..., :, k:]), -1)
    inner = inner + np.triu(gu[..., :, :k] @ mT(square_u) - mT(lower[..., k:, :]) @ gl[..., k:, :])
    if m <= n:  # [L^-T inner U^-T, L^-T gu] for a wide matrix
        whole = np.concatenate([mT(lapack_solve(square_u, mT(inner))), gu[..., :, k:]], -1)
        return p @ lapack_solve(mT(square_l), whole)
    whole = np.concatenate([lapack_solve(mT(square_l), inner), gl[..., k:, :]], -2)
    return p @ mT(lapack_solve(square_u, mT(whole)))


@rule("LinalgLuBackward0", name="linalg_lu")
def _lower(a: Array, *, p: Array, both: Array) -> Result:
    return parts(both)[0], (lambda g: lu_backward(np.tril(g, -1), None, p, both),)


@rule("LinalgLuBackward0", name="linalg_lu")
def _upper(a: Array, *, p: Array, both: Array) -> Result:
    return parts(both)[1], (lambda g: lu_backward(None, np.triu(g), p, both),)


@rule("LinalgLuFactorExBackward0")
def _factors(a: Array, *, p: Array, both: Array) -> Result:
    def back(g: Array) -> Array:
        k = min(g.shape[-2:])
        return lu_backward(np.tril(g[..., :, :k], -1), np.triu(g[..., :k, :]), p, both)

    return both, (back,)


def check_pivot(pivot: bool, who: str) -> None:
    """Raise RuntimeError without pivoting, as PyTorch does on the CPU."""
    if not pivot:
        raise RuntimeError(f"linalg.{who}: LU without pivoting is not implemented on the CPU")


@linalg()
def lu(A: Tensor, *, pivot: bool = True) -> Any:
    """P, L and U with P @ L @ U = A, for matrices (..., m, n): a permutation (..., m, m), a lower triangle
    with ones on its diagonal (..., m, k) and an upper one (..., k, n), where k is the smaller of m and n.

    >>> torch.linalg.lu(torch.tensor([[1., 2.], [2., 2.]])).U
    tensor([[2., 2.],
            [0., 1.]])
    """
    check_pivot(pivot, "lu_factor")
    both, pivots, _ = factor(check_matrices(A, "lu_factor", False)._array)
    p = permutation(pivots, A.shape[-2], both.dtype)
    lower, upper = (record(op, A, p=p, both=both) for op in (_lower, _upper))
    return Lu(A._wrap(p), *save_all_outputs(lower, upper))


def lu_parts(A: Tensor, pivot: bool, check_errors: bool, who: str) -> tuple[Tensor, Tensor, Tensor]:
    """Both factors in one tensor, the pivots, and the numbers of the first zero pivots."""
    check_pivot(pivot, who.removesuffix("_ex"))
    both, pivots, info = factor(check_matrices(A, "lu_factor", False)._array)
    if check_errors and info.any():
        first = int(info.reshape(-1)[np.flatnonzero(info)[0]])
        raise RuntimeError(
            f"torch.linalg.{who}: U[{first},{first}] is zero and using it on lu_solve would result in a "
            "division by zero. If you still want to perform the factorization, consider calling "
            "linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
        )
    p = permutation(pivots, A.shape[-2], both.dtype)
    value = record(_factors, A, p=p, both=both)
    return value, A._wrap(pivots), A._wrap(info)


@linalg()
def lu_factor(A: Tensor, *, pivot: bool = True) -> Any:
    """A pair for matrices (..., m, n): L and U in one tensor of this shape, without L's ones, and the int32
    numbers (from 1) of the rows that were exchanged. RuntimeError for singular matrices.

    >>> torch.linalg.lu_factor(torch.tensor([[1., 2.], [2., 2.]])).pivots
    tensor([2, 2], dtype=torch.int32)
    """
    return LuFactor(*lu_parts(A, pivot, True, "lu_factor")[:2])


@linalg()
def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False) -> Any:
    """As `lu_factor`, with a third part in place of the error: the int32 number (from 1) of the first zero on
    the diagonal of U, or 0.

    `A` is (…, m, n), the third part (…).

    >>> torch.linalg.lu_factor_ex(torch.zeros(1, 1)).info
    tensor(1, dtype=torch.int32)
    """
    return LuFactorEx(*lu_parts(A, pivot, check_errors, "lu_factor_ex"))


@function(out=False)
def lu_unpack(
    LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True, unpack_pivots: bool = True
) -> Any:
    """P, L and U of what `lu_factor` returns; without `unpack_data` or `unpack_pivots`, these parts are
    empty.

    Of (…, m, n) and pivots (…, k), k the smaller size: (…, m, m), (…, m, k) and (…, k, n). RuntimeError for
    pivots that are not int32.

    >>> torch.lu_unpack(*torch.linalg.lu_factor(torch.tensor([[1., 2.], [2., 2.]]))).P
    tensor([[0., 1.],
            [1., 0.]])
    """
    m, n = LU_data.shape[-2:]
    k, none = min(m, n), LU_data.new_empty(0)
    if LU_pivots._array.dtype != np.int32:
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype."
        )
    p = none
    if unpack_pivots:
        p = LU_data._wrap(permutation(LU_pivots._array, m, LU_data._array.dtype))
    if not unpack_data:
        return LuUnpack(p, none, none)
    lower = LU_data[..., :k].tril(-1) + LU_data._wrap(np.eye(m, k, dtype=LU_data._array.dtype))
    upper = LU_data[..., :k, :].triu()
    return LuUnpack(p, *(with_node_name(part, "LuUnpackBackward0") for part in (lower, upper)))


@rule("IndexBackward0")
def _rows(a: Array, *, order: Array) -> Result:
    """The rows in another order."""
    return np.take_along_axis(a, order[..., None], -2), (
        lambda g: np.take_along_axis(g, np.argsort(order, -1)[..., None], -2),
    )


def solved(LU: Tensor, pivots: Tensor, B: Tensor, left: bool, adjoint: bool) -> Tensor:
    """The solution of A @ X = B or X @ A = B, or with the transpose of A, by triangular solutions."""
    if not left:
        return solved(LU, pivots, B.mT, True, not adjoint).mT
    order = order_of(pivots._array, LU.shape[-1])
    back = np.argsort(order, -1)
    batch = np.broadcast_shapes(B._array.shape[:-2], order.shape[:-1])
    B = B.expand(*batch, *B.shape[-2:])

    if adjoint:
        half = solve_triangular(LU.mT, B, upper=False)
        half = solve_triangular(LU.mT, half, upper=True, unitriangular=True)
        return record(_rows, half, order=np.broadcast_to(back, (*batch, back.shape[-1])))
    ordered = record(_rows, B, order=np.broadcast_to(order, (*batch, order.shape[-1])))
    half = solve_triangular(LU, ordered, upper=False, unitriangular=True)
    return solve_triangular(LU, half, upper=True)


@linalg()
def lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False) -> Tensor:
    """X in A @ X = B, or, without `left`, in X @ A = B, from what `lu_factor` gives for A (..., n, n); with
    `adjoint`, for the transpose of A. B is (..., n, k), or (..., k, n) without `left`.

    >>> torch.linalg.lu_solve(*torch.linalg.lu_factor(torch.eye(2) * 2), torch.ones(2, 1))
    tensor([[0.5000],
            [0.5000]])
    """
    check_matrices(LU, "lu_solve")
    return with_node_name(solved(LU, pivots, B, left, adjoint), "LinalgLuSolveBackward0", LU)


def old_lu_solve(b: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
    """`torch.linalg.lu_solve` with its arguments in the old order.

    `b` is (…, n, k), as is the result.

    >>> torch.lu_solve(torch.ones(2, 1), *torch.linalg.lu_factor(torch.eye(2) * 2))
    tensor([[0.5000],
            [0.5000]])
    """
    warn_of_old_name("lu_solve", "lu_solve")
    return with_node_name(solved(LU_data, LU_pivots, b, True, False), "LinalgLuSolveBackward0", LU_data)


old_lu_solve.__name__ = "lu_solve"
function(method=True)(old_lu_solve)


def old_lu(A: Tensor, pivot: bool = True, get_infos: bool = False, out: Any = None) -> Any:
    """`torch.linalg.lu_factor`, or, with `get_infos`, `torch.linalg.lu_factor_ex`, by its old name.

    (…, m, n) gives (…, m, n) and int32 pivots (…, min(m, n)).

    >>> torch.lu(torch.tensor([[1., 2.], [2., 2.]]))[1]
    tensor([2, 2], dtype=torch.int32)
    """
    warn_of_old_name("lu", "lu_factor")
    if get_infos:
        return LuWithInfo(*lu_parts(A, pivot, False, "lu_factor_ex"))
    return lu_parts(A, pivot, True, "lu_factor")[:2]


old_lu.__name__ = "lu"
function(method=True, out=False)(old_lu)
