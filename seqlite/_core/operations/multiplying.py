"""Products beyond those of matrices, and distances between rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..graph import TensorBase
from ..ops.rules import Array, Result, holding, rule
from ..record import named, record
from .arguments import axis_of
from .declare import function
from .functions import broadcast_tensors, stack

Tensor = Any  # `tensor` imports this module


@function(method=True)
def inner(input: Tensor, other: Tensor) -> Tensor:
    """Sums of products along the last dimensions of both.

    >>> torch.inner(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor(11)
    """
    if not input.ndim or not other.ndim:
        return input * other
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes "
            f"{list(input.shape)} and {list(other.shape)}"
        )
    return tensordot(input, other, dims=([-1], [-1]))


@function()
def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """Sums of products along the last `dims` dimensions of `a` and the first of `b`, or along those in the
    two lists `dims`.

    >>> torch.tensordot(torch.ones(2, 3), torch.ones(3), dims=1)
    tensor([3., 3.])
    """
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.ndim, b.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        dims = (list(range(a.ndim - dims, a.ndim)), list(range(dims)))
    if isinstance(dims, TensorBase):
        dims = dims.tolist()  # type: ignore[attr-defined]
    ours = [axis_of(d, a.ndim) for d in dims[0]]
    theirs = [axis_of(d, b.ndim) for d in dims[1]]
    for i, j in zip(ours, theirs, strict=True):
        if a.shape[i] != b.shape[j] and 1 not in (a.shape[i], b.shape[j]):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a.shape[i]} in dim {i} and second "
                f"has size {b.shape[j]} in dim {j}"
            )
    if a.dtype != b.dtype:
        raise RuntimeError(f"both inputs should have same dtype: {a.dtype} and {b.dtype}")
    for i, j in zip(ours, theirs, strict=True):  # a size of 1 broadcasts
        if a.shape[i] != b.shape[j]:
            a, b = (a, b.sum(j, keepdim=True)) if a.shape[i] == 1 else (a.sum(i, keepdim=True), b)
    rest_a = [i for i in range(a.ndim) if i not in ours]
    rest_b = [j for j in range(b.ndim) if j not in theirs]
    left = a.permute(*rest_a, *ours).reshape(math.prod(a.shape[i] for i in rest_a), -1)
    right = b.permute(*theirs, *rest_b).reshape(-1, math.prod(b.shape[j] for j in rest_b))
    return (left @ right).reshape([a.shape[i] for i in rest_a] + [b.shape[j] for j in rest_b])


@function(method=True)
def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The cross products of vectors of three, by default along the first dimension of size 3.

    >>> torch.cross(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]), dim=0)
    tensor([0, 0, 1])
    """
    a, b = broadcast_tensors(input, other)
    if dim is None:
        dim = next((i for i, n in enumerate(a.shape) if n == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
    axis = axis_of(dim, a.ndim)
    if a.shape[axis] != 3:
        raise RuntimeError(f"inputs dimension {dim} must have length 3. Got {a.shape[axis]}")
    (x1, x2, x3), (y1, y2, y3) = a.unbind(axis), b.unbind(axis)
    value = stack([x2 * y3 - x3 * y2, x3 * y1 - x1 * y3, x1 * y2 - x2 * y1], axis)
    return named(value, "LinalgCrossBackward0")


def weighted(input: Tensor, product: Tensor, beta: float, alpha: float) -> Tensor:
    """beta * input + alpha * product; with a beta of 0 what is in the input does not matter."""
    product = product if alpha == 1 else product * alpha
    if beta == 0:
        return product
    return (input if beta == 1 else input * beta) + product


@rule("CdistBackward0", takes="f", name="cdist")
def distances(a: Array, b: Array, *, p: float) -> Result:
    """The p-norm of each row of `a` less each row of `b`; where it is 0, so is its gradient."""
    d = a[..., :, None, :] - b[..., None, :, :]
    size = np.abs(d)
    if p == 0:
        value = (d != 0).sum(-1).astype(a.dtype)
    elif math.isinf(p):
        value = size.max(-1, initial=0)
    else:
        value = np.sqrt((d * d).sum(-1)) if p == 2 else (size**p).sum(-1) ** (1 / p)

    def slope(g: Array) -> Array:
        whole = value[..., None]
        if p == 0:
            return np.zeros_like(d)
        if math.isinf(p):
            return g[..., None] * np.sign(d) * (size == whole)
        ratio = np.where(size == 0, 1, size / np.where(whole == 0, 1, whole))
        share = np.where((whole == 0) | ((size == 0) & (p < 1)), 0, ratio ** (p - 1))
        share = np.where((size == 0) & (p > 1), 0, share)
        return g[..., None] * np.sign(d) * share

    def to_second(g: Array) -> Array:
        return 0 - slope(g).sum(-3) if math.isinf(p) else -slope(g).sum(-3)  # no zero below zero

    value = value.astype(a.dtype)
    return value, (holding(lambda g: slope(g).sum(-2), a, b), holding(to_second, a, b))


@function(out=False)
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "") -> Tensor:
    """The p-norms of the differences of each row of `x1` (…, m, d) and each row of `x2` (…, n, d): (…, m, n).

    >>> torch.cdist(torch.zeros(1, 2), torch.tensor([[3., 4.], [0., 1.]]))
    tensor([[5., 1.]])
    """
    if x1.ndim < 2 or x2.ndim < 2:
        raise RuntimeError("cdist only supports at least 2D tensors")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}"
        )
    for name, x in (("X1", x1), ("X2", x2)):
        if not x.dtype.is_floating_point:
            raise RuntimeError(f"cdist only supports floating-point dtypes, {name} got: {x.dtype.kind}")
    if x1.dtype != x2.dtype:
        raise RuntimeError(f"cdist: both must have the same dtype, got {x1.dtype} and {x2.dtype}")
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    return record(distances, x1, x2, p=float(p))
