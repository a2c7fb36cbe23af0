"""Writing by index, into copies: `scatter`, `scatter_add`, `index_add`, `index_put`, `put`."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np

from ..record import drop_base, record, with_node_name
from ..rules import Array, Result, rule
from ..tensor_base import T, TensorBase
from .arguments import axis_of, wrap_negative
from .declare import Family, composed
from .indexing import copy_slices
from .indexing_gather import check_gather_index, check_index_dtype, gather_key, scalars_as_vectors
from .indexing_keys import convert_index


@rule("ScatterBackward0")
def _scatter(a: Array, source: Array, *, index: Array, axis: int) -> Result:
    """A copy of `a` with `source` written at `index`; the source may be larger than the index."""
    key = gather_key(index, axis)
    used = tuple(slice(n) for n in index.shape)
    value = np.array(a)
    value[key] = source[used]

    def to_rest(g: Array) -> Array:
        rest = np.array(g)
        rest[key] = 0
        return rest

    shape = source.shape

    def to_source(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        whole[used] = g[key]
        return whole

    return value, (to_rest, to_source)


@rule("ScatterBackward1", name="scatter")
def _scatter_value(a: Array, number: Any, *, index: Array, axis: int) -> Result:
    return _scatter.forward(a, np.full(index.shape, number, a.dtype), index=index, axis=axis)


@rule("ScatterAddBackward0")
def _scatter_add(a: Array, source: Array, *, index: Array, axis: int) -> Result:
    key = gather_key(index, axis)
    used = tuple(slice(n) for n in index.shape)
    value = np.array(a)
    np.add.at(value, key, source[used])

    shape = source.shape

    def to_source(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        whole[used] = g[key]
        return whole

    return value, (lambda g: g, to_source)


@rule("IndexPutBackward0", name="index_put")
def _index_put_accumulate(a: Array, value: Array, *, key: Any) -> Result:
    """A copy of `a` with `value` added at `key`."""
    changed = np.array(a)
    np.add.at(changed, key, value)
    return changed, (lambda g: g, lambda g: np.asarray(g[key]))


@rule("NotImplemented", name="scatter")
def _scatter_reduce(a: Array, source: Array, *, index: Array, axis: int, reduce: str) -> Result:
    """A copy of `a` with `source` added or multiplied at `index`."""
    values = np.full(index.shape, source, a.dtype) if np.ndim(source) == 0 else source
    changed = np.array(a)
    put_together = np.add if reduce == "add" else np.multiply
    put_together.at(changed, gather_key(index, axis), values[tuple(slice(n) for n in index.shape)])

    def back(g: Array) -> Array:
        raise RuntimeError("derivative for aten::scatter is not implemented")

    return changed, (back, back)


class IndexingScatter(Family):
    """`index` is an integer tensor of places along `dim`. Results are copies."""

    __slots__ = ()

    @composed(in_place=True)
    @scalars_as_vectors
    def scatter(
        input, dim: int, index: TensorBase, src: Any = None, *, value: Any = None, reduce: str | None = None
    ) -> Self:
        """A copy in which out[index[i][j]][j] = src[i][j] for dim 0; `src` may be a number, `value`. `reduce`
        "add" or "multiply" puts it together with what is there.

        `index` and `src` have as many dimensions as the input, and `index` is at most as large. RuntimeError
        otherwise, for another type of `src` and another `reduce`.

        >>> torch.scatter(torch.zeros(3), 0, torch.tensor([2]), 1.)
        tensor([0., 0., 1.])
        """
        src = value if src is None else src
        axis = check_gather_index(input, dim, index, "scatter")
        if not index._array.size:
            return input.clone()
        op = _scatter
        if not isinstance(src, TensorBase):
            src, op = wrap_negative(src, input._array), _scatter_value
        elif src._array.dtype != input._array.dtype:
            raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
        elif src._array.ndim != index._array.ndim:
            raise RuntimeError(
                "Index tensor must have the same number of dimensions as src tensor: "
                f"{list(index._array.shape)}, {list(src._array.shape)}"
            )
        if reduce is None:
            return record(op, input, src, index=index, axis=axis)
        if reduce not in ("add", "multiply"):
            raise RuntimeError("reduce argument must be either add or multiply.")
        if op is _scatter:
            warnings.warn(
                "The reduce argument of torch.scatter with Tensor src is deprecated and will be removed in a "
                "future PyTorch release.",
                stacklevel=3,
            )
        return record(_scatter_reduce, input, src, index=index, axis=axis, reduce=reduce)

    @composed(in_place=True)
    @scalars_as_vectors
    def scatter_add(input, dim: int, index: TensorBase, src: TensorBase) -> Self:
        """As `scatter`, but adds, so that several may go to one place.

        Shapes and errors are those of `scatter`.

        >>> torch.scatter_add(torch.zeros(2), 0, torch.tensor([1, 1]), torch.ones(2))
        tensor([0., 2.])
        """
        axis = check_gather_index(input, dim, index, "scatter_add")
        return add_at(input, (index,), index._array, src, axis) if index._array.size else input.clone()

    @composed(in_place=True)
    def index_add(input, dim: int, index: TensorBase, source: Any, *, alpha: float = 1) -> Self:
        """A copy to which `alpha` times the slices of `source` are added at the places `index` along `dim`.

        `index` is a vector, as long as `source` along `dim`. RuntimeError otherwise.

        >>> torch.index_add(torch.zeros(2), 0, torch.tensor([1, 1]), torch.ones(2))
        tensor([0., 2.])
        """
        source = source if alpha == 1 else (source * alpha).to(source.dtype)
        wide, axis, places, source = index_add_arguments(input, dim, index, source, "index_add")
        result = add_at(wide, (index, source), places, source, axis)
        return drop_base(with_node_name(result.reshape(input._array.shape), "IndexAddBackward0"))

    @composed(in_place=True)
    def index_put(input, indices: Any, values: Any, accumulate: bool = False) -> Self:
        """A copy with `values` at the places that the tensors `indices` give, as `input[indices] = values`
        does; with `accumulate`, added to what is there.

        The result has the shape of the input. RuntimeError if the types differ.

        >>> torch.index_put(torch.zeros(3), (torch.tensor([2]),), torch.tensor(5.))
        tensor([0., 0., 5.])
        """
        key = tuple(slice(None) if i is None else convert_index(i) for i in indices)
        if values._array.dtype != input._array.dtype:
            raise RuntimeError(
                "Index put requires the source and destination dtypes match: write value.to(input.dtype)"
            )
        kept = [i for i in indices if i is not None]
        put = _index_put_accumulate if accumulate else copy_slices
        return with_node_name(record(put, input, values, key=key, kept=kept), "IndexPutBackward0")

    @composed(in_place=True)
    def put(input, index: TensorBase, source: TensorBase, accumulate: bool = False) -> Self:
        """A copy with the elements of `source` at places of the flattened tensor. The result has the shape of
        the input. IndexError for places out of range.

        >>> torch.put(torch.zeros(3), torch.tensor([2]), torch.tensor([5.]))
        tensor([0., 0., 5.])
        """
        check_index_dtype(index, "put_")
        flat: Any = input.reshape(-1)
        values: Any = source.reshape(-1)  # type: ignore[attr-defined]
        flat = flat.index_put((index.reshape(-1),), values, accumulate)  # type: ignore[attr-defined]
        return drop_base(with_node_name(flat.reshape(input._array.shape), "PutBackward0", *if_needed(source)))


def if_needed(source: T) -> tuple[T, ...]:
    """The source, if it needs a gradient."""
    return (source,) if source._needs else ()


def add_at(input: T, saved: tuple[TensorBase, ...], places: Any, source: TensorBase, axis: int) -> T:
    """Add `source` at `places`. Only its own gradient needs them and the tensors `saved`."""
    kept = saved if source._needs else ()
    return record(_scatter_add, input, source, index=places, axis=axis, kept=kept)


def index_add_arguments(
    input: Any, dim: int, index: Any, source: Any, who: str
) -> tuple[Any, int, Array, Any]:
    """Return the input, the axis, the index broadcast to the shape of the source, and the source; 0-dim
    tensors become vectors."""
    axis = axis_of(dim, input._array.ndim)
    check_index_dtype(index, f"{who}_")
    if index._array.ndim > 1:
        raise IndexError(
            f"{who}_(): Index is supposed to be a vector, but got dim: {index._array.ndim} with type: "
            f"{index.dtype.kind} and size: {list(index._array.shape)}"
        )
    if source._array.dtype != input._array.dtype:
        raise RuntimeError(
            f"{who}_(): self ({input.dtype.kind}) and source ({source.dtype.kind}) must have the "
            "same scalar type"
        )
    shape, given, size = input._array.shape or (1,), source._array.shape, index._array.size
    if (given[axis] if given else 1) != size:
        raise RuntimeError(
            f"{who}_(): Number of indices ({size}) should be equal to source.size(dim): ({given[axis]}), for "
            f"dim: {axis}"
        )
    wanted = tuple(size if i == axis else n for i, n in enumerate(shape))
    if (given or (1,)) != wanted or (who != "index_copy" and len(given) != input._array.ndim):
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got "
            f"self.shape = {list(input._array.shape)} source.shape = {list(given)}"
        )
    if not given:
        source = source.reshape(1)
    numbers = index._array.reshape(-1)
    if size and not 0 <= numbers.min() <= numbers.max() < shape[axis]:
        wrong = numbers[(numbers < 0) | (numbers >= shape[axis])][0]
        which = f"index {wrong} is out of bounds for dimension {axis} with size {shape[axis]}"
        if who == "index_copy":
            raise IndexError(f"index_copy_(): {which}")
        raise IndexError("index out of range in self") if who == "index_reduce" else RuntimeError(which)
    column = numbers.reshape([-1 if i == axis else 1 for i in range(len(shape))])
    return input if input._array.ndim else input.reshape(1), axis, np.broadcast_to(column, wanted), source
