"""What the page may ask of the living Python: answered by looking, never by calling."""

import math
import types

import numpy as np
import pytest
import questions

import seqlite
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


def completed(text: str) -> list[str]:
    return [name["name"] for name in questions.completions(text, NAMES)["names"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cur", ["curious", "curfew"]),
        ("x = (cur", ["curious", "curfew"]),
        ("math.sq", ["sqrt"]),
        ("print(math.sqr", ["sqrt"]),
        ("curious.me", ["method"]),
        ("model.forw", ["forward"]),
        ("from math import floo", ["floor"]),
        ("conti", ["continue"]),
        ("nowhere.x", []),
        ("f().me", []),
        ("'text'.me", []),
        ("curious.dangerous.me", []),
    ],
)
def test_completions(text: str, names: list[str]) -> None:
    assert completed(text) == names
    assert not Curious.touched


def test_private_names_come_when_asked_for() -> None:
    assert not any(name.startswith("_") for name in completed("curious."))
    assert "__init__" in completed("curious.__in")


def test_kinds_and_what_is_there_already() -> None:
    found = questions.completions("\n  math.flo", NAMES)
    assert found == {"start": "flo", "names": [{"name": "floor", "kind": "function"}]}
    kinds = {"mat": "namespace", "whil": "keyword", "ValueErr": "class", "curf": "variable"}
    for text, kind in kinds.items():
        assert [name["kind"] for name in questions.completions(text, NAMES)["names"]] == [kind]


def test_help_shows_signature_and_docstring() -> None:
    assert questions.help_on("x = curious.method", NAMES) == {
        "title": "method(n: int = 1) -> None",
        "text": "Do it.\n\nReally.",
    }
    assert questions.help_on("curfew", NAMES) == {"title": "curfew: int", "text": "3"}
    for nothing in ("", "nowhere", "curious.dangerous", "1 +", "make().curfew", "rows[0] .curfew"):
        assert questions.help_on(nothing, NAMES) == {"title": "", "text": ""}
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
    rows = {row["name"]: (row["type"], row["shape"], row["size"]) for row in questions.variables(names)}
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
