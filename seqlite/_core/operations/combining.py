"""Functions of two or more tensors: products of all with all, distances, grids, blocks."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from ..dtypes import Size, as_numpy, combine, int64, number_dtype
from ..graph import TensorBase
from ..ops.rules import Array, Result, rule
from ..record import computed, named, own, record
from .arguments import axis_of, tensors_of
from .declare import function
from .functions import broadcast_tensors, cat, meshgrid, result_type, stack, where

Tensor = Any


# --- products ---------------------------------------------------------------------------------------


@function(method=True)
def kron(input: Tensor, other: Tensor) -> Tensor:
    """Kronecker's product: a copy of `other`, times each element of `input`.

    >>> torch.kron(torch.tensor([1, 2]), torch.tensor([1, 10]))
    tensor([ 1, 10,  2, 20])
    """
    n = max(input.ndim, other.ndim)
    a = input.reshape((1,) * (n - input.ndim) + tuple(input.shape))
    b = other.reshape((1,) * (n - other.ndim) + tuple(other.shape))
    wide = a.reshape([k for m in a.shape for k in (m, 1)]) * b.reshape([k for m in b.shape for k in (1, m)])
    shape = [p * q for p, q in zip(a.shape, b.shape, strict=True)]
    return own(named(wide.reshape(shape), "UnsafeViewBackward0"))


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
def vdot(input: Tensor, other: Tensor) -> Tensor:
    """The inner product of two vectors, as `dot` for real numbers.

    >>> torch.vdot(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor(11)
    """
    return input.dot(other)


@function(method=True)
def ger(input: Tensor, vec2: Tensor) -> Tensor:
    """As `outer`.

    >>> torch.ger(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[3, 4],
            [6, 8]])
    """
    return input.outer(vec2)


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


@function(method=True, in_place=True)
def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * (mat @ vec).

    >>> torch.addmv(torch.ones(2), torch.ones(2, 3), torch.ones(3))
    tensor([4., 4.])
    """
    return named(weighted(input, mat.mv(vec), beta, alpha), "AddmvBackward0")


@function(method=True, in_place=True)
def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * outer(vec1, vec2).

    >>> torch.addr(torch.zeros(1, 2), torch.ones(1), torch.ones(2))
    tensor([[1., 1.]])
    """
    return named(weighted(input, vec1.outer(vec2), beta, alpha), "AddrBackward0")


@function(method=True, in_place=True)
def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * bmm(batch1, batch2).

    >>> torch.baddbmm(torch.zeros(1, 1, 1), torch.ones(1, 1, 2), torch.ones(1, 2, 1))
    tensor([[[2.]]])
    """
    for name, batch in (("batch1", batch1), ("batch2", batch2)):
        if batch.ndim != 3:
            raise IndexError(f"baddbmm: {name} must be a 3D tensor, got shape {list(batch.shape)}")
    return named(weighted(input, batch1.bmm(batch2), beta, alpha), "BaddbmmBackward0")


@function(method=True, in_place=True)
def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * the sum of bmm(batch1, batch2) over the batch.

    >>> torch.addbmm(torch.zeros(1, 1), torch.ones(2, 1, 2), torch.ones(2, 2, 1))
    tensor([[4.]])
    """
    return named(weighted(input, batch1.bmm(batch2).sum(0), beta, alpha), "AddbmmBackward0")


def weighted(input: Tensor, product: Tensor, beta: float, alpha: float) -> Tensor:
    """beta * input + alpha * product; with a beta of 0 what is in the input does not matter."""
    product = product if alpha == 1 else product * alpha
    if beta == 0:
        return product
    return (input if beta == 1 else input * beta) + product


# --- distances --------------------------------------------------------------------------------------


@rule("CdistBackward0", saves=((0, 1, -1), (0, 1, -1)), takes="f", name="cdist")
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

    return value.astype(a.dtype), (lambda g: slope(g).sum(-2), to_second)


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


# --- mathematics of two -----------------------------------------------------------------------------


@function(method=True, in_place=True)
def xlogy(input: Any, other: Any) -> Tensor:
    """input * log(other), 0 where the input is 0 and `other` a number.

    >>> torch.xlogy(torch.tensor([0., 1.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """
    a: Any = input if isinstance(input, TensorBase) else other.new_tensor(input)
    b: Any = other if isinstance(other, TensorBase) else a.new_tensor(other)
    common = result_type(a, b)
    common = common if common.is_floating_point else number_dtype(0.0)
    a, b = a.to(common), b.to(common)
    zero = a.eq(0) & b.isnan().logical_not()
    safe = where(zero, b.new_ones(()), b)
    return named(where(zero, a.new_zeros(()), a * safe.log()), "XlogyBackward0")


@function(method=True, in_place=True)
def float_power(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, in float64.

    >>> torch.float_power(torch.tensor([2]), 0.5)
    tensor([1.4142], dtype=torch.float64)
    """
    double = exponent if isinstance(exponent, (int, float)) else exponent.double()
    return (input if isinstance(input, (int, float)) else input.double()) ** double


@function(method=True)
def logaddexp2(input: Tensor, other: Tensor) -> Tensor:
    """log2(2 ** input + 2 ** other) that does not overflow.

    >>> torch.logaddexp2(torch.zeros(1), torch.zeros(1))
    tensor([1.])
    """
    broadcast_tensors(input, other)
    ln2, common = math.log(2), result_type(input, other)
    if not common.is_floating_point:
        raise NotImplementedError(f"\"logaddexp2\" not implemented for '{common.kind}': write .float()")
    both = broadcast_tensors(input.to(common), other.to(common))
    return named((stack(both) * ln2).logsumexp(0) / ln2, "Logaddexp2Backward0")


@function(method=True, in_place=True)
def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """input * 2 ** other.

    >>> torch.ldexp(torch.ones(1), torch.tensor([3]))
    tensor([8.])
    """
    return named(input * (2.0**other), "LdexpBackward0")


@function(method=True, in_place=True)
def gcd(input: Tensor, other: Tensor) -> Tensor:
    """The greatest common divisors of integers.

    >>> torch.gcd(torch.tensor([4, 9]), torch.tensor([6, 6]))
    tensor([2, 3])
    """
    return computed(np.gcd, *whole_numbers(input, other, "gcd"))


@function(method=True, in_place=True)
def lcm(input: Tensor, other: Tensor) -> Tensor:
    """The least common multiples of integers.

    >>> torch.lcm(torch.tensor([4, 9]), torch.tensor([6, 6]))
    tensor([12, 18])
    """
    return computed(np.lcm, *whole_numbers(input, other, "lcm"))


def whole_numbers(input: Tensor, other: Tensor, who: str) -> tuple[Tensor, Tensor]:
    """Both in their common type. NotImplementedError if that is no integer."""
    broadcast_tensors(input, other)
    common = result_type(input, other)
    if common.numpy.kind not in "iu":
        raise NotImplementedError(f"\"{who}\" not implemented for '{common.kind}': convert with .long()")
    return input.to(common), other.to(common)


@function()
def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each element is one of `test_elements`.

    >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 3]))
    tensor([False,  True,  True])
    """
    arrays = [e._array if isinstance(e, TensorBase) else np.asarray(e) for e in (elements, test_elements)]
    if any(a.dtype == bool for a in arrays):
        raise RuntimeError("Unsupported input type encountered for isin(): Bool")
    return TensorBase.concrete._wrap(np.isin(arrays[0], arrays[1], invert=invert))


# --- grids and combinations -------------------------------------------------------------------------


@function(out=False)
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All combinations of one element of each vector, one a row.

    >>> torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    for t in tensors:
        if t.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(t.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return stack([grid.reshape(-1) for grid in meshgrid(*tensors, indexing="ij")], 1)


@function(out=False)
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of `r` elements of a vector, one a row, as Python's itertools orders them.

    >>> torch.combinations(torch.tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """
    if input.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    choose: Any = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = list(choose(range(input.shape[0]), r))
    if not rows or not r:
        return input[:0].reshape(0, r) if r else input[:0]
    return input[input._wrap(np.array(rows, np.int64))]


@function(out=False)
def block_diag(*tensors: Tensor) -> Tensor:
    """The matrices along the diagonal of a larger one.

    >>> torch.block_diag(torch.tensor([[1, 2]]), torch.tensor([[3]]))
    tensor([[1, 2, 0],
            [0, 0, 3]])
    """
    common = combine([(2 if t.ndim else 1, t.dtype) for t in tensors]) if tensors else None
    blocks = [t.reshape(1, -1) if t.ndim < 2 else t for t in tensors]
    if not blocks:
        return TensorBase.concrete._wrap(np.empty((1, 0), np.float32))
    width, rows, start = sum(b.shape[1] for b in blocks), [], 0
    for block in blocks:
        left, right = start, width - start - block.shape[1]
        height = block.shape[0]
        rows.append(cat([block.new_zeros(height, left), block, block.new_zeros(height, right)], 1))
        start += block.shape[1]
    return named(cat([row.to(common) for row in rows], 0), "BlockDiagBackward0")


@function(out=False)
def atleast_1d(*tensors: Any) -> Any:
    """A number as a vector; other tensors as they are.

    >>> torch.atleast_1d(torch.tensor(1))
    tensor([1])
    """
    return each(tensors, lambda t: t if t.ndim else t.reshape(1))


@function(out=False)
def atleast_2d(*tensors: Any) -> Any:
    """Numbers and vectors as matrices of one row.

    >>> torch.atleast_2d(torch.tensor([1, 2]))
    tensor([[1, 2]])
    """
    return each(tensors, lambda t: t if t.ndim > 1 else t.unsqueeze(0) if t.ndim else t.reshape(1, 1))


@function(out=False)
def atleast_3d(*tensors: Any) -> Any:
    """With three dimensions: (n,) becomes (1, n, 1) and (m, n) becomes (m, n, 1).

    >>> torch.atleast_3d(torch.ones(2)).shape
    torch.Size([1, 2, 1])
    """
    return each(
        tensors, lambda t: t if t.ndim > 2 else t.unsqueeze(-1) if t.ndim == 2 else t.reshape(1, -1, 1)
    )


def each(tensors: Any, change: Any) -> Any:
    """One tensor changed, or a tuple of several."""
    if len(tensors) == 1 and isinstance(tensors[0], TensorBase):
        return change(tensors[0])
    return tuple(map(change, tensors[0] if len(tensors) == 1 else tensors))


@function()
def dstack(tensors: Any) -> Tensor:
    """Joined along the third dimension.

    >>> torch.dstack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([1, 2, 2])
    """
    return cat([atleast_3d(t) for t in tensors_of(tensors, "dstack")], 2)


@function()
def column_stack(tensors: Any) -> Tensor:
    """Vectors as the columns of a matrix; matrices side by side.

    >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 3],
            [2, 4]])
    """
    return cat([t if t.ndim > 1 else t.reshape(-1, 1) for t in tensors_of(tensors, "column_stack")], 1)


@function(out=False)
def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """The places of the lower triangle of a matrix: two rows, of row and of column numbers.

    >>> torch.tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    places = np.array(np.tril_indices(row, offset, col))
    return TensorBase.concrete._wrap(places.astype(as_numpy(dtype, "tril_indices", int64)))


@function(out=False)
def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """The places of the upper triangle of a matrix: two rows, of row and of column numbers.

    >>> torch.triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """
    places = np.array(np.triu_indices(row, offset, col))
    return TensorBase.concrete._wrap(places.astype(as_numpy(dtype, "triu_indices", int64)))


@function()
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of each element of a vector, the highest first.

    >>> torch.vander(torch.tensor([1, 2, 3]))
    tensor([[1, 1, 1],
            [4, 2, 1],
            [9, 3, 1]])
    """
    if x.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    size = x.shape[0] if N is None else N
    if size < 0:
        raise RuntimeError("N must be non-negative.")
    x = x.long() if x.dtype.is_floating_point is False else x
    if not size:
        return x.new_empty(x.shape[0], 0)
    powers = range(size) if increasing else range(size)[::-1]
    return stack([x**k for k in powers], 1)


@function(method=True)
def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices, over the dimensions `dim1` and `dim2`, whose diagonals are the vectors along the last one.

    >>> torch.diag_embed(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    size = input.shape[-1] + abs(offset)
    rows = np.arange(input.shape[-1])
    whole = input.new_zeros(*input.shape[:-1], size, size)
    key = (..., whole._wrap(rows + max(-offset, 0)), whole._wrap(rows + max(offset, 0)))
    whole[key] = input
    return named(whole.movedim((-2, -1), (dim1, dim2)).clone(), "DiagEmbedBackward0")


@function(out=False)
def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that tensors of these shapes broadcast to.

    >>> torch.broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    try:
        return Size(np.broadcast_shapes(*shapes))
    except ValueError:
        raise RuntimeError(
            "Shape mismatch: objects cannot be broadcast to a single shape: " + ", ".join(map(str, shapes))
        ) from None


@function(method=True, in_place=True)
def renorm(input: Tensor, p: float, dim: int, maxnorm: float) -> Tensor:
    """A copy in which each slice along `dim` has a p-norm of at most `maxnorm`.

    >>> torch.renorm(torch.tensor([[3., 4.], [0., 1.]]), 2, 0, 1)
    tensor([[0.6000, 0.8000],
            [0.0000, 1.0000]])
    """
    if input.ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {input.ndim} dimensions")
    axis = axis_of(dim, input.ndim)
    others = [i for i in range(input.ndim) if i != axis]
    norms = input.norm(p, others, True)
    factor = where(norms > maxnorm, maxnorm / (norms + 1e-7), norms.new_ones(()))
    return named(input * factor, "RenormBackward0")
