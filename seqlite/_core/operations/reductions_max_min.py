"""Reduction Ops: the largest and the smallest elements, and where they are."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..record import record
from ..rules import Array, Op, Result, restore_reduced_dims, rule
from ..seldom_types import refuse_wide
from ..tensor_base import TensorBase
from .arguments import axes_of, axis_of, check_tensor
from .comparison import _maximum, _minimum
from .declare import Family, composed
from .out import return_type
from .reductions import Axis, add_reduce


def extremum_rule(ufunc: Any, node: str, spreads_nan: bool = False) -> Any:
    """Make the maximum or minimum over `axis`; equal elements share the gradient."""

    def forward(a: Array, *, axis: Axis, keepdim: bool) -> Result:
        value = ufunc.reduce(a, axis=axis, keepdims=keepdim)

        def back(g: Array) -> Array:
            whole = restore_reduced_dims(value, axis, keepdim)
            hit = a == whole
            if not spreads_nan and a.dtype.kind == "f":
                hit |= np.isnan(a) & np.isnan(whole)
            share = restore_reduced_dims(g, axis, keepdim) / add_reduce(
                hit, axis=axis, keepdims=True, dtype=a.dtype
            )
            return share * hit if spreads_nan else np.where(hit, share, 0)

        return value, (back,)

    return rule(node)(forward)


_amax, _amin = (
    extremum_rule(np.maximum, "AmaxBackward0", True),
    extremum_rule(np.minimum, "AminBackward0", True),
)

max_all, min_all = extremum_rule(np.maximum, "MaxBackward1"), extremum_rule(np.minimum, "MinBackward1")


def values_at_indices(node: str) -> Any:
    """Make the operation that takes values at `index` along `axis`, for operations that also return
    indices."""

    def take(a: Array, *, index: Array, axis: int, keepdim: bool = True) -> Result:
        shape = a.shape

        def back(g: Array) -> Array:
            whole = np.zeros(shape, g.dtype)
            np.put_along_axis(whole, places, restore_reduced_dims(g, axis, keepdim), axis)
            return whole

        places = restore_reduced_dims(index, axis, keepdim)
        value = np.take_along_axis(a, places, axis)
        return value if keepdim else value.squeeze(axis), (back,)

    return rule(node)(take)


max_axis, min_axis = values_at_indices("MaxBackward0"), values_at_indices("MinBackward0")


class ReductionsMaxMin(Family):
    """`dim` and `keepdim` as in `Reductions`."""

    __slots__ = ()

    @composed(names={"other": "dim"})
    def max(input, dim: Any = None, keepdim: bool = False) -> Any:
        """The largest element; with `dim` a pair (values, indices); with a tensor, as `maximum`. Without
        `dim` the shape is (), and RuntimeError for no elements.

        >>> torch.max(torch.tensor([1, 3]))
        tensor(3)
        """
        if isinstance(dim, TensorBase):
            return record(_maximum, input, dim)
        if dim is None:
            return record(max_all, check_not_empty(input, "max"), axis=None, keepdim=False)
        return extremum_with_indices(input, max_axis, np.argmax, dim, keepdim, max_pair)

    @composed(names={"other": "dim"})
    def min(input, dim: Any = None, keepdim: bool = False) -> Any:
        """The smallest element; with `dim` a pair (values, indices); with a tensor, as `minimum`. Without
        `dim` the shape is (), and RuntimeError for no elements.

        >>> torch.min(torch.tensor([1, 3]))
        tensor(1)
        """
        if isinstance(dim, TensorBase):
            return record(_minimum, input, dim)
        if dim is None:
            return record(min_all, check_not_empty(input, "min"), axis=None, keepdim=False)
        return extremum_with_indices(input, min_axis, np.argmin, dim, keepdim, min_pair)

    @composed()
    def amax(input, dim: Any = (), keepdim: bool = False) -> Self:
        """The largest elements; equal ones share the gradient. Without `dim` the shape is (). RuntimeError
        for no elements.

        >>> torch.amax(torch.tensor([[1, 2], [4, 3]]), 1)
        tensor([2, 4])
        """
        axis = axes_of(dim, check_not_empty(input, "amax", dim)._array.ndim)
        return record(_amax, input, axis=axis, keepdim=keepdim)

    @composed()
    def amin(input, dim: Any = (), keepdim: bool = False) -> Self:
        """The smallest elements; equal ones share the gradient. Without `dim` the shape is (). RuntimeError
        for no elements.

        >>> torch.amin(torch.tensor([[1, 2], [4, 3]]), 1)
        tensor([1, 3])
        """
        axis = axes_of(dim, check_not_empty(input, "amin", dim)._array.ndim)
        return record(_amin, input, axis=axis, keepdim=keepdim)

    @composed()
    def argmax(input, dim: int | None = None, keepdim: bool = False) -> Self:
        """The place of the first largest element; without `dim`, its place in the flattened tensor. An int64
        tensor, of shape () without `dim`. IndexError for no elements.

        >>> torch.argmax(torch.tensor([1, 3, 2]))
        tensor(1)
        """
        refuse_bool(input, "argmax")
        axis = axes_of(dim, check_not_empty(input, "argmax", dim, IndexError)._array.ndim)
        return input._wrap(arg_extremum(np.argmax, input._array, axis, keepdim))

    @composed()
    def argmin(input, dim: int | None = None, keepdim: bool = False) -> Self:
        """The place of the first smallest element. An int64 tensor, of shape () without `dim`. IndexError for
        no elements.

        >>> torch.argmin(torch.tensor([2, 1, 3]))
        tensor(1)
        """
        refuse_bool(input, "argmin")
        axis = axes_of(dim, check_not_empty(input, "argmin", dim, IndexError)._array.ndim)
        return input._wrap(arg_extremum(np.argmin, input._array, axis, keepdim))


def arg_extremum(function: Any, a: Array, axis: int | None, keepdim: bool) -> Array:
    """The index of the extremum: int64 on every platform."""
    refuse_wide(a, function.__name__)
    found = np.asarray(function(a, axis=axis), np.int64)
    if keepdim:
        return found.reshape((1,) * a.ndim) if axis is None else np.expand_dims(found, axis)
    return found


max_pair, min_pair = return_type("max"), return_type("min")


def check_not_empty(input: Any, who: str, dim: Any = None, error: type[Exception] = RuntimeError) -> Any:
    """Return `input`. PyTorch's error if there are no elements (along `dim`, if given)."""
    array = check_tensor(input, who)._array
    if array.size == 0:
        axes = None if dim is None or dim == () else axes_of(dim, array.ndim)
        if axes is None:
            raise error(f"{who}(): Expected reduction dim to be specified for input.numel() == 0.")
        for axis in axes if isinstance(axes, tuple) else (axes,):
            if array.shape[axis] == 0:
                raise IndexError(f"{who}(): Expected reduction dim {axis} to have non-zero size.")
    return input


def extremum_with_indices(input: Any, op: Op, search: Any, dim: int, keepdim: bool, pair: Any) -> Any:
    """The pair (values, indices) of the elements that `search` finds along `dim`."""
    axis = axis_of(dim, check_tensor(input, op.__name__)._array.ndim)
    refuse_wide(input._array, pair.__name__)
    if input._array.ndim == 0:
        return pair(input, input._wrap(np.zeros((), np.int64)))
    check_not_empty(input, pair.__name__, dim)
    index = np.expand_dims(search(input._array, axis=axis), axis).astype(np.int64)
    return with_indices(input, op, index, axis, keepdim, pair)


def with_indices(input: Any, op: Op, index: Any, axis: int, keepdim: bool, pair: Any) -> Any:
    """The pair of the elements at `index`, which has size 1 along `axis`, and the index."""
    if not keepdim:
        index = index.squeeze(axis)
    places = input._wrap(index)
    return pair(record(op, input, index=places, axis=axis, keepdim=keepdim), places)


def refuse_bool(input: TensorBase, who: str) -> None:
    """Raise RuntimeError for bool tensors."""
    if input._array.dtype == bool:
        raise RuntimeError(f"{who}(): does not support bool input; convert with .long() first")
