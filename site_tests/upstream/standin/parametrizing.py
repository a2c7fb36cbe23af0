"""Makes many tests of one: `parametrize`, `dtypes`, and the classes for a device."""

from __future__ import annotations

import copy
import functools
import inspect
import unittest
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch

from .absent import lenient, note
from .dtypes import dtype_name, is_known

Case = tuple[Any, str, dict[str, Any], Callable[[dict[str, Any]], list[Any]]]
"""A test, the end of its name, its arguments, and what gives its decorators for those."""

CPU = {"device": "cpu", "devices": ["cpu"]}


def skip(reason: str) -> Any:
    """A decorator, or a maker of decorators, that skips the test."""

    def decorate(*args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and inspect.isfunction(args[0]):
            return unittest.skip(reason)(args[0])
        return unittest.skip(reason)

    return decorate


def dtypes(*given: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """A variant for each type, or for each row of types, that both sides have."""
    rows = [row for row in given if isinstance(row, tuple | list)]
    chosen = (
        [tuple(row) for row in rows if all(map(is_known, row))] if rows else list(filter(is_known, given))
    )

    def decorate(test: Any) -> Any:
        test.dtypes = list(dict.fromkeys(chosen))
        return test

    return decorate


class subtest:
    """An entry of `parametrize` with a name or decorators of its own."""

    def __init__(self, arg_values: Any, name: str | None = None, decorators: Any = ()) -> None:
        self.arg_values, self.name, self.decorators = arg_values, name, list(decorators or ())


class TestParametrizer:
    """Upstream's base class of decorators that give cases; stacked ones give all combinations."""

    def _parametrize_test(self, test: Any, generic_cls: Any, device_cls: Any) -> Iterator[Case]:
        raise NotImplementedError

    def __call__(self, test: Any) -> Any:
        below = getattr(test, "parametrize_fn", single)

        def cases(test: Any, generic_cls: Any, device_cls: Any) -> Iterator[Case]:
            for inner in list(below(test, generic_cls, device_cls)):
                for outer in self._parametrize_test(inner[0], generic_cls, device_cls):
                    yield merged(inner, outer)

        test.parametrize_fn = cases
        return test


def single(test: Any, generic_cls: Any, device_cls: Any) -> Iterator[Case]:
    yield test, "", {}, lambda arguments: []


def merged(inner: Case, outer: Case) -> Case:
    def decorators(arguments: dict[str, Any]) -> list[Any]:
        return [*inner[3](arguments), *outer[3](arguments)]

    name = "_".join(filter(None, (outer[1], inner[1])))
    return outer[0], name, {**inner[2], **outer[2]}, decorators


class parametrize(TestParametrizer):
    """`@parametrize("x, y", [(1, 2), (3, 4)])`, as pytest's."""

    def __init__(self, arg_str: str, arg_values: Any, name_fn: Any = None) -> None:
        self.names = [name.strip() for name in arg_str.split(",") if name]
        self.values, self.name_fn = list(arg_values), name_fn

    def _parametrize_test(self, test: Any, generic_cls: Any, device_cls: Any) -> Iterator[Case]:
        for i, value in enumerate(self.values):
            name, decorators = None, []
            if isinstance(value, subtest):
                name, decorators, value = value.name, value.decorators, value.arg_values
            values = list(value) if len(self.names) > 1 else [value]
            if name is None:
                name = self.name_fn(*values) if self.name_fn else self.spell(i, values)
            arguments = dict(zip(self.names, values, strict=True))
            yield test, name, arguments, partial(just, decorators)

    def spell(self, index: int, values: list[Any]) -> str:
        return "_".join(spell(index, name, value) for name, value in zip(self.names, values, strict=True))


def just(decorators: list[Any], arguments: dict[str, Any]) -> list[Any]:
    return decorators


def spell(index: int, name: str, value: Any) -> str:
    if isinstance(value, torch.dtype):
        return dtype_name(value)
    if isinstance(value, int | float | str):
        return f"{name}_{str(value).replace('.', '_')}"
    return f"{name}{index}"


def instantiate_parametrized_tests(generic: Any) -> Any:
    """Put the cases of each parametrized test in the class, in place of the test."""
    for name in [n for n in dir(generic) if n.startswith("test")]:
        test = getattr(generic, name)
        if not hasattr(test, "parametrize_fn"):
            continue
        setattr(generic, name, None)
        for case in cases_of(name, test, generic, None):
            setattr(generic, f"{name}_{case[1]}", lenient(partial(bound, case), name))
    return generic


def instantiate_device_type_tests(
    generic: Any, scope: dict[str, Any], except_for: Any = (), only_for: Any = (), **kwargs: Any
) -> None:
    """Replace the class in `scope` by one of its tests for the CPU."""
    scope.pop(generic.__name__, None)
    if (only_for and "cpu" not in only_for) or (except_for and "cpu" in except_for):
        return
    device = type(f"{generic.__name__}CPU", (generic,), {"__module__": generic.__module__})
    device.device_type = "cpu"  # type: ignore[attr-defined]
    device.get_primary_device = classmethod(lambda cls: "cpu")  # type: ignore[attr-defined]
    for name in [n for n in dir(generic) if n.startswith("test") and callable(getattr(generic, n))]:
        test = getattr(generic, name)
        setattr(device, name, None)
        for case in cases_of(name, test, generic, device):
            suffix, arguments = case[1], case[2]
            types = arguments.get("dtypes", arguments.get("dtype", ()))
            types = types if isinstance(types, tuple | list) else (types,)
            parts = (name, suffix, "cpu", *map(dtype_name, types))
            takes = inspect.signature(case[0]).parameters
            arguments |= {word: cpu for word, cpu in CPU.items() if word in takes}
            setattr(device, "_".join(filter(None, parts)), lenient(partial(bound, case), name))
    scope[device.__name__] = device


def cases_of(name: str, test: Any, generic: Any, device: Any) -> list[Case]:
    """All cases of a test, those for types among them; none, with a note, if they cannot be made."""
    try:
        made = list(getattr(test, "parametrize_fn", single)(test, generic, device))
    except Exception as error:
        note(f"{generic.__name__}.{name}", error)
        return []
    chosen = getattr(test, "dtypes", None)
    if chosen is None or device is None:
        return made
    takes = inspect.signature(test).parameters
    word = "dtypes" if "dtypes" in takes and "dtype" not in takes else "dtype"
    return [
        one
        for case in made
        for one in ([case] if "dtype" in case[2] else [with_argument(case, word, dtype) for dtype in chosen])
    ]


def with_argument(case: Case, name: str, value: Any) -> Case:
    return case[0], case[1], {**case[2], name: value}, case[3]


def bound(case: Case) -> Any:
    """The case as a method that takes no arguments."""
    test, _, arguments, decorators = case
    for decorate in decorators(arguments):
        test = decorate(twin(test))

    @functools.wraps(test)
    def method(self: Any) -> Any:
        fresh = {k: copy.deepcopy(v) if isinstance(v, list | dict) else v for k, v in arguments.items()}
        return test(self, **fresh)

    del method.__wrapped__
    vars(method).pop("parametrize_fn", None)
    return method


def twin(test: Any) -> Any:
    """A function of its own that does the same: decorators leave marks."""

    @functools.wraps(test)
    def same(*args: Any, **kwargs: Any) -> Any:
        return test(*args, **kwargs)

    return same
