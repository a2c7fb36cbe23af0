"""New tensors: from data, of one value, and in a row."""

from __future__ import annotations

import math
import warnings
from inspect import Parameter, Signature
from typing import Any, TypedDict

import numpy as np

from . import dtypes
from .array_from_data import to_array, warn_of_copy
from .bfloat16 import cast_for_write
from .dtypes import as_numpy, cast, dtype, dtype_of, from_numpy_dtype, get_default_dtype
from .operations.arguments import M, signature_of, size_of
from .operations.out import check_writable
from .seldom_types import MADE_OTHERWISE, refusal
from .tensor import Tensor, legacy_constructor_array
from .tensor_attributes import check_device, check_layout, layout, strided
from .tensor_base import Mode, increment_version

__all__ = [
    "BFloat16Tensor", "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor", "HalfTensor",
    "IntTensor", "LongTensor", "ShortTensor", "as_tensor", "from_numpy", "tensor",
]  # fmt: skip


Kind = dtype | type | None
IN_ITS_SHAPE = ("arange", "linspace", "logspace", "range")  # an `out` with as many elements keeps its shape


class TensorOptions(TypedDict, total=False):
    """The keywords that factory functions share."""

    out: Any
    dtype: Kind
    layout: layout
    device: Any
    pin_memory: bool
    requires_grad: bool


class LikeOptions(TypedDict, total=False):
    """The keywords of `zeros_like` and its kin."""

    dtype: Kind
    layout: layout | None
    device: Any
    pin_memory: bool
    requires_grad: bool


DEFAULTS = {"layout": strided, "pin_memory": False, "requires_grad": False}


def factory(plain: M) -> M:
    """Spell out the shared keywords in the signature that users see."""
    known = signature_of(plain)
    *own, options = known.parameters.values()
    shared = TensorOptions if "TensorOptions" in options.annotation else LikeOptions
    further = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=DEFAULTS.get(name), annotation=kind.__forward_arg__)
        for name, kind in shared.__annotations__.items()
    ]
    form: Any = plain
    form.__signature__ = Signature([*own, *further], return_annotation=known.return_annotation)
    return plain


def new_tensor(
    array: Any, who: str, *, out: Any = None, requires_grad: bool = False, **checked: Any
) -> Tensor:
    """Wrap an array in a tensor, or write it into `out`."""
    if requires_grad and array.dtype.kind != "f":
        raise RuntimeError(
            "Only Tensors of floating point and complex dtype can require gradients, "
            f"this one would be {from_numpy_dtype(array.dtype)}: write floats (1. for 1) or give a dtype"
        )
    array = cast_for_write(array, array)
    if out is not None:
        return write_out(out, array, who).requires_grad_(requires_grad or out.requires_grad)
    return Tensor._wrap(array, requires_grad)


def write_out(out: Any, array: Any, who: str) -> Tensor:
    """Write `array` into `out`, resizing it if needed."""
    if not isinstance(out, Tensor):
        raise TypeError(f"{who}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if out.requires_grad and Mode.grad:
        raise RuntimeError(
            f"{who}(): functions with out=... arguments don't support automatic differentiation, but one of "
            "the arguments requires grad."
        )
    check_writable(out._array)
    if out._array.size == array.size and who in IN_ITS_SHAPE:
        array = array.reshape(out._array.shape)
    if out._array.shape == array.shape:
        np.copyto(out._array, cast_for_write(array, out._array), casting="unsafe")
    else:
        out._array = cast(array, out._array.dtype)
    increment_version(out)
    return out


def result_dtype(
    who: str,
    default: dtype | None = None,
    *,
    out: Any = None,
    dtype: Kind = None,
    layout: layout | None = None,
    device: Any = None,
    pin_memory: bool | None = False,
    requires_grad: bool = False,
    **unknown: Any,
) -> Any:
    """The NumPy dtype of a new tensor, after checking its options. RuntimeError if that of `out` differs."""
    if unknown:
        raise TypeError(f"{who}() got an unexpected keyword argument {next(iter(unknown))!r}")
    check_device(device)
    check_layout(layout, pin_memory)
    have = out.dtype if isinstance(out, Tensor) else None
    kind = as_numpy(dtype, who, have or default or get_default_dtype())
    if kind.kind == "u" and kind.itemsize > 1 and who in MADE_OTHERWISE:
        raise refusal(who, from_numpy_dtype(kind))
    if have is not None and kind != have.numpy:
        raise RuntimeError(
            f"dtype {from_numpy_dtype(kind).kind} does not match dtype of out parameter ({have.kind})"
        )
    return kind


def size_from_args(sizes: tuple[Any, ...], size: Any, who: str) -> tuple[int, ...]:
    """The shape, from separate integers or from `size=`."""
    if size is not None:
        if sizes:
            raise TypeError(f"{who}() got multiple values for argument 'size'")
        sizes = (size,)
    elif not sizes:
        raise TypeError(f'{who}() missing 1 required positional arguments: "size"')
    try:
        shape = size_of(sizes, who)
    except StopIteration:  # floats in tensors
        raise TypeError(f"{who}(): argument 'size' (position 1) must be tuple of ints") from None
    for what, product in (
        ("Storage size", math.prod(shape)),
        ("Stride", math.prod(n or 1 for n in shape[1:])),
    ):
        if product * 8 >= 2**63 and (what == "Storage size" or 0 in shape):
            raise RuntimeError(f"{what} calculation overflowed with sizes={list(shape)}: not enough memory")
    return shape


def tensor(
    data: Any,
    *,
    dtype: Kind = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A tensor with a copy of `data`. Python floats become the default type (float32), integers int64, arrays
    and tensors keep theirs, unless `dtype` says otherwise. ValueError for ragged sequences.

    The shape is that of `data`, () for a number.

    >>> torch.tensor([[1, 2], [3, 4]])
    tensor([[1, 2],
            [3, 4]])
    """
    warn_of_copy(data, "torch.tensor")
    check_device(device)
    check_layout(None, pin_memory)
    return new_tensor(to_array(data, dtype), "tensor", requires_grad=requires_grad)


def as_tensor(data: Any, dtype: Kind = None, device: Any = None) -> Tensor:
    """As `tensor`, but shares the memory of arrays and tensors whose type need not change. The shape is that
    of `data`.

    >>> torch.as_tensor([1, 2])
    tensor([1, 2])
    """
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, np.ndarray):
        return Tensor._wrap(cast(data, as_numpy(dtype, "as_tensor", dtype_of(data))))
    return new_tensor(to_array(data, dtype), "as_tensor")


def from_numpy(ndarray: Any) -> Tensor:
    """A tensor that shares the array's memory. TypeError for other things, and for types that do not exist
    here. The shape is that of the array.

    >>> import numpy
    >>> torch.from_numpy(numpy.arange(3.))
    tensor([0., 1., 2.], dtype=torch.float64)
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    dtype_of(ndarray)
    if not ndarray.flags.writeable:
        warnings.warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. You "
            "may want to copy the array to protect its data or make it writable before converting it to a "
            "tensor.",
            UserWarning,
            stacklevel=2,
        )
    return Tensor._wrap(ndarray)


class TensorType(type):
    """The metaclass of `FloatTensor` and others: every tensor of that dtype is an instance."""

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
        return Tensor._wrap(legacy_constructor_array(data, cls.dtype, **options))


def legacy_tensor_type(name: str, kind: dtypes.dtype, value: str, printed: str) -> Any:
    """Make the type with this name."""
    text = f"""Old programs' name for tensors of {kind!r}; new ones say
    `torch.tensor(data, dtype={kind!r})`.

    >>> torch.{name}([{value}])
    {printed}
    """
    return TensorType(name, (), {"dtype": kind, "__doc__": text, "__module__": "torch"})


BFloat16Tensor = legacy_tensor_type(
    "BFloat16Tensor", dtypes.bfloat16, "1", "tensor([1.], dtype=torch.bfloat16)"
)

BoolTensor = legacy_tensor_type("BoolTensor", dtypes.bool_, "1", "tensor([True])")
ByteTensor = legacy_tensor_type("ByteTensor", dtypes.uint8, "1", "tensor([1], dtype=torch.uint8)")
CharTensor = legacy_tensor_type("CharTensor", dtypes.int8, "1", "tensor([1], dtype=torch.int8)")
ShortTensor = legacy_tensor_type("ShortTensor", dtypes.int16, "1", "tensor([1], dtype=torch.int16)")
IntTensor = legacy_tensor_type("IntTensor", dtypes.int32, "1", "tensor([1], dtype=torch.int32)")
LongTensor = legacy_tensor_type("LongTensor", dtypes.int64, "1", "tensor([1])")
HalfTensor = legacy_tensor_type("HalfTensor", dtypes.float16, "1", "tensor([1.], dtype=torch.float16)")
FloatTensor = legacy_tensor_type("FloatTensor", dtypes.float32, "1", "tensor([1.])")
DoubleTensor = legacy_tensor_type("DoubleTensor", dtypes.float64, "1", "tensor([1.], dtype=torch.float64)")
