"""`device`, `layout`, `memory_format`, `finfo`, `iinfo` of `torch`; the order in memory that results have."""

from __future__ import annotations

from typing import Any

import numpy as np

from .dtypes import bfloat16, bool_, dtype, get_default_dtype
from .rules import Array

KNOWN_DEVICES = ("cpu", "cuda", "mps", "xpu", "xla", "meta", "hpu", "mtia", "ipu", "vulkan", "privateuseone")


class device:
    """Where a tensor lives. Only `cpu` exists here; asking for another is PyTorch's CPU-only RuntimeError.
    In a `with` block it is the default device.

    >>> torch.device("cpu")
    device(type='cpu')
    """

    __slots__ = ("index", "type")

    def __init__(self, type: str | device, index: int | None = None) -> None:
        if isinstance(type, int):
            raise RuntimeError(
                "Cannot access accelerator device when none is available: write torch.device('cpu')"
            )
        if not isinstance(type, (str, device)):
            raise TypeError(f"device(): argument 'type' must be str, not {type.__class__.__name__}")
        name, colon, number = str(type).partition(":")
        if index is not None and not isinstance(index, int):
            raise TypeError(
                f"device(): argument 'index' (position 2) must be int, not {index.__class__.__name__}"
            )
        if (colon and (not number.isdigit() or str(int(number)) != number)) or name != name.strip():
            raise RuntimeError(f"Invalid device string: '{type}'")
        if name not in KNOWN_DEVICES:
            raise RuntimeError(
                f"Expected one of {', '.join(KNOWN_DEVICES)} device type at start of device string: {name}"
            )
        if colon and index is not None:
            raise RuntimeError(
                f"type (string) must not include an index because index was passed explicitly: {type}"
            )
        self.type = name
        self.index = int(number) if number else index

    def __enter__(self) -> device:
        check_device(self)
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))


CPU = device("cpu")


def check_device(where: Any) -> None:
    """Raise unless `where` (None, a string or a `device`) is the CPU."""
    if where is None or where is CPU:
        return
    kind = where if isinstance(where, device) else device(where)
    if kind.type == "cuda":
        raise AssertionError(
            "Torch not compiled with CUDA enabled: seqlite computes on the CPU alone. Write "
            "device = 'cuda' if torch.cuda.is_available() else 'cpu', and the program runs in both places"
        )
    if kind.type == "meta":
        raise NotImplementedError(
            "device 'meta' is not covered by seqlite; the nearest that works: torch.empty on the CPU"
        )
    if kind.type != "cpu":
        raise RuntimeError(
            f"device '{kind}' is not available here: seqlite computes on the CPU alone; use 'cpu'"
        )


def get_default_device() -> device:
    """Where new tensors are made.

    >>> torch.get_default_device()
    device(type='cpu')
    """
    return CPU


def set_default_device(device: Any) -> None:
    """Make new tensors on this device: None or the CPU. As for a single tensor, others are refused.

    >>> torch.set_default_device("cpu")
    """
    check_device(device)


class layout:
    """The kind of memory: there is only `torch.strided`.

    >>> torch.ones(1).layout
    torch.strided
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


class memory_format:
    """The order of the dimensions in memory.

    >>> torch.contiguous_format
    torch.contiguous_format
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


strided = layout("strided")
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")


def check_layout(wanted: Any, pin_memory: Any) -> None:
    """Raise unless the layout is `torch.strided` and memory is not pinned."""
    if wanted not in (None, strided):
        raise NotImplementedError(
            f"layout={wanted} is not covered by seqlite; the nearest that works: dense tensors"
        )
    if pin_memory:
        raise RuntimeError(
            "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is "
            "available on this system: leave it out"
        )


def to_channels_last(x: Array) -> Array:
    """Images (N, C, H, W) in channels-last memory format; the same array if they are already."""
    nhwc = x.transpose(0, 2, 3, 1)
    return np.ascontiguousarray(nhwc).reshape(-1).reshape(nhwc.shape).transpose(0, 3, 1, 2)


def is_channels_last(x: Array) -> bool:
    """Whether an array has channels-last strides."""
    if x.ndim != 4 or x.flags.c_contiguous:
        return False
    n, c, h, w = (abs(s) for s in x.strides)
    return bool(c < w <= h <= n and c <= x.itemsize * 2)


def as_memory_format(value: Array, last: bool) -> Array:
    """`value` in channels-last memory format if `last`, else contiguous."""
    return to_channels_last(value) if last else np.ascontiguousarray(value).reshape(value.shape)


def elementwise_order(value: Array, operands: list[Array]) -> Array:
    """`value`, the result of an elementwise operation, with the dimensions in PyTorch's memory order: the
    first operand that is not broadcast along two dimensions decides their order. NumPy does the same if the
    operands agree. Source: `TensorIterator` in PyTorch's ATen."""
    count = value.ndim
    all_steps = []
    for a in operands:
        if isinstance(a, np.ndarray):
            shape = value.shape[count - a.ndim :]
            steps = [0 if m == 1 != n else s for m, n, s in zip(a.shape, shape, a.strides, strict=True)]
            all_steps.append([0] * (count - a.ndim) + steps)

    def inside(i: int, j: int) -> int:
        """1 if dimension j lies inside dimension i, -1 if outside, 0 if no operand tells."""
        for steps in all_steps:
            if steps[i] and steps[j]:
                if steps[i] != steps[j]:
                    return 1 if steps[i] > steps[j] else -1
                if value.shape[i] > value.shape[j]:
                    return 1
        return 0

    order = list(reversed(range(count)))  # the innermost first
    for end in range(1, count):
        at = end
        for place in reversed(range(end)):
            way = inside(order[place], order[at])
            if way > 0:
                order[place], order[at] = order[at], order[place]
                at = place
            elif way < 0:
                break
    order.reverse()
    new = np.empty([value.shape[i] for i in order], value.dtype).transpose(np.argsort(order))
    if new.strides == value.strides:
        return value
    np.copyto(new, value)
    return new


PLACES = {"float16": 1e-3, "bfloat16": 1e-2, "float32": 1e-6, "float64": 1e-15}  # PyTorch's `resolution`


class finfo:
    """The ends and the precision of a floating type, by default the default one.

    >>> torch.finfo(torch.float32).eps
    1.1920928955078125e-07
    """

    def __init__(self, type: dtype | None = None) -> None:
        kind = get_default_dtype() if type is None else type
        if not isinstance(kind, dtype):
            raise TypeError(
                f"finfo(): argument 'type' (position 1) must be torch.dtype, not {kind.__class__.__name__}"
            )
        if not kind.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
            )
        info: Any = np.finfo(kind.numpy)
        self.bits, self.dtype, self.resolution = 8 * kind.itemsize, kind.name, PLACES[kind.name]
        self.max, self.eps = float(info.max), float(info.eps)
        if kind is bfloat16:
            self.max, self.eps = (2 - 2**-7) * 2.0**127, 2**-7
        self.min = -self.max
        self.tiny = self.smallest_normal = float(info.smallest_normal)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, eps={self.eps:g}, "
            f"smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, dtype={self.dtype})"
        )


class iinfo:
    """The ends of a type of whole numbers.

    >>> torch.iinfo(torch.int8)
    iinfo(min=-128, max=127, dtype=int8)
    """

    def __init__(self, type: dtype) -> None:
        if not isinstance(type, dtype):
            raise TypeError(
                f"iinfo(): argument 'type' (position 1) must be torch.dtype, not {type.__class__.__name__}"
            )
        if type.is_floating_point:
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'"
            )
        if type is bool_:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        info = np.iinfo(type.numpy)
        self.bits, self.dtype = int(info.bits), type.name
        self.min, self.max = int(info.min), int(info.max)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"
