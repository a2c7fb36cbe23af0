"""Elements repeated or moved: `expand`, `meshgrid`, which copy nothing; `repeat`, `tile`, `flip`, `roll`."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..record import record, shape_error, with_node_name
from ..rules import Array, Result, rule
from ..tensor_base import TensorBase
from .arguments import axis_of, flatten_args, size_of
from .declare import Family, composed, function
from .indexing import index_backward

Tensor = Any  # avoids a circular import


@rule("ExpandBackward0", view=True)
def _expand(a: Array, *, shape: tuple[int, ...]) -> Result:
    if 1 in shape:
        wide = as_strided(a, shape, expanded_strides(a, shape), writeable=a.flags.writeable)
    else:
        wide = np.broadcast_to(a, shape)
        wide.flags.writeable = a.flags.writeable
    return wide, (lambda g: g,)  # the caller sums what was broadcast


def expanded_strides(a: Array, shape: tuple[int, ...]) -> list[int]:
    """PyTorch's strides of an expanded array: 0 for repeated dimensions."""
    if not a.ndim:
        return [0] * len(shape)
    spare = len(shape) - a.ndim
    strides = [s if n == wide else 0 for s, n, wide in zip(a.strides, a.shape, shape[spare:], strict=True)]
    for i in reversed(range(spare)):
        strides.insert(0, strides[0] * shape[i + 1] if shape[i] == 1 else 0)
    return strides


class ExpandRepeat(Family):
    """`expand` and `broadcast_to` are views, which share memory with their input; the others are copies."""

    __slots__ = ()

    @composed(function=False)
    def expand(self, *sizes: Any, size: Any = None, implicit: bool = False) -> Self:
        """Dimensions of size 1 repeated without copying; -1 leaves a size as it is.

        New dimensions come first. RuntimeError for a size that is neither the old one nor expands a 1.

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
        return record(_expand, self, shape=size_of((new,), "expand"))

    @composed(function=False)
    def expand_as(self, other: TensorBase) -> Self:
        """`expand` to the shape of `other`.

        >>> torch.tensor([1, 2]).expand_as(torch.zeros(2, 2))
        tensor([[1, 2],
                [1, 2]])
        """
        return ExpandRepeat.expand(self, other._array.shape)

    @composed(out=False)
    def broadcast_to(input, size: Any) -> Self:
        """As `expand`.

        The result has the shape `size`. RuntimeError if the input does not broadcast to it.

        >>> torch.broadcast_to(torch.tensor([1, 2]), (2, 2))
        tensor([[1, 2],
                [1, 2]])
        """
        return ExpandRepeat.expand(input, size)

    @composed(function=False)
    def repeat(self, *sizes: Any, repeats: Any = None) -> Self:
        """Whole copies side by side, as many along each dimension as `repeats` says.

        Each size is multiplied; further dimensions come first. RuntimeError for fewer numbers than
        dimensions.

        >>> torch.tensor([1, 2]).repeat(2)
        tensor([1, 2, 1, 2])
        """
        times = size_of(sizes if repeats is None else (repeats,), "repeat")
        if len(times) < self._array.ndim:
            raise RuntimeError(
                "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: "
                f"{list(times)} for shape {list(self._array.shape)}"
            )
        return record(_repeat, self, times=times)

    @composed(out=False)
    def tile(input, *repeats: Any, dims: Any = None) -> Self:
        """As `repeat`; missing dimensions are repeated once. Shapes and errors are those of `repeat`.

        >>> torch.tile(torch.tensor([1, 2]), (2,))
        tensor([1, 2, 1, 2])
        """
        times = size_of(repeats if dims is None else (dims,), "tile")
        return record(_repeat, input, times=(1,) * (input._array.ndim - len(times)) + times)

    @composed(out=False)
    def repeat_interleave(
        input, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
    ) -> Self:
        """Each element `repeats` times (a number, or a tensor with one per element); without `dim`,
        flattened. Without `repeats`, each index as often as the input says.

        The size along `dim` becomes the sum of the repeats. RuntimeError for negative ones or another type
        than int32 and int64.

        >>> torch.repeat_interleave(torch.tensor([1, 2]), 2)
        tensor([1, 1, 2, 2])
        """
        if repeats is None:
            if input._array.ndim != 1:
                raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
            if input._array.dtype.kind not in "iu":
                raise RuntimeError("repeats has to be Long or Int tensor")
            if np.min(input._array, initial=0) < 0:
                raise RuntimeError("repeats can not be negative")
            times = input._array.astype(np.intp)
            return input._wrap(np.repeat(np.arange(times.size), times).astype(np.int64))
        x = input.flatten() if dim is None else input
        times = repeats._array if isinstance(repeats, TensorBase) else repeats
        if isinstance(repeats, TensorBase) and times.dtype not in (np.int32, np.int64):
            raise NotImplementedError(
                f"repeats has to be Long or Int tensor, not {times.dtype}: write .long()"
            )
        if np.min(times, initial=0) < 0:
            raise RuntimeError("repeats can not be negative")
        if dim is None and not isinstance(repeats, TensorBase):
            return with_node_name(record(_repeat_interleave, x, times=times, axis=0), "ViewBackward0")
        return record(_repeat_interleave, x, times=times, axis=axis_of(dim or 0, x._array.ndim))

    @composed(out=False)
    def flip(input, *axes: Any, dims: Any = None) -> Self:
        """A copy with the order along these dimensions reversed.

        The result has the shape of the input. RuntimeError for a dimension given twice.

        >>> torch.flip(torch.tensor([1, 2]), [0])
        tensor([2, 1])
        """
        given = axes if dims is None else (dims,)
        if not given:
            raise TypeError('flip() missing 1 required positional arguments: "dims"')
        flipped = tuple(axis_of(d, input._array.ndim) for d in flatten_args(given))
        if len(set(flipped)) != len(flipped):
            raise RuntimeError(f"dim {flipped[-1]} appears multiple times in the list of dims")
        return record(_flip, input, axes=flipped if input._array.ndim else ())

    @composed(out=False)
    def roll(input, shifts: Any, dims: Any = None) -> Self:
        """Elements moved along `dims`; those that fall off the end come in at the start.

        The result has the shape of the input; without `dims`, the flattened tensor is moved. RuntimeError
        unless there are as many `shifts` as `dims`.

        >>> torch.roll(torch.tensor([1, 2, 3]), 1)
        tensor([3, 1, 2])
        """
        shifts = tuple(shifts) if isinstance(shifts, (tuple, list)) else shifts
        count = len(shifts) if isinstance(shifts, tuple) else 1
        if not count:
            raise RuntimeError("`shifts` required")
        if dims is not None and count != (len(dims) if isinstance(dims, (tuple, list)) else 1):
            raise RuntimeError(f"shifts and dimensions must align. shifts: {shifts}, dims: {dims}")
        return record(_roll, input, shifts=shifts, axes=tuple(dims) if isinstance(dims, list) else dims)


@function(out=False)
def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All expanded to their common shape.

    RuntimeError if they have none.

    >>> [t.shape for t in torch.broadcast_tensors(torch.ones(3), torch.ones(2, 1))]
    [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    try:
        shape = np.broadcast_shapes(*(t._array.shape for t in tensors))
    except ValueError:
        raise shape_error([t._array for t in tensors]) from None  # type: ignore[misc]
    return tuple(t.expand(shape) for t in tensors)


@function(out=False)
def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Grids of coordinates from vectors; `indexing` "ij" orders their dimensions as the vectors stand, "xy"
    exchanges the first two. Without it, "ij", with PyTorch's warning.

    RuntimeError for tensors of more dimensions or of different types, and for none.

    >>> torch.meshgrid(torch.arange(2), torch.arange(2), indexing="ij")[0]
    tensor([[0, 0],
            [1, 1]])
    """
    parts = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    if not parts:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.",
            stacklevel=2,
        )
        indexing = "ij"
    if indexing not in ("ij", "xy"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing!r}'
        )
    for t in parts:
        if t.ndim > 1:
            raise RuntimeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: shape {list(t.shape)}"
            )
        if t.dtype != parts[0].dtype:
            raise RuntimeError("torch.meshgrid expects all tensors to have the same dtype")
    order = list(range(len(parts)))
    if indexing == "xy" and len(parts) > 1:
        order[:2] = [1, 0]
    sizes = [parts[i].numel() for i in order]
    places = [[-1 if order[d] == i else 1 for d in range(len(parts))] for i in range(len(parts))]
    return tuple(t.reshape(place).expand(sizes) for t, place in zip(parts, places, strict=True))


@rule("RepeatBackward0")
def _repeat(a: Array, *, times: tuple[int, ...]) -> Result:
    """Whole copies side by side, as many along each axis as `times` says."""
    shape = a.shape
    padded = (1,) * (len(times) - a.ndim) + shape

    def back(g: Array) -> Array:
        both = [n for pair in zip(times, padded) for n in pair]  # noqa: B905  (equally long)
        return g.reshape(both).sum(tuple(range(0, len(both), 2))).reshape(shape)

    return np.tile(a, times), (back,)


@rule("RepeatInterleaveBackward0")
def _repeat_interleave(a: Array, *, times: Any, axis: int) -> Result:
    """Each element `times` times (a number, or one per element) along `axis`."""
    source = np.repeat(np.arange(a.shape[axis]), np.asarray(times, np.intp))

    key = (*(slice(None),) * axis, source)
    return a.take(source, axis), (index_backward(a.shape, key, accumulate=True),)


@rule("FlipBackward0")
def _flip(a: Array, *, axes: tuple[int, ...]) -> Result:
    return np.flip(a, axes).copy(), (lambda g: np.flip(g, axes),)


@rule("RollBackward0")
def _roll(a: Array, *, shifts: Any, axes: Any) -> Result:
    back = tuple(-s for s in shifts) if isinstance(shifts, tuple) else -shifts
    return np.roll(a, shifts, axes), (lambda g: np.roll(g, back, axes),)
