"""Inverses, determinants and decompositions of matrices, and of stacks of them.

RuntimeError for integers and for matrices that are not square where they have to be; `LinAlgError` for those
that are singular.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..dtypes import from_numpy_dtype
from ..graph import TensorBase
from ..ops import matrices as rules
from ..record import named, record, saving_all
from .declare import function
from .return_types import return_type

Tensor = Any


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
    return record(rules.inv, matrices(input, "inv"))


@function(method=True)
def det(input: Tensor) -> Tensor:
    """The determinant.

    >>> torch.det(torch.tensor([[2., 1.], [1., 3.]]))
    tensor(5.)
    """
    return record(rules.det, matrices(input, "det"))


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
