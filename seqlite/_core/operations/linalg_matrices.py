"""Inverses, determinants and decompositions of matrices, and of stacks of them.

RuntimeError for integers and for matrices that are not square where they have to be; `LinAlgError` for those
that are singular. By LAPACK; gradients: Giles 2008, Townsend 2016.

Of a decomposition, each part is an operation of its own, with the other parts as constants: gradients add up.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from ..dtypes import from_numpy_dtype
from ..record import record, save_all_outputs
from ..rules import Array, Result, rule, saving
from ..tensor_base import TensorBase
from .declare import function
from .out import return_type

Tensor = Any  # avoids a circular import


class LinAlgError(RuntimeError):
    """What `torch.linalg` raises for matrices that are singular or not positive-definite.

    >>> issubclass(torch.linalg.LinAlgError, RuntimeError)
    True
    """


def mT(a: Array) -> Array:
    """Transpose the last two dimensions."""
    return np.swapaxes(a, -1, -2)


def call_lapack(
    function: Callable[..., Any], who: str, reason: Callable[[Array], str], *arrays: Array
) -> Any:
    """Call a function of `np.linalg`. LinAlgError with PyTorch's `reason` if it fails."""
    try:
        value = function(*arrays)
    except np.linalg.LinAlgError:
        value = np.full(1, np.nan)
    return call_lapack_each(function, who, reason, *arrays) if np.isnan(value).any() else value


def call_lapack_each(
    function: Callable[..., Any], who: str, reason: Callable[[Array], str], *arrays: Array
) -> Any:
    """Call it matrix by matrix to name the first that fails. In a browser, NumPy returns nan when it
    fails."""
    stacks = np.broadcast_shapes(*(a.shape[:-2] for a in arrays))
    full = [np.broadcast_to(a, (*stacks, *a.shape[-2:])) for a in arrays]
    value = np.full(full[-1].shape, np.nan, full[-1].dtype)
    for number, at in enumerate(np.ndindex(stacks)):
        first, *rest = (a[at] for a in full)
        with suppress(np.linalg.LinAlgError):
            value[at] = function(first, *rest)
        if np.isnan(value[at]).any() and not any(np.isnan(b).any() for b in rest) and (text := reason(first)):
            raise LinAlgError(f"{who}: {f'(Batch element {number}): ' if stacks else ''}{text}")
    return value


def zero_pivot(a: Array) -> int:
    """The number (from 1) of the first zero pivot in Gaussian elimination; the last one if rounding hides
    it."""
    rows = a.copy()
    for k in range(len(rows)):
        first = k + int(np.abs(rows[k:, k]).argmax())
        rows[[k, first]] = rows[[first, k]]
        if rows[k, k] == 0:
            return k + 1
        rows[k + 1 :] -= rows[k + 1 :, k : k + 1] / rows[k, k] * rows[k]
    return len(rows)


def lapack_inv(a: Array) -> Array:
    """Inverses; nan for a matrix with nan."""

    def reason(a: Array) -> str:
        if np.isnan(a).any():
            return ""
        return (
            f"The diagonal element {zero_pivot(a)} is zero, the inversion could not be completed because the "
            "input matrix is singular."
        )

    return call_lapack(np.linalg.inv, "linalg.inv", reason, a)


def lapack_solve(a: Array, b: Array) -> Array:
    """Solve a @ X = b; nan for a matrix with nan."""

    def reason(a: Array) -> str:
        return "" if np.isnan(a).any() else "The solver failed because the input matrix is singular."

    return call_lapack(np.linalg.solve, "torch.linalg.solve", reason, a, b)


@rule("LinalgInvExBackward0")
def _inv(a: Array) -> Result:
    value = lapack_inv(a)
    return value, (lambda g: -mT(value) @ g @ mT(value),)


@rule("LinalgSolveExBackward0")
def _solve(a: Array, b: Array) -> Result:
    """Solve a @ X = b."""
    value = lapack_solve(a, b)
    to_b = saving(lambda g: lapack_solve(mT(a), g), value)
    return value, (lambda g: -lapack_solve(mT(a), g) @ mT(value), to_b)


@rule("LinalgDetBackward0")
def _det(a: Array) -> Result:
    value = np.linalg.det(a)

    def back(g: Array) -> Array:
        u, s, vh = np.linalg.svd(a)  # cofactors, which exist for singular matrices too
        rest = np.stack([np.prod(np.delete(s, i, -1), -1) for i in range(s.shape[-1])], -1)
        sign = np.linalg.det(u) * np.linalg.det(vh)
        return ((g * sign)[..., None, None] * ((u * rest[..., None, :]) @ vh)).astype(a.dtype)

    return value, (saving(back, value),)


def eigenvalue_differences(values: Array) -> Array:
    """values[j] - values[i] at (i, j); infinity on the diagonal."""
    between = values[..., None, :] - values[..., :, None]
    return np.where(np.eye(values.shape[-1], dtype=bool), np.inf, between).astype(values.dtype)


@rule("LinalgSvdBackward0", name="linalg_svd")
def _singular_values(a: Array, *, u: Array, s: Array, vh: Array) -> Result:
    n = s.shape[-1]
    return s, (lambda g: u[..., :n] * g[..., None, :] @ vh[..., :n, :],)


@rule("LinalgSvdBackward0", name="linalg_svd")
def _left_singular_vectors(a: Array, *, u: Array, s: Array, vh: Array) -> Result:
    return u, (lambda g: svd_backward(g, u, s, vh),)


@rule("LinalgSvdBackward0", name="linalg_svd")
def _right_singular_vectors(a: Array, *, u: Array, s: Array, vh: Array) -> Result:
    return vh, (lambda g: mT(svd_backward(mT(g), mT(vh), s, mT(u))),)


def svd_backward(g: Array, u: Array, s: Array, vh: Array) -> Array:
    """The gradient of the matrix, from that of the left singular vectors."""
    if not u.shape[-1] == s.shape[-1] == vh.shape[-2]:
        raise RuntimeError("svd_backward: gradients of U and Vh need full_matrices=False")
    inside = mT(u) @ g
    within = (inside - mT(inside)) / eigenvalue_differences(s * s) * s[..., None, :]
    return (u @ within + (g - u @ inside) / s[..., None, :]) @ vh


Svd = return_type("svd", "U S V")


def check_matrices(A: Any, who: str, square: bool = True) -> Any:
    """Return `A`. RuntimeError unless it is a floating-point matrix or a batch of them."""
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
    if kind.itemsize < 4 and who != "matrix_norm":
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
    return record(_inv, check_matrices(input, "inv"))


@function(method=True)
def det(input: Tensor) -> Tensor:
    """The determinant.

    (…, n, n) → (…), floats. RuntimeError for other shapes.

    >>> torch.det(torch.tensor([[2., 1.], [1., 3.]]))
    tensor(5.)
    """
    return record(_det, check_matrices(input, "det"))


@function(method=True)
def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """U, S and V with U @ diag(S) @ V.T = input: `torch.linalg.svd` gives V transposed.

    (…, m, n) gives (…, m, k), (…, k) and (…, n, k), k the smaller size.

    >>> torch.svd(torch.tensor([[0., 2.], [1., 0.]])).S
    tensor([2., 1.])
    """
    u, s, vh = svd_parts(input, not some)
    return Svd(u, s, vh.mT) if compute_uv else Svd(u.new_zeros(u.shape), s, vh.new_zeros(vh.mT.shape))


def svd_parts(A: Tensor, full_matrices: bool) -> tuple[Tensor, Tensor, Tensor]:
    """U, S and V transposed."""
    u, s, vh = np.linalg.svd(check_matrices(A, "svd", False)._array, full_matrices)
    made = (_left_singular_vectors, _singular_values, _right_singular_vectors)
    return save_all_outputs(*(record(rule, A, u=u, s=s, vh=vh) for rule in made))
