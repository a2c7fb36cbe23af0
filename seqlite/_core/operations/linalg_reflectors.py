"""Householder's reflectors: `geqrf`, `householder_product`, `orgqr`, `ormqr`."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..record import record, with_node_name
from ..rules import Array, Result, rule
from .declare import function
from .linalg_matrices import check_matrices, mT
from .out import return_type

Tensor = Any  # avoids a circular import
linalg = partial(function, namespace="linalg")
Geqrf = return_type("geqrf", "a tau")


@rule("GeqrfBackward0")
def _geqrf(a: Array, *, value: Array) -> Result:
    def back(g: Array) -> Array:
        raise NotImplementedError("the derivative for 'geqrf' is not implemented.")

    return value, (back,)


@function(method=True)
def geqrf(input: Tensor) -> Any:
    """A pair for matrices (..., m, n): R above the diagonal and Householder's reflectors below, and their
    factors `tau`, from which `householder_product` makes Q.

    >>> torch.geqrf(torch.tensor([[3.], [4.]])).tau
    tensor([1.6000])
    """
    a = check_matrices(input, "geqrf", False)._array
    raw, tau = np.linalg.qr(a, "raw")
    return Geqrf(record(_geqrf, input, value=mT(raw)), record(_geqrf, input, value=tau))


def reflected(vectors: Tensor, tau: Tensor, C: Tensor, forward: bool) -> Tensor:
    """C multiplied from the left by all reflectors I - tau v v.T, the last one first, or, with `forward`, the
    first one first."""
    rows = vectors.shape[-2]
    places = range(tau.shape[-1]) if forward else reversed(range(tau.shape[-1]))
    for i in places:
        unit = np.zeros((rows, 1), vectors._array.dtype)
        unit[i] = 1
        below = vectors._wrap(np.arange(rows)[:, None] > i)
        v = vectors[..., i : i + 1].masked_fill(below.logical_not(), 0) + vectors._wrap(unit)
        C = C - tau[..., i, None, None] * (v @ (v.mT @ C))
    return C


@linalg()
def householder_product(input: Tensor, tau: Tensor) -> Tensor:
    """The first n columns (..., m, n) of the product of the reflectors that `geqrf` gives for a matrix of
    this shape, with m >= n.

    RuntimeError for other shapes.

    >>> torch.linalg.householder_product(*torch.geqrf(torch.tensor([[3.], [4.]])))
    tensor([[-0.6000],
            [-0.8000]])
    """
    m, n = check_matrices(input, "householder_product", False).shape[-2:]
    if m < n:
        raise RuntimeError(
            "torch.linalg.householder_product: input.shape[-2] must be greater than or equal to "
            "input.shape[-1]"
        )
    if n < tau.shape[-1]:
        raise RuntimeError(
            "torch.linalg.householder_product: input.shape[-1] must be greater than or equal to tau.shape[-1]"
        )
    first = input._wrap(np.eye(m, n, dtype=input._array.dtype))
    Q = reflected(input, tau, first, False)
    return with_node_name(Q, "LinalgHouseholderProductBackward0", input, tau, Q)


@function(method=True)
def orgqr(input: Tensor, input2: Tensor) -> Tensor:
    """As `torch.linalg.householder_product`.

    Shapes and errors are the same.

    >>> torch.orgqr(*torch.geqrf(torch.tensor([[3.], [4.]])))
    tensor([[-0.6000],
            [-0.8000]])
    """
    return householder_product(input, input2)


@function(method=True)
def ormqr(
    input: Tensor, input2: Tensor, input3: Tensor, left: bool = True, transpose: bool = False
) -> Tensor:
    """Q @ input3, or, without `left`, input3 @ Q, for the whole Q of the reflectors `input` with factors
    `input2`; with `transpose`, for its transpose.

    `input` is (…, m, n), `input2` (…, n), `input3` (…, m, k), or without `left` (…, k, m), as is the result.

    >>> torch.ormqr(*torch.geqrf(torch.tensor([[3.], [4.]])), torch.tensor([[1.], [0.]]))
    tensor([[-0.6000],
            [-0.8000]])
    """
    C = input3 if left else input3.mT
    value = reflected(input, input2, C, transpose if left else not transpose)
    value = value if left else value.mT
    return with_node_name(value, "OrmqrBackward0", input, input2, input3, value)
