"""Functions that are not methods of one tensor: joining, choosing between two, questions about types."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..dtypes import number_dtype
from ..graph import TensorBase
from ..record import NUMBERS, named, record, shape_error
from . import moves
from .arguments import axis_of, tensors_of
from .arithmetic import Arithmetic
from .arithmetic_rules import rpow
from .arithmetic_rules import rsub as subtracted_from
from .declare import function
from .pointwise import Pointwise

Tensor = Any  # `tensor` imports this module's neighbors


@function(also="concat concatenate")
def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Joined along an existing dimension; the other sizes must agree. Empty 1-dimensional tensors
    join anything.

    >>> torch.cat([torch.zeros(1), torch.ones(2)])
    tensor([0., 1., 1.])
    """
    parts: list[Tensor] = tensors_of(tensors, "cat")
    if not parts:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    first = next((t for t in parts if t._array.shape != (0,)), parts[0])._array.shape
    if not first:
        raise RuntimeError("zero-dimensional tensor (at position 0) cannot be concatenated; use torch.stack")
    if all(t._array.shape == (0,) for t in parts):
        return parts[0].clone()
    axis = axis_of(dim, len(first))
    none = (*first[:axis], 0, *first[axis + 1 :])
    parts = [t.reshape(none) if t._array.shape == (0,) else t for t in parts]
    for i, part in enumerate(parts):
        shape = part._array.shape
        if len(shape) != len(first):
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}, "
                f"shapes {list(first)} and {list(shape)}"
            )
        for d, (m, n) in enumerate(zip(first, shape, strict=True)):
            if d != axis and m != n:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {m} but got size "
                    f"{n} for tensor number {i} in the list."
                )
    return record(moves.cat, *parts, axis=axis)


@function()
def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Joined along a new dimension; all sizes must agree.

    >>> torch.stack([torch.zeros(2), torch.ones(2)])
    tensor([[0., 0.],
            [1., 1.]])
    """
    parts: list[Tensor] = tensors_of(tensors, "stack")
    if not parts:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = parts[0]._array.shape
    for i, part in enumerate(parts):
        if part._array.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and "
                f"{list(part._array.shape)} at entry {i}"
            )
    return record(moves.stack, *parts, axis=axis_of(dim, len(shape) + 1))


@function()
def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """Joined along the first dimension, vectors as rows.

    >>> torch.vstack([torch.zeros(2), torch.ones(2)])
    tensor([[0., 0.],
            [1., 1.]])
    """
    parts = tensors_of(tensors, "vstack")
    if not parts:
        raise RuntimeError("vstack expects a non-empty TensorList")
    return cat([t if t.ndim > 1 else t.reshape(1, -1) for t in parts])


@function()
def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Joined along the second dimension, vectors along their only one.

    >>> torch.hstack([torch.zeros(1), torch.ones(2)])
    tensor([0., 1., 1.])
    """
    parts = [t if t.ndim else t.reshape(1) for t in tensors_of(tensors, "hstack")]
    if not parts:
        raise RuntimeError("hstack expects a non-empty TensorList")
    return cat(parts, 0 if parts[0].ndim == 1 else 1)


@function(names={"self": "input"})
def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where the bool tensor `condition` is true, else `other`; alone, the places where it is true.

    >>> torch.where(torch.tensor([True, False]), 1., 2.)
    tensor([1., 2.])
    """
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    if isinstance(input, (bool, int, float)):
        input = TensorBase.concrete._wrap(np.asarray(input, number_dtype(input).numpy))
    return Pointwise.where(input, condition, other)


@function(out=False)
def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Grids of coordinates from vectors; `indexing` "ij" orders their dimensions as the vectors stand, "xy"
    exchanges the first two. Without it, "ij", with PyTorch's warning.

    >>> torch.meshgrid(torch.arange(2), torch.arange(2), indexing="ij")[0]
    tensor([[0, 0],
            [1, 1]])
    """
    parts = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    if not parts:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.",
            stacklevel=2,
        )
        indexing = "ij"
    if indexing not in ("ij", "xy"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing!r}'
        )
    for t in parts:
        if t.ndim > 1:
            raise RuntimeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: shape {list(t.shape)}"
            )
        if t.dtype != parts[0].dtype:
            raise RuntimeError("torch.meshgrid expects all tensors to have the same dtype")
    order = list(range(len(parts)))
    if indexing == "xy" and len(parts) > 1:
        order[:2] = [1, 0]
    sizes = [parts[i].numel() for i in order]
    places = [[-1 if order[d] == i else 1 for d in range(len(parts))] for i in range(len(parts))]
    return tuple(t.reshape(place).expand(sizes) for t, place in zip(parts, places, strict=True))


@function(method=True)
def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix, or the matrix with this diagonal.

    >>> torch.diag(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    if not 1 <= input.ndim <= 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")
    if input.ndim == 2:
        return named(input.diagonal(diagonal).clone(), "DiagonalBackward0_copy")
    n = input.shape[0] + abs(diagonal)
    places = np.arange(input.shape[0], dtype=np.int64)
    key = (places + max(-diagonal, 0), places + max(diagonal, 0))
    whole = TensorBase.concrete._wrap(np.zeros((n, n), input._array.dtype))
    return named(record(moves.put, whole, input, key=key), "DiagEmbedBackward0")


@function()
def rsub(input: Tensor, other: Any, alpha: float = 1) -> Tensor:
    """other - alpha * input.

    >>> torch.rsub(torch.tensor([1, 2]), 5)
    tensor([4, 3])
    """
    if isinstance(alpha, TensorBase):
        raise TypeError("rsub(): argument 'alpha' must be Number, not Tensor")
    return record(subtracted_from, input if alpha == 1 else input * alpha, other)


@function()
def remainder(input: Any, other: Any) -> Tensor:
    """What is left of a division rounded down: the sign is the divisor's. Either may be a number.

    >>> torch.remainder(torch.tensor([-1, 4]), 3)
    tensor([2, 1])
    """
    return input % other


@function()
def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent. Either may be a number. RuntimeError for integers to negative integer powers.

    >>> torch.pow(torch.tensor([2, 3]), 2)
    tensor([4, 9])
    """
    if isinstance(input, NUMBERS) and isinstance(exponent, TensorBase):
        return record(rpow, exponent, input)
    return Arithmetic.pow(input, exponent)


@function(method=True)
def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of the difference.

    >>> torch.dist(torch.zeros(2), torch.tensor([3., 4.]))
    tensor(5.)
    """
    return named((input - other).norm(p), "DistBackward0", input, other)


@function(out=False)
def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All expanded to their common shape.

    >>> [t.shape for t in torch.broadcast_tensors(torch.ones(3), torch.ones(2, 1))]
    [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    try:
        shape = np.broadcast_shapes(*(t._array.shape for t in tensors))
    except ValueError:
        raise shape_error([t._array for t in tensors]) from None  # type: ignore[misc]
    return tuple(t.expand(shape) for t in tensors)


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
    return named(input[input._wrap(np.array(rows, np.int64))], "StackBackward0", input)
