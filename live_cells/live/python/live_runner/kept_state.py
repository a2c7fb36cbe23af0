"""What objects were at a moment, so that they can become so again, each in its place.

Objects are not copied: their contents are. So a model, its optimizer and a graph that leads to its weights
still know each other afterwards, and a name still means the same object. Classes are those that ``type``
says: what an object says of itself may be wrong, or raise.
"""

from __future__ import annotations

import collections
import functools
import random
import sys
import types
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

LARGEST = 64 * 2**20
"""Bytes of arrays that are kept; of those beyond, a checksum says whether they have changed."""
_ATOMS = (type(None), int, float, complex, str, bytes, range, slice, types.ModuleType, types.CodeType)
_DESCRIPTORS = (types.MemberDescriptorType, types.GetSetDescriptorType)
"""Where instances of a class have their attributes."""
_CACHED = type(functools.cache(len))
"""Of functions that keep their results."""
_ONCE = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
"""What goes on only once; how far it is cannot be put back."""


class KeptState:
    """The contents of what these objects lead to.

    Functions are followed into what they enclose, instances into their attributes, and so are classes of the
    reader's. Modules and other classes are not followed.

    Args:
        roots: where to begin.
        most: bytes of arrays to keep.
    """

    def __init__(self, roots: Iterable[object], most: int = LARGEST) -> None:
        self.unkept: list[str] = []
        """The types of what cannot be put back."""
        self._room = most
        self._seen: dict[int, object] = {}
        self._undo: list[Callable[[], object]] = []
        self._sums: list[tuple[Any, int]] = []
        waiting = list(roots)
        while waiting:
            value = waiting.pop()
            if issubclass(type(value), _ATOMS) or id(value) in self._seen:
                continue
            self._seen[id(value)] = value
            waiting.extend(self._keep(value))

    def restore(self) -> bool:
        """Make them so again.

        Returns:
            Whether all are: False if a large array was changed in place since.
        """
        for undo in self._undo:
            undo()
        return all(_checksum(array) == kept for array, kept in self._sums)

    def _keep(self, value: Any) -> Iterable[object]:
        """Note how to put it back. @returns what it leads to."""
        if issubclass(type(value), dict):
            return self._keep_dict(value)
        if issubclass(type(value), list):
            items = value.copy()
            self._undo.append(lambda: list.__setitem__(value, slice(None), items))
            return [*items, *self._attributes(value)]
        if issubclass(type(value), (set, collections.deque, bytearray)):
            return self._keep_collection(value)
        if issubclass(type(value), (tuple, frozenset)):
            return tuple(value)
        if issubclass(type(value), type):
            return self._keep_class(value)
        if issubclass(type(value), types.FunctionType):
            return [*(value.__closure__ or ()), *(value.__defaults__ or ()), value.__dict__]
        if issubclass(type(value), types.MethodType):
            return [value.__self__]
        if issubclass(type(value), types.CellType):
            return self._keep_cell(value)
        return self._keep_instance(value)

    def _keep_dict(self, value: dict[Any, Any]) -> Iterable[object]:
        items = dict(value)

        def undo() -> None:
            dict.clear(value)
            dict.update(value, items)

        self._undo.append(undo)
        return [*items, *items.values(), *self._attributes(value)]

    def _keep_collection(self, value: Any) -> Iterable[object]:
        items = value.copy()

        def undo() -> None:
            value.clear()
            (value.update if issubclass(type(value), set) else value.extend)(items)

        self._undo.append(undo)
        return () if issubclass(type(value), bytearray) else items

    def _keep_class(self, value: type) -> Iterable[object]:
        held = type.__dict__["__dict__"].__get__(value)
        if held.get("__module__") != "__main__":
            return ()
        items = {name: one for name, one in held.items() if not isinstance(one, _DESCRIPTORS)}

        def undo() -> None:
            now = dict(type.__dict__["__dict__"].__get__(value))
            for name in now.keys() - items.keys():
                if not isinstance(now[name], _DESCRIPTORS):
                    type.__delattr__(value, name)
            for name, one in items.items():
                if now.get(name, undo) is not one:
                    type.__setattr__(value, name, one)

        self._undo.append(undo)
        return [*items.values(), *type.__dict__["__mro__"].__get__(value)[1:]]

    def _keep_cell(self, value: types.CellType) -> Iterable[object]:
        try:
            content = value.cell_contents
        except ValueError:  # it is empty
            return ()
        self._undo.append(lambda: setattr(value, "cell_contents", content))
        return [content]

    def _keep_instance(self, value: Any) -> Iterable[object]:
        numpy = sys.modules.get("numpy")
        if issubclass(type(value), random.Random):
            self._undo.append(partial(value.setstate, value.getstate()))
        elif numpy is not None and issubclass(type(value), numpy.ndarray):
            return self._keep_array(value)
        elif numpy is not None and issubclass(type(value), numpy.random.RandomState):
            self._undo.append(partial(value.set_state, value.get_state()))
        elif numpy is not None and issubclass(type(value), numpy.random.Generator):
            return [value.bit_generator]
        elif numpy is not None and issubclass(type(value), numpy.random.BitGenerator):
            self._undo.append(partial(setattr, value, "state", value.state))
        elif issubclass(type(value), _CACHED) and not value.cache_info().currsize:
            self._undo.append(value.cache_clear)
        elif issubclass(type(value), _ONCE) or (
            hasattr(type(value), "__next__") and _attributes_of(value) is None
        ):
            self.unkept.append(type(value).__name__)
        return self._attributes(value)

    def _keep_array(self, value: Any) -> Iterable[object]:
        if not value.flags.writeable:
            return ()
        if value.nbytes > self._room:
            self._sums.append((value, _checksum(value)))
            return ()
        self._room -= value.nbytes
        kept = value.copy()

        def undo() -> None:
            value[...] = kept

        self._undo.append(undo)
        return value.ravel().tolist() if value.dtype.hasobject else ()

    def _attributes(self, value: Any) -> Iterator[object]:
        if (attributes := _attributes_of(value)) is not None:
            yield attributes  # a dictionary like others
        for kind in type(value).__mro__:
            slots = kind.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                member = kind.__dict__.get(_mangled(kind, name))
                if isinstance(member, types.MemberDescriptorType):
                    yield from self._keep_slot(value, member)

    def _keep_slot(self, value: Any, member: types.MemberDescriptorType) -> Iterator[object]:
        try:
            content = member.__get__(value)
        except AttributeError:
            self._undo.append(lambda: _without(value, member))
            return
        self._undo.append(lambda: member.__set__(value, content))
        yield content


def random_sources() -> list[object]:
    """Where the random numbers of cells come from, as far as they have been imported."""
    sources: list[object] = [getattr(random.random, "__self__", None)]
    if numpy := sys.modules.get("numpy"):
        sources.append(numpy.random.mtrand._rand)
    if engine := sys.modules.get("seqlite.random"):
        sources.append(engine.default_generator)
    return sources


def _attributes_of(value: object) -> dict[str, Any] | None:
    """Without asking the object itself, which may raise anything."""
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    return attributes if type(attributes) is dict else None


def _mangled(kind: type, name: str) -> str:
    return (
        f"_{kind.__name__.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name
    )


def _without(value: object, member: types.MemberDescriptorType) -> None:
    with suppress(AttributeError):  # it has still none
        member.__delete__(value)


def _checksum(array: Any) -> int:
    return zlib.crc32(memoryview(array if array.flags.c_contiguous else array.copy()).cast("B"))
