"""Orthogonal matrices from others: exponentials and products of Householder reflections."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core.creation_filled import eye
from ..._core.record import with_node_name
from ..._core.tensor import Tensor


def matrix_exp(a: Tensor) -> Tensor:
    """The exponential of a stack of small matrices, by its series at a / 2**s, squared s times."""
    size = float(a.detach().abs().sum(-1).max().item()) if a.numel() else 0.0
    squarings = max(0, int(np.ceil(np.log2(max(size, 1e-300) / 0.25))))
    a = a / 2**squarings
    term: Any = eye(a.size(-1), dtype=a.dtype).expand_as(a)
    total = term
    for i in range(1, 14):
        term = term @ a / i
        total = total + term
    for _ in range(squarings):
        total = total @ total
    return with_node_name(total, "LinalgMatrixExpBackward0")  # type: ignore[no-any-return]


def householder(x: Tensor) -> Tensor:
    """The first columns of the product of the reflections whose vectors stand below the diagonal of `x` (…,
    n, k); the signs on its diagonal are those of the columns."""
    n, k = x.size(-2), x.size(-1)
    vectors = x.tril(-1)
    tau = 2.0 / (1.0 + (vectors * vectors).sum(-2))
    q: Any = eye(n, k, dtype=x.dtype).expand_as(x)
    for i in reversed(range(k)):
        v = vectors[..., i : i + 1] + eye(n, k, dtype=x.dtype)[:, i : i + 1]
        q = q - tau[..., i, None, None] * (v @ (v.mT @ q))
    return q * x.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)  # type: ignore[no-any-return]


def reflectors(q: Tensor) -> Tensor:
    """What `householder` makes `q` of, up to rounding, if its columns are orthonormal."""
    packed, tau = np.linalg.qr(q._array.astype(np.float64), "raw") if q.dim() == 2 else stacked_qr(q._array)
    made = packed.swapaxes(-1, -2).copy()
    places = np.arange(made.shape[-1])
    diagonal = np.sign(made[..., places, places])
    made[..., places, places] = np.where(tau == 0, -diagonal, diagonal)
    return Tensor._wrap(made.astype(q._array.dtype))


def stacked_qr(stack: Any) -> Any:
    """NumPy's raw factorization of each matrix of a stack."""
    flat = [np.linalg.qr(m.astype(np.float64), "raw") for m in stack.reshape(-1, *stack.shape[-2:])]
    lead = stack.shape[:-2]
    return tuple(np.stack([each[i] for each in flat]).reshape(*lead, *flat[0][i].shape) for i in (0, 1))


def make_orthogonal(a: Tensor) -> Tensor:
    """The orthogonal factor of `a`, with the signs that make the other one's diagonal positive."""
    q, r = np.linalg.qr(a._array)
    signs = np.sign(np.diagonal(r, axis1=-2, axis2=-1))[..., None, :]
    return Tensor._wrap(np.ascontiguousarray(q * signs))
