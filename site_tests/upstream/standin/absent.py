"""What a test file gets for a name that this side does not have."""

from __future__ import annotations

import functools
import inspect
import unittest
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

NOTES: list[tuple[str, BaseException]] = []
"""What could not be had while a file was loaded, and why."""


class AbsentError(Exception):
    """A test uses what could not be had; its cause says why."""


class Absent:
    """Stands where a name, a default or a table's entry could not be had: loading goes on, use fails."""

    def __init__(self, name: str, why: BaseException) -> None:
        self.__dict__.update(_name=name, _why=why)

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise AbsentError(f"{self._name}: {self._why}") from self._why

    __call__ = __contains__ = __enter__ = __getitem__ = __iter__ = __len__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __mul__ = __rmul__ = __neg__ = _refuse

    def __getattr__(self, name: str) -> Any:
        if name in ("__name__", "__qualname__"):
            return str(self._name).rpartition(".")[2]
        if name.startswith("__"):
            raise AttributeError(name)
        if name.startswith("_"):  # private, whatever its owner is
            return Absent(f"{self._name}.{name}", AttributeError(f"{self._name}.{name}", name=name))
        return Absent(f"{self._name}.{name}", self._why)

    def __mro_entries__(self, bases: object) -> tuple[type]:
        def refuse(cls: type, name: str) -> NoReturn:
            if name.startswith("__"):
                raise AttributeError(name)
            self._refuse()

        kind = type("AbsentBase", (type,), {"__getattr__": refuse})
        return (kind("Base", (), dict.fromkeys(("__init__", "__enter__", "__exit__"), self._refuse)),)

    def __or__(self, other: object) -> Absent:
        return self

    __ror__ = __or__

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<absent {self._name}>"


class AnyDecorator:
    """A decorator, a maker of decorators or a context manager that changes nothing."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        plain = len(args) == 1 and not kwargs and (inspect.isroutine(args[0]) or inspect.isclass(args[0]))
        return args[0] if plain else self

    def __enter__(self) -> AnyDecorator:
        return self

    def __exit__(self, *error: object) -> None: ...

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __bool__(self) -> bool:
        return False


def lenient(make: Callable[[], Any], name: str) -> Any:
    """What `make` gives, or an `Absent` in its place."""
    try:
        return make()
    except unittest.SkipTest:
        raise
    except Exception as error:
        note(name, error)
        return Absent(name, error)


def bind_absent(scope: dict[str, Any], names: tuple[str, ...], error: BaseException) -> None:
    """After a statement that failed: what it should have bound is absent."""
    if isinstance(error, unittest.SkipTest):
        raise error
    note(", ".join(names) or "a statement", error)
    for name in names:
        scope.setdefault(name, Absent(name, error))


def refusing(test: Any, error: BaseException) -> Any:
    """A test whose decorators failed: running it says why."""
    if isinstance(error, unittest.SkipTest):
        raise error
    note(getattr(test, "__name__", "a test"), error)
    if inspect.isclass(test):
        return test

    @functools.wraps(test)
    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise AbsentError(f"a decorator: {error}") from error

    del refuse.__wrapped__  # its arguments are no fixtures of anybody
    return refuse


def with_its_defaults(test: Any) -> Any:
    """The test, or if one of its defaults is absent, one that refuses."""
    defaults = [*(test.__defaults__ or ()), *(test.__kwdefaults__ or {}).values()]
    gone = next((value for value in defaults if isinstance(value, Absent)), None)
    return test if gone is None else refusing(test, gone._why)


def note(what: str, error: BaseException) -> None:
    NOTES.append((what, error))
