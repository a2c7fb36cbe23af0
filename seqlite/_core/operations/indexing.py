"""Indexing and slicing: `x[i]`, `select`, `narrow`, `split`, `chunk`, `unbind`."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..differentiable_views import SEVERAL
from ..graph import join_outputs
from ..record import record, with_node_name
from ..rules import Array, Op, Result, rule
from ..tensor_base import Mode, T, TensorBase
from .arguments import axis_of
from .declare import Family, composed, function
from .indexing_keys import ALL, check_masks, index_tensors, index_tuple, split_basic_advanced, to_numpy_index

Tensor = Any  # avoids a circular import
Key = Any  # what NumPy takes between brackets


def index_backward(shape: tuple[int, ...], key: Key, accumulate: bool = False) -> Any:
    """Return the rule that writes the gradient to `key` of zeros; with `accumulate`, elements that were
    picked repeatedly add up."""

    def back(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        if accumulate:
            np.add.at(whole, key, g)
        else:
            whole[key] = g
        return whole

    return back


def basic_index_rule(node: str, view: bool) -> Any:
    """Make the operation for basic indexing (integers, slices, None, Ellipsis), which picks no element
    twice."""

    def pick(a: Array, *, key: Key) -> Result:
        value = a[key]
        if value.__class__ is not np.ndarray:  # NumPy returns a number; this returns a 0-dim view
            value = a[(*(key if isinstance(key, tuple) else (key,)), ...)]
        return value, (index_backward(a.shape, key),)

    return rule(node, view=view)(pick)


_select = basic_index_rule("SelectBackward0", True)
_slice = basic_index_rule("SliceBackward0", True)
_newaxis = basic_index_rule("UnsqueezeBackward0", True)
_alias = basic_index_rule("AliasBackward0", True)
_unbind = basic_index_rule("UnbindBackward0", True)
_split = basic_index_rule("SplitBackward0", True)


@rule("IndexBackward0")
def _index(a: Array, *, key: Key) -> Result:
    """Indexing by arrays; elements may be picked repeatedly."""

    return a[key], (index_backward(a.shape, key, accumulate=True),)


@rule("CopySlices")
def copy_slices(a: Array, value: Array, *, key: Key) -> Result:
    """A copy of `a` with `value` at `key`."""
    changed = np.array(a)
    changed[key] = value

    def to_rest(g: Array) -> Array:
        rest = np.array(g)
        rest[key] = 0
        return rest

    return changed, (to_rest, lambda g: np.asarray(g[key]))


class Indexing(Family):
    """Basic indices return views; arrays and masks return copies."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Self:
        if isinstance(index, (int, slice)):  # fast path for loops over rows
            op = _slice if isinstance(index, slice) else _select
            if isinstance(index, bool) or (isinstance(index, int) and not self._array.ndim):
                return self._get(index)
            if op is _select:
                return record(op, self, key=index)
        return self._get(index)

    def _get(self, index: Any) -> Self:
        parts = index_tuple(index)
        key = to_numpy_index(parts, self._array.ndim)
        basic, advanced = split_basic_advanced(key, self._array.ndim)
        if advanced is not None:
            check_masks(key, self._array.shape)
        if self._array.ndim == 0 and any(isinstance(k, int) for k in basic):
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python to convert a 0-dim tensor "
                "to a number"
            )
        x = self
        if advanced is None or any(k is None or k is Ellipsis or k != ALL for k in basic):
            x = record(basic_index_op(basic), self, key=basic)
        return x if advanced is None else record(_index, x, key=advanced, kept=index_tensors(parts))

    @composed(out=False)
    def unbind(input, dim: int = 0) -> tuple[Self, ...]:
        """The slices along `dim`.

        A tuple of views without that dimension. IndexError for a `dim` out of range.

        >>> torch.unbind(torch.tensor([1, 2]))
        (tensor(1), tensor(2))
        """
        axis = axis_of(dim, input._array.ndim)
        return split_views(input, _unbind, [(*(ALL,) * axis, i) for i in range(input._array.shape[axis])])

    @composed(function=False)
    def split(self, split_size: Any, dim: int = 0) -> tuple[Self, ...]:
        """Pieces of `split_size` (the last may be smaller), or of the sizes in a list, along `dim`.

        A tuple of views. RuntimeError for sizes that are negative or do not sum to that of `dim`.

        >>> torch.arange(3).split(2)
        (tensor([0, 1]), tensor([2]))
        """
        check_not_scalar(self, "split")
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
        return split_views(self, _split, cuts, node)

    @composed(out=False)
    def chunk(input, chunks: int, dim: int = 0) -> tuple[Self, ...]:
        """At most `chunks` pieces of equal size; the last may be smaller.

        A tuple of views. RuntimeError unless `chunks` is positive.

        >>> torch.chunk(torch.arange(3), 2)
        (tensor([0, 1]), tensor([2]))
        """
        check_not_scalar(input, "chunk")
        if chunks <= 0:
            raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
        size = input._array.shape[axis_of(dim, input._array.ndim)]
        return Indexing.split(input, -(-size // chunks) if size else [0] * chunks, dim)

    @composed(out=False)
    def narrow(input, dim: int, start: int, length: int) -> Self:
        """`length` places along `dim` from `start` on.

        A view of size `length` along `dim`. RuntimeError if it reaches past the end.

        >>> torch.narrow(torch.arange(4), 0, 1, 2)
        tensor([1, 2])
        """
        check_not_scalar(input, "narrow")
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
        return record(_slice, input, key=(*(ALL,) * axis, slice(start, start + length)))

    @composed(out=False)
    def select(input, dim: int, index: int) -> Self:
        """One slice along `dim`, as a view.

        The dimension is dropped. IndexError for an `index` out of range.

        >>> torch.select(torch.eye(2), 0, 1)
        tensor([0., 1.])
        """
        return record(_select, input, key=(*(ALL,) * axis_of(dim, input._array.ndim), index))


def split_views(input: T, op: Op, cuts: list[Any], node: str = "") -> tuple[T, ...]:
    """Return the views of `input` at `cuts`, as the outputs of one node. Autograd does not follow changes in
    them."""
    views = [record(op, input, key=cut) for cut in cuts]
    if not Mode.grad:
        return tuple(views)
    for view in views:
        view._creation_meta = SEVERAL
        if node:
            with_node_name(view, node)

    def gather(by: dict[int, Array]) -> Array:
        whole = np.zeros(input._array.shape, next(iter(by.values())).dtype)
        for i, g in by.items():
            whole[cuts[i]] = g
        return whole

    return join_outputs(views, gather)


def check_not_scalar(input: TensorBase, who: str) -> None:
    """Raise RuntimeError for a 0-dim tensor."""
    if input._array.ndim == 0:
        raise RuntimeError(f"{who} expects at least a 1-dimensional tensor, got one number")


def basic_index_op(key: tuple[Any, ...]) -> Any:
    """The operation of a basic index. PyTorch applies several; this is the last."""
    last = next((k for k in reversed(key) if k is not Ellipsis and k != ALL), ALL)
    if last is None:
        return _newaxis
    if all(k is Ellipsis for k in key):
        return _alias
    return _slice if isinstance(last, slice) else _select


@function(out=False)
def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of one size (the last may be smaller), or of the sizes in a list, along `dim`. Shapes and errors
    are those of `Tensor.split`.

    >>> torch.split(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    return tuple(tensor.split(split_size_or_sections, dim))
