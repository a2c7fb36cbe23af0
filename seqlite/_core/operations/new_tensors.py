"""New tensors of the type of another."""

from __future__ import annotations

import builtins
from typing import Any, Self

import numpy as np

from ..array_from_data import to_array, warn_of_copy
from ..dtypes import as_numpy, from_numpy_dtype
from ..numpy_errors import allocation
from ..tensor_attributes import check_device, check_layout, layout, strided
from .arguments import size_of
from .declare import Family


class NewTensors(Family):
    """New tensors in the dtype of this one, unless `dtype` is given."""

    __slots__ = ()

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
        """Zeros of this size; options as for `torch.zeros`.

        >>> torch.ones(1, dtype=torch.float64).new_zeros(2)
        tensor([0., 0.], dtype=torch.float64)
        """
        return self.new_full(sizes if size is None else size, 0, **options)

    def new_ones(self, *sizes: Any, size: Any = None, **options: Any) -> Self:
        """Ones of this size; options as for `torch.ones`.

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


def wrap_new(like: Any, array: Any, requires_grad: builtins.bool) -> Any:
    """Wrap an array. RuntimeError if it cannot require grad."""
    if requires_grad and array.dtype.kind != "f":
        raise RuntimeError(
            "Only Tensors of floating point and complex dtype can require gradients, this one would be "
            f"{from_numpy_dtype(array.dtype)}"
        )
    return like.concrete._wrap(array).requires_grad_(requires_grad)
