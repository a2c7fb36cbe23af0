"""The names of types from before `dtype=`: `torch.FloatTensor([1, 2])`, `isinstance(x, torch.LongTensor)`."""

from __future__ import annotations

from typing import Any

from . import dtypes
from .tensor import Tensor, legacy_array

__all__ = [
    "BFloat16Tensor", "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor", "HalfTensor",
    "IntTensor", "LongTensor", "ShortTensor",
]  # fmt: skip


class TensorType(type):
    """The class of these names: an instance of one is any tensor of its type."""

    def __new__(cls, name: str, bases: tuple[type, ...], names: dict[str, Any]) -> Any:
        if bases:
            raise TypeError(f"type 'torch.{bases[0].__name__}' is not an acceptable base type")
        return super().__new__(cls, name, bases, names)

    dtype: dtypes.dtype
    is_cuda = is_sparse = False

    def __instancecheck__(cls, other: object) -> bool:
        return isinstance(other, Tensor) and other.dtype is cls.dtype

    def __call__(cls, *data: Any, **options: Any) -> Any:
        """A tensor of this type: uninitialized, of this size, or with these values."""
        if data and isinstance(data[0], Tensor) and options:
            raise RuntimeError("legacy constructor of a tensor takes no device: write tensor.to(device)")
        if data and isinstance(data[0], Tensor) and data[0].dtype is not cls.dtype:
            raise TypeError(
                f"expected a tensor of type {cls.dtype}, got {data[0].dtype}: convert with .to({cls.dtype})"
            )
        return Tensor._wrap(legacy_array(data, cls.dtype, **options))


def named(name: str, kind: dtypes.dtype, value: str, printed: str) -> Any:
    """The type of this name."""
    text = f"""Old programs' name for tensors of {kind!r}; new ones say
    `torch.tensor(data, dtype={kind!r})`.

    >>> torch.{name}([{value}])
    {printed}
    """
    return TensorType(name, (), {"dtype": kind, "__doc__": text, "__module__": "torch"})


BFloat16Tensor = named("BFloat16Tensor", dtypes.bfloat16, "1", "tensor([1.], dtype=torch.bfloat16)")
BoolTensor = named("BoolTensor", dtypes.bool_, "1", "tensor([True])")
ByteTensor = named("ByteTensor", dtypes.uint8, "1", "tensor([1], dtype=torch.uint8)")
CharTensor = named("CharTensor", dtypes.int8, "1", "tensor([1], dtype=torch.int8)")
ShortTensor = named("ShortTensor", dtypes.int16, "1", "tensor([1], dtype=torch.int16)")
IntTensor = named("IntTensor", dtypes.int32, "1", "tensor([1], dtype=torch.int32)")
LongTensor = named("LongTensor", dtypes.int64, "1", "tensor([1])")
HalfTensor = named("HalfTensor", dtypes.float16, "1", "tensor([1.], dtype=torch.float16)")
FloatTensor = named("FloatTensor", dtypes.float32, "1", "tensor([1.])")
DoubleTensor = named("DoubleTensor", dtypes.float64, "1", "tensor([1.], dtype=torch.float64)")
