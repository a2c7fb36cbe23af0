"""Data types, devices and sizes: small value objects that print as PyTorch's do, and its promotion rules."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from typing import Any

import numpy as np

from .bfloat16 import BFLOAT16, Bfloat16, to_bfloat16

SELDOM = ("bfloat16", "uint16", "uint32", "uint64")  # see `seldom_types.py`


class dtype:
    """A data type. `repr(seqlite.float32)` is `torch.float32`; `.numpy` is NumPy's name for the same
    thing.

    >>> torch.ones(1).dtype
    torch.float32
    """

    __slots__ = ("_numpy", "is_floating_point", "is_signed", "itemsize", "legacy", "name", "rank", "seldom")

    def __init__(self, name: str, rank: int, legacy: str) -> None:
        self.name = name
        self.rank = rank  # of two types the one with the higher rank wins
        self.legacy = legacy
        self.seldom = name in SELDOM
        self._numpy = BFLOAT16 if name == "bfloat16" else np.dtype(name)
        self.itemsize = 2 if name == "bfloat16" else self._numpy.itemsize
        self.is_floating_point = self._numpy.kind == "f"
        self.is_signed = self._numpy.kind in "fi"

    @property
    def numpy(self) -> Any:
        """The NumPy dtype."""
        if self.seldom:
            Bfloat16.asked = True
        return self._numpy

    @property
    def kind(self) -> str:
        """PyTorch's name in messages and in legacy types: `Float`, `Long`."""
        return self.legacy.removesuffix("Tensor")

    @property
    def c_name(self) -> str:
        """The name in C++, which some messages use."""
        return C_NAMES.get(self.name, self.name)

    is_complex = False

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name if self.name != "bool" else "bool_"


C_NAMES = {
    "uint8": "unsigned char", "int8": "signed char", "int16": "short int", "int32": "int",
    "int64": "long int", "float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float",
    "float64": "double",
}  # fmt: skip
bool_ = dtype("bool", 0, "BoolTensor")
uint8 = dtype("uint8", 1, "ByteTensor")
int8 = dtype("int8", 2, "CharTensor")
int16 = dtype("int16", 3, "ShortTensor")
int32 = dtype("int32", 4, "IntTensor")
int64 = dtype("int64", 5, "LongTensor")
uint16 = dtype("uint16", 5, "UInt16Tensor")
uint32 = dtype("uint32", 5, "UInt32Tensor")
uint64 = dtype("uint64", 5, "UInt64Tensor")
float16 = dtype("float16", 6, "HalfTensor")
bfloat16 = dtype("bfloat16", 6, "BFloat16Tensor")
float32 = dtype("float32", 7, "FloatTensor")
float64 = dtype("float64", 8, "DoubleTensor")
TYPES = (bool_, uint8, int8, int16, int32, int64, uint16, uint32, uint64, float16, bfloat16, float32, float64)
BY_NUMPY = {t._numpy: t for t in TYPES}
BY_PYTHON = {bool: bool_, int: int64, float: float64}
_default = [float32]


class Uncovered(NotImplementedError, TypeError):
    """A type that PyTorch has and this engine does not."""


def as_dtype(value: Any, who: str) -> dtype:
    """`value`, or the type that one of Python's `bool`, `int` and `float` stands for. TypeError, in the name
    of the function `who`, for anything else."""
    if isinstance(value, dtype):
        return value
    if isinstance(value, type) and value in BY_PYTHON:
        return BY_PYTHON[value]
    kind = "type" if isinstance(value, type) else type(value).__name__
    raise TypeError(
        f"{who}(): argument 'dtype' must be torch.dtype, not {kind}: write torch.float32, torch.int64 or "
        "another of PyTorch's types"
    )


def as_numpy(value: Any, who: str, default: dtype | None = None) -> Any:
    """The NumPy dtype for `value` (see `as_dtype`), or for `default` if it is None."""
    return as_dtype(default if value is None else value, who).numpy


def from_numpy_dtype(kind: Any) -> dtype:
    """The `dtype` for a NumPy dtype. TypeError for types that are not covered."""
    try:
        return BY_NUMPY[np.dtype(kind)]
    except KeyError:
        have = ", ".join(t.name for t in BY_NUMPY.values())
        raise (Uncovered if np.dtype(kind).kind == "c" else TypeError)(
            f"can't convert np.ndarray of type {np.dtype(kind).name}. The only supported types are: {have}; "
            "convert first, for example array.astype(np.float32)"
        ) from None


def cast(array: Any, kind: Any) -> Any:
    """Cast to a NumPy dtype. On every platform, integers of 8 and 16 bits keep the low bits of numbers that
    are too large; bfloat16 is rounded."""
    if array.dtype == kind:
        return array
    if kind == BFLOAT16:
        return to_bfloat16(array)
    with np.errstate(all="ignore"):
        if array.dtype.kind == "f" and (kind.kind == "u" or (kind.kind == "i" and kind.itemsize < 4)):
            array = array.astype(np.int64)
        return array.astype(kind)


def dtype_of(array: Any) -> Any:
    """The `dtype` of an array from the program. ValueError for non-native byte order."""
    if not array.dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. Conversion between byte "
            "orders is currently not supported: array.astype(array.dtype.newbyteorder('='))"
        )
    kind = from_numpy_dtype(array.dtype)
    Bfloat16.asked = Bfloat16.asked or kind.seldom
    return kind


def get_default_dtype() -> dtype:
    """The floating type of new tensors made from Python floats.

    >>> torch.get_default_dtype()
    torch.float32
    """
    return _default[0]


def set_default_dtype(d: dtype) -> None:
    """Set the floating type of new tensors. Raises TypeError unless `d` is a floating type.

    >>> torch.set_default_dtype(torch.float32)
    """
    if not isinstance(d, dtype) or not d.is_floating_point:
        raise TypeError(f"only floating-point types are supported as the default type, got {d!r}")
    _default[0] = d


def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest type that holds both.

    >>> torch.promote_types(torch.int64, torch.float32)
    torch.float32
    """
    if type1 is type2:
        return type1
    if (type1.seldom or type2.seldom) and type1.rank <= int64.rank and type2.rank <= int64.rank:
        raise RuntimeError(
            "Promotion for uint16, uint32, uint64 types is not supported, attempted to promote "
            f"{type1.kind} and {type2.kind}"
        )
    if {type1, type2} == {uint8, int8}:
        return int16
    if {type1, type2} == {float16, bfloat16}:
        return float32
    return type1 if type1.rank >= type2.rank else type2


def number_dtype(value: Any) -> dtype:
    """The dtype of a tensor made from one Python number."""
    if isinstance(value, (bool, np.bool_)):
        return bool_
    if isinstance(value, (int, np.integer)):
        return int64
    if isinstance(value, (float, np.floating)):
        return _default[0]
    raise NotImplementedError(f"{type(value).__name__} is not supported; use floats, ints or bools")


def result_type(kinds: Iterable[tuple[int, dtype]]) -> dtype:
    """PyTorch's result type. `kinds` are pairs (priority, dtype): priority 2 for tensors with dimensions, 1
    for 0-dim tensors, 0 for Python numbers. A lower priority counts only if its dtype is of a higher category
    (bool, integer, float)."""
    best: list[dtype | None] = [None, None, None]
    for standing, kind in kinds:
        old = best[standing]
        best[standing] = kind if old is None else promote_types(old, kind)
    result: dtype | None = best[0]
    for higher in best[1:]:
        if higher is None:
            continue
        lower_counts = result is not None and (
            higher is bool_ or (result.is_floating_point and not higher.is_floating_point)
        )
        result = promote_types(higher, result) if lower_counts and result is not None else higher
    assert result is not None
    return result


class Size(tuple[int, ...]):
    """The shape of a tensor: a tuple that prints as `torch.Size([1, 784])`.

    >>> torch.zeros(2, 3).shape.numel()
    6
    """

    __slots__ = ()

    def __new__(cls, sizes: Iterable[Any] = ()) -> Size:
        try:
            return tuple.__new__(cls, map(operator.index, sizes))
        except TypeError:
            raise TypeError(
                f"torch.Size() takes an iterable of 'int': got {sizes!r}, of type {type(sizes).__name__}"
            ) from None

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    def numel(self) -> int:
        """The number of elements of a tensor of this shape."""
        return math.prod(self)

    def __getitem__(self, key: Any) -> Any:
        item = tuple.__getitem__(self, key)
        return Size(item) if isinstance(key, slice) else item

    def __add__(self, other: Any) -> Size:
        return Size(tuple.__add__(self, tuple(other)))

    def __mul__(self, times: Any) -> Size:
        return Size(tuple.__mul__(self, times))

    __rmul__ = __mul__
