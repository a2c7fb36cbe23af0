"""Inverses, determinants and decompositions of matrices, and of stacks of them.

RuntimeError for integers and for matrices that are not square where they have to be; `LinAlgError` for those
that are singular.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ..dtypes import from_numpy_dtype
from ..graph import TensorBase
from ..ops import matrices as rules
from ..record import named, record
from .declare import function

Tensor = Any


def parts(name: str, fields: str) -> Any:
    """A named tuple that prints as PyTorch's."""
    plain = NamedTuple(name, [(field, Any) for field in fields.split()])  # type: ignore[misc]

    def shown(self: Any) -> str:
        lines = [f"{field}={value!r}" for field, value in self._asdict().items()]
        return f"torch.return_types.{name}(\n" + ",\n".join(lines) + ")"

    return type(name, (plain,), {"__slots__": (), "__repr__": shown})


Slogdet = parts("slogdet", "sign logabsdet")
Svd = parts("svd", "U S V")


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
    return A


@function(method=True)
def inverse(A: Tensor) -> Tensor:
    """The inverse matrix.

    >>> torch.inverse(torch.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    return record(rules.inv, matrices(A, "inv"))


@function(method=True)
def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudo-inverse: `torch.linalg.pinv`.

    >>> torch.pinverse(torch.tensor([[2.], [0.]]))
    tensor([[0.5000, 0.0000]])
    """
    return record(rules.pinv, matrices(input, "pinv", False), rtol=rcond)


@function(method=True)
def det(A: Tensor) -> Tensor:
    """The determinant.

    >>> torch.det(torch.tensor([[2., 1.], [1., 3.]]))
    tensor(5.)
    """
    return record(rules.det, matrices(A, "det"))


@function(method=True)
def slogdet(A: Tensor) -> Any:
    """A pair: the determinant's sign, and the logarithm of its absolute value.

    >>> torch.slogdet(torch.eye(2)).sign
    tensor(1.)
    """
    sign, value = np.linalg.slogdet(matrices(A, "slogdet")._array)
    return Slogdet(A._wrap(np.asarray(sign)), record(rules.logabsdet, A, value=np.asarray(value)))


@function(method=True)
def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant: nan if that is negative.

    >>> torch.logdet(torch.eye(2))
    tensor(0.)
    """
    sign, value = slogdet(input)
    return named(value + sign.log(), "WhereBackward0")


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
    made = (rules.left_vectors, rules.singular_values, rules.right_vectors)
    return tuple(record(rule, A, u=u, s=s, vh=vh) for rule in made)


@function(method=True)
def matrix_power(A: Tensor, n: int) -> Tensor:
    """A multiplied by itself; for negative `n`, its inverse.

    >>> torch.matrix_power(torch.tensor([[1, 1], [0, 1]]), 3)
    tensor([[1, 3],
            [0, 1]])
    """
    if n < 0:
        return matrix_power(inverse(A), -n)
    if A.ndim < 2 or A.shape[-1] != A.shape[-2]:
        raise RuntimeError(
            f"linalg.matrix_power: A must be batches of square matrices, but its shape is {list(A.shape)}"
        )
    if n == 0:
        return A._wrap(np.broadcast_to(np.eye(A.shape[-1], dtype=A._array.dtype), A.shape).copy())
    half = A if n == 1 else matrix_power(A @ A, n // 2)
    return half @ A if n > 1 and n % 2 else half


@function(method=True)
def matrix_exp(A: Tensor) -> Tensor:
    """The sum of A ** k / k!, as a matrix.

    >>> torch.matrix_exp(torch.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    size = float(np.abs(matrices(A, "matrix_exp")._array).sum(-1).max(initial=0))
    halvings = max(0, math.frexp(size)[1] + 1) if math.isfinite(size) else 0
    x = A / 2**halvings
    term = total = matrix_power(x, 0)
    for k in range(1, 16):
        term = term @ x / k
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total
