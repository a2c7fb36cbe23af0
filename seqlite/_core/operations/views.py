"""Tensor views in another shape: `view`, `reshape`, `flatten`, `squeeze`, `unsqueeze`."""

from __future__ import annotations

import math
import operator
from typing import Any, Self

import numpy as np

from ..bfloat16 import BFLOAT16, from_bits, to_bits
from ..dtypes import dtype as Dtype
from ..record import record, with_node_name
from ..rules import Array, Result, rule
from ..tensor_base import T, TensorBase
from .arguments import axes_of, axis_of, flatten_args, infer_size
from .declare import Family, composed


def reshape_rule(node: str) -> Any:
    """Make a reshape with one of PyTorch's node names."""

    def reshape(a: Array, *, shape: tuple[int, ...]) -> Result:
        before = a.shape
        return a.reshape(shape), (lambda g: g.reshape(before),)

    return rule(node, view=True)(reshape)


_reshape = reshape_rule("ViewBackward0")
_unsafe_view = reshape_rule("UnsafeViewBackward0")
_squeeze_all = reshape_rule("SqueezeBackward0")
_squeeze = reshape_rule("SqueezeBackward1")
_unsqueeze = reshape_rule("UnsqueezeBackward0")


@rule("BackwardHookFunctionBackward", view=True)
def identity_view(a: Array) -> Result:
    """A view of all elements."""
    return a[...], (lambda g: g,)


class Views(Family):
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
            return view_dtype(self, kind)
        new = infer_size(tuple(map(operator.index, flatten_args(shape))), array.size)
        result = record(_reshape, self, shape=new)
        if array.size and not np.may_share_memory(result._array, array):
            raise RuntimeError(
                "view size is not compatible with input tensor's size and stride (at least one dimension "
                "spans across two contiguous subspaces). Use .reshape(...) instead."
            )
        return result

    @composed(function=False)
    def view_as(self, other: TensorBase) -> Self:
        """`view` in the shape of `other`. RuntimeError for another number of elements.

        >>> torch.arange(4).view_as(torch.zeros(2, 2))
        tensor([[0, 1],
                [2, 3]])
        """
        return Views.view(self, other._array.shape)

    @composed(out=False)
    def reshape(input, *size: Any, shape: Any = None) -> Self:
        """As `view`, but copies where it must. RuntimeError for another number of elements.

        >>> torch.reshape(torch.arange(4), (2, -1))
        tensor([[0, 1],
                [2, 3]])
        """
        size = size if shape is None else (shape,)
        new = infer_size(tuple(map(operator.index, flatten_args(size))), input._array.size)
        if input._array.flags.c_contiguous:
            return record(_reshape, input, shape=new)
        result = record(_unsafe_view, input, shape=new)
        return result if result._base is None else with_node_name(result, "ReshapeAliasBackward0")

    @composed(function=False)
    def reshape_as(self, other: TensorBase) -> Self:
        """`reshape` in the shape of `other`. RuntimeError for another number of elements.

        >>> torch.arange(4).reshape_as(torch.zeros(2, 2)).shape
        torch.Size([2, 2])
        """
        return Views.reshape(self, other._array.shape)

    @composed(aliases="ravel", out=False)
    def flatten(input, start_dim: int = 0, end_dim: int = -1) -> Self:
        """The dimensions from `start_dim` to `end_dim` as one. RuntimeError if the first is behind the last.

        >>> torch.flatten(torch.zeros(2, 3, 4), 1).shape
        torch.Size([2, 12])
        """
        shape = input._array.shape
        first, last = axis_of(start_dim, len(shape)), axis_of(end_dim, len(shape))
        if first > last:
            raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
        if len(shape) == 0:
            return Views.reshape(input, 1)
        if first == last:
            return input
        return Views.reshape(input, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))

    @composed(out=False)
    def unflatten(input, dim: int, sizes: Any) -> Self:
        """One dimension as several; one of the sizes may be -1. (…, n, …) → (…, *sizes, …). RuntimeError
        unless their product is n.

        >>> torch.unflatten(torch.zeros(6), 0, (2, 3)).shape
        torch.Size([2, 3])
        """
        shape = input._array.shape
        axis = axis_of(dim, len(shape))
        return Views.view(input, (*shape[:axis], *infer_size(tuple(sizes), shape[axis]), *shape[axis + 1 :]))

    @composed(view=True, out=False)
    def squeeze(input, dim: Any = None) -> Self:
        """Without the dimensions of size 1, or without those of them in `dim`. (1, n) → (n,). IndexError for
        a `dim` out of range.

        >>> torch.squeeze(torch.zeros(1, 2)).shape
        torch.Size([2])
        """
        shape = input._array.shape
        if dim is None:
            return record(_squeeze_all, input, shape=tuple(n for n in shape if n != 1))
        axes = axes_of(dim, len(shape))
        axes = axes if isinstance(axes, tuple) else (axes,)
        return record(_squeeze, input, shape=tuple(n for i, n in enumerate(shape) if n != 1 or i not in axes))

    @composed(view=True, out=False)
    def unsqueeze(input, dim: int) -> Self:
        """With a new dimension of size 1 at `dim`. (n,) → (1, n) for 0. IndexError for a `dim` out of range.

        >>> torch.unsqueeze(torch.zeros(2), 0).shape
        torch.Size([1, 2])
        """
        shape = input._array.shape
        axis = axis_of(dim, len(shape) + 1)
        return record(_unsqueeze, input, shape=(*shape[:axis], 1, *shape[axis:]))


def view_dtype(x: T, kind: Dtype) -> T:
    """Reinterpret the memory of `x` as another dtype; not differentiable."""
    array, new = x._array, kind.numpy
    if new != array.dtype:  # bfloat16 is reinterpreted as a copy in 16-bit words
        array = to_bits(array) if array.dtype == BFLOAT16 else array
        new = np.dtype(np.uint16) if new == BFLOAT16 else new
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
    result = x._wrap(value if new == kind.numpy else from_bits(value))
    result._version_counter = x._version_counter
    return result
