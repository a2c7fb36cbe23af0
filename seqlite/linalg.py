"""`torch.linalg`: norms, equations and decompositions of matrices, and of stacks of them.

RuntimeError for integers and for matrices that are not square where they have to be; `LinAlgError` for those
that are singular. Source: PyTorch, `torch.linalg`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING as _TYPE_CHECKING

import numpy as _np

from ._core.absent import absent_attribute as _refuse
from ._core.absent import files_on_demand as _files_on_demand
from ._core.operations import derived as _f
from ._core.operations import linalg_matrices as _m
from ._core.operations.arguments import axis_of as _axis_of
from ._core.operations.linalg_decompositions import cholesky as cholesky
from ._core.operations.linalg_decompositions import eigh as eigh
from ._core.operations.linalg_decompositions import eigvalsh as eigvalsh
from ._core.operations.linalg_decompositions import lstsq as lstsq
from ._core.operations.linalg_decompositions import matrix_rank as matrix_rank
from ._core.operations.linalg_decompositions import pinv as pinv
from ._core.operations.linalg_decompositions import qr as qr
from ._core.operations.linalg_decompositions import solve as solve
from ._core.operations.linalg_decompositions import svd as svd
from ._core.operations.linalg_decompositions import svdvals as svdvals
from ._core.operations.linalg_decompositions import with_out_argument as _with_out
from ._core.operations.linalg_matrices import LinAlgError as LinAlgError

if _TYPE_CHECKING:  # for annotations only: `torch.linalg` has no such names
    from typing import Any

    from ._core.operations.linalg_factors import lu as lu
    from ._core.operations.linalg_factors import lu_factor as lu_factor
    from ._core.operations.linalg_factors import lu_factor_ex as lu_factor_ex
    from ._core.operations.linalg_factors import lu_solve as lu_solve
    from ._core.operations.linalg_functions import cond as cond
    from ._core.operations.linalg_functions import tensorinv as tensorinv
    from ._core.operations.linalg_functions import tensorsolve as tensorsolve
    from ._core.operations.linalg_reflectors import householder_product as householder_product
    from ._core.operations.linalg_sums import multi_dot as multi_dot
    from ._core.operations.linalg_sums import vander as vander
    from ._core.operations.linalg_sums import vecdot as vecdot
    from ._core.operations.linalg_symmetric import ldl_factor as ldl_factor
    from ._core.operations.linalg_symmetric import ldl_factor_ex as ldl_factor_ex
    from ._core.operations.linalg_symmetric import ldl_solve as ldl_solve
    from ._core.operations.linalg_triangles import cholesky_ex as cholesky_ex
    from ._core.operations.linalg_triangles import inv_ex as inv_ex
    from ._core.operations.linalg_triangles import solve_ex as solve_ex
    from ._core.operations.linalg_triangles import solve_triangular as solve_triangular

    matrix_exp, matrix_power = _f.matrix_exp, _f.matrix_power
    Tensor = Any

det, inv = _f.det, _f.inverse


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

    (…, m, n) → (…). RuntimeError for another `ord` and for equal `dim`.

    >>> torch.linalg.matrix_norm(torch.tensor([[1., -2.], [3., 4.]]), 1)
    tensor(6.)
    """
    input = input if dtype is None else input.to(dtype)
    _m.check_matrices(input, "matrix_norm", False)
    rows, columns = (_axis_of(d, input.ndim) for d in dim)
    if rows == columns:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got {tuple(dim)}")
    if ord == "fro":
        return input.norm(2, (rows, columns), keepdim)
    if ord not in ("nuc", 1, 2, _np.inf, -1, -2, -_np.inf):
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
    the 2-norm of all elements. RuntimeError for another shape with `ord` and without `dim`.

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
    """The same as `torch.matmul`, in shapes and errors, too.

    >>> torch.linalg.matmul(torch.ones(1, 2), torch.ones(2, 1))
    tensor([[2.]])
    """
    return input.matmul(other)


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


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
_OF_TORCH = ("matrix_exp", "matrix_power")
_alone = _f.on_demand("torch.linalg", _refuse("torch.linalg"))


def __getattr__(name: str) -> Any:
    return getattr(_f, name) if name in _OF_TORCH else _alone(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_OF_TORCH, *_files_on_demand()["torch.linalg"]})
