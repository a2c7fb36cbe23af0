"""Indexing, and cutting into pieces."""

from __future__ import annotations

import operator
import warnings
from typing import Any, Self

import numpy as np

from ..graph import Mode, T, TensorBase
from ..multiple_outputs import joined
from ..ops.rules import Array, Op
from ..record import named, record
from ..view_origin import SEVERAL
from . import moves
from .arguments import axis_of
from .declare import Family, composed

ALL = slice(None)


def parts_of(index: Any) -> tuple[Any, ...]:
    """A user's index as a tuple. So is a list that holds more than numbers, with PyTorch's warning."""
    if isinstance(index, tuple):
        return index
    if not isinstance(index, list) or len(index) >= 32 or not any(map(is_part, index)):
        return (index,)
    warnings.warn(
        "Using a non-tuple sequence for multidimensional indexing is deprecated; use x[tuple(seq)] instead "
        "of x[seq], or x[torch.tensor(seq)] if it shall be one index",
        stacklevel=4,
    )
    return tuple(index)


def is_part(item: Any) -> bool:
    """Whether an element of a list shows that the list stands for several indices."""
    return (
        item is None
        or item is Ellipsis
        or isinstance(item, (slice, list, tuple, range, np.ndarray, TensorBase))
    )


def to_key(parts: tuple[Any, ...], ndim: int) -> tuple[Any, ...]:
    """The parts of an index as integers, slices, None, one Ellipsis, and arrays."""
    key = tuple(map(one_key, parts))
    dots = [i for i, k in enumerate(key) if k is Ellipsis]
    if len(dots) > 1:  # the first one takes all dimensions that are left
        behind = key[dots[-1] + 1 :]
        if behind and dims_indexed(key) < ndim:
            error = NotImplementedError if isinstance(behind[0], slice) else IndexError
            raise error("too many indices: there is a place for one ellipsis (...); write : for the others")
        key = (*key[: dots[0] + 1], *(k for k in key[dots[0] + 1 :] if k is not Ellipsis))
    return key


def dims_indexed(key: tuple[Any, ...]) -> int:
    """How many dimensions the parts of a key take between them, without an Ellipsis."""
    return sum(
        k.ndim if isinstance(k, np.ndarray) and k.dtype == bool else k is not None and k is not Ellipsis
        for k in key
    )


def _bound(part: Any) -> int:
    """Where a slice begins or ends, or its step."""
    try:
        return operator.index(part)
    except TypeError:
        raise TypeError("slice indices must be integers or None or have an __index__ method") from None


def one_key(item: Any) -> Any:
    """One part of an index, checked; integer tensors without dimensions count as integers."""
    if item is None or item is Ellipsis or (isinstance(item, (int, np.integer)) and item is not True):
        return item if item is not False else np.asarray(False)
    if isinstance(item, slice):
        parts = [None if p is None else _bound(p) for p in (item.start, item.stop, item.step)]
        if parts[2] is not None and parts[2] <= 0:
            raise ValueError("step must be greater than zero; flip(dim) reverses the order")
        return slice(*parts)
    if isinstance(item, (list, range, tuple)):
        array = np.asarray([i._array if isinstance(i, TensorBase) else i for i in item])
        array = array.astype(np.int64) if array.size == 0 else array
    elif isinstance(item, (TensorBase, np.ndarray, bool)):
        array = np.asarray(item._array if isinstance(item, TensorBase) else item)
    elif isinstance(item, str):
        raise TypeError("new(): invalid data type 'str': a tensor has no names, index it by numbers")
    else:
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
            f"indices (got {type(item).__name__})"
        )
    if array.dtype == np.uint8:
        warnings.warn(
            "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.",
            stacklevel=5,
        )
        return array.astype(bool)
    if array.ndim == 0 and array.dtype.kind in "iu":
        return int(array)
    if array.dtype.kind != "b" and array.dtype not in (np.int32, np.int64):
        raise IndexError(
            f"tensors used as indices must be long, int, byte or bool tensors, not {array.dtype}"
        )
    return array


def tensors_in(parts: tuple[Any, ...]) -> list[TensorBase]:
    """The tensors in an index whose elements are places or a mask, which the gradient needs again; one of its
    own for each list."""
    return [
        p if isinstance(p, TensorBase) else TensorBase.concrete._wrap(0)
        for p in parts
        if isinstance(p, (list, tuple, range, np.ndarray, bool))
        or (isinstance(p, TensorBase) and (p._array.ndim or p._array.dtype == bool))
    ]


def check_masks(key: tuple[Any, ...], shape: tuple[int, ...]) -> None:
    """IndexError for a mask that does not fit the dimensions that it stands for."""
    place = 0
    for i, k in enumerate(key):
        if isinstance(k, np.ndarray) and k.dtype == bool:
            for n, size in zip(k.shape, shape[place:], strict=False):
                if n != size:
                    raise IndexError(
                        f"The shape of the mask {list(k.shape)} at index {i} does not match the shape of the "
                        f"indexed tensor {list(shape)} at index {place}"
                    )
        if k is Ellipsis:
            return
        place += k.ndim if isinstance(k, np.ndarray) and k.dtype == bool else k is not None


def split_key(key: tuple[Any, ...], ndim: int) -> tuple[tuple[Any, ...], tuple[Any, ...] | None]:
    """The key in two steps, first without arrays, then the arrays alone. PyTorch takes integers out first;
    NumPy would count them among the arrays and order the result's dimensions otherwise."""
    if not any(isinstance(k, np.ndarray) for k in key):
        return key, None
    used = dims_indexed(key)
    first: list[Any] = []
    second: list[Any] = []
    for k in key:
        if isinstance(k, np.ndarray):
            first += [ALL] * (k.ndim if k.dtype == bool else 1)
            second.append(k)
        elif k is Ellipsis:
            first += [ALL] * (ndim - used)
            second += [ALL] * (ndim - used)
        else:
            first.append(k)
            if not isinstance(k, (int, np.integer)):
                second.append(ALL)
    return tuple(first), tuple(second)


class Indexing(Family):
    """Reading by place."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Self:
        if isinstance(index, (int, slice)):  # the quick way, for loops over rows
            op = moves.slice_ if isinstance(index, slice) else moves.select
            if isinstance(index, bool) or (isinstance(index, int) and not self._array.ndim):
                return self._get(index)
            if op is moves.select:
                return record(op, self, key=index)
        return self._get(index)

    def _get(self, index: Any) -> Self:
        parts = parts_of(index)
        key = to_key(parts, self._array.ndim)
        basic, advanced = split_key(key, self._array.ndim)
        if advanced is not None:
            check_masks(key, self._array.shape)
        if self._array.ndim == 0 and any(isinstance(k, int) for k in basic):
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python to convert a 0-dim tensor "
                "to a number"
            )
        x = self
        if advanced is None or any(k is None or k is Ellipsis or k != ALL for k in basic):
            x = record(view_op(basic), self, key=basic)
        return x if advanced is None else record(moves.index, x, key=advanced, kept=tensors_in(parts))

    @composed(out=False)
    def unbind(input, dim: int = 0) -> tuple[Self, ...]:
        """The slices along `dim`.

        >>> torch.unbind(torch.tensor([1, 2]))
        (tensor(1), tensor(2))
        """
        axis = axis_of(dim, input._array.ndim)
        return pieces(input, moves.unbind, [(*(ALL,) * axis, i) for i in range(input._array.shape[axis])])

    @composed(function=False)
    def split(self, split_size: Any, dim: int = 0) -> tuple[Self, ...]:
        """Pieces of `split_size` (the last may be smaller), or of the sizes in a list, along `dim`.

        >>> torch.arange(3).split(2)
        (tensor([0, 1]), tensor([2]))
        """
        cuttable(self, "split")
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
        return pieces(self, moves.split, cuts, node)

    @composed(out=False)
    def split_with_sizes(input, split_sizes: Any, dim: int = 0) -> tuple[Self, ...]:
        """Pieces of these sizes along `dim`.

        >>> torch.split_with_sizes(torch.arange(3), [2, 1])
        (tensor([0, 1]), tensor([2]))
        """
        return Indexing.split(input, list(split_sizes), dim)

    @composed(out=False)
    def chunk(input, chunks: int, dim: int = 0) -> tuple[Self, ...]:
        """At most `chunks` pieces of equal size; the last may be smaller.

        >>> torch.chunk(torch.arange(3), 2)
        (tensor([0, 1]), tensor([2]))
        """
        cuttable(input, "chunk")
        if chunks <= 0:
            raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
        size = input._array.shape[axis_of(dim, input._array.ndim)]
        return Indexing.split(input, -(-size // chunks) if size else [0] * chunks, dim)

    @composed(out=False)
    def narrow(input, dim: int, start: int, length: int) -> Self:
        """`length` places along `dim` from `start` on.

        >>> torch.narrow(torch.arange(4), 0, 1, 2)
        tensor([1, 2])
        """
        cuttable(input, "narrow")
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
        return record(moves.slice_, input, key=(*(ALL,) * axis, slice(start, start + length)))

    @composed()
    def narrow_copy(input, dim: int, start: int, length: int) -> Self:
        """As `narrow`, as a copy.

        >>> torch.narrow_copy(torch.arange(4), 0, 1, 2)
        tensor([1, 2])
        """
        return Indexing.narrow(input, dim, start, length).clone()

    @composed(out=False)
    def select(input, dim: int, index: int) -> Self:
        """One slice along `dim`, as a view.

        >>> torch.select(torch.eye(2), 0, 1)
        tensor([0., 1.])
        """
        return record(moves.select, input, key=(*(ALL,) * axis_of(dim, input._array.ndim), index))


def pieces(input: T, op: Op, cuts: list[Any], node: str = "") -> tuple[T, ...]:
    """The parts of `input` at `cuts`, as the outputs of one node; autograd follows no changes in them."""
    views = [record(op, input, key=cut) for cut in cuts]
    if not Mode.grad:
        return tuple(views)
    for view in views:
        view._made = SEVERAL
        if node:
            named(view, node)

    def gather(by: dict[int, Array]) -> Array:
        whole = np.zeros(input._array.shape, next(iter(by.values())).dtype)
        for i, g in by.items():
            whole[cuts[i]] = g
        return whole

    return joined(views, gather)


def cuttable(input: TensorBase, who: str) -> None:
    """RuntimeError for a single number."""
    if input._array.ndim == 0:
        raise RuntimeError(f"{who} expects at least a 1-dimensional tensor, got one number")


def view_op(key: tuple[Any, ...]) -> Any:
    """The operation that a basic key amounts to: PyTorch takes several steps, whose last one shows."""
    last = next((k for k in reversed(key) if k is not Ellipsis and k != ALL), ALL)
    if last is None:
        return moves.newaxis
    if all(k is Ellipsis for k in key):
        return moves.alias
    return moves.slice_ if isinstance(last, slice) else moves.select
