"""What a tensor is: its shape, its type, its place in memory."""

from __future__ import annotations

import math
import sys
from typing import Any, Self

import numpy as np

from .dtypes import Size, dtype, from_numpy_dtype
from .operations.arguments import size_of
from .operations.declare import Family, composed
from .tensor_attributes import CPU, contiguous_format, device, layout, strided
from .tensor_base import Mode, increment_version


class Attributes(Family):
    """Shape, type and memory of the array."""

    __slots__ = ()

    @property
    def shape(self) -> Size:
        """The size of each dimension."""
        return tuple.__new__(Size, self._array.shape)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the size of one dimension.

        >>> torch.zeros(2, 3).size(-1)
        3
        """
        return tuple.__new__(Size, self._array.shape) if dim is None else self.shape[dim]

    @property
    def dtype(self) -> dtype:
        """The type of the elements."""
        return from_numpy_dtype(self._array.dtype)

    @property
    def device(self) -> device:
        """Always the CPU."""
        return CPU

    @property
    def layout(self) -> layout:
        """Always `torch.strided`."""
        return strided

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return int(self._array.ndim)

    @property
    def itemsize(self) -> int:
        """Bytes per element."""
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        """Bytes in all, of any shape."""
        return int(self._array.size) * self.dtype.itemsize

    is_cpu = True

    is_cuda = is_sparse = is_quantized = is_meta = False

    def dim(self) -> int:
        """The number of dimensions.

        >>> torch.zeros(2, 3).dim()
        2
        """
        return int(self._array.ndim)

    def numel(self) -> int:
        """The number of elements."""
        return int(self._array.size)

    nelement, ndimension = numel, dim

    def element_size(self) -> int:
        """Bytes per element.

        >>> torch.zeros(2).element_size()
        4
        """
        return self.dtype.itemsize

    def stride(self, dim: int | None = None) -> Any:
        """How many elements lie between neighbors along each dimension.

        >>> torch.zeros(2, 3).stride()
        (3, 1)
        """
        array = self._array
        if not array.size and array.strides == np.empty(array.shape, array.dtype).strides:  # no slice
            array = np.empty([n or 1 for n in array.shape], bool)
        strides = tuple(s // array.itemsize for s in array.strides)
        return strides if dim is None else strides[dim]

    def storage_offset(self) -> int:
        """The offset of the first element in the memory of the base; 0 unless it is a view."""
        base: Any = self._base
        return 0 if base is None else int((self.data_ptr() - base.data_ptr()) // self._array.itemsize)

    def get_device(self) -> int:
        """-1: the number of the CPU. Any shape and dtype."""
        return -1

    def resize_(self, *sizes: Any, size: Any = None, memory_format: Any = None) -> Self:
        """Change the shape in place and drop elements at the end. NotImplementedError if there would be more
        elements, RuntimeError if the tensor requires grad."""
        if self._needs and not Mode.inference:
            raise RuntimeError("cannot resize variables that require grad")
        if memory_format not in (None, contiguous_format):
            raise NotImplementedError(f"resize_(memory_format={memory_format}): leave it out")
        shape = size_of(sizes if size is None else (size,), "resize_")
        if math.prod(n or 1 for n in shape[1:]) > sys.maxsize:
            raise RuntimeError(f"Stride calculation overflowed with sizes={list(shape)}")
        if math.prod(shape) * self._array.itemsize > sys.maxsize:
            raise RuntimeError(f"Storage size calculation overflowed with sizes={list(shape)}")
        size = math.prod(shape)
        if size > self._array.size:
            raise NotImplementedError(
                "Trying to resize storage that is not resizable: make a larger tensor and copy into it"
            )
        increment_version(self)
        self._array = self._array.reshape(-1)[:size].reshape(shape)
        return self

    def data_ptr(self) -> int:
        """The address of the first element."""
        return int(self._array.__array_interface__["data"][0]) if self._array.size else 0

    @composed(out=False)
    def is_floating_point(input) -> bool:
        """Whether the type is float32 or float64.

        >>> torch.is_floating_point(torch.arange(2))
        False
        """
        return bool(input._array.dtype.kind == "f")
