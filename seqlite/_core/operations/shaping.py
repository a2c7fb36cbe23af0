"""Views of the same memory in other shapes."""

from __future__ import annotations

import math
import operator
from typing import Any, Self

import numpy as np

from ..bfloat16 import NARROW, from_words, to_words
from ..dtypes import dtype as Dtype
from ..graph import T, TensorBase
from ..ops.rules import Array, Result
from ..record import named, record
from . import moves
from .arguments import axes_of, axis_of, fill_in, flatten_args, size_of
from .declare import Family, composed, operation


class Shaping(Family):
    """A view shares memory with its input, as in PyTorch: changing one in place changes the other."""

    __slots__ = ()

    @composed(function=False)
    def view(self, *shape: Any, size: Any = None, dtype: Any = None) -> Self:
        """The same memory in another shape; one size may be -1. RuntimeError if that needs a copy: use
        `reshape`. With a dtype, the same memory read as numbers of that type.

        >>> torch.arange(6).view(2, -1)
        tensor([[0, 1, 2],
                [3, 4, 5]])
        """
        array = self._array
        if size is not None:
            shape = (size,)
        kind = shape[0] if len(shape) == 1 and dtype is None else dtype
        if isinstance(kind, Dtype):
            return read_as(self, kind)
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
        """`view` in the shape of `other`.

        >>> torch.arange(4).view_as(torch.zeros(2, 2))
        tensor([[0, 1],
                [2, 3]])
        """
        return Shaping.view(self, other._array.shape)

    @composed(out=False)
    def reshape(input, *size: Any, shape: Any = None) -> Self:
        """As `view`, but copies where it must.

        >>> torch.reshape(torch.arange(4), (2, -1))
        tensor([[0, 1],
                [2, 3]])
        """
        size = size if shape is None else (shape,)
        new = fill_in(tuple(map(operator.index, flatten_args(size))), input._array.size)
        if input._array.flags.c_contiguous:
            return record(moves.reshape, input, shape=new)
        result = record(moves.reshape_copy, input, shape=new)
        return result if result._base is None else named(result, "ReshapeAliasBackward0")

    @composed(function=False)
    def reshape_as(self, other: TensorBase) -> Self:
        """`reshape` in the shape of `other`.

        >>> torch.arange(4).reshape_as(torch.zeros(2, 2)).shape
        torch.Size([2, 2])
        """
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

    @composed(turn=True, also="swapdims", out=False)
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
    def swapaxes(input, axis0: int, axis1: int) -> Self:
        """As `transpose`, by NumPy's name.

        >>> torch.swapaxes(torch.zeros(2, 3), 0, 1).shape
        torch.Size([3, 2])
        """
        return Shaping.transpose(input, axis0, axis1)

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
    def permute(input, *order: Any, dims: Any = None) -> Self:
        """With the dimensions in this order.

        >>> torch.permute(torch.zeros(2, 3), (1, 0)).shape
        torch.Size([3, 2])
        """
        ndim = input._array.ndim
        order = flatten_args(order) if dims is None else tuple(dims)
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
        ndim = input._array.ndim
        moved = [source, destination]
        moved = [[d] if isinstance(d, int) else list(d) for d in moved]
        if len(moved[0]) != len(moved[1]):
            raise RuntimeError(
                "movedim: Invalid source or destination dims: source "
                f"({moved[0]} dims) should contain the same number of dims as destination ({moved[1]} dims)"
            )
        for name, dims in zip(("source", "destination"), moved, strict=True):
            dims[:] = [axis_of(d, ndim) for d in dims]
            if len(set(dims)) != len(dims):
                raise RuntimeError(f"movedim: repeated dim in `{name}` ({dims})")
        rest = [i for i in range(ndim) if i not in moved[0]]
        for d, s in sorted(zip(moved[1], moved[0], strict=True)):
            rest.insert(d, s)
        if not ndim:
            return record(moves.alias, input, key=())
        return record(moves.permute, input, axes=tuple(rest))

    @composed(function=False)
    def expand(self, *sizes: Any, size: Any = None, implicit: bool = False) -> Self:
        """Dimensions of size 1 repeated without copying; -1 leaves a size as it is.

        >>> torch.tensor([[1], [2]]).expand(2, 3)
        tensor([[1, 1, 1],
                [2, 2, 2]])
        """
        old, new = self._array.shape, list(flatten_args(sizes if size is None else (size,)))
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
        """`expand` to the shape of `other`.

        >>> torch.tensor([1, 2]).expand_as(torch.zeros(2, 2))
        tensor([[1, 2],
                [1, 2]])
        """
        return Shaping.expand(self, other._array.shape)

    @composed(out=False)
    def broadcast_to(input, size: Any) -> Self:
        """As `expand`.

        >>> torch.broadcast_to(torch.tensor([1, 2]), (2, 2))
        tensor([[1, 2],
                [1, 2]])
        """
        return Shaping.expand(input, size)

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


def read_as(x: T, kind: Dtype) -> T:
    """The memory of `x` as numbers of another type: no gradient flows through this."""
    array, new = x._array, kind.numpy
    if new != array.dtype:  # bfloat16 is looked at as a copy, in words of its size
        array = to_words(array) if array.dtype == NARROW else array
        new = np.dtype(np.uint16) if new == NARROW else new
    if array.itemsize != new.itemsize:
        if not array.ndim:
            raise RuntimeError("self.dim() cannot be 0 to view a tensor as another type of another size")
        if array.strides[-1] != array.itemsize:
            raise RuntimeError("self.stride(-1) must be 1 to view a tensor as a type of another size")
        if array.shape[-1] * array.itemsize % new.itemsize:
            raise RuntimeError(
                f"self.size(-1) must be divisible by {new.itemsize // array.itemsize} to view "
                f"{array.dtype} as {new} (different element sizes), but got {array.shape[-1]}"
            )
    value = array.view(new)
    result = x._wrap(value if new == kind.numpy else from_words(value))
    result._version_counter = x._version_counter
    return result


def matrices(a: Array, who: str) -> None:
    """RuntimeError unless there are two dimensions to have a triangle in."""
    if a.ndim < 2:
        raise RuntimeError(f"{who}: input tensor must have at least 2 dimensions")
