"""Equations and decompositions of matrices, and of stacks of them, as `torch.linalg` has them."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..record import record, save_all_outputs, with_node_name
from ..rules import Array, Result, rule
from .arguments import M, with_aliases
from .declare import function_form
from .linalg_matrices import (
    _solve,
    call_lapack,
    check_matrices,
    eigenvalue_differences,
    lapack_solve,
    mT,
    svd_parts,
)
from .out import return_type

Tensor = Any  # avoids a circular import
Eigh = return_type("linalg_eigh", "eigenvalues eigenvectors")
Lstsq = return_type("linalg_lstsq", "solution residuals rank singular_values")
Qr = return_type("linalg_qr", "Q R")
Svd = return_type("linalg_svd", "U S Vh")


@rule("LinalgCholeskyExBackward0")
def _cholesky(a: Array) -> Result:
    def reason(a: Array) -> str:
        minor = next((k for k in range(1, len(a)) if not is_positive_definite(a[:k, :k])), len(a))
        return (
            "The factorization could not be completed because the input is not positive-definite (the "
            f"leading minor of order {minor} is not positive-definite)."
        )

    value = call_lapack(np.linalg.cholesky, "linalg.cholesky", reason, a)

    def back(g: Array) -> Array:
        inside = np.tril(mT(value) @ np.tril(g))
        inside -= inside * np.eye(value.shape[-1], dtype=value.dtype) / 2
        half = lapack_solve(mT(value), mT(lapack_solve(mT(value), mT(inside))))
        return (half + mT(half)) / 2

    return value, (back,)


@rule("LinalgPinvBackward0")
def _pinv(a: Array, *, rtol: Any) -> Result:
    value = np.linalg.pinv(a, rtol)

    def back(g: Array) -> Array:
        t, h = mT(value), mT(g)
        return (h - a @ value @ h) @ value @ t + t @ value @ (h - h @ value @ a) - t @ g @ t

    return value, (back,)


def is_positive_definite(a: Array) -> bool:
    """Whether a symmetric matrix is positive-definite."""
    try:
        return not np.isnan(np.linalg.cholesky(a)).any()
    except np.linalg.LinAlgError:
        return False


@rule("LinalgEighBackward0", name="linalg_eigh")
def _eigenvalues(a: Array, *, values: Array, vectors: Array) -> Result:
    return values, (lambda g: vectors * g[..., None, :] @ mT(vectors),)


@rule("LinalgEighBackward0", name="linalg_eigh")
def _eigenvectors(a: Array, *, values: Array, vectors: Array) -> Result:
    def back(g: Array) -> Array:
        inside = mT(vectors) @ g
        return vectors @ ((inside - mT(inside)) / 2 / eigenvalue_differences(values)) @ mT(vectors)

    return vectors, (back,)


@rule("LinalgQrBackward0", name="linalg_qr")
def _q(a: Array, *, q: Array, r: Array) -> Result:
    return q, (lambda g: qr_backward(g, -mT(g) @ q, q, r),)


@rule("LinalgQrBackward0", name="linalg_qr")
def _r(a: Array, *, q: Array, r: Array) -> Result:
    return r, (lambda g: qr_backward(0, r @ mT(g), q, r),)


def qr_backward(g: Any, inside: Array, q: Array, r: Array) -> Array:
    """The gradient of the matrix, from that of Q (`g`) and the product `inside` of Q or R with a gradient."""
    if r.shape[-2] != r.shape[-1] or q.shape[-1] != r.shape[-2]:
        raise RuntimeError("qr: gradients need a matrix with no more columns than rows, and mode='reduced'")
    mirrored = np.tril(inside) + mT(np.tril(inside, -1))
    return mT(lapack_solve(r, mT(g + q @ mirrored)))


def with_out_argument(plain: M, names: dict[str, str] | None = None) -> M:
    """Add `out=` to a function; `names` are aliases of its parameters."""
    form: Any = function_form(with_aliases(plain, names), False)
    form.__module__ = f"{__name__.partition('.')[0]}.linalg"
    return form


@partial(with_out_argument, names={"rcond": "rtol"})
def pinv(input: Tensor, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """The pseudo-inverse. Singular values below `rtol` times the largest count as zero.

    (…, m, n) → (…, n, m), floats. RuntimeError for less than two dimensions.

    >>> torch.linalg.pinv(torch.tensor([[2.], [0.]]))
    tensor([[0.5000, 0.0000]])
    """
    return record(_pinv, check_matrices(input, "pinv", False), rtol=np.asarray(tolerance(input, atol, rtol)))


def tolerance(A: Tensor, atol: Any, rtol: Any) -> Any:
    """The fraction of the largest singular value below which others count as zero."""
    least = 0.0 if atol is not None else max(A.shape[-2:]) * float(np.finfo(A._array.dtype).eps)
    least = least if rtol is None else float(rtol)
    if atol is None:
        return least
    top = np.linalg.norm(A.detach().numpy(), 2, (-2, -1))
    return np.maximum(float(atol) / np.where(top == 0, 1, top), least)


@partial(with_out_argument, names={"tol": "atol"})
def matrix_rank(input: Tensor, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """How many singular values are greater than `rtol` times the largest, or than `atol`.

    (…, m, n) → (…), int64. RuntimeError for less than two dimensions.

    >>> torch.linalg.matrix_rank(torch.tensor([[1., 2.], [2., 4.]]))
    tensor(1)
    """
    s = svdvals(input.detach())
    least = s.numpy().max(-1, keepdims=True, initial=0) * np.asarray(tolerance(input, atol, rtol))[..., None]
    return input._wrap(np.asarray((s.numpy() > least).sum(-1), np.int64))


@with_out_argument
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """X in A @ X = B, or, without `left`, in X @ A = B. B may be a vector for each matrix.

    A is (…, n, n), B (…, n, k). RuntimeError for other shapes and different types, LinAlgError for a singular
    A.

    >>> torch.linalg.solve(torch.tensor([[2., 0.], [0., 4.]]), torch.ones(2))
    tensor([0.5000, 0.2500])
    """
    check_matrices(A, "solve")
    if A.dtype != B.dtype:
        raise RuntimeError(
            f"linalg.solve: Expected A and B to have the same dtype, but found A of type {A.dtype.kind} "
            f"and B of type {B.dtype.kind} instead"
        )
    vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and B.shape == A.shape[:-1])
    columns = B.unsqueeze(-1) if vector else B if left else B.mT
    if columns.shape[-2] != A.shape[-1]:
        size, other = ("x".join(map(str, t.shape[-2:])) for t in (A, columns))
        raise RuntimeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({size} and {other})"
        )
    X = record(_solve, A if left or vector else A.mT, columns)
    return with_node_name(X.squeeze(-1), "LinalgSolveExBackward0") if vector else X if left else X.mT


def lstsq(input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None) -> Any:
    """The X for which input @ X is nearest to b: `solution`, `residuals`, `rank` and `singular_values`. What
    PyTorch's `driver` (by default "gelsy") does not compute is empty.

    (…, m, n) and (…, m, k) → (…, n, k). RuntimeError for other shapes.

    >>> torch.linalg.lstsq(torch.tensor([[1.], [0.]]), torch.tensor([[4.], [3.]])).solution
    tensor([[4.]])
    """
    X = pinv(input, rtol=rcond) @ b
    with_node_name(X, "LinalgLstsqBackward0", input, b, X)
    none, rank = input.new_empty(0), matrix_rank(input, rtol=rcond)
    determined = input.shape[-2] > input.shape[-1] and bool((rank == input.shape[-1]).all())
    away = (input @ X - b).square().sum(-2) if determined and driver in ("gels", "gelsd", "gelss") else none
    return Lstsq(
        X,
        away,
        none.long() if driver == "gels" else rank,
        svdvals(input) if driver in ("gelsd", "gelss") else none,
    )


@with_out_argument
def cholesky(input: Tensor, *, upper: bool = False) -> Tensor:
    """The triangular L with L @ L.T = input, or, with `upper`, its transpose.

    (…, n, n) → (…, n, n). LinAlgError for a matrix that is not positive-definite.

    >>> torch.linalg.cholesky(torch.tensor([[4., 0.], [0., 9.]]))
    tensor([[2., 0.],
            [0., 3.]])
    """
    factor = record(_cholesky, check_matrices(input, "cholesky"))
    return factor.mT if upper else factor


@with_out_argument
def qr(A: Tensor, mode: str = "reduced") -> Any:
    """Q with orthonormal columns and the upper triangle R, with Q @ R = A; `mode` "complete" gives a square
    Q, "r" no Q.

    (…, m, n) → (…, m, k) and (…, k, n), k the smaller one. RuntimeError for another `mode`.

    >>> torch.linalg.qr(torch.tensor([[0., 2.], [3., 0.]])).R
    tensor([[-3.,  0.],
            [ 0., -2.]])
    """
    if mode not in ("reduced", "r", "complete"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or "
            "'complete'"
        )
    q, r = np.linalg.qr(
        check_matrices(A, "qr", False)._array, "complete" if mode == "complete" else "reduced"
    )
    Q, R = save_all_outputs(*(record(rule, A, q=q, r=r) for rule in (_q, _r)))
    return Qr(A.new_empty(0) if mode == "r" else Q, R)


@with_out_argument
def eigh(input: Tensor, UPLO: Any = "L") -> Any:
    """The eigenvalues of symmetric matrices, the lowest first, and their vectors as columns. Only the lower
    triangle is read, or, with `UPLO="U"`, the upper.

    (…, n, n) → (…, n) and (…, n, n). RuntimeError for other shapes and another `UPLO`.

    >>> torch.linalg.eigh(torch.tensor([[2., 0.], [0., 1.]])).eigenvalues
    tensor([1., 2.])
    """
    if UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    values, vectors = np.linalg.eigh(check_matrices(input, "eigh")._array, UPLO)
    made = (_eigenvalues, _eigenvectors)
    return Eigh(*save_all_outputs(*(record(rule, input, values=values, vectors=vectors) for rule in made)))


@with_out_argument
def eigvalsh(input: Tensor, UPLO: str = "L") -> Tensor:
    """The eigenvalues of symmetric matrices, the lowest first.

    >>> torch.linalg.eigvalsh(torch.tensor([[2., 0.], [0., 1.]]))
    tensor([1., 2.])
    """
    return eigh(input, UPLO)[0]


@with_out_argument
def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> Any:
    """U, S and Vh with U @ diag(S) @ Vh = A, the largest first.

    A (…, m, n) gives U (…, m, m), S (…, k) and Vh (…, n, n), k the smaller size; without `full_matrices`, U
    is (…, m, k) and Vh (…, k, n). RuntimeError for less than two dimensions.

    >>> torch.linalg.svd(torch.tensor([[0., 2.], [1., 0.]])).S
    tensor([2., 1.])
    """
    return Svd(*svd_parts(A, full_matrices))


@with_out_argument
def svdvals(A: Tensor, *, driver: str | None = None) -> Tensor:
    """The singular values, the largest first.

    (…, m, n) → (…, min(m, n)), floats. RuntimeError for less than two dimensions.

    >>> torch.linalg.svdvals(torch.tensor([[0., 2.], [1., 0.]]))
    tensor([2., 1.])
    """
    return svd_parts(A, False)[1]
