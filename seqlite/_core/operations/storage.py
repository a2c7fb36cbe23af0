"""The memory of a tensor: `storage()`, `untyped_storage()` and the two classes that they give."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from ..dtypes import from_numpy_dtype, uint8
from ..tensor_base import increment_version
from .changes import method
from .declare import function
from .memory import memory_of

Tensor = Any  # avoids a circular import


def memory_owner(array: Any) -> Any:
    """The array that owns the memory."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def address(array: Any) -> int:
    """Where the array begins in memory."""
    return int(array.__array_interface__["data"][0])


def nobody() -> None:
    """In the place of a reference to a tensor: there is none."""


def restored(kind: Any, elements: Any) -> Any:
    """A storage from a pickle."""
    return kind._made(elements)


class _Storage:
    """What both kinds of storage do."""

    _elements: Any
    _refer: Any

    @classmethod
    def _made(cls, elements: Any, refer: Any = nobody) -> Any:
        new: Any = cls.__new__(cls)
        new._elements, new._refer = elements, refer
        return new

    @property
    def _of(self) -> Any:
        """The tensor that has the memory, None once it is gone."""
        return self._refer()

    def __reduce__(self) -> Any:
        return restored, (type(self), self._elements.copy())

    def __len__(self) -> int:
        return int(self._elements.size)

    def size(self) -> int:
        """The number of elements: of an untyped storage, bytes."""
        return len(self)

    def nbytes(self) -> int:
        """The number of bytes."""
        return int(self._elements.nbytes)

    def element_size(self) -> int:
        """The number of bytes of an element."""
        return int(self._elements.itemsize)

    def is_shared(self) -> bool:
        """Whether `share_memory_` was called."""
        return self._of is not None and bool(self._of.is_shared())

    def share_memory_(self) -> Any:
        """Let other processes have the memory: there are none here, so only `is_shared` answers otherwise."""
        if self._of is not None:
            self._of.share_memory_()
        return self

    def data_ptr(self) -> int:
        """The address of the memory."""
        return address(self._elements)

    def tolist(self) -> list[Any]:
        """The elements as a list."""
        return list(self._elements.tolist())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __getitem__(self, place: Any) -> Any:
        found = self._elements[place]
        return found.item() if np.ndim(found) == 0 else self._made(found, self._refer)

    def __setitem__(self, place: Any, value: Any) -> None:
        self._elements[place] = value
        if self._of is not None:
            increment_version(self._of)

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + self.nbytes()

    def resizable(self) -> bool:
        """Whether the memory is the engine's own."""
        return bool(memory_owner(self._elements).flags.owndata)

    @property
    def filename(self) -> str | None:
        """The file that the memory is mapped to, if there is one."""
        return None if self._of is None else self._of.__dict__.get("_filename")

    def fill_(self, value: Any) -> Any:
        """Set all elements."""
        self[:] = value
        return self

    def clone(self) -> Any:
        """A copy."""
        return self._made(self._elements.copy())

    def copy_(self, source: Any, non_blocking: bool = False) -> Any:
        """Take over the elements of another storage."""
        self[:] = source._elements
        return self

    def cpu(self) -> Any:
        """The storage itself: it is in the CPU's memory."""
        return self

    @property
    def device(self) -> Any:
        """The CPU."""
        return self._wrapped().device

    def _wrapped(self) -> Any:
        from ..tensor_base import TensorBase

        return TensorBase.concrete._wrap(self._elements)

    def __repr__(self) -> str:
        lines = "\n".join(f" {value}" for value in self.tolist()) or " "
        return f"{lines}\n[{self._title()}(device=cpu) of size {len(self)}]"

    def _title(self) -> str:
        return "torch.storage.UntypedStorage"


class UntypedStorage(_Storage):
    """The bytes of a tensor, which it shares: `tensor.untyped_storage()`. A view has the size of what it is a
    view of. `UntypedStorage(4)` are four bytes, `UntypedStorage([1, 2])` these.

    Source: PyTorch, `torch.UntypedStorage`.

    >>> torch.ones(2).untyped_storage().nbytes()
    8
    """

    def __init__(self, *args: Any) -> None:
        if len(args) > 1:
            raise TypeError("torch.UntypedStorage() takes a size, or a sequence of bytes")
        size = args[0] if args else 0
        if isinstance(size, int):
            if size < 0:
                raise RuntimeError(f"torch.UntypedStorage(): a negative number of bytes: {size}")
            self._elements = np.zeros(size, np.uint8)
        else:
            wrong = next((item for item in size if not isinstance(item, int)), None)
            if wrong is not None:
                raise RuntimeError(
                    "torch.UntypedStorage(): tried to construct a storage from a sequence "
                    f"({type(size).__name__}), but one of the items was of type {type(wrong).__name__} "
                    "instead of int"
                )
            self._elements = np.array([item & 255 for item in size], np.uint8)
        self._refer = nobody

    def _as(self, kind: Any) -> Any:
        """A vector of the bytes as elements of a type."""
        return self._elements[: self.nbytes() // kind.itemsize * kind.itemsize].view(kind.numpy)


class TypedStorage(_Storage):
    """The elements in the memory of a tensor, which it shares: `tensor.storage()`. PyTorch, too, warns of it.

    >>> torch.ones(2).storage().tolist()
    [1.0, 1.0]
    """

    @property
    def dtype(self) -> Any:
        """The type of the elements."""
        return from_numpy_dtype(self._elements.dtype)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            raise RuntimeError("slices are only supported in UntypedStorage.__getitem__")
        return super().__getitem__(place)

    def untyped(self) -> Any:
        """The bytes."""
        return UntypedStorage._made(self._elements.view(uint8.numpy), self._refer)

    def _as(self, kind: Any) -> Any:
        """The elements, which have to be of this type already."""
        if self.dtype != kind:
            raise RuntimeError(
                f"Expected a Storage of type {kind.kind} or an UntypedStorage, but got {self.dtype.kind}"
            )
        return self._elements

    def __repr__(self) -> str:
        return super().__repr__().replace("Storage(device", f"Storage(dtype={self.dtype}, device")

    def _title(self) -> str:
        return "torch.storage.TypedStorage"


@method
def untyped_storage(self: Tensor) -> Any:
    """The bytes of the memory, which a view shares with what it is a view of. Any shape and dtype.

    >>> torch.arange(2).untyped_storage().nbytes()
    16
    """
    owner, elements = self if self._base is None else self._base, memory_of(self).view(np.uint8)
    known = owner.__dict__.get("_storage")
    if known is None or known.nbytes() != elements.nbytes or known.data_ptr() != address(elements):
        known = owner.__dict__["_storage"] = UntypedStorage._made(elements, weakref.ref(owner))
    return known


@method
def storage(self: Tensor) -> Any:
    """The elements in memory, which a view shares with what it is a view of.

    >>> torch.arange(4).reshape(2, 2).t().storage().tolist()
    [0, 1, 2, 3]
    """
    warn_of_typed_storage()
    return TypedStorage._made(memory_of(self), weakref.ref(self))


@cache
def warn_of_typed_storage() -> None:
    """Warn once, as PyTorch does."""
    warnings.warn(
        "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only "
        "storage class. This should only matter to you if you are using storages directly. To access "
        "UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()",
        UserWarning,
        stacklevel=3,
    )


@function(out=False)
def is_storage(obj: Any) -> bool:
    """Whether `obj` is the memory of a tensor. Any object.

    >>> torch.is_storage(torch.ones(1))
    False
    """
    return isinstance(obj, _Storage)
