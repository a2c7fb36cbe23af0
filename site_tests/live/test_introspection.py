"""What the page may ask of the living Python: answered by looking, never by calling."""

import collections
import functools
import math
import random
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import seqlite
from live_runner import introspection
from seqlite import nn


class Curious:
    """Knows whether it has been touched."""

    touched = False

    @property
    def dangerous(self) -> "Curious":
        type(self).touched = True
        return self

    def method(self, n: int = 1) -> None:
        """Do it.

        Really."""


NAMES = {
    "math": math,
    "curious": Curious(),
    "curfew": 3,
    "model": nn.Sequential(nn.Linear(2, 3), nn.ReLU()),
    "__name__": "__main__",
}


def test_help_shows_signature_and_docstring() -> None:
    assert introspection.help_on("x = curious.method", NAMES) == {
        "title": "method(n: int = 1) -> None",
        "text": "Do it.\n\nReally.",
    }
    assert introspection.help_on("curfew", NAMES) == {"title": "curfew: int", "text": "3"}
    for nothing in ("", "nowhere", "curious.dangerous", "1 +", "make().curfew", "rows[0] .curfew"):
        assert introspection.help_on(nothing, NAMES) == {"title": "", "text": ""}
    assert not Curious.touched


def test_variables_tell_type_shape_and_memory() -> None:
    names = {
        "np": np,
        "_hidden": 1,
        "x": seqlite.zeros(64, 784),
        "a": np.zeros(3, dtype=np.float64),
        "model": nn.Linear(784, 10),
        "epochs": 3,
        "losses": [1.0, 2.0],
        "loss": seqlite.tensor(0.5),
        "Net": type("Net", (nn.Module,), {}),
        "curious": Curious(),
        "module": types.ModuleType("m"),
    }
    rows = {row["name"]: (row["type"], row["shape"], row["size"]) for row in introspection.variables(names)}
    assert rows == {
        "x": ("Tensor", "64 × 784", "200.7 kB"),
        "a": ("ndarray", "3", "24 B"),
        "model": ("Linear", "", "31.4 kB"),
        "epochs": ("int", "3", ""),
        "losses": ("list", "2", ""),
        "loss": ("Tensor", "scalar", "4 B"),
        "Net": ("type", "", ""),
        "curious": ("Curious", "", ""),
    }
    assert not Curious.touched


class Unready(nn.Module):
    def __init__(self) -> None:
        self.size = 3  # and no super().__init__()


class Lying:
    """Its repr raises, and it has a shape that is none."""

    shape = 5
    nbytes = "many"

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        raise SystemExit

    @functools.cached_property
    def costly(self) -> "Lying":
        raise AssertionError("was called")

    def __repr__(self) -> str:
        raise KeyboardInterrupt


def test_objects_that_raise_when_looked_at_are_left_out_alone() -> None:
    names = {"model": Unready(), "lying": Lying(), 3: "no name", "epochs": 3}
    rows = {row["name"]: (row["type"], row["shape"], row["size"]) for row in introspection.variables(names)}
    assert rows == {"model": ("Unready", "", ""), "lying": ("Lying", "", ""), "epochs": ("int", "3", "")}
    assert introspection.help_on("lying", names) == {"title": "lying: Lying", "text": ""}
    assert introspection.help_on("lying.costly", names) == {"title": "", "text": ""}


def test_no_more_of_a_value_is_written_out_than_is_shown() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    touched = []

    class Item:
        def __repr__(self) -> str:
            touched.append(self)
            return "item"

    names = {"deep": deep, "long": [Item()] * 10**6, "text": "x" * 10**7, "digits": 10**5000}
    assert introspection.help_on("deep", names)["text"].startswith("[[[[[")
    assert introspection.help_on("long", names)["text"].startswith("[item, item, ")
    assert len(touched) < 100
    assert introspection.help_on("text", names)["text"].startswith("'xxx")
    for name in names:
        assert len(introspection.help_on(name, names)["text"]) <= introspection.MOST


@pytest.mark.parametrize("value", [[], [1, [2.5, "it's"]], (1,), (), {"a": {1, 2}, 3: ()}, set(), b"x", None])
def test_short_values_are_shown_as_python_shows_them(value: object) -> None:
    assert introspection.help_on("value", {"value": value})["text"] == repr(value)


class Odd(BaseException):
    """What nobody expects."""


HOOKS = [
    "__repr__",
    "__str__",
    "__dir__",
    "__getattr__",
    "__getattribute__",
    "__len__",
    "__iter__",
    "__bool__",
    "__eq__",
]
HOOKS += [
    "__format__",
    "__call__",
    "__instancecheck__",
    "__subclasscheck__",
    "__get__",
    "__reduce__",
    "__sizeof__",
]
PROPERTIES = [
    "__class__",
    "__doc__",
    "__dict__",
    "__signature__",
    "__name__",
    "__wrapped__",
    "__text_signature__",
]
PROPERTIES += ["shape", "nbytes", "parameters", "__module__", "__annotations__", "__qualname__", "__mro__"]
BASES = [
    object,
    list,
    dict,
    str,
    int,
    type,
    Exception,
    nn.Module,
    seqlite.Tensor,
    np.ndarray,
    types.ModuleType,
]
RAISED = [
    ValueError,
    AttributeError,
    SystemExit,
    KeyboardInterrupt,
    RecursionError,
    MemoryError,
    StopIteration,
    Odd,
]


def nasty_object(dice: random.Random) -> object:
    """An object of a class whose special methods raise or answer nonsense, and maybe of such a metaclass."""

    def deed() -> Callable[..., Any]:
        raised, answer = dice.choice(RAISED), dice.choice([None, 5, "x" * 500, [1, 2], -1, object()])
        recurse = dice.random() < 0.1

        def do(*given: Any, **named: Any) -> Any:
            if recurse:
                return do(*given, **named)
            if answer is None:
                raise raised("on purpose")
            return answer

        return do

    def body(share: float) -> dict[str, Any]:
        chosen: dict[str, Any] = {name: deed() for name in HOOKS if dice.random() < share}
        return chosen | {name: property(deed()) for name in PROPERTIES if dice.random() < share}

    share = dice.choice([0.1, 0.3, 0.7])
    for _ in range(20):
        try:
            base = dice.choice(BASES)
            meta = (
                type("Meta", (type,), body(0.1)) if base is not type and dice.random() < 0.3 else type(base)
            )
            made = meta("Nasty", (base,), body(share))
            if base is type:
                return type.__call__(made, "Class", (), {})
            return type.__call__(
                made, *(["module"] if base is types.ModuleType else [()] if base is np.ndarray else [])
            )
        except BaseException:  # such a class, or object, there cannot be
            continue
    return Unready()


def test_a_question_about_anything_has_a_proper_answer_or_none(fuzz_seed: int) -> None:
    answered = collections.Counter[str]()
    for number in range(1000):
        dice = random.Random(f"{fuzz_seed}:{number}")
        names = {
            "odd": nasty_object(dice),
            "inner": types.SimpleNamespace(odd=nasty_object(dice)),
            "epochs": 3,
        }
        for about, text in [
            ("variables", ""),
            ("help", "odd"),
            ("help", "inner.odd"),
            ("help", "odd.shape"),
        ]:
            answer = introspection.answer(about, text, names)
            where = f"{about} {text!r}, program {number} of SEQLITE_FUZZ_SEED={fuzz_seed}"
            assert answer is None or is_proper(answer), where
            answered[f"{about} {text}"] += answer is not None
            if about == "variables":
                assert answer is not None, where
                assert answer["variables"][-1] == {
                    "name": "epochs",
                    "type": "int",
                    "shape": "3",
                    "size": "",
                    "is_model": False,
                }, where
    assert answered["help odd"] == 1000


def is_proper(answer: dict[str, Any]) -> bool:
    """What messages.ts lets through."""
    match answer:
        case {"start": str(), "names": list(found)}:
            return all(type(each["name"]) is type(each["kind"]) is str for each in found)
        case {"variables": list(rows)}:
            return all(
                type(value) is (bool if key == "is_model" else str)
                for row in rows
                for key, value in row.items()
            )
        case {"title": str(title), "text": str(text)}:
            return len(title) < 10_000 and len(text) < 100_000
    return False
