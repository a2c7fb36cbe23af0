"""Indexing, cutting into pieces, and looking through other strides."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np
from numpy.lib.stride_tricks import as_strided as laid_out

from ..graph import Mode, T, TensorBase
from ..multiple_outputs import joined
from ..ops.rules import Array, Op, Result, rule
from ..record import named, record
from ..view_origin import SEVERAL
from . import moves
from .arguments import axis_of
from .declare import Family, composed, function
from .keys import ALL, check_masks, parts_of, split_key, tensors_in, to_key

Tensor = Any  # `tensor` imports this module


class Indexing(Family):
    """Reading by place."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Self:
        if isinstance(index, (int, slice)):  # the quick way, for loops over rows
            op = moves.slice_ if isinstance(index, slice) else moves.select
            if isinstance(index, bool) or (isinstance(index, int) and not self._array.ndim):
                return self._get(index)
            if op is moves.select:
                return record(op, self, key=index)
        return self._get(index)

    def _get(self, index: Any) -> Self:
        parts = parts_of(index)
        key = to_key(parts, self._array.ndim)
        basic, advanced = split_key(key, self._array.ndim)
        if advanced is not None:
            check_masks(key, self._array.shape)
        if self._array.ndim == 0 and any(isinstance(k, int) for k in basic):
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python to convert a 0-dim tensor "
                "to a number"
            )
        x = self
        if advanced is None or any(k is None or k is Ellipsis or k != ALL for k in basic):
            x = record(view_op(basic), self, key=basic)
        return x if advanced is None else record(moves.index, x, key=advanced, kept=tensors_in(parts))

    @composed(out=False)
    def unbind(input, dim: int = 0) -> tuple[Self, ...]:
        """The slices along `dim`.

        >>> torch.unbind(torch.tensor([1, 2]))
        (tensor(1), tensor(2))
        """
        axis = axis_of(dim, input._array.ndim)
        return pieces(input, moves.unbind, [(*(ALL,) * axis, i) for i in range(input._array.shape[axis])])

    @composed(function=False)
    def split(self, split_size: Any, dim: int = 0) -> tuple[Self, ...]:
        """Pieces of `split_size` (the last may be smaller), or of the sizes in a list, along `dim`.

        >>> torch.arange(3).split(2)
        (tensor([0, 1]), tensor([2]))
        """
        cuttable(self, "split")
        axis, node = axis_of(dim, self._array.ndim), "SplitBackward0"
        size = self._array.shape[axis]
        if isinstance(split_size, int):
            if split_size == 0 and size:
                raise RuntimeError(
                    f"split_size can only be 0 if dimension size is 0, but got dimension size of {size}"
                )
            if split_size < 0:
                raise RuntimeError(
                    f"split expects split_size to be positive, but got split_size={split_size}"
                )
            sizes = [min(split_size, size - i) for i in range(0, size, split_size or 1)] or [0]
        else:
            sizes, node = list(split_size), "SplitWithSizesBackward0"
            if sum(sizes) != size:
                raise RuntimeError(
                    f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size at "
                    f"dimension {axis}), but got split_sizes={sizes}"
                )
        ends = np.cumsum(sizes).tolist()
        cuts = [(*(ALL,) * axis, slice(end - n, end)) for n, end in zip(sizes, ends, strict=True)]
        return pieces(self, moves.split, cuts, node)

    @composed(out=False)
    def chunk(input, chunks: int, dim: int = 0) -> tuple[Self, ...]:
        """At most `chunks` pieces of equal size; the last may be smaller.

        >>> torch.chunk(torch.arange(3), 2)
        (tensor([0, 1]), tensor([2]))
        """
        cuttable(input, "chunk")
        if chunks <= 0:
            raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
        size = input._array.shape[axis_of(dim, input._array.ndim)]
        return Indexing.split(input, -(-size // chunks) if size else [0] * chunks, dim)

    @composed(out=False)
    def narrow(input, dim: int, start: int, length: int) -> Self:
        """`length` places along `dim` from `start` on.

        >>> torch.narrow(torch.arange(4), 0, 1, 2)
        tensor([1, 2])
        """
        cuttable(input, "narrow")
        if isinstance(start, TensorBase):
            if start._array.ndim or start._array.dtype.kind not in "iu":
                raise RuntimeError("start must be an 0-dim integral Tensor.")
            start = int(start._array)
        axis = axis_of(dim, input._array.ndim)
        if start < 0:
            start += input._array.shape[axis]
        if not 0 <= start <= start + length <= input._array.shape[axis]:
            raise RuntimeError(
                f"start ({start}) + length ({length}) exceeds dimension size ({input._array.shape[axis]})."
            )
        return record(moves.slice_, input, key=(*(ALL,) * axis, slice(start, start + length)))

    @composed(out=False)
    def select(input, dim: int, index: int) -> Self:
        """One slice along `dim`, as a view.

        >>> torch.select(torch.eye(2), 0, 1)
        tensor([0., 1.])
        """
        return record(moves.select, input, key=(*(ALL,) * axis_of(dim, input._array.ndim), index))


def pieces(input: T, op: Op, cuts: list[Any], node: str = "") -> tuple[T, ...]:
    """The parts of `input` at `cuts`, as the outputs of one node; autograd follows no changes in them."""
    views = [record(op, input, key=cut) for cut in cuts]
    if not Mode.grad:
        return tuple(views)
    for view in views:
        view._creation_meta = SEVERAL
        if node:
            named(view, node)

    def gather(by: dict[int, Array]) -> Array:
        whole = np.zeros(input._array.shape, next(iter(by.values())).dtype)
        for i, g in by.items():
            whole[cuts[i]] = g
        return whole

    return joined(views, gather)


def cuttable(input: TensorBase, who: str) -> None:
    """RuntimeError for a single number."""
    if input._array.ndim == 0:
        raise RuntimeError(f"{who} expects at least a 1-dimensional tensor, got one number")


def view_op(key: tuple[Any, ...]) -> Any:
    """The operation that a basic key amounts to: PyTorch takes several steps, whose last one shows."""
    last = next((k for k in reversed(key) if k is not Ellipsis and k != ALL), ALL)
    if last is None:
        return moves.newaxis
    if all(k is Ellipsis for k in key):
        return moves.alias
    return moves.slice_ if isinstance(last, slice) else moves.select


@function(out=False)
def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of one size (the last may be smaller), or of the sizes in a list, along `dim`.

    >>> torch.split(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    return tuple(tensor.split(split_size_or_sections, dim))


@rule("AsStridedBackward0", view=True, name="as_strided")
def through_strides(a: Array, *, size: Any, stride: Any, offset: int) -> Result:
    """A view of contiguous memory."""
    flat, shape = a.reshape(-1), a.shape
    strides = [s * a.itemsize for s in stride]

    def back(g: Array) -> Array:
        whole, cell = np.zeros(math.prod(shape), g.dtype), np.dtype(np.int64).itemsize
        places = laid_out(np.arange(whole.size, dtype=np.int64)[offset:], size, [s * cell for s in stride])
        np.add.at(whole, places, g)
        return whole.reshape(shape)

    return laid_out(flat[offset:], size, strides), (back,)


@function(method=True, out=False)
def as_strided(input: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """A view of the tensor's memory with these sizes and strides, in elements. NotImplementedError for a
    tensor that is not contiguous, or an offset into what it is a view of; RuntimeError beyond the memory.

    >>> torch.as_strided(torch.arange(4), (3, 2), (1, 1))
    tensor([[0, 1],
            [1, 2],
            [2, 3]])
    """
    size, stride, offset = tuple(size), tuple(stride), storage_offset or 0
    if not input.is_contiguous() or (storage_offset is not None and input.storage_offset()):
        raise NotImplementedError("as_strided of a view is not covered: take it of what the view is of")
    if len(size) != len(stride):
        raise RuntimeError(f"mismatch in length of strides and shape: {list(stride)} and {list(size)}")
    if min(stride, default=0) < 0:
        raise RuntimeError(
            f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}"
        )
    needed = 0 if 0 in size else 1 + offset + sum((n - 1) * s for n, s in zip(size, stride, strict=True))
    if needed > input.numel() or offset < 0:
        item = input.element_size()
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and itemsize "
            f"{item} requiring a storage size of {needed * item} are out of bounds for storage of size "
            f"{input.numel() * item}"
        )
    return record(through_strides, input, size=size, stride=stride, offset=offset)
