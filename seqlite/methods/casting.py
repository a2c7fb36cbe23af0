"""Other types, and other devices, of which there are none."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import ops
from ..dtypes import (
    bool_,
    check_device,
    device,
    dtype,
    float32,
    float64,
    from_numpy_dtype,
    int32,
    int64,
    uint8,
)
from ..tape import TensorBase, record
from .arguments import size_of
from .randomising import Randomising


class Casting(Randomising):
    """Gradients go back through a change of type. A tensor that has the type already is returned itself."""

    __slots__ = ()

    def to(self, *args: Any, **options: Any) -> Self:
        """Another type: `to(dtype)`, `to(device)`, `to(device, dtype)` or `to(other)`. Itself if nothing
        changes."""
        kind = options.pop("dtype", None)
        check_device(options.pop("device", None))
        copy = options.pop("copy", False)
        for arg in args:
            if isinstance(arg, dtype):
                kind = arg
            elif isinstance(arg, TensorBase):
                kind = from_numpy_dtype(arg._array.dtype)
            elif isinstance(arg, (str, device)):
                check_device(arg)
        if kind is None or kind.numpy == self._array.dtype:
            return record(ops.clone, self) if copy else self
        if not kind.is_floating_point:
            return self._wrap(self._array.astype(kind.numpy))  # where gradients end
        return record(ops.cast, self, dtype=kind.numpy)

    def type(self, dtype: Any = None) -> Any:
        """The name of the type, such as `torch.FloatTensor`; with `dtype`, as `to`."""
        return f"torch.{from_numpy_dtype(self._array.dtype).legacy}" if dtype is None else self.to(dtype)

    def type_as(self, other: TensorBase) -> Self:
        """As `to(other.dtype)`."""
        return self.to(from_numpy_dtype(other._array.dtype))

    def float(self) -> Self:
        """As `to(torch.float32)`."""
        return self.to(float32)

    def double(self) -> Self:
        """As `to(torch.float64)`."""
        return self.to(float64)

    def long(self) -> Self:
        """As `to(torch.int64)`: the fraction is dropped."""
        return self.to(int64)

    def int(self) -> Self:
        """As `to(torch.int32)`."""
        return self.to(int32)

    def byte(self) -> Self:
        """As `to(torch.uint8)`."""
        return self.to(uint8)

    def bool(self) -> Self:
        """Whether each element is non-zero."""
        return self.to(bool_)

    def cpu(self) -> Self:
        """Itself."""
        return self

    def cuda(self, *args: Any, **options: Any) -> Self:
        """There is no GPU here: AssertionError."""
        check_device("cuda")
        return self

    def new_tensor(self, data: Any, *, dtype: Any = None, requires_grad: Any = False) -> Self:
        """A tensor of `data`, of this type."""
        kind = self._array.dtype if dtype is None else dtype.numpy
        return TensorBase.concrete._wrap(np.array(data, kind), requires_grad)  # type: ignore[return-value]

    def new_zeros(self, *size: Any, dtype: Any = None) -> Self:
        """Zeros of this type."""
        return Casting.new_full(self, size_of(size, "new_zeros"), 0, dtype=dtype)

    def new_ones(self, *size: Any, dtype: Any = None) -> Self:
        """Ones of this type."""
        return Casting.new_full(self, size_of(size, "new_ones"), 1, dtype=dtype)

    def new_empty(self, *size: Any, dtype: Any = None) -> Self:
        """Memory of this type; here, zeros."""
        return Casting.new_full(self, size_of(size, "new_empty"), 0, dtype=dtype)

    def new_full(self, size: Any, fill_value: Any, *, dtype: Any = None) -> Self:
        """`fill_value` throughout, of this type."""
        kind = self._array.dtype if dtype is None else dtype.numpy
        return Casting.new_tensor(self, np.full(size_of((size,), "new_full"), fill_value, kind), dtype=dtype)
