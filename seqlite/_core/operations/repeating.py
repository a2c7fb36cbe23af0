"""Elements repeated, turned round and cut into windows."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..graph import TensorBase
from ..record import named, record
from . import moves
from .arguments import axis_of, flatten_args, size_of
from .declare import Family, composed


class Repeating(Family):
    """The results are copies, but for the windows."""

    __slots__ = ()

    @composed(function=False)
    def repeat(self, *sizes: Any, repeats: Any = None) -> Self:
        """Whole copies side by side, as many along each dimension as `repeats` says.

        >>> torch.tensor([1, 2]).repeat(2)
        tensor([1, 2, 1, 2])
        """
        times = size_of(sizes if repeats is None else (repeats,), "repeat")
        if len(times) < self._array.ndim:
            raise RuntimeError(
                "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: "
                f"{list(times)} for shape {list(self._array.shape)}"
            )
        return record(moves.repeat, self, times=times)

    @composed(out=False)
    def tile(input, *repeats: Any, dims: Any = None) -> Self:
        """As `repeat`; missing dimensions are repeated once.

        >>> torch.tile(torch.tensor([1, 2]), (2,))
        tensor([1, 2, 1, 2])
        """
        times = size_of(repeats if dims is None else (dims,), "tile")
        return record(moves.repeat, input, times=(1,) * (input._array.ndim - len(times)) + times)

    @composed(out=False)
    def repeat_interleave(
        input, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
    ) -> Self:
        """Each element `repeats` times (a number, or a tensor with one per element); without `dim`,
        flattened. Without `repeats`, each index as often as the input says.

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
            return named(record(moves.repeat_interleave, x, times=times, axis=0), "ViewBackward0")
        return record(moves.repeat_interleave, x, times=times, axis=axis_of(dim or 0, x._array.ndim))

    @composed(out=False)
    def flip(input, *axes: Any, dims: Any = None) -> Self:
        """A copy with the order along these dimensions reversed.

        >>> torch.flip(torch.tensor([1, 2]), [0])
        tensor([2, 1])
        """
        given = axes if dims is None else (dims,)
        if not given:
            raise TypeError('flip() missing 1 required positional arguments: "dims"')
        turned = tuple(axis_of(d, input._array.ndim) for d in flatten_args(given))
        if len(set(turned)) != len(turned):
            raise RuntimeError(f"dim {turned[-1]} appears multiple times in the list of dims")
        return record(moves.flip, input, axes=turned if input._array.ndim else ())

    @composed(out=False)
    def roll(input, shifts: Any, dims: Any = None) -> Self:
        """Elements moved along `dims`; those that fall off the end come in at the start.

        >>> torch.roll(torch.tensor([1, 2, 3]), 1)
        tensor([3, 1, 2])
        """
        shifts = tuple(shifts) if isinstance(shifts, (tuple, list)) else shifts
        count = len(shifts) if isinstance(shifts, tuple) else 1
        if not count:
            raise RuntimeError("`shifts` required")
        if dims is not None and count != (len(dims) if isinstance(dims, (tuple, list)) else 1):
            raise RuntimeError(f"shifts and dimensions must align. shifts: {shifts}, dims: {dims}")
        return record(moves.roll, input, shifts=shifts, axes=tuple(dims) if isinstance(dims, list) else dims)

    @composed(function=False)
    def unfold(self, dimension: int, size: int, step: int) -> Self:
        """Windows of `size` along a dimension, `step` apart, with their elements along a new last dimension;
        a view.

        >>> torch.arange(4.).unfold(0, 2, 1)
        tensor([[0., 1.],
                [1., 2.],
                [2., 3.]])
        """
        axis, array = axis_of(dimension, self._array.ndim), self._array
        if not array.ndim:
            if not 0 <= size <= 1 or step <= 0:
                raise RuntimeError(f"size is {size} and step {step}: one number has windows of one at most")
            one = record(moves.windows, self.reshape(1), axis=0, size=size, step=step).reshape(size)
            return named(one, "UnfoldBackward0")
        if size < 0:
            raise RuntimeError(f"size is {size} but must be >= 0")
        if size > array.shape[axis]:
            raise RuntimeError(
                f"maximum size for tensor at dimension {axis} is {array.shape[axis]} but size is {size}"
            )
        if step <= 0:
            raise RuntimeError(f"step is {step} but must be > 0")
        return record(moves.windows, self, axis=axis, size=size, step=step)
