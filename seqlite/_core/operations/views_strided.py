"""Views by strides: `transpose`, `permute`, `movedim`, `as_strided`, `unfold`. Also `contiguous`, `clone`."""

from __future__ import annotations

import builtins
import math
import warnings
from typing import Any, Self

import numpy as np
from numpy.lib.stride_tricks import as_strided as numpy_as_strided

from ..record import record, with_node_name
from ..rules import Array, Result, rule
from ..tensor_attributes import channels_last, contiguous_format, memory_format, to_channels_last
from .arguments import axis_of, flatten_args
from .declare import Family, composed, function
from .indexing import _alias

Tensor = Any  # `tensor` imports this module


def permute_rule(node: str) -> Any:
    """Make a permutation of the axes with one of PyTorch's node names."""

    def permute(a: Array, *, axes: tuple[int, ...]) -> Result:
        return a.transpose(axes), (lambda g: g.transpose(np.argsort(axes)),)

    return rule(node, view=True)(permute)


_permute = permute_rule("PermuteBackward0")
_transpose = permute_rule("TransposeBackward0")
_t = permute_rule("TBackward0")


@rule("UnfoldBackward0", view=True)
def _unfold(a: Array, *, axis: int, size: int, step: int) -> Result:
    """Windows along `axis`, `step` apart, with their elements along a new last axis."""

    def of(array: Array, writeable: bool) -> Array:
        whole = np.lib.stride_tricks.sliding_window_view(array, size, axis, writeable=writeable)
        return whole[(*(slice(None),) * axis, slice(None, None, step))]

    shape = a.shape

    def back(g: Array) -> Array:
        grad = np.zeros(math.prod(shape), g.dtype)
        places = np.arange(grad.size, dtype=np.int64).reshape(shape)
        np.add.at(grad, of(places, False), g)
        return grad.reshape(shape)

    return of(a, a.flags.writeable), (back,)


@rule("CloneBackward0")
def _contiguous(a: Array) -> Result:
    return np.ascontiguousarray(a), (lambda g: g,)


@rule("CloneBackward0")
def _clone(a: Array) -> Result:
    return np.array(a), (lambda g: g,)  # keeps the order of memory


@rule("AsStridedBackward0", view=True)
def _as_strided(a: Array, *, size: Any, stride: Any, offset: int) -> Result:
    """A view of contiguous memory."""
    flat, shape = a.reshape(-1), a.shape
    strides = [s * a.itemsize for s in stride]

    def back(g: Array) -> Array:
        whole, cell = np.zeros(math.prod(shape), g.dtype), np.dtype(np.int64).itemsize
        places = numpy_as_strided(
            np.arange(whole.size, dtype=np.int64)[offset:], size, [s * cell for s in stride]
        )
        np.add.at(whole, places, g)
        return whole.reshape(shape)

    return numpy_as_strided(flat[offset:], size, strides), (back,)


@rule("CloneBackward0", name="contiguous")
def _contiguous_channels_last(x: Array) -> Result:
    """A copy in channels-last memory format."""
    return to_channels_last(x), (lambda g: g,)


class ViewsStrided(Family):
    """Views share memory with their input, as in PyTorch; `contiguous` and `clone` may copy."""

    __slots__ = ()

    @composed(view=True, aliases="swapdims", out=False)
    def transpose(input, dim0: int, dim1: int) -> Self:
        """With two dimensions exchanged. (m, n) → (n, m). IndexError for a dimension out of range.

        >>> torch.transpose(torch.zeros(2, 3), 0, 1).shape
        torch.Size([3, 2])
        """
        ndim = input._array.ndim
        axes = list(range(ndim))
        i, j = axis_of(dim0, ndim), axis_of(dim1, ndim)
        if axes:
            axes[i], axes[j] = j, i
        return record(_transpose, input, axes=tuple(axes))

    @composed(view=True, out=False)
    def swapaxes(input, axis0: int, axis1: int) -> Self:
        """As `transpose`, by NumPy's name. IndexError for a dimension out of range.

        >>> torch.swapaxes(torch.zeros(2, 3), 0, 1).shape
        torch.Size([3, 2])
        """
        return ViewsStrided.transpose(input, axis0, axis1)

    @composed(view=True, out=False)
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
        return record(_t, input, axes=tuple(range(ndim))[::-1])

    @property
    def T(self) -> Self:
        """All dimensions reversed. Deprecated for any but two of them."""
        if self._array.ndim != 2:
            warnings.warn(
                "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases."
                if not self._array.ndim
                else "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is "
                "deprecated and it will throw an error in a future release. Consider `x.mT` to transpose "
                "batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the "
                "dimensions of a tensor.",
                stacklevel=2,
            )
        return record(_permute, self, axes=tuple(range(self._array.ndim))[::-1])

    @property
    def mT(self) -> Self:
        """The last two dimensions exchanged. RuntimeError for a vector."""
        ndim = self._array.ndim
        if ndim < 2:
            if not ndim:
                return self
            raise RuntimeError(
                "tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor."
            )
        return ViewsStrided.transpose(self, -2, -1)

    @composed(out=False)
    def permute(input, *order: Any, dims: Any = None) -> Self:
        """With the dimensions in this order. RuntimeError unless each is there once.

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
        return record(_permute, input, axes=axes)

    @composed(aliases="moveaxis", out=False)
    def movedim(input, source: Any, destination: Any) -> Self:
        """With the dimensions `source` at the places `destination`. RuntimeError for a dimension given twice
        and for unequal numbers.

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
            return record(_alias, input, key=())
        return record(_permute, input, axes=tuple(rest))

    @composed(function=False)
    def unfold(self, dimension: int, size: int, step: int) -> Self:
        """Windows of `size` along a dimension, `step` apart, with their elements along a new last dimension;
        a view. RuntimeError for a `size` that does not fit, and unless `step` is positive.

        >>> torch.arange(4.).unfold(0, 2, 1)
        tensor([[0., 1.],
                [1., 2.],
                [2., 3.]])
        """
        axis, array = axis_of(dimension, self._array.ndim), self._array
        if not array.ndim:
            if not 0 <= size <= 1 or step <= 0:
                raise RuntimeError(f"size is {size} and step {step}: one number has windows of one at most")
            one = record(_unfold, self.reshape(1), axis=0, size=size, step=step).reshape(size)
            return with_node_name(one, "UnfoldBackward0")
        if size < 0:
            raise RuntimeError(f"size is {size} but must be >= 0")
        if size > array.shape[axis]:
            raise RuntimeError(
                f"maximum size for tensor at dimension {axis} is {array.shape[axis]} but size is {size}"
            )
        if step <= 0:
            raise RuntimeError(f"step is {step} but must be > 0")
        return record(_unfold, self, axis=axis, size=size, step=step)

    @composed(out=False)
    def clone(input, *, memory_format: Any = None) -> Self:
        """A copy that autograd follows. The result keeps the shape.

        >>> torch.clone(torch.ones(1))
        tensor([1.])
        """
        return record(_clone, input)

    def is_contiguous(self, memory_format: memory_format = contiguous_format) -> builtins.bool:
        """Whether the elements lie in memory in the order of their indices, or, for `torch.channels_last`,
        those of images (N, C, H, W) with the channels side by side.

        >>> torch.zeros(2, 3).t().is_contiguous()
        False
        """
        array = self._array
        if memory_format is channels_last:
            return array.ndim == 4 and bool(array.transpose(0, 2, 3, 1).flags.c_contiguous)
        return bool(array.flags.c_contiguous)

    def contiguous(self, memory_format: memory_format = contiguous_format) -> Self:
        """Itself, or a copy whose memory is in this order. Any shape; RuntimeError for `channels_last` unless
        it has 4 dimensions.

        >>> torch.zeros(2, 3).t().contiguous().stride()
        (2, 1)
        """
        if self.is_contiguous(memory_format):
            return self
        if memory_format is channels_last:
            if self._array.ndim != 4:
                raise RuntimeError("required rank 4 tensor to use channels_last format")
            return record(_contiguous_channels_last, self)
        return record(_contiguous, self)


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
    return record(_as_strided, input, size=size, stride=stride, offset=offset)
