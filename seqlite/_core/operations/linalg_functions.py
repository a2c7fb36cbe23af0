"""Functions of matrices: powers, exponentials, logarithms of determinants, condition numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..record import record, save_all_outputs, with_node_name
from ..rules import Array, Result, rule
from .arguments import axis_of
from .declare import function
from .in_place import _zero
from .linalg_decompositions import pinv, solve, svdvals
from .linalg_matrices import check_matrices, inverse, lapack_inv, mT
from .out import return_type

Tensor = Any  # avoids a circular import
Slogdet = return_type("slogdet", "sign logabsdet")
LinalgSlogdet = return_type("linalg_slogdet", "sign logabsdet")


@function(method=True)
def matrix_power(input: Tensor, n: int) -> Tensor:
    """The square matrices (..., m, m) multiplied by themselves; for negative `n`, their inverses.

    RuntimeError for other shapes, LinAlgError for a singular matrix and negative `n`.

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
        one = input._wrap(np.eye(input.shape[-1], dtype=input._array.dtype))
        return with_node_name(record(_zero, input, value=0) + one, "CopyBackwards")
    if n == 1:
        return input.clone()
    if n == 3:
        return input @ input @ input
    value, square = None, input
    while True:
        n, odd = divmod(n, 2)
        if odd:
            value = square if value is None else value @ square
        if not n:
            return value
        square = square @ square


@function(method=True)
def matrix_exp(input: Tensor) -> Tensor:
    """The sum of input ** k / k!, for square matrices (..., m, m): Taylor's series of the halved matrix, then
    squarings. RuntimeError for integers.

    >>> torch.matrix_exp(torch.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    size = float(np.abs(check_matrices(input, "matrix_exp")._array).sum(-1).max(initial=0))
    halvings = max(0, math.frexp(size)[1] + 1) if math.isfinite(size) else 0
    x = input / 2**halvings
    term = total = matrix_power(x, 0)
    for k in range(1, 16):
        term = term @ x / k
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return with_node_name(total, "LinalgMatrixExpBackward0", input)


@rule("LinalgSlogdetBackward0", name="linalg_slogdet")
def _sign(a: Array, *, value: Array) -> Result:
    return value, (lambda g: np.zeros_like(a),)


@rule("LinalgSlogdetBackward0")
def _logabsdet(a: Array, *, value: Array) -> Result:
    return value, (lambda g: g[..., None, None] * mT(lapack_inv(a)),)


@function(method=True)
def slogdet(input: Tensor) -> Any:
    """A pair for square matrices (..., m, m): the determinants' signs, and the logarithms of their absolute
    values.

    >>> torch.slogdet(torch.eye(2)).sign
    tensor(1.)
    """
    sign, value = map(np.asarray, np.linalg.slogdet(check_matrices(input, "slogdet")._array))
    return Slogdet(
        *save_all_outputs(record(_sign, input, value=sign), record(_logabsdet, input, value=value))
    )


def linalg_slogdet(A: Tensor) -> Any:
    """A pair for square matrices (..., m, m): the determinants' signs, and the logarithms of their absolute
    values.

    >>> torch.linalg.slogdet(torch.eye(2)).sign
    tensor(1.)
    """
    return LinalgSlogdet(*slogdet(A))


linalg_slogdet.__name__ = "slogdet"
function(namespace="linalg")(linalg_slogdet)


@function(method=True)
def logdet(input: Tensor) -> Tensor:
    """The logarithms of the determinants of square matrices (..., m, m): nan where one is negative.

    >>> torch.logdet(torch.eye(2))
    tensor(0.)
    """
    sign, value = slogdet(input)
    return with_node_name(value.masked_fill(sign == -1, np.nan), "WhereBackward0")


@function(method=True)
def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudo-inverse: `torch.linalg.pinv`. Singular values below `rcond` times the largest count as zero.

    (…, m, n) → (…, n, m), floats.

    >>> torch.pinverse(torch.tensor([[2.], [0.]]))
    tensor([[0.5000, 0.0000]])
    """
    return pinv(input, rtol=rcond)


@function()
def nuclear_norm(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The sum of the singular values of a matrix, or of those over two dimensions `dim`.

    RuntimeError, without `dim`, for other numbers of dimensions.

    >>> torch.nuclear_norm(torch.tensor([[3., 0.], [0., 4.]]))
    tensor(7.)
    """
    if dim is None and input.ndim != 2:
        raise RuntimeError(
            f"Expected a tensor with 2 dimensions, but got a tensor with {input.ndim} dimensions instead."
        )
    rows, columns = (axis_of(d, input.ndim) for d in dim or (0, 1))
    value = svdvals(input.movedim((rows, columns), (-2, -1))).sum(-1)
    return value.unsqueeze(-1).unsqueeze(-1).movedim((-2, -1), (rows, columns)) if keepdim else value


@function()
def frobenius_norm(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """The square root of the sum of squares over the dimensions `dim`: at most two. RuntimeError for more.

    >>> torch.frobenius_norm(torch.tensor([[3., 4.]]), 1)
    tensor([5.])
    """
    several = (dim,) if isinstance(dim, int) else tuple(dim)
    if len(several) > 2:
        raise RuntimeError(f"Expected at most 2 dimensions, but got {len(several)} dimensions instead.")
    return with_node_name(input.norm(2, several or None, keepdim), "NormBackward1")


@function(out=False)
def norm_except_dim(v: Tensor, pow: int = 2, dim: int = 0) -> Tensor:
    """The norms of the slices along `dim`, whose other dimensions become 1; with `dim` -1, of all elements.

    >>> torch.norm_except_dim(torch.tensor([[3., 4.], [0., 1.]]), 2, 0)
    tensor([[5.],
            [1.]])
    """
    if dim == -1:
        return with_node_name(v.norm(pow), "NormBackward0")
    flat = v.transpose(0, dim).reshape(v.shape[dim], -1).norm(pow, 1)
    return flat.reshape([-1 if i == dim else 1 for i in range(v.ndim)])


@function(namespace="linalg")
def cond(input: Tensor, p: Any = None) -> Tensor:
    """The condition number of matrices (..., m, n): the norm of the input times that of its inverse; by
    default, of the 2-norms. Other norms need square matrices.

    >>> torch.linalg.cond(torch.tensor([[4., 0.], [0., 2.]]))
    tensor(2.)
    """
    if p in (None, 2, -2):
        s = svdvals(check_matrices(input, "cond", False))
        ratio = s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
        return with_node_name(ratio, "SqueezeBackward1")
    check_matrices(input, "cond")
    singular = input._wrap(np.asarray(np.linalg.det(input._array) == 0))
    one = input._wrap(np.eye(input.shape[-1], dtype=input._array.dtype))
    invertible = one.where(singular[..., None, None], input)
    norms = [matrix_norm(x, p) for x in (input, inverse(invertible))]
    return with_node_name((norms[0] * norms[1]).masked_fill(singular, np.inf), "NanToNumBackward0")


def matrix_norm(x: Tensor, p: Any) -> Tensor:
    """A norm of matrices, as `torch.linalg.matrix_norm` has them: "fro", "nuc", 1, -1, inf or -inf."""
    if p in ("fro", "nuc"):
        return x.norm(2, (-2, -1)) if p == "fro" else svdvals(x).sum(-1)
    if p not in (1, -1, np.inf, -np.inf):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    sums = x.abs().sum(-2 if p in (1, -1) else -1)
    return sums.amax(-1) if p > 0 else sums.amin(-1)


@function(namespace="linalg")
def tensorinv(input: Tensor, ind: int = 2) -> Tensor:
    """The inverse of the tensor as a linear map: its first `ind` dimensions have as many elements as the
    others, and come last in the result. RuntimeError where they have not.

    >>> torch.linalg.tensorinv(torch.eye(4).reshape(2, 2, 4)).shape
    torch.Size([4, 2, 2])
    """
    if ind <= 0:
        raise RuntimeError("Expected a strictly positive integer for 'ind'")
    first, rest = list(input.shape[:ind]), list(input.shape[ind:])
    if math.prod(first) != math.prod(rest):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but "
            f"got {math.prod(rest)} != {math.prod(first)}"
        )
    return inverse(input.reshape(math.prod(first), -1)).reshape(rest + first)


@function(namespace="linalg", names={"a": "A", "b": "B"})
def tensorsolve(A: Tensor, B: Tensor, dims: Any = None) -> Tensor:
    """The X for which tensordot(A, X, X.ndim) = B: A has the shape of B, then that of X. The dimensions
    `dims` of A are moved to its end first. RuntimeError where the sizes do not fit.

    >>> torch.linalg.tensorsolve(torch.eye(4).reshape(2, 2, 4), torch.ones(2, 2))
    tensor([1., 1., 1., 1.])
    """
    if dims is not None:
        A = A.movedim(tuple(dims), tuple(range(A.ndim - len(dims), A.ndim)))
    shape = list(A.shape[B.ndim :])
    if math.prod(shape) != B.numel():
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
            f"prod(self.shape[:other.ndim]), but got {math.prod(shape)} != {B.numel()}"
        )
    return solve(A.reshape(B.numel(), -1), B.reshape(-1)).reshape(shape)
