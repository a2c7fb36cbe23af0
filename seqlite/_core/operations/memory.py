"""What a tensor shares its memory with: `set_`, `is_set_to`, `as_subclass`, `share_memory_`, `dim_order`."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..record import record
from ..tensor_attributes import memory_format
from ..tensor_base import Mode, TensorBase, increment_version
from .changes import method
from .indexing import _alias

Tensor = Any  # avoids a circular import


@method
def set_(
    self: Tensor, source: Any = None, storage_offset: int = 0, size: Any = None, stride: Any = None
) -> Tensor:
    """Share the memory of `source`, a tensor of the same type or what `storage()` gives, with its shape, or
    with this size and these strides from an offset on; without a source, become empty. RuntimeError for
    another type, and for places beyond the memory.

    >>> torch.zeros(1).set_(torch.ones(2))
    tensor([1., 1.])
    """
    kind = self._array.dtype
    if source is None:
        elements = np.empty(0, kind)
    elif isinstance(source, TensorBase):
        elements = memory_of(source)
        if elements.dtype != kind:
            raise RuntimeError(
                f"Expected a Storage of type {self.dtype} or an UntypedStorage, but got another type for "
                "argument 1 'storage'"
            )
    else:
        elements = source._as(self.dtype)
    if Mode.grad and self._needs:
        self._check_change()
    array = source._array if isinstance(source, TensorBase) and size is None else None
    self._array = places(elements, storage_offset, size, stride) if array is None else array
    increment_version(self)
    return self


def places(elements: Any, offset: int, size: Any, stride: Any) -> Any:
    """A view of memory. RuntimeError for places beyond it."""
    shape = (elements.size - offset,) if size is None else tuple(size)
    steps = tuple(stride or ())
    if len(steps) != len(shape):
        steps = tuple(math.prod(shape[i + 1 :]) for i in range(len(shape)))
    last = offset + 1 + sum((n - 1) * s for n, s in zip(shape, steps, strict=True)) if 0 not in shape else 0
    if last > elements.size:
        raise RuntimeError(
            f"setStorage: sizes {list(shape)}, strides {list(steps)}, storage offset {offset}, and itemsize "
            f"{elements.itemsize} requiring a storage size of {last * elements.itemsize} are out of bounds "
            f"for storage of size {elements.nbytes}"
        )
    return as_strided(elements[offset:], shape, [s * elements.itemsize for s in steps])


def memory_of(source: Any) -> Any:
    """The elements in memory, from the first one of what a tensor is a view of, as a vector; of a storage,
    its own."""
    if not isinstance(source, TensorBase):
        return source._elements
    whole = source._array if source._base is None else source._base._array
    while True:
        base = whole.base
        base = base if isinstance(base, np.ndarray) else getattr(base, "base", None)  # of `as_strided`
        if not isinstance(base, np.ndarray) or base.dtype != whole.dtype:
            break
        whole = base
    order = sorted(range(whole.ndim), key=lambda i: -whole.strides[i])
    flat = whole.transpose(order).reshape(-1)
    return flat if flat.flags.c_contiguous else flat.copy()


@method
def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether both are the same view of the same memory. Any shapes.

    >>> torch.ones(2).is_set_to(torch.ones(2))
    False
    """
    a, b = self._array, tensor._array
    same = a.shape == b.shape and a.strides == b.strides
    return same and a.__array_interface__["data"] == b.__array_interface__["data"]


@method
def as_subclass(self: Tensor, cls: type) -> Any:
    """The tensor, with its memory and history, as an object of a subclass of `Tensor`. Same shape and dtype.

    >>> torch.ones(1).as_subclass(torch.Tensor)
    tensor([1.])
    """
    new: Any = record(_alias, self, key=(...,))
    new.__class__ = cls
    return new


def dim_order(self: Tensor, *, ambiguity_check: Any = False) -> tuple[int, ...]:
    """The dimensions in the order of memory, the outermost first.

    With `ambiguity_check`, RuntimeError where several orders describe the memory: where a dimension has one
    element, or two the same stride. If it is a list of memory formats, the tensor may be in one of them.
    TypeError for other values.

    >>> torch.ones(2, 3).t().dim_order()
    (1, 0)
    """
    formats = ambiguity_check if isinstance(ambiguity_check, list) else []
    if not isinstance(ambiguity_check, (bool, list)) or not all(
        isinstance(f, memory_format) for f in formats
    ):
        raise TypeError("The ambiguity_check argument must be a bool or a list of memory formats.")
    shape, steps = self.shape, self.stride()
    ambiguous = 1 in shape or any(a == b for a, b in pairwise(steps))
    in_one = sum(self.is_contiguous(memory_format=f) for f in formats) == 1
    if ambiguity_check is not False and ambiguous and not in_one:
        raise RuntimeError(
            "The tensor does not have unique dim order, or cannot map to exact one of the given memory "
            "formats."
        )
    if ambiguity_check and (0 in steps or len({*steps}) < len(steps)):
        raise RuntimeError("The tensor does not have unique dim order.")
    return order_of_strides(shape, steps)


def order_of_strides(shape: Any, steps: Any) -> tuple[int, ...]:
    """The dimensions by falling stride, of equal ones by falling size. One of stride 0 stays between its
    neighbors."""
    order: list[int] = []
    for new in range(len(steps)):
        place = len(order)
        for at in range(len(order) - 1, -1, -1):
            old = order[at]
            if 0 in (steps[old], steps[new]):
                continue
            if (steps[old], shape[old]) >= (steps[new], shape[new]):
                break
            place = at
        order.insert(place, new)
    return tuple(order)


def share_memory_(self: Tensor) -> Tensor:
    """Let other processes have the memory: there are none here, so only `is_shared` answers otherwise. Any
    shape and dtype.

    >>> torch.ones(1).share_memory_().is_shared()
    True
    """
    self._shared = True
    return self


def is_shared(self: Tensor) -> bool:
    """Whether `share_memory_` was called. Any shape and dtype.

    >>> torch.ones(1).is_shared()
    False
    """
    return bool(self.__dict__.get("_shared", False)) or (self._base is not None and is_shared(self._base))


def is_pinned(self: Tensor, device: Any = None) -> bool:
    """Whether the memory is pinned for another device: never. Any shape and dtype.

    >>> torch.ones(1).is_pinned()
    False
    """
    return False


def pin_memory(self: Tensor, device: Any = None) -> Tensor:
    """Pin the memory for another device: RuntimeError, since there is none. Any shape and dtype.

    >>> torch.ones(1).pin_memory()
    Traceback (most recent call last):
    RuntimeError: Cannot access accelerator device when none is available.
    """
    raise RuntimeError("Cannot access accelerator device when none is available.")


def to_dense(self: Tensor, dtype: Any = None, *, masked_grad: bool = True) -> Tensor:
    """The tensor itself, in the type `dtype` if given: none is sparse. Same shape.

    >>> torch.ones(1).to_dense()
    tensor([1.])
    """
    return self if dtype is None else self.to(dtype)


def module_load(self: Tensor, other: Tensor, assign: bool = False) -> Tensor:
    """What `load_state_dict` puts into a parameter: a copy of `other` in this tensor, or, with `assign`,
    `other` without history. Same shape and dtype.

    >>> torch.zeros(1).module_load(torch.ones(1))
    tensor([1.])
    """
    return other.detach() if assign else self.copy_(other).detach()


for each in (dim_order, share_memory_, is_shared, is_pinned, pin_memory, to_dense, module_load):
    method(each)
