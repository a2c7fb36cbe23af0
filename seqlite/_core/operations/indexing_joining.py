"""Joining: `cat`, `stack`, `hstack`, `vstack`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..record import record
from ..rules import Array, Result, rule
from ..tensor_attributes import as_memory_format, is_channels_last
from .arguments import axis_of, check_tensors
from .declare import function

Tensor = Any  # avoids a circular import


def concatenate(arrays: tuple[Array, ...], axis: int) -> Array:
    """Concatenate; the result is channels-last if all arrays are."""
    value = np.concatenate(arrays, axis)
    return value if value.flags.c_contiguous else as_memory_format(value, all(map(is_channels_last, arrays)))


@rule("CatBackward0", promote="joined")
def _cat(*arrays: Array, axis: int) -> Result:
    ends = np.cumsum([a.shape[axis] for a in arrays]).tolist()

    def part(start: int, end: int) -> Any:
        key = (*(slice(None),) * axis, slice(start, end))
        return lambda g: g[key]

    return concatenate(arrays, axis), tuple(map(part, [0, *ends], ends))


@rule("StackBackward0", promote="joined")
def _stack(*arrays: Array, axis: int) -> Result:
    def layer(i: int) -> Any:
        key = (*(slice(None),) * axis, i)
        return lambda g: g[key]

    shape = arrays[0].shape
    if axis < len(shape):  # PyTorch concatenates and splits the dimension
        value = concatenate(arrays, axis).reshape(*shape[:axis], len(arrays), *shape[axis:])
    else:
        value = as_memory_format(np.stack(arrays, axis), False)
    return value, tuple(map(layer, range(len(arrays))))


@function(aliases="concat concatenate")
def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Joined along an existing dimension; the other sizes must agree. Empty 1-dimensional tensors
    join anything.

    ValueError for no tensors, RuntimeError for other shapes.

    >>> torch.cat([torch.zeros(1), torch.ones(2)])
    tensor([0., 1., 1.])
    """
    parts: list[Tensor] = check_tensors(tensors, "cat")
    if not parts:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    first = next((t for t in parts if t._array.shape != (0,)), parts[0])._array.shape
    if not first:
        raise RuntimeError("zero-dimensional tensor (at position 0) cannot be concatenated; use torch.stack")
    if all(t._array.shape == (0,) for t in parts):
        return parts[0].clone()
    axis = axis_of(dim, len(first))
    none = (*first[:axis], 0, *first[axis + 1 :])
    parts = [t.reshape(none) if t._array.shape == (0,) else t for t in parts]
    for i, part in enumerate(parts):
        shape = part._array.shape
        if len(shape) != len(first):
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}, "
                f"shapes {list(first)} and {list(shape)}"
            )
        for d, (m, n) in enumerate(zip(first, shape, strict=True)):
            if d != axis and m != n:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {m} but got size "
                    f"{n} for tensor number {i} in the list."
                )
    return record(_cat, *parts, axis=axis)


@function()
def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Joined along a new dimension; all sizes must agree.

    RuntimeError for no tensors or other shapes.

    >>> torch.stack([torch.zeros(2), torch.ones(2)])
    tensor([[0., 0.],
            [1., 1.]])
    """
    parts: list[Tensor] = check_tensors(tensors, "stack")
    if not parts:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = parts[0]._array.shape
    for i, part in enumerate(parts):
        if part._array.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and "
                f"{list(part._array.shape)} at entry {i}"
            )
    return record(_stack, *parts, axis=axis_of(dim, len(shape) + 1))


@function()
def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """Joined along the first dimension, vectors as rows.

    RuntimeError for no tensors, and where other sizes differ.

    >>> torch.vstack([torch.zeros(2), torch.ones(2)])
    tensor([[0., 0.],
            [1., 1.]])
    """
    parts = check_tensors(tensors, "vstack")
    if not parts:
        raise RuntimeError("vstack expects a non-empty TensorList")
    return cat([t if t.ndim > 1 else t.reshape(1, -1) for t in parts])


@function()
def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Joined along the second dimension, vectors along their only one.

    RuntimeError for no tensors, and where other sizes differ.

    >>> torch.hstack([torch.zeros(1), torch.ones(2)])
    tensor([0., 1., 1.])
    """
    parts = [t if t.ndim else t.reshape(1) for t in check_tensors(tensors, "hstack")]
    if not parts:
        raise RuntimeError("hstack expects a non-empty TensorList")
    return cat(parts, 0 if parts[0].ndim == 1 else 1)
