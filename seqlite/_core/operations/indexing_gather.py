"""Indexing by tensors and masks: `gather`, `index_select`, `take`, `where`, `masked_fill`, `nonzero`."""

from __future__ import annotations

import warnings
from functools import wraps
from typing import Any, Self

import numpy as np

from ..dtypes import number_dtype
from ..record import drop_base, record, with_node_name
from ..rules import Array, Result, rule, saving
from ..seldom_types import refuse_wide
from ..tensor_attributes import as_memory_format
from ..tensor_base import TensorBase
from .arguments import M, axis_of
from .declare import Family, composed, function
from .indexing import _index, index_backward

Tensor = Any  # avoids a circular import


def gather_key(index: Array, axis: int) -> tuple[Array, ...]:
    """The NumPy index for `index` along `axis`."""
    grid = np.ogrid[tuple(slice(n) for n in index.shape)]
    return (*grid[:axis], index, *grid[axis + 1 :])


@rule("GatherBackward0")
def _gather(a: Array, *, index: Array, axis: int) -> Result:
    key = gather_key(index, axis)
    return as_memory_format(a[key], False), (saving(index_backward(a.shape, key, accumulate=True), a),)


@rule("IndexSelectBackward0")
def _index_select(a: Array, *, index: Array, axis: int) -> Result:
    key = (*(slice(None),) * axis, index)
    return a.take(index, axis), (index_backward(a.shape, key, accumulate=True),)


@rule("MaskedFillBackward0")
def _masked_fill(a: Array, value: Array, *, mask: Array) -> Result:
    filled = np.where(mask, np.asarray(value).astype(a.dtype), a)
    return filled, (lambda g: np.where(mask, 0, g), lambda g: np.where(mask, g, 0))


@rule("WhereBackward0", promote="same")
def _where(a: Array, b: Array, *, condition: Array) -> Result:
    return np.where(condition, a, b), (
        lambda g: np.where(condition, g, 0),
        lambda g: np.where(condition, 0, g),
    )


def scalars_as_vectors(plain: M) -> M:
    """Treat 0-dim tensors as vectors of one element."""

    def wide(given: Any) -> Any:
        return given.reshape(1) if isinstance(given, TensorBase) and not given._array.ndim else given  # type: ignore[attr-defined]

    @wraps(plain)
    def form(input: Any, dim: int, index: Any, *args: Any, **options: Any) -> Any:
        given = (input, index, *args, *options.values())
        if all(a._array.ndim for a in given if isinstance(a, TensorBase)):
            return plain(input, dim, index, *args, **options)
        rest, named_rest = map(wide, args), {name: wide(value) for name, value in options.items()}
        result = plain(wide(input), dim, wide(index), *rest, **named_rest)
        shape = (index if plain.__name__ == "gather" else input)._array.shape
        node = result._node and result._node._name
        return drop_base(with_node_name(result.reshape(shape), node))

    return form  # type: ignore[return-value]


class IndexingGather(Family):
    """`index` is an integer tensor of places along `dim`. Results are copies."""

    __slots__ = ()

    @composed()
    def index_select(input, dim: int, index: TensorBase) -> Self:
        """The places `index` along `dim`, as a copy.

        The size along `dim` becomes the length of the vector `index`. IndexError for places out of range.

        >>> torch.index_select(torch.tensor([5, 6]), 0, torch.tensor([1]))
        tensor([6])
        """
        axis, places, shape = axis_of(dim, input._array.ndim), index._array, input._array.shape
        if places.dtype not in (np.int32, np.int64):
            raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
        if places.ndim > 1:
            raise IndexError("index_select(): Index is supposed to be a vector")
        if not shape:
            if places.size != 1:
                raise RuntimeError(
                    f"index_select(): Index to scalar can have only 1 value, got {places.size} value(s)"
                )
            return record(_index_select, input.reshape(1), index=index, axis=0).reshape(())
        if places.size:
            check_places(places, shape, axis)
        return record(_index_select, input, index=index, axis=axis)

    @composed()
    def take(input, index: TensorBase) -> Self:
        """The elements at places of the flattened tensor. The result has the shape of `index`. IndexError for
        places out of range.

        >>> torch.take(torch.eye(2), torch.tensor([3]))
        tensor([1.])
        """
        check_index_dtype(index, "take")
        refuse_wide(input._array, "take")
        flat = input.reshape(-1)
        places = np.asarray(index._array, order="C")
        return with_node_name(record(_index, flat, key=(places,), kept=(index, input)), "TakeBackward0")

    @composed()
    @scalars_as_vectors
    def gather(input, dim: int, index: TensorBase, *, sparse_grad: bool = False) -> Self:
        """out[i][j] = input[index[i][j]][j] for dim 0, and alike for the others. RuntimeError unless `index`
        fits. `sparse_grad` is accepted; gradients are dense.

        The result has the shape of `index`.

        >>> torch.gather(torch.tensor([5, 6]), 0, torch.tensor([1, 1]))
        tensor([6, 6])
        """
        axis = check_gather_index(input, dim, index, "gather")
        if not index._array.size:
            return with_node_name(input.reshape(-1)[:0].reshape(index._array.shape), "GatherBackward0")
        return record(_gather, input, index=index, axis=axis)

    @composed(
        out="nonzero: Expected out tensor to have scalar type {wanted.kind} but got scalar type {found}"
    )
    def nonzero(input, *, as_tuple: bool = False) -> Any:
        """The places of the non-zero elements, one a row; `as_tuple` gives one tensor per dimension. The
        shape is (count, dimensions), int64.

        >>> torch.nonzero(torch.tensor([0, 7]))
        tensor([[1]])
        """
        refuse_wide(input._array, "nonzero")
        places = [p.astype(np.int64) for p in np.nonzero(np.atleast_1d(input._array))]
        if as_tuple:
            return tuple(map(input._wrap, places))
        return input._wrap(
            np.array(places).T if input._array.ndim else np.empty((len(places[0]), 0), np.int64)
        )

    @composed(in_place=True)
    def masked_fill(input, mask: TensorBase, value: Any) -> Self:
        """`value` where the bool tensor `mask` is true.

        The mask broadcasts to the shape of the input. RuntimeError for another type than bool.

        >>> torch.masked_fill(torch.ones(2), torch.tensor([True, False]), 0)
        tensor([0., 1.])
        """
        if mask._array.dtype != bool:
            raise RuntimeError(
                f"masked_fill_ only supports boolean masks, but got mask with dtype {mask._array.dtype}; "
                "write mask.bool() or a comparison"
            )
        return record(_masked_fill, input, value, mask=mask)

    @composed(function=False)
    def where(self, condition: Any, other: Any) -> Self:
        """Elements of self where the bool tensor `condition` is true, else of `other`. Shapes broadcast."""
        if condition._array.dtype == np.uint8:
            warnings.warn(
                "where received a uint8 condition tensor. This behavior is deprecated and will be removed in "
                "a future version of PyTorch. Use a boolean condition instead.",
                stacklevel=3,
            )
            condition = condition.ne(0)
        if condition._array.dtype != bool:
            raise RuntimeError(
                "where expected condition to be a boolean tensor, but got a tensor with dtype "
                f"{condition._array.dtype}; write a comparison, or condition.bool()"
            )
        return record(_where, self, other, condition=condition)


def check_places(places: Any, shape: tuple[int, ...], axis: int) -> None:
    """IndexError for a place out of range; RuntimeError along the second dimension, as in PyTorch."""
    least, most, size = places.min(), places.max(), shape[axis]
    if not size:
        raise RuntimeError("index_select(): self indexing axis dim should be positive")
    if 0 <= least <= most < size:
        return
    if axis != 1:
        raise IndexError("index out of range in self")
    wrong = places[(places < 0) | (places >= size)].flat[0] if places.ndim else places
    raise RuntimeError(f"INDICES element is out of DATA bounds, id={wrong} axis_dim={size}")


def check_index_dtype(index: Any, who: str) -> None:
    """Raise RuntimeError unless the index is int32 or int64."""
    if index._array.dtype not in (np.int32, np.int64):
        found = index.dtype.kind
        raise RuntimeError(f"{who}(): Expected dtype int32/int64 for index but got: {found}")


def check_gather_index(input: Any, dim: int, index: Any, who: str) -> int:
    """Return the axis, after checking the shape of `index` and its range."""
    axis = axis_of(dim, input._array.ndim)
    array, shape = index._array, input._array.shape
    check_index_dtype(index, who)
    if not array.size:
        return axis
    if array.ndim != len(shape):
        raise RuntimeError(
            f"Index tensor must have the same number of dimensions as input tensor: {list(array.shape)}, "
            f"{list(shape)}"
        )
    if any(m > n for i, (m, n) in enumerate(zip(array.shape, shape, strict=True)) if i != axis):
        raise RuntimeError(
            f"Size does not match at some dimension: {who}() expected index {list(array.shape)} to be no "
            f"larger than self {list(shape)} apart from dimension {axis}"
        )
    if not 0 <= array.min() <= array.max() < shape[axis]:
        wrong = array[(array < 0) | (array >= shape[axis])].flat[0]
        raise RuntimeError(f"index {wrong} is out of bounds for dimension {axis} with size {shape[axis]}")
    return axis


@function(names={"self": "input"})
def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where the bool tensor `condition` is true, else `other`; alone, the places where it is true.

    All three broadcast; alone, a tuple of int64 vectors, one per dimension.

    >>> torch.where(torch.tensor([True, False]), 1., 2.)
    tensor([1., 2.])
    """
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    if isinstance(input, (bool, int, float)):
        input = TensorBase.concrete._wrap(np.asarray(input, number_dtype(input).numpy))
    return IndexingGather.where(input, condition, other)
