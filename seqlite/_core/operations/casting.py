"""Type conversion: `to`, `type`, `float`; other devices, of which there are none; and new tensors of the same
type, such as `new_zeros`."""

from __future__ import annotations

import builtins
from types import NoneType
from typing import Any, Self

import numpy as np

from ..array_from_data import to_array, warn_of_copy
from ..dtypes import (
    TYPES,
    as_dtype,
    as_numpy,
    bfloat16,
    bool_,
    cast,
    float16,
    float32,
    float64,
    from_numpy_dtype,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    uint8,
)
from ..dtypes import dtype as Dtype
from ..numerics import allocation
from ..record import record
from ..rules import Array, Result, rule
from ..tensor_attributes import (
    check_device,
    check_layout,
    device,
    layout,
    memory_format,
    preserve_format,
    strided,
)
from ..tensor_base import T, TensorBase
from .arguments import size_of
from .declare import Family


@rule("ToCopyBackward0")
def _cast(a: Array, *, dtype: np.dtype) -> Result:
    """Cast to another dtype; the caller casts the gradient back."""
    return cast(a, dtype), (lambda g: g,)


builtin_type = type  # `Casting.type` hides it


class Casting(Family):
    """A conversion returns the tensor itself if nothing changes."""

    __slots__ = ()

    def to(self, *args: Any, memory_format: memory_format = preserve_format, **options: Any) -> Self:
        """Another type: `to(dtype)`, `to(device)`, `to(device, dtype)` or `to(other)`. Itself if nothing
        changes.

        The result has the shape of the input. AssertionError for "cuda", which is not there.

        >>> torch.ones(2).to(torch.int64)
        tensor([1, 1])
        """
        if not args and not options:
            return self if memory_format is preserve_format else self.contiguous(memory_format)
        where, kind, copy = to_arguments(*args, **options)
        check_device(where)
        other = cast_to(self, kind, "to")
        other = self.clone() if copy and other is self else other
        return other if memory_format is preserve_format else other.contiguous(memory_format)

    def type(self, dtype: Any = None, non_blocking: Any = False) -> Any:
        """The name of the type, such as `torch.FloatTensor`; with `dtype`, which may be such a name or
        `torch.FloatTensor` itself, as `to`. ValueError for other names, and for Python's types. Same shape.

        >>> torch.zeros(2).type()
        'torch.FloatTensor'
        """
        if isinstance(dtype, builtin_type):
            dtype = getattr(dtype, "dtype", dtype)
            dtype = get_default_dtype() if isinstance(dtype, property) else dtype  # of `torch.Tensor`
        if dtype is None:
            return f"torch.{from_numpy_dtype(self._array.dtype).legacy}"
        if isinstance(dtype, Dtype):
            return self.to(dtype)
        known = {f"torch.{t.legacy}": t for t in TYPES}
        if not isinstance(dtype, (str, builtin_type)):
            raise TypeError("dtype must be a type, str, or dtype object")
        if dtype not in known:
            raise ValueError(f"invalid type: {getattr(dtype, '__name__', dtype)!r}: use a torch.dtype")
        return self.to(known[dtype])

    def type_as(self, other: TensorBase) -> Self:
        """As `to(other.dtype)`.

        The result has the shape of the input.

        >>> torch.ones(2).type_as(torch.tensor([1]))
        tensor([1, 1])
        """
        return self.to(from_numpy_dtype(other._array.dtype))

    def float(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.float32)`."""
        return self.to(float32, memory_format=memory_format)

    def double(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.float64)`."""
        return self.to(float64, memory_format=memory_format)

    def long(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.int64)`: the fraction is dropped."""
        return self.to(int64, memory_format=memory_format)

    def int(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.int32)`."""
        return self.to(int32, memory_format=memory_format)

    def short(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.int16)`."""
        return self.to(int16, memory_format=memory_format)

    def char(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.int8)`."""
        return self.to(int8, memory_format=memory_format)

    def half(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.float16)`: about three digits, up to 65504."""
        return self.to(float16, memory_format=memory_format)

    def bfloat16(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.bfloat16)`: about two digits, as far as float32 goes."""
        return self.to(bfloat16, memory_format=memory_format)

    def byte(self, *, memory_format: memory_format = preserve_format) -> Self:
        """As `to(torch.uint8)`."""
        return self.to(uint8, memory_format=memory_format)

    def bool(self, *, memory_format: memory_format = preserve_format) -> Self:
        """Whether each element is non-zero."""
        return self.to(bool_, memory_format=memory_format)

    def cpu(self) -> Self:
        """Return self: shape, dtype and memory stay."""
        return self

    def cuda(self, *args: Any, **options: Any) -> Self:
        """AssertionError: there is no GPU."""
        check_device("cuda")
        return self

    def new_tensor(
        self,
        data: Any,
        *,
        dtype: Any = None,
        device: Any = None,
        requires_grad: builtins.bool = False,
        layout: layout = strided,
        pin_memory: builtins.bool = False,
    ) -> Self:
        """A tensor of `data`.

        The shape is that of `data`, the type that of this tensor unless given.

        >>> torch.ones(1, dtype=torch.float64).new_tensor([1, 2])
        tensor([1., 2.], dtype=torch.float64)
        """
        check_device(device)
        check_layout(layout, pin_memory)
        warn_of_copy(data, "tensor.new_tensor")
        kind = from_numpy_dtype(self._array.dtype if dtype is None else as_numpy(dtype, "new_tensor"))
        made: Self = wrap_new(self, to_array(data, kind), requires_grad)
        return made

    def new_zeros(self, *sizes: Any, size: Any = None, **options: Any) -> Self:
        """Zeros of this size; options as for `torch.zeros`. The type is that of this tensor; RuntimeError for
        negative sizes.

        >>> torch.ones(1, dtype=torch.float64).new_zeros(2)
        tensor([0., 0.], dtype=torch.float64)
        """
        return self.new_full(sizes if size is None else size, 0, **options)

    def new_ones(self, *sizes: Any, size: Any = None, **options: Any) -> Self:
        """Ones of this size; options as for `torch.ones`. The type is that of this tensor; RuntimeError for
        negative sizes.

        >>> torch.tensor([2]).new_ones(2)
        tensor([1, 1])
        """
        return self.new_full(sizes if size is None else size, 1, **options)

    def new_empty(self, *sizes: Any, size: Any = None, **options: Any) -> Self:
        """Memory of this size; here, zeros."""
        return self.new_full(sizes if size is None else size, 0, **options)

    def new_full(
        self,
        size: Any,
        fill_value: Any,
        *,
        dtype: Any = None,
        device: Any = None,
        requires_grad: builtins.bool = False,
        layout: layout = strided,
        pin_memory: builtins.bool = False,
    ) -> Self:
        """`fill_value` throughout.

        The shape is `size`, the type that of this tensor unless given.

        >>> torch.tensor([2]).new_full((2,), 7)
        tensor([7, 7])
        """
        check_device(device)
        check_layout(layout, pin_memory)
        kind = self._array.dtype if dtype is None else as_numpy(dtype, "new_full")
        several = isinstance(size, tuple) and len(size) == 1 and isinstance(size[0], (tuple, list))
        shape = size_of(size[0] if several else (size,), "new_full")
        with allocation(shape, kind):
            array = np.empty(shape, kind)
        array[...] = to_array(fill_value, from_numpy_dtype(kind))
        made: Self = wrap_new(self, array, requires_grad)
        return made


def to_arguments(*args: Any, **options: Any) -> tuple[Any, Dtype | None, Any]:
    """Parse the call forms of `to`: (device, dtype, …), (dtype, …) and (tensor, …). Returns the device, the
    dtype and `copy`. TypeError for other arguments."""
    first = args[0] if args else None
    names: tuple[str, ...]
    if isinstance(first, TensorBase):
        options |= {"dtype": from_numpy_dtype(first._array.dtype)}
        names = ("", "non_blocking", "copy")
    elif isinstance(first, (Dtype, type)):
        names = ("dtype", "non_blocking", "copy")
    else:
        names = ("device", "dtype", "non_blocking", "copy")
    if len(args) > len(names):
        raise TypeError(f"to() takes at most {len(names)} arguments here, got {len(args)}")
    for name, arg in zip(names, args):  # noqa: B905  (as many as were given)
        if name and name in options:
            raise TypeError(f"to() got multiple values for argument {name!r}")
        options[name] = arg
    options.pop("", None)
    if not all(isinstance(options.get(name), (bool, NoneType)) for name in ("non_blocking", "copy")):
        raise TypeError("to(): arguments 'non_blocking' and 'copy' must be bool")
    where, kind, copy = (options.pop(name, None) for name in ("device", "dtype", "copy"))
    unknown = set(options) - {"non_blocking", "memory_format"}
    if unknown or not isinstance(where, (str, int, device, NoneType)) or isinstance(where, bool):
        what = f"{unknown.pop()}=" if unknown else type(where).__name__
        raise TypeError(
            f"to() received an invalid combination of arguments - got {what}, but expected to(dtype), "
            "to(device), to(device, dtype) or to(other)"
        )
    if isinstance(where, int):
        raise RuntimeError("Cannot access accelerator device when none is available: there is the CPU alone")
    return where, None if kind is None else as_dtype(kind, "to"), copy


def cast_to(input: T, dtype: Dtype | None, who: str) -> T:
    """Cast to `dtype`, if given. Gradients do not flow through integer types."""
    kind = None if dtype is None else as_numpy(dtype, who)
    if kind is None or kind == input._array.dtype:
        return input
    if kind.kind == "f":
        return record(_cast, input, dtype=kind)
    return input._wrap(cast(input._array, kind))


def wrap_new(like: Any, array: Any, requires_grad: builtins.bool) -> Any:
    """Wrap an array. RuntimeError if it cannot require grad."""
    if requires_grad and array.dtype.kind != "f":
        raise RuntimeError(
            "Only Tensors of floating point and complex dtype can require gradients, this one would be "
            f"{from_numpy_dtype(array.dtype)}"
        )
    new: Any = TensorBase.concrete._wrap(array)
    return new.requires_grad_(requires_grad)
