"""What the types of numbers can hold: `torch.finfo` and `torch.iinfo`."""

from __future__ import annotations

from typing import Any

import numpy as np

from .dtypes import bfloat16, bool_, dtype, get_default_dtype

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
