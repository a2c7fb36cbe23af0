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
    new = kind.__new__(kind)
    new._elements, new._refer = elements, nobody
    return new


class UntypedStorage:
    """The bytes of a tensor, which it shares: `tensor.untyped_storage()`. A view has the size of what it is a
    view of.

    >>> torch.ones(2).untyped_storage().nbytes()
    8
    """

    def __init__(self, *arguments: Any) -> None:
        size = arguments[0] if arguments else 0
        values = np.zeros(size, np.uint8) if isinstance(size, int) else np.array(size, np.uint8)
        self._elements: Any = values
        self._refer: Any = nobody

    @classmethod
    def _around(cls, tensor: Tensor, elements: Any) -> Any:
        """The memory of a tensor, which is not kept alive: it keeps its storage."""
        new: Any = cls.__new__(cls)
        new._elements, new._refer = elements, weakref.ref(tensor)
        return new

    @property
    def _of(self) -> Any:
        """The tensor that has the memory, None once it is gone."""
        return self._refer()

    def _as(self, kind: Any) -> Any:
        """A vector of the bytes as elements of a type."""
        return self._elements[: self.nbytes() // kind.itemsize * kind.itemsize].view(kind.numpy)

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
        return found.item() if np.ndim(found) == 0 else found.tolist()

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
        new = type(self).__new__(type(self))
        new._elements, new._refer = self._elements.copy(), nobody
        return new

    @property
    def device(self) -> Any:
        """The CPU."""
        return self._wrapped().device

    def _wrapped(self) -> Any:
        from ..tensor_base import TensorBase

        return TensorBase.concrete._wrap(self._elements)

    def __repr__(self) -> str:
        lines = "\n".join(f" {value}" for value in self.tolist())
        return f"{lines}\n[{self._title()}(device=cpu) of size {len(self)}]"

    def _title(self) -> str:
        return "torch.storage.UntypedStorage"


class TypedStorage(UntypedStorage):
    """The elements in the memory of a tensor, which it shares: `tensor.storage()`. PyTorch, too, warns of it.

    >>> torch.ones(2).storage().tolist()
    [1.0, 1.0]
    """

    @property
    def dtype(self) -> Any:
        """The type of the elements."""
        return from_numpy_dtype(self._elements.dtype)

    def untyped(self) -> UntypedStorage:
        """The bytes."""
        new = UntypedStorage.__new__(UntypedStorage)
        new._elements, new._refer = self._elements.view(uint8.numpy), self._refer
        return new

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
def untyped_storage(self: Tensor) -> UntypedStorage:
    """The bytes of the memory, which a view shares with what it is a view of.

    >>> torch.arange(2).untyped_storage().nbytes()
    16
    """
    owner, elements = self if self._base is None else self._base, memory_of(self).view(np.uint8)
    known = owner.__dict__.get("_storage")
    if known is None or known.nbytes() != elements.nbytes or known.data_ptr() != address(elements):
        known = owner.__dict__["_storage"] = UntypedStorage._around(owner, elements)
    return known


@method
def storage(self: Tensor) -> TypedStorage:
    """The elements in memory, which a view shares with what it is a view of.

    >>> torch.arange(4).reshape(2, 2).t().storage().tolist()
    [0, 1, 2, 3]
    """
    warn_of_typed_storage()
    return TypedStorage._around(self, memory_of(self))


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
    """Whether `obj` is the memory of a tensor.

    >>> torch.is_storage(torch.ones(1))
    False
    """
    return isinstance(obj, UntypedStorage)
