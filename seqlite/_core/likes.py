"""New tensors in the size, type and order in memory of others."""

from __future__ import annotations

from typing import Any

import numpy as np

from .conversion import to_array
from .creation import Kind, finish
from .dtypes import as_numpy, from_numpy_dtype
from .filling import mark_uninitialized
from .layouts import channels_last, layout, memory_format, preserve_format
from .ops.layouts import channels_last as as_channels_last
from .tensor import Tensor

__all__ = ["empty_like", "full_like", "ones_like", "zeros_like"]


def like(input: Any, who: str, dtype: Kind, order: memory_format) -> Any:
    """An array as `input` has one, with whatever is in it."""
    if not isinstance(input, Tensor):
        raise TypeError(f"{who}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
    kind = input._array.dtype if dtype is None else as_numpy(dtype, who)
    new = np.empty_like(input._array, kind, order="K" if order is preserve_format else "C")
    return as_channels_last(new) if order is channels_last else new


def filled(array: Any, value: Any) -> Any:
    """The array with this value throughout."""
    number = value.item() if isinstance(value, Tensor) else value
    array[...] = to_array(number, from_numpy_dtype(array.dtype))
    return array


def zeros_like(
    input: Tensor,
    *,
    dtype: Kind = None,
    layout: layout | None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format = preserve_format,
) -> Tensor:
    """Zeros of the size and type of `input`.

    >>> torch.zeros_like(torch.arange(2))
    tensor([0, 0])
    """
    new = like(input, "zeros_like", dtype, memory_format)
    return finish(filled(new, 0), requires_grad, device, layout, pin_memory)


def ones_like(
    input: Tensor,
    *,
    dtype: Kind = None,
    layout: layout | None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format = preserve_format,
) -> Tensor:
    """Ones of the size and type of `input`.

    >>> torch.ones_like(torch.arange(2))
    tensor([1, 1])
    """
    new = like(input, "ones_like", dtype, memory_format)
    return finish(filled(new, 1), requires_grad, device, layout, pin_memory)


def empty_like(
    input: Tensor,
    *,
    dtype: Kind = None,
    layout: layout | None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format = preserve_format,
) -> Tensor:
    """Memory of the size and type of `input`.

    >>> torch.empty_like(torch.ones(2)).shape
    torch.Size([2])
    """
    new = like(input, "empty_like", dtype, memory_format)
    mark_uninitialized(new)
    return finish(new, requires_grad, device, layout, pin_memory)


def full_like(
    input: Tensor,
    fill_value: Any,
    *,
    dtype: Kind = None,
    layout: layout | None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format = preserve_format,
) -> Tensor:
    """`fill_value` in the size and type of `input`.

    >>> torch.full_like(torch.ones(2), 0.5)
    tensor([0.5000, 0.5000])
    """
    new = like(input, "full_like", dtype, memory_format)
    return finish(filled(new, fill_value), requires_grad, device, layout, pin_memory)
