"""Reductions that choose: the largest, the smallest, where they are, and whether all or any are true."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..graph import TensorBase
from ..ops.rules import Array, Op
from ..record import record
from .arguments import axes_of, axis_of, tensor
from .declare import Family, composed
from .folds import (
    max_all,
    max_axis,
    min_all,
    min_axis,
    shared_max,
    shared_min,
)
from .pointwise import larger, smaller
from .return_types import return_type


class Extremes(Family):
    """`dim` and `keepdim` as in `Reducing`."""

    __slots__ = ()

    @composed(names={"other": "dim"})
    def max(input, dim: Any = None, keepdim: bool = False) -> Any:
        """The largest element; with `dim` a pair (values, indices); with a tensor, as `maximum`.

        >>> torch.max(torch.tensor([1, 3]))
        tensor(3)
        """
        if isinstance(dim, TensorBase):
            return record(larger, input, dim)
        if dim is None:
            return record(max_all, filled(input, "max"), axis=None, keepdim=False)
        return found(input, max_axis, np.argmax, dim, keepdim, max_pair)

    @composed(names={"other": "dim"})
    def min(input, dim: Any = None, keepdim: bool = False) -> Any:
        """The smallest element; with `dim` a pair (values, indices); with a tensor, as `minimum`.

        >>> torch.min(torch.tensor([1, 3]))
        tensor(1)
        """
        if isinstance(dim, TensorBase):
            return record(smaller, input, dim)
        if dim is None:
            return record(min_all, filled(input, "min"), axis=None, keepdim=False)
        return found(input, min_axis, np.argmin, dim, keepdim, min_pair)

    @composed()
    def amax(input, dim: Any = (), keepdim: bool = False) -> Self:
        """The largest elements; equal ones share the gradient.

        >>> torch.amax(torch.tensor([[1, 2], [4, 3]]), 1)
        tensor([2, 4])
        """
        axis = axes_of(dim, filled(input, "amax", dim)._array.ndim)
        return record(shared_max, input, axis=axis, keepdim=keepdim)

    @composed()
    def amin(input, dim: Any = (), keepdim: bool = False) -> Self:
        """The smallest elements; equal ones share the gradient.

        >>> torch.amin(torch.tensor([[1, 2], [4, 3]]), 1)
        tensor([1, 3])
        """
        axis = axes_of(dim, filled(input, "amin", dim)._array.ndim)
        return record(shared_min, input, axis=axis, keepdim=keepdim)

    @composed()
    def argmax(input, dim: int | None = None, keepdim: bool = False) -> Self:
        """The place of the first largest element; without `dim`, its place in the flattened tensor.

        >>> torch.argmax(torch.tensor([1, 3, 2]))
        tensor(1)
        """
        no_bools(input, "argmax")
        axis = axes_of(dim, filled(input, "argmax", dim, IndexError)._array.ndim)
        return input._wrap(place_of(np.argmax, input._array, axis, keepdim))

    @composed()
    def argmin(input, dim: int | None = None, keepdim: bool = False) -> Self:
        """The place of the first smallest element.

        >>> torch.argmin(torch.tensor([2, 1, 3]))
        tensor(1)
        """
        no_bools(input, "argmin")
        axis = axes_of(dim, filled(input, "argmin", dim, IndexError)._array.ndim)
        return input._wrap(place_of(np.argmin, input._array, axis, keepdim))

    @composed()
    def all(input, dim: Any = None, keepdim: bool = False) -> Self:
        """Whether all elements are non-zero.

        >>> torch.all(torch.tensor([True, False]))
        tensor(False)
        """
        axis = axes_of(dim, tensor(input, "all")._array.ndim)
        return input._wrap(tested(np.logical_and, input._array, axis, keepdim))

    @composed()
    def any(input, dim: Any = None, keepdim: bool = False) -> Self:
        """Whether some element is non-zero.

        >>> torch.any(torch.tensor([True, False]))
        tensor(True)
        """
        axis = axes_of(dim, tensor(input, "any")._array.ndim)
        return input._wrap(tested(np.logical_or, input._array, axis, keepdim))


def place_of(function: Any, a: Array, axis: int | None, keepdim: bool) -> Array:
    """Where `function` finds the extreme value: int64 on every platform."""
    found = np.asarray(function(a, axis=axis), np.int64)
    if keepdim:
        return found.reshape((1,) * a.ndim) if axis is None else np.expand_dims(found, axis)
    return found


def tested(ufunc: Any, a: Array, axis: Any, keepdim: bool) -> Array:
    """all and any. Bools, but for uint8, PyTorch's old type of masks, which stays."""
    value = np.asarray(ufunc.reduce(a, axis=axis, keepdims=keepdim, dtype=bool))
    return value.astype(np.uint8) if a.dtype == np.uint8 else value


max_pair, min_pair = return_type("max"), return_type("min")


def filled(input: Any, who: str, dim: Any = None, error: type[Exception] = RuntimeError) -> Any:
    """`input`, if there is something to choose from (along `dim`, if one is given); else PyTorch's error."""
    array = tensor(input, who)._array
    if array.size == 0:
        axes = None if dim is None or dim == () else axes_of(dim, array.ndim)
        if axes is None:
            raise error(f"{who}(): Expected reduction dim to be specified for input.numel() == 0.")
        for axis in axes if isinstance(axes, tuple) else (axes,):
            if array.shape[axis] == 0:
                raise IndexError(f"{who}(): Expected reduction dim {axis} to have non-zero size.")
    return input


def found(input: Any, op: Op, search: Any, dim: int, keepdim: bool, pair: Any) -> Any:
    """The pair (values, indices) of the elements that `search` finds along `dim`."""
    axis = axis_of(dim, tensor(input, op.__name__)._array.ndim)
    if input._array.ndim == 0:
        return pair(input, input._wrap(np.zeros((), np.int64)))
    filled(input, pair.__name__, dim)
    index = np.expand_dims(search(input._array, axis=axis), axis).astype(np.int64)
    return with_indices(input, op, index, axis, keepdim, pair)


def with_indices(input: Any, op: Op, index: Any, axis: int, keepdim: bool, pair: Any) -> Any:
    """The elements at `index`, which has one place along `axis`, with that axis kept or dropped."""
    if not keepdim:
        index = index.squeeze(axis)
    places = input._wrap(index)
    return pair(record(op, input, index=places, axis=axis, keepdim=keepdim), places)


def no_bools(input: TensorBase, who: str) -> None:
    """RuntimeError for bool tensors."""
    if input._array.dtype == bool:
        raise RuntimeError(f"{who}(): does not support bool input; convert with .long() first")
