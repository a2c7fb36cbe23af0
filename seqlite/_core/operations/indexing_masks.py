"""Further ways to read and write by index: `masked_select`, `index_copy`, `take_along_dim`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import from_numpy_dtype
from ..record import drop_base, record, shape_error, with_node_name
from ..rules import Array, Result, rule, saving
from ..tensor_base import TensorBase
from .arguments import axis_of, wrap_negative
from .declare import composed, function
from .indexing import copy_slices, index_backward
from .indexing_gather import _gather
from .indexing_keys import ALL
from .indexing_scatter import _scatter, if_needed, index_add_arguments

Tensor = Any  # avoids a circular import


@rule("MaskedSelectBackward0")
def _masked_select(a: Array, *, mask: Array) -> Result:
    return a[mask], (saving(index_backward(a.shape, mask), a),)


def common_shape(*tensors: Tensor) -> tuple[int, ...]:
    """The shape that they broadcast to. RuntimeError if they do not."""
    try:
        return np.broadcast_shapes(*(t._array.shape for t in tensors))
    except ValueError:
        raise shape_error([t._array for t in tensors]) or RuntimeError("shapes do not broadcast") from None


@composed()
def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the bool tensor `mask` is true, as a vector; both broadcast. RuntimeError for a mask
    of another type.

    >>> torch.masked_select(torch.tensor([5, 6]), torch.tensor([True, False]))
    tensor([5])
    """
    if mask._array.dtype != bool:
        raise RuntimeError("masked_select: expected BoolTensor for mask: write mask.bool() or mask != 0")
    shape = common_shape(input, mask)
    return record(_masked_select, input.expand(shape), mask=mask.expand(shape))


@composed()
def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """As `gather`, with the int64 tensor `indices` broadcast against the input apart from `dim`; without
    `dim`, of the flattened tensor.

    RuntimeError for indices that are not int64 or have another number of dimensions.

    >>> torch.take_along_dim(torch.tensor([5, 6]), torch.tensor([1, 0]), 0)
    tensor([6, 5])
    """
    if indices._array.dtype != np.int64:
        raise RuntimeError(
            "torch.take_along_dim(): dtype of indices should be Long but got "
            f"{indices._array.dtype}: write .long()"
        )
    if dim is None:
        return input.reshape(-1).gather(0, indices.reshape(-1))
    axis, shape = axis_of(dim, input._array.ndim), list(input._array.shape)
    if indices._array.ndim != input._array.ndim:
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but "
            f"got {input._array.ndim} dimensions for input, and {indices._array.ndim} dimensions for indices"
        )
    wide = np.broadcast_shapes(
        tuple(1 if i == axis else n for i, n in enumerate(shape)),
        tuple(1 if i == axis else n for i, n in enumerate(indices._array.shape)),
    )
    size = indices._array.shape[axis]
    places = np.broadcast_to(indices._array, (*wide[:axis], size, *wide[axis + 1 :])).copy()
    whole = input.expand(*wide[:axis], shape[axis], *wide[axis + 1 :])
    return with_node_name(record(_gather, whole, index=places, axis=axis), "GatherBackward0")


@function(method=True)
def argwhere(input: Tensor) -> Tensor:
    """The places of the elements that are not zero, one a row: int64. The shape is (count, dimensions).

    >>> torch.argwhere(torch.tensor([0, 5]))
    tensor([[1]])
    """
    return input.nonzero()


@function(method=True)
def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1) -> Tensor:
    """As `nonzero`, with `size` rows: those that are missing are `fill_value`, those too many are left out.

    The result is (size, dimensions), int64. RuntimeError for a negative `size`.

    >>> torch.nonzero_static(torch.tensor([0, 5, 7]), size=3)
    tensor([[ 1],
            [ 2],
            [-1]])
    """
    if size < 0:
        raise RuntimeError(f"nonzero_static: 'size' must be an non-negative integer, but got {size}")
    found = input.nonzero()._array[:size]
    filled = np.full((size, found.shape[1]), fill_value, np.int64)
    filled[: len(found)] = found
    return input._wrap(filled)


@composed(in_place=True)
def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """A copy with the slices of `source` at the places `index` along `dim`. RuntimeError if the types differ.

    The result has the shape of the input.

    >>> torch.index_copy(torch.zeros(2), 0, torch.tensor([1]), torch.ones(1))
    tensor([0., 1.])
    """
    check_copy(input, axis_of(dim, input._array.ndim), index._array, source._array)
    wide, axis, places, source = index_add_arguments(input, dim, index, source, "index_copy")
    result = record(_scatter, wide, source, index=places, axis=axis, kept=(index, *if_needed(source)))
    return drop_base(with_node_name(result.reshape(input._array.shape), "IndexCopyBackward0"))


def check_copy(input: Tensor, axis: int, index: Any, source: Any) -> None:
    """IndexError or RuntimeError where the arrays do not fit for `index_copy`."""
    who, shape = "index_copy_():", input._array.shape
    if index.dtype != np.int64:
        raise RuntimeError(
            f"{who} Expected a long tensor for index, but got {from_numpy_dtype(index.dtype).kind}"
        )
    if source.dtype != input._array.dtype:
        raise RuntimeError(
            f"{who} self and source expected to have the same dtype, but got (self) "
            f"{input.dtype.kind} and (source) {from_numpy_dtype(source.dtype).kind}"
        )
    if index.ndim > 1:
        raise IndexError(f"{who} Index should have dimension 1 or 0 (got {index.ndim})")
    if shape and source.ndim and len(shape) != source.ndim:
        raise IndexError(
            f"{who} When source and destination are not scalars, their dimensionality must match. Source "
            f"dimensionality ({source.ndim}), destination dimensionality ({len(shape)})"
        )
    slices = [[n for i, n in enumerate(dims) if i != axis] for dims in (shape, source.shape)]
    if slices[0] != slices[1]:
        mine, other = (" ".join(map(str, part)) for part in slices)
        raise RuntimeError(
            f"{who} Source/destination tensor must have same slice shapes. Destination slice shape: {mine} "
            f"at dimension {axis} and source slice shape: {other} at dimension 0."
        )
    if source.ndim and source.shape[axis] != index.size:
        raise IndexError(
            f"{who} Number of indices ({index.size}) should be equal to source.size(dim) "
            f"({source.shape[axis]})"
        )


@composed(in_place=True)
def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """A copy with `value`, a number or a 0-dim tensor, at the places `index` along `dim`.

    RuntimeError for a tensor with dimensions as `value`.

    >>> torch.index_fill(torch.zeros(2), 0, torch.tensor([1]), 5)
    tensor([0., 5.])
    """
    axis = axis_of(dim, input._array.ndim)
    if isinstance(value, complex):
        raise NotImplementedError(
            "index_fill_(): Converting complex Scalar to non-complex type is not supported"
        )
    if isinstance(value, TensorBase) and value._array.ndim:
        raise RuntimeError(
            f"Only supports 0-dimension value tensor, but got tensor with {value._array.ndim} dimension(s)."
        )
    if not input._array.ndim:
        return drop_base(input.reshape(1).index_fill(dim, index, value).reshape(()))
    key = (*(ALL,) * axis, index._array)
    value = wrap_negative(value, input._array)
    node = f"IndexFillBackward{int(isinstance(value, TensorBase))}"
    return with_node_name(record(copy_slices, input, value, key=key, kept=(index,)), node)


@composed(in_place=True, out=False)
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """A copy in which the elements where the bool tensor `mask` is true are those of `source`, one after the
    other. RuntimeError if there are too few, or the types differ. The mask broadcasts to the shape of the
    input.

    >>> torch.masked_scatter(torch.zeros(3), torch.tensor([True, False, True]), torch.tensor([5., 6.]))
    tensor([5., 0., 6.])
    """
    if mask._array.dtype != bool:
        raise RuntimeError("masked_scatter_ only supports boolean masks, but got mask with another dtype")
    if source._array.dtype != input._array.dtype:
        raise RuntimeError("masked_scatter: expected self and source to have same dtypes")
    shape = common_shape(input, mask)
    where, whole = np.broadcast_to(mask._array, shape), input.expand(shape)
    count = int(where.sum())
    if source.numel() < count:
        raise RuntimeError(
            "Number of elements of source < number of ones in mask: "
            f"{source.numel()} elements for {count} places"
        )
    values = source.reshape(-1)[:count]
    result = record(copy_slices, whole, values, key=(where,), kept=(mask,))
    return with_node_name(result, "MaskedScatterBackward0")
