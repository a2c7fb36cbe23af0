"""`torch.linalg`: norms, equations and decompositions of matrices, and of stacks of them.

RuntimeError for integers and for matrices that are not square where they have to be; `LinAlgError` for those
that are singular. Source: PyTorch, `torch.linalg`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial as _partial
from functools import reduce as _reduce
from typing import Any

import numpy as np

from ._core.absent import refuse as _refuse
from ._core.operations import as_functions as _f
from ._core.operations import matrices as _m
from ._core.operations.arguments import axis_of as _axis_of
from ._core.operations.declare import M as _M
from ._core.operations.declare import function_of as _function_of
from ._core.operations.declare import with_names as _with_names
from ._core.operations.return_types import return_type as _return_type
from ._core.ops import matrices as _rules
from ._core.ops.matrices import LinAlgError as LinAlgError
from ._core.record import named as _named
from ._core.record import record as _record

Tensor = Any  # `Tensor`, as the operations give it

det, inv, matrix_power, matrix_exp = _f.det, _f.inverse, _f.matrix_power, _f.matrix_exp
_Eigh = _return_type("linalg_eigh", "eigenvalues eigenvectors")
_Lstsq = _return_type("linalg_lstsq", "solution residuals rank singular_values")
_Qr = _return_type("linalg_qr", "Q R")
_Slogdet = _return_type("linalg_slogdet", "sign logabsdet")
_Svd = _return_type("linalg_svd", "U S Vh")


def _with_out(plain: _M, names: dict[str, str] | None = None) -> _M:
    """`plain`, which takes `out`, too, and whose parameters may have older `names`."""
    form: Any = _function_of(_with_names(plain, names), False)
    form.__module__ = __name__
    return form  # type: ignore[no-any-return]


@_with_out
def vector_norm(
    input: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The `ord`-norm of the elements as one vector, or of those along `dim`.

    >>> torch.linalg.vector_norm(torch.tensor([3., 4.]), 1)
    tensor(7.)
    """
    return (input if dtype is None else input.to(dtype)).norm(ord, dim, keepdim)


@_with_out
def matrix_norm(
    input: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """A norm of matrices: "fro"; "nuc", the sum of the singular values; 2 and -2, the largest and
    the smallest of them; 1 and -1, of the sums of columns; inf and -inf, of rows.

    >>> torch.linalg.matrix_norm(torch.tensor([[1., -2.], [3., 4.]]), 1)
    tensor(6.)
    """
    input = input if dtype is None else input.to(dtype)
    _m.matrices(input, "matrix_norm", False)
    rows, columns = (_axis_of(d, input.ndim) for d in dim)
    if rows == columns:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got {tuple(dim)}")
    if ord == "fro":
        return input.norm(2, (rows, columns), keepdim)
    if ord not in ("nuc", 1, 2, np.inf, -1, -2, -np.inf):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    input = input.movedim((rows, columns), (-2, -1))
    sizes = svdvals(input) if ord in ("nuc", 2, -2) else input.abs().sum(-2 if ord in (1, -1) else -1)
    value = sizes.sum(-1) if ord == "nuc" else sizes.amax(-1) if ord > 0 else sizes.amin(-1)
    return value.unsqueeze(-1).unsqueeze(-1).movedim((-2, -1), (rows, columns)) if keepdim else value


@_with_out
def norm(
    input: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """`vector_norm` of a vector or along one `dim`, `matrix_norm` of a matrix or along two; without `ord`,
    the 2-norm of all elements.

    >>> torch.linalg.norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
    axes = (dim,) if isinstance(dim, int) else dim
    if ord is None:
        return vector_norm(input, 2, dim, keepdim, dtype=dtype)
    if axes is None and input.ndim > 2:
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {input.ndim}D."
        )
    if len(axes or input.shape) == 2:
        return matrix_norm(input, ord, axes or (-2, -1), keepdim, dtype=dtype)
    return vector_norm(input, ord, dim, keepdim, dtype=dtype)


@_with_out
def matmul(input: Tensor, other: Tensor) -> Tensor:
    """`torch.matmul`.

    >>> torch.linalg.matmul(torch.ones(1, 2), torch.ones(2, 1))
    tensor([[2.]])
    """
    return input.matmul(other)


@_with_out
def multi_dot(tensors: Sequence[Tensor]) -> Tensor:
    """The product of several matrices; the first and the last may be vectors.

    >>> torch.linalg.multi_dot([torch.ones(1, 2), torch.ones(2, 3), torch.ones(3, 1)])
    tensor([[6.]])
    """
    if len(tensors) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    return _reduce(matmul, tensors)


@_with_out
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The inner products of vectors along `dim`.

    >>> torch.linalg.vecdot(torch.ones(2, 3), torch.ones(3))
    tensor([3., 3.])
    """
    return (x * y).sum(dim)


@_with_out
def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The cross products of vectors of three along `dim`.

    >>> torch.linalg.cross(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]))
    tensor([0, 0, 1])
    """
    return _f.cross(input, other, dim)


def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonals of matrices.

    >>> torch.linalg.diagonal(torch.eye(2))
    tensor([1., 1.])
    """
    return A.diagonal(offset, dim1, dim2)


def vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers of each element, the lowest first.

    >>> torch.linalg.vander(torch.tensor([1, 2, 3]))
    tensor([[1, 1, 1],
            [1, 2, 4],
            [1, 3, 9]])
    """
    if N is not None and N < 2:
        raise RuntimeError(f"N must be greater than 1, got {N}")
    powers = x.new_tensor(range(x.shape[-1] if N is None else N))
    return x.unsqueeze(-1) ** powers


@_with_out
def slogdet(A: Tensor) -> Any:
    """A pair: the determinant's sign, and the logarithm of its absolute value.

    >>> torch.linalg.slogdet(torch.eye(2)).sign
    tensor(1.)
    """
    return _Slogdet(*_m.slogdet(A))


@_partial(_with_out, names={"rcond": "rtol"})
def pinv(input: Tensor, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """The pseudo-inverse. Singular values below `rtol` times the largest count as zero.

    >>> torch.linalg.pinv(torch.tensor([[2.], [0.]]))
    tensor([[0.5000, 0.0000]])
    """
    return _record(
        _rules.pinv, _m.matrices(input, "pinv", False), rtol=np.asarray(_relative(input, atol, rtol))
    )


def _relative(A: Tensor, atol: Any, rtol: Any) -> Any:
    """Below which share of the largest singular value another one counts as zero."""
    least = 0.0 if atol is not None else max(A.shape[-2:]) * float(np.finfo(A._array.dtype).eps)
    least = least if rtol is None else float(rtol)
    if atol is None:
        return least
    top = np.linalg.norm(A.detach().numpy(), 2, (-2, -1))
    return np.maximum(float(atol) / np.where(top == 0, 1, top), least)


@_partial(_with_out, names={"tol": "atol"})
def matrix_rank(input: Tensor, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """How many singular values are greater than `rtol` times the largest, or than `atol`.

    >>> torch.linalg.matrix_rank(torch.tensor([[1., 2.], [2., 4.]]))
    tensor(1)
    """
    s = svdvals(input.detach())
    least = s.numpy().max(-1, keepdims=True, initial=0) * np.asarray(_relative(input, atol, rtol))[..., None]
    return input._wrap(np.asarray((s.numpy() > least).sum(-1), np.int64))


@_with_out
def cond(input: Tensor, p: Any = None) -> Tensor:
    """The condition number: the norm of the input times that of its inverse; by default, of the 2-norms.

    >>> torch.linalg.cond(torch.tensor([[4., 0.], [0., 2.]]))
    tensor(2.)
    """
    if p in (None, 2, -2):
        s = svdvals(input)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    singular = det(input.detach()) == 0
    invertible = _f.where(singular[..., None, None], _f.diag_embed(input.new_ones(input.shape[:-1])), input)
    return (matrix_norm(input, p) * matrix_norm(inv(invertible), p)).masked_fill(singular, np.inf)


@_with_out
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """X in A @ X = B, or, without `left`, in X @ A = B. B may be a vector for each matrix.

    >>> torch.linalg.solve(torch.tensor([[2., 0.], [0., 4.]]), torch.ones(2))
    tensor([0.5000, 0.2500])
    """
    _m.matrices(A, "solve")
    if A.dtype != B.dtype:
        raise RuntimeError(
            f"linalg.solve: Expected A and B to have the same dtype, but found A of type {A.dtype} and B of "
            f"type {B.dtype} instead"
        )
    vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and B.shape == A.shape[:-1])
    columns = B.unsqueeze(-1) if vector else B if left else B.mT
    if columns.shape[-2] != A.shape[-1]:
        size, other = ("x".join(map(str, t.shape[-2:])) for t in (A, columns))
        raise RuntimeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({size} and {other})"
        )
    X = _record(_rules.solve, A if left or vector else A.mT, columns)
    return _named(X.squeeze(-1), "LinalgSolveExBackward0") if vector else X if left else X.mT


@_with_out
def solve_triangular(
    input: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> Tensor:
    """`solve` with the upper, or the lower, triangle of the input; `unitriangular` has ones for its diagonal.

    >>> torch.linalg.solve_triangular(torch.eye(2) * 2, torch.ones(2, 1), upper=True)
    tensor([[0.5000],
            [0.5000]])
    """
    triangle = (input.triu if upper else input.tril)((1 if upper else -1) if unitriangular else 0)
    if unitriangular:
        triangle = triangle + _f.diag_embed(input.new_ones(input.shape[:-1]))
    return _named(solve(triangle, B, left=left), "LinalgSolveTriangularBackward0")


def lstsq(input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None) -> Any:
    """The X for which input @ X is nearest to b: `solution`, `residuals`, `rank` and `singular_values`. What
    PyTorch's `driver` (by default "gelsy") does not compute is empty.

    >>> torch.linalg.lstsq(torch.tensor([[1.], [0.]]), torch.tensor([[4.], [3.]])).solution
    tensor([[4.]])
    """
    X = _named(pinv(input, rtol=rcond) @ b, "LinalgLstsqBackward0")
    none, rank = input.new_empty(0), matrix_rank(input, rtol=rcond)
    determined = input.shape[-2] > input.shape[-1] and bool((rank == input.shape[-1]).all())
    away = (input @ X - b).square().sum(-2) if determined and driver in ("gels", "gelsd", "gelss") else none
    return _Lstsq(
        X,
        away,
        none.long() if driver == "gels" else rank,
        svdvals(input) if driver in ("gelsd", "gelss") else none,
    )


@_with_out
def cholesky(input: Tensor, *, upper: bool = False) -> Tensor:
    """The triangular L with L @ L.T = input, or, with `upper`, its transpose.

    >>> torch.linalg.cholesky(torch.tensor([[4., 0.], [0., 9.]]))
    tensor([[2., 0.],
            [0., 3.]])
    """
    factor = _record(_rules.cholesky, _m.matrices(input, "cholesky"))
    return factor.mT if upper else factor


@_with_out
def qr(A: Tensor, mode: str = "reduced") -> Any:
    """Q with orthonormal columns and the upper triangle R, with Q @ R = A; `mode` "complete" gives a square
    Q, "r" no Q.

    >>> torch.linalg.qr(torch.tensor([[0., 2.], [3., 0.]])).R
    tensor([[-3.,  0.],
            [ 0., -2.]])
    """
    if mode not in ("reduced", "r", "complete"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or "
            "'complete'"
        )
    q, r = np.linalg.qr(_m.matrices(A, "qr", False)._array, "complete" if mode == "complete" else "reduced")
    Q, R = (_record(rule, A, q=q, r=r) for rule in (_rules.q_of, _rules.r_of))
    return _Qr(A.new_empty(0) if mode == "r" else Q, R)


@_with_out
def eigh(input: Tensor, UPLO: Any = "L") -> Any:
    """The eigenvalues of symmetric matrices, the lowest first, and their vectors as columns. Only the lower
    triangle is read, or, with `UPLO="U"`, the upper.

    >>> torch.linalg.eigh(torch.tensor([[2., 0.], [0., 1.]])).eigenvalues
    tensor([1., 2.])
    """
    if UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    values, vectors = np.linalg.eigh(_m.matrices(input, "eigh")._array, UPLO)
    made = (_rules.eigenvalues, _rules.eigenvectors)
    return _Eigh(*(_record(rule, input, values=values, vectors=vectors) for rule in made))


@_with_out
def eigvalsh(input: Tensor, UPLO: str = "L") -> Tensor:
    """The eigenvalues of symmetric matrices, the lowest first.

    >>> torch.linalg.eigvalsh(torch.tensor([[2., 0.], [0., 1.]]))
    tensor([1., 2.])
    """
    return eigh(input, UPLO)[0]


@_with_out
def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> Any:
    """U, S and Vh with U @ diag(S) @ Vh = A, the largest first.

    >>> torch.linalg.svd(torch.tensor([[0., 2.], [1., 0.]])).S
    tensor([2., 1.])
    """
    return _Svd(*_m.decomposed(A, full_matrices))


@_with_out
def svdvals(A: Tensor, *, driver: str | None = None) -> Tensor:
    """The singular values, the largest first.

    >>> torch.linalg.svdvals(torch.tensor([[0., 2.], [1., 0.]]))
    tensor([2., 1.])
    """
    return _m.decomposed(A, False)[1]


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.linalg")
