"""What a tensor shares its memory with: `set_`, `is_set_to`, `as_subclass`, `share_memory_`, `dim_order`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..record import record
from ..tensor_base import Mode, increment_version
from .changes import method
from .indexing import _alias

Tensor = Any  # avoids a circular import


@method
def set_(self: Tensor, source: Any = None) -> Tensor:
    """Share the memory of `source`, a tensor of the same type, with its shape; without one, become empty.
    RuntimeError for another type.

    >>> torch.zeros(1).set_(torch.ones(2))
    tensor([1., 1.])
    """
    if source is not None and source._array.dtype != self._array.dtype:
        raise RuntimeError(f"Could not set tensor of type {source.dtype} to a tensor of type {self.dtype}")
    if Mode.grad and self._needs:
        self._check_change()
    self._array = np.empty(0, self._array.dtype) if source is None else source._array
    increment_version(self)
    return self


@method
def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether both are the same view of the same memory.

    >>> torch.ones(2).is_set_to(torch.ones(2))
    False
    """
    a, b = self._array, tensor._array
    same = a.shape == b.shape and a.strides == b.strides
    return same and a.__array_interface__["data"] == b.__array_interface__["data"]


@method
def as_subclass(self: Tensor, cls: type) -> Any:
    """The tensor, with its memory and history, as an object of a subclass of `Tensor`.

    >>> torch.ones(1).as_subclass(torch.Tensor)
    tensor([1.])
    """
    new: Any = record(_alias, self, key=(...,))
    new.__class__ = cls
    return new


def dim_order(self: Tensor, *, ambiguity_check: bool = False) -> tuple[int, ...]:
    """The dimensions in the order of memory, the outermost first.

    >>> torch.ones(2, 3).t().dim_order()
    (1, 0)
    """
    steps = self._array.strides
    return tuple(sorted(range(self.ndim), key=lambda i: (-abs(steps[i]), i)))


def share_memory_(self: Tensor) -> Tensor:
    """Let other processes have the memory: there are none here, so only `is_shared` answers otherwise.

    >>> torch.ones(1).share_memory_().is_shared()
    True
    """
    self._shared = True
    return self


def is_shared(self: Tensor) -> bool:
    """Whether `share_memory_` was called.

    >>> torch.ones(1).is_shared()
    False
    """
    return bool(self.__dict__.get("_shared", False))


def is_pinned(self: Tensor, device: Any = None) -> bool:
    """Whether the memory is pinned for another device: never.

    >>> torch.ones(1).is_pinned()
    False
    """
    return False


def pin_memory(self: Tensor, device: Any = None) -> Tensor:
    """Pin the memory for another device: RuntimeError, since there is none.

    >>> torch.ones(1).pin_memory()
    Traceback (most recent call last):
    RuntimeError: Cannot access accelerator device when none is available.
    """
    raise RuntimeError("Cannot access accelerator device when none is available.")


def to_dense(self: Tensor, dtype: Any = None, *, masked_grad: bool = True) -> Tensor:
    """The tensor itself, in the type `dtype` if given: none is sparse.

    >>> torch.ones(1).to_dense()
    tensor([1.])
    """
    return self if dtype is None else self.to(dtype)


def module_load(self: Tensor, other: Tensor, assign: bool = False) -> Tensor:
    """What `load_state_dict` puts into a parameter: a copy of `other` in this tensor, or, with `assign`,
    `other` without history.

    >>> torch.zeros(1).module_load(torch.ones(1))
    tensor([1.])
    """
    return other.detach() if assign else self.copy_(other).detach()


for each in (dim_order, share_memory_, is_shared, is_pinned, pin_memory, to_dense, module_load):
    method(each)
