"""Further new tensors: `asarray`, `frombuffer`, `logspace`, `empty_strided`, `randint_like`."""

from __future__ import annotations

import warnings
from array import array
from typing import Any, Unpack

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .bfloat16 import FLOAT32
from .creation import Kind, LikeOptions, TensorOptions, as_tensor, factory, new_tensor, result_dtype
from .creation_filled import empty_like, mark_uninitialized
from .creation_ranges import check_number, check_steps, endpoints, half_rounding
from .dtypes import as_dtype, as_numpy, cast, dtype_of, get_default_dtype
from .generator import Generator
from .numerics import allocation
from .operations.declare import FUNCTIONS, METHODS
from .operations.out import RANKS
from .random_sampling import check_integer
from .tensor import Tensor
from .tensor_attributes import check_device

__all__ = [
    "asarray", "can_cast", "empty_permuted", "empty_strided",
    "frombuffer", "logspace", "randint_like",
]  # fmt: skip


def asarray(
    obj: Any,
    *,
    dtype: Kind = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:
    """As `as_tensor`; `copy` wants a copy (True), or none (False: ValueError where one is needed).
    `requires_grad` is by default that of `obj`, whose history stays; with False, it goes. The shape is that
    of `obj`.

    >>> torch.asarray([1, 2])
    tensor([1, 2])
    """
    check_device(device)
    kind = None if dtype is None else as_dtype(dtype, "asarray")
    if isinstance(obj, (memoryview, bytearray, bytes, array)):
        obj = np.frombuffer(obj, (kind or get_default_dtype()).numpy)
    if copy is False:
        refuse_copy(obj, kind)
    new = as_tensor(obj, dtype)
    shares = isinstance(obj, (Tensor, np.ndarray)) and np.shares_memory(
        new._array, obj._array if isinstance(obj, Tensor) else obj
    )
    if requires_grad is None and new.requires_grad:
        warnings.warn(
            "torch.asarray: unspecified requires_grad now defaults to obj.requires_grad instead of False. "
            "Pass requires_grad=False explicitly to get the old behavior and silence this warning.",
            stacklevel=2,
        )
    if requires_grad is None or (requires_grad and new.requires_grad):
        return new.clone() if copy and shares else new
    new = new.detach().clone() if copy and shares else new.detach()
    return new.requires_grad_(requires_grad)


def refuse_copy(obj: Any, kind: Any) -> None:
    """Raise where a tensor of `obj` in this type would be a copy."""
    if isinstance(obj, np.generic):
        raise RuntimeError(
            "can't alias NumPy scalars. Either remove copy=False or transform it in a ndarray."
        )
    if not isinstance(obj, (Tensor, np.ndarray)):
        raise ValueError("can't alias arbitrary sequence into a tensor.")
    have = obj.dtype if isinstance(obj, Tensor) else dtype_of(obj)
    if kind is not None and kind is not have:
        raise ValueError(f"can't alias tensor with dtype '{have}' into dtype '{kind}'.")


def frombuffer(
    buffer: Any, *, dtype: Kind, count: int = -1, offset: int = 0, requires_grad: bool = False
) -> Tensor:
    """A vector that shares the memory of a Python buffer: `count` numbers of type `dtype`, by default all,
    from byte `offset` on. ValueError for sizes that do not fit.

    >>> torch.frombuffer(bytearray(b"ab"), dtype=torch.uint8)
    tensor([97, 98], dtype=torch.uint8)
    """
    try:
        view = memoryview(buffer)
    except TypeError:
        raise ValueError("object does not implement Python buffer protocol.") from None
    kind = as_numpy(dtype, "frombuffer")
    size, length = kind.itemsize, view.nbytes
    if not length or not count:
        raise ValueError(f"both buffer length ({length}) and count ({count}) must not be 0")
    if not 0 <= offset < length:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({length} "
            "bytes) minus 1"
        )
    if count < 0 and (length - offset) % size:
        raise ValueError(
            f"buffer length ({length - offset} bytes) after offset ({offset} bytes) must be a multiple of "
            f"element size ({size})"
        )
    if count > 0 and offset + count * size > length:
        raise ValueError(
            f"requested buffer length ({count} * {size} bytes) after offset ({offset} bytes) must not be "
            f"greater than actual buffer length ({length} bytes)"
        )
    if view.readonly:
        warnings.warn(
            "The given buffer is not writable, and PyTorch does not support non-writable tensors. Copy the "
            "buffer to protect its data or to make it writable.",
            UserWarning,
            stacklevel=2,
        )
    return new_tensor(np.frombuffer(view, kind, count, offset), "frombuffer", requires_grad=requires_grad)


def can_cast(from_: Any, to: Any) -> bool:
    """Whether PyTorch casts the one type to the other without being told.

    >>> torch.can_cast(torch.float32, torch.int64)
    False
    """
    rank, other = (RANKS[as_dtype(kind, "can_cast").numpy.kind] for kind in (from_, to))
    return rank <= other


@factory
def logspace(
    start: Any, end: Any, steps: int, base: float = 10.0, **options: Unpack[TensorOptions]
) -> Tensor:
    """`base` to the powers that `linspace` gives. A vector (steps,) of floats.

    >>> torch.logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    start, end = check_number(start, "logspace", "start"), check_number(end, "logspace", "end")
    kind = result_dtype("logspace", **options)
    low, high, _ = endpoints(start, end, kind, "logspace")
    halved = half_rounding(kind)
    count = check_steps(steps)
    with np.errstate(all="ignore"), allocation((count,), np.dtype(np.float64)):
        wide = high - low  # in the type of the result; all after it in float64, as in PyTorch
        wide = float(halved(wide) if halved else wide)
        gap, places = wide / max(count - 1, 1), np.arange(count)
        forth, back = float(low) + gap * places, float(high) - gap * places[::-1]
        powers = np.where(places < count // 2, forth, back) if count != 1 else np.full(1, start, np.float64)
        values = np.power(np.float64(base), powers)
        values = cast(values.astype(FLOAT32) if halved else values, kind)
    return new_tensor(values, "logspace", **options)


@factory
def randint_like(
    input: Tensor,
    low: Any = None,
    high: Any = None,
    *,
    generator: Generator | None = None,
    memory_format: Any = None,
    **options: Unpack[LikeOptions],
) -> Tensor:
    """`randint` in the size and type of `input`, drawn in the order of its memory.

    >>> torch.randint_like(torch.arange(2), 3, 4)
    tensor([3, 3])
    """
    low, high = (0, low) if high is None else (low, high)
    grad = options.pop("requires_grad", False)
    new = empty_like(input, **options)
    low, high = check_integer(low, "low"), check_integer(high, "high")
    return new.random_(low, high, generator=generator).requires_grad_(grad)


def strided(size: tuple[int, ...], stride: tuple[int, ...], kind: Any) -> Any:
    """Uninitialized memory with these sizes and strides, which count elements."""
    if len(size) != len(stride):
        raise RuntimeError(
            f"dimensionality of sizes ({len(size)}) must match dimensionality of strides ({len(stride)})"
        )
    last = sum((n - 1) * s for n, s in zip(size, stride, strict=True)) if 0 not in size else -1
    try:
        memory = np.empty(last + 1, kind)
    except (ValueError, MemoryError):
        raise RuntimeError(
            f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}"
        ) from None
    mark_uninitialized(memory)
    return as_strided(memory, size, [s * memory.itemsize for s in stride])


@factory
def empty_strided(size: Any, stride: Any, **options: Unpack[TensorOptions]) -> Tensor:
    """An uninitialized tensor with these sizes and strides, which count elements. RuntimeError unless there
    are equally many.

    >>> torch.empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """
    kind = result_dtype("empty_strided", **options)
    return new_tensor(strided(tuple(size), tuple(stride), kind), "empty_strided", **options)


@factory
def empty_permuted(size: Any, physical_layout: Any, **options: Unpack[TensorOptions]) -> Tensor:
    """An uninitialized tensor of this size, without gaps, whose dimensions lie in memory in this order, the
    outermost first. RuntimeError for what is no order.

    >>> torch.empty_permuted((2, 3, 4), (1, 0, 2)).stride()
    (4, 8, 1)
    """
    order = tuple(physical_layout)
    if len(order) != len(size):
        raise RuntimeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. len(size) = "
            f"{len(size)} is not equal to len(physical_layout) = {len(order)}"
        )
    if len(set(order)) != len(order):
        raise RuntimeError("Duplicate dim not allowed")
    kind = result_dtype("empty_permuted", **options)
    memory = np.empty([size[d] for d in order], kind)
    mark_uninitialized(memory)
    return new_tensor(memory.transpose(np.argsort(order)), "empty_permuted", **options)


def new_empty_strided(self: Tensor, size: Any, stride: Any, **options: Any) -> Tensor:
    """`torch.empty_strided` in the type of this tensor. The shape is `size`.

    >>> torch.ones(1).new_empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """
    kind = options.pop("dtype", None) or self.dtype
    return empty_strided(size, stride, dtype=kind, **options)


FUNCTIONS.update({name: globals()[name] for name in __all__})
METHODS["new_empty_strided"] = new_empty_strided
