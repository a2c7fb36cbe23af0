"""Views of the same memory, and the joining and repeating that copies."""

from __future__ import annotations

import math
import operator
from typing import Any, Self

import numpy as np

from ..graph import TensorBase
from ..ops.rules import Array, Result
from ..tape import named, record
from . import moves
from .arguments import axes_of, axis_of, fill_in, flatten_args, size_of
from .declare import Family, composed, operation


class Shaping(Family):
    """A view shares memory with its input, as in PyTorch: changing one in place changes the other."""

    __slots__ = ()

    @composed(function=False)
    def view(self, *shape: Any) -> Self:
        """The same memory in another shape; one size may be -1. RuntimeError if that needs a copy: use
        `reshape`. With a dtype, NotImplementedError: use `.to(dtype)`."""
        array = self._array
        if len(shape) == 1 and not isinstance(shape[0], (tuple, list, int, np.integer)):
            raise NotImplementedError("view(dtype) is not supported; .to(dtype) converts")
        new = fill_in(tuple(map(operator.index, flatten_args(shape))), array.size)
        result = record(moves.reshape, self, shape=new)
        if array.size and not np.may_share_memory(result._array, array):
            raise RuntimeError(
                "view size is not compatible with input tensor's size and stride (at least one dimension "
                "spans across two contiguous subspaces). Use .reshape(...) instead."
            )
        return result

    @composed(function=False)
    def view_as(self, other: TensorBase) -> Self:
        """`view` in the shape of `other`."""
        return Shaping.view(self, other._array.shape)

    @composed(out=False)
    def reshape(input, *shape: Any) -> Self:
        """As `view`, but copies where it must.

        >>> torch.reshape(torch.arange(4), (2, -1))
        tensor([[0, 1],
                [2, 3]])
        """
        new = fill_in(tuple(map(operator.index, flatten_args(shape))), input._array.size)
        if input._array.flags.c_contiguous:
            return record(moves.reshape, input, shape=new)
        result = record(moves.reshape_copy, input, shape=new)
        return result if result._base is None else named(result, "ReshapeAliasBackward0")

    @composed(function=False)
    def reshape_as(self, other: TensorBase) -> Self:
        """`reshape` in the shape of `other`."""
        return Shaping.reshape(self, other._array.shape)

    @composed(also="ravel", out=False)
    def flatten(input, start_dim: int = 0, end_dim: int = -1) -> Self:
        """The dimensions from `start_dim` to `end_dim` as one.

        >>> torch.flatten(torch.zeros(2, 3, 4), 1).shape
        torch.Size([2, 12])
        """
        shape = input._array.shape
        first, last = axis_of(start_dim, len(shape)), axis_of(end_dim, len(shape))
        if first > last:
            raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
        if len(shape) == 0:
            return Shaping.reshape(input, 1)
        if first == last:
            return input
        return Shaping.reshape(
            input, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :])
        )

    @composed(out=False)
    def unflatten(input, dim: int, sizes: Any) -> Self:
        """One dimension as several; one of the sizes may be -1.

        >>> torch.unflatten(torch.zeros(6), 0, (2, 3)).shape
        torch.Size([2, 3])
        """
        shape = input._array.shape
        axis = axis_of(dim, len(shape))
        return Shaping.view(input, (*shape[:axis], *fill_in(tuple(sizes), shape[axis]), *shape[axis + 1 :]))

    @composed(turn=True, out=False)
    def squeeze(input, dim: Any = None) -> Self:
        """Without the dimensions of size 1, or without those of them in `dim`.

        >>> torch.squeeze(torch.zeros(1, 2)).shape
        torch.Size([2])
        """
        shape = input._array.shape
        if dim is None:
            return record(moves.squeeze_all, input, shape=tuple(n for n in shape if n != 1))
        axes = axes_of(dim, len(shape))
        axes = axes if isinstance(axes, tuple) else (axes,)
        return record(
            moves.squeeze, input, shape=tuple(n for i, n in enumerate(shape) if n != 1 or i not in axes)
        )

    @composed(turn=True, out=False)
    def unsqueeze(input, dim: int) -> Self:
        """With a new dimension of size 1 at `dim`.

        >>> torch.unsqueeze(torch.zeros(2), 0).shape
        torch.Size([1, 2])
        """
        shape = input._array.shape
        axis = axis_of(dim, len(shape) + 1)
        return record(moves.unsqueeze, input, shape=(*shape[:axis], 1, *shape[axis:]))

    @composed(turn=True, also="swapaxes swapdims", out=False)
    def transpose(input, dim0: int, dim1: int) -> Self:
        """With two dimensions exchanged.

        >>> torch.transpose(torch.zeros(2, 3), 0, 1).shape
        torch.Size([3, 2])
        """
        ndim = input._array.ndim
        axes = list(range(ndim))
        i, j = axis_of(dim0, ndim), axis_of(dim1, ndim)
        if axes:
            axes[i], axes[j] = j, i
        return record(moves.transpose, input, axes=tuple(axes))

    @composed(turn=True, out=False)
    def t(input) -> Self:
        """The transposed matrix. RuntimeError for more than two dimensions.

        >>> torch.t(torch.zeros(2, 3)).shape
        torch.Size([3, 2])
        """
        ndim = input._array.ndim
        if ndim > 2:
            raise RuntimeError(
                f"t() expects a tensor with <= 2 dimensions, but self is {ndim}D; use transpose or .mT"
            )
        return record(moves.t, input, axes=tuple(range(ndim))[::-1])

    @property
    def T(self) -> Self:
        """With all dimensions reversed."""
        return record(moves.permute, self, axes=tuple(range(self._array.ndim))[::-1])

    @property
    def mT(self) -> Self:
        """With the last two dimensions exchanged. RuntimeError for a vector."""
        ndim = self._array.ndim
        if ndim < 2:
            if not ndim:
                return self
            raise RuntimeError(
                "tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor."
            )
        return Shaping.transpose(self, -2, -1)

    @composed(out=False)
    def permute(input, *dims: Any) -> Self:
        """With the dimensions in the order of `dims`.

        >>> torch.permute(torch.zeros(2, 3), (1, 0)).shape
        torch.Size([3, 2])
        """
        ndim = input._array.ndim
        order = flatten_args(dims)
        if len(order) != ndim:
            raise RuntimeError(
                f"permute(): {len(order)} dims given for a tensor of {ndim} dimensions, shape "
                f"{list(input._array.shape)}; name each once"
            )
        axes = tuple(axis_of(d, ndim) for d in order)
        if len(set(axes)) != ndim:
            raise RuntimeError("permute(): duplicate dims are not allowed.")
        return record(moves.permute, input, axes=axes)

    @composed(also="moveaxis", out=False)
    def movedim(input, source: Any, destination: Any) -> Self:
        """With the dimensions `source` at the places `destination`.

        >>> torch.movedim(torch.zeros(2, 3, 4), 0, 2).shape
        torch.Size([3, 4, 2])
        """
        places = np.moveaxis(np.empty((0,) * input._array.ndim), source, destination)  # checks the arguments
        names = np.moveaxis(np.empty(tuple(range(places.ndim))), source, destination).shape
        return record(moves.permute, input, axes=names)

    @composed(function=False)
    def expand(self, *sizes: Any) -> Self:
        """Dimensions of size 1 repeated without copying; -1 leaves a size as it is."""
        old, new = self._array.shape, list(flatten_args(sizes))
        if len(new) < len(old):
            raise RuntimeError(
                f"expand: the number of sizes provided ({len(new)}) must be greater or equal to the number "
                f"of dimensions in the tensor ({len(old)})"
            )
        for back in range(1, len(old) + 1):
            if new[-back] == -1:
                new[-back] = old[-back]
            elif old[-back] not in (1, new[-back]):
                raise RuntimeError(
                    f"The expanded size of the tensor ({new[-back]}) must match the existing size "
                    f"({old[-back]}) at non-singleton dimension {len(new) - back}.  Target sizes: {new}.  "
                    f"Tensor sizes: {list(old)}"
                )
        return record(moves.expand, self, shape=size_of((new,), "expand"))

    @composed(function=False)
    def expand_as(self, other: TensorBase) -> Self:
        """`expand` to the shape of `other`."""
        return Shaping.expand(self, other._array.shape)

    @composed(out=False)
    def broadcast_to(input, size: Any) -> Self:
        """As `expand`.

        >>> torch.broadcast_to(torch.tensor([1, 2]), (2, 2))
        tensor([[1, 2],
                [1, 2]])
        """
        return Shaping.expand(input, size)

    @composed(function=False)
    def repeat(self, *repeats: Any) -> Self:
        """Whole copies side by side, as many along each dimension as `repeats` says."""
        times = size_of(repeats, "repeat")
        if len(times) < self._array.ndim:
            raise RuntimeError(
                "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: "
                f"{list(times)} for shape {list(self._array.shape)}"
            )
        return record(moves.repeat, self, times=times)

    @composed(out=False)
    def tile(input, *dims: Any) -> Self:
        """As `repeat`; missing dimensions are repeated once.

        >>> torch.tile(torch.tensor([1, 2]), (2,))
        tensor([1, 2, 1, 2])
        """
        times = size_of(dims, "tile")
        return record(moves.repeat, input, times=(1,) * (input._array.ndim - len(times)) + times)

    @composed(out=False)
    def repeat_interleave(input, repeats: Any, dim: int | None = None) -> Self:
        """Each element `repeats` times (a number, or a tensor with one per element); without `dim`,
        flattened.

        >>> torch.repeat_interleave(torch.tensor([1, 2]), 2)
        tensor([1, 1, 2, 2])
        """
        x = Shaping.flatten(input) if dim is None else input
        times = repeats._array if isinstance(repeats, TensorBase) else repeats
        if isinstance(repeats, TensorBase) and times.dtype not in (np.int32, np.int64):
            raise NotImplementedError(
                f"repeats has to be Long or Int tensor, not {times.dtype}: write .long()"
            )
        return record(moves.repeat_interleave, x, times=times, axis=axis_of(dim or 0, x._array.ndim))

    @composed(out=False)
    def flip(input, *dims: Any) -> Self:
        """A copy with the order along `dims` reversed.

        >>> torch.flip(torch.tensor([1, 2]), [0])
        tensor([2, 1])
        """
        axes = tuple(axis_of(d, input._array.ndim) for d in flatten_args(dims))
        axes = axes if input._array.ndim else ()
        return record(moves.flip, input, axes=axes)

    @composed(out=False)
    def roll(input, shifts: Any, dims: Any = None) -> Self:
        """Elements moved along `dims`; those that fall off the end come in at the start.

        >>> torch.roll(torch.tensor([1, 2, 3]), 1)
        tensor([3, 1, 2])
        """
        shifts = tuple(shifts) if isinstance(shifts, (tuple, list)) else shifts
        return record(moves.roll, input, shifts=shifts, axes=tuple(dims) if isinstance(dims, list) else dims)

    @operation("TrilBackward0", in_place=True)
    def tril(input: Array, diagonal: int = 0) -> Result:
        """The lower triangle, zero elsewhere.

        >>> torch.tril(torch.ones(2, 2))
        tensor([[1., 0.],
                [1., 1.]])
        """
        matrices(input, "tril")
        return np.tril(input, diagonal), (lambda g: np.tril(g, diagonal),)

    @operation("TriuBackward0", in_place=True)
    def triu(input: Array, diagonal: int = 0) -> Result:
        """The upper triangle, zero elsewhere.

        >>> torch.triu(torch.ones(2, 2))
        tensor([[1., 1.],
                [0., 1.]])
        """
        matrices(input, "triu")
        return np.triu(input, diagonal), (lambda g: np.triu(g, diagonal),)


def matrices(a: Array, who: str) -> None:
    """RuntimeError unless there are two dimensions to have a triangle in."""
    if a.ndim < 2:
        raise RuntimeError(f"{who}: input tensor must have at least 2 dimensions")
