"""Completions and signatures while a reader types: found by looking and by reading, never by calling."""

import math
import random
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from live_editor import calls

import seqlite
from seqlite import nn
from site_tests.live.test_introspection import nasty_object


class Curious:
    """Knows whether it has been touched."""

    touched = False

    @property
    def dangerous(self) -> "Curious":
        type(self).touched = True
        return self

    def method(self, n: int = 1, *, deep: bool = False) -> None: ...


class Lying:
    """Its class raises when it is asked for."""

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        raise SystemExit


MAIN = types.ModuleType("__main__")
MAIN.__dict__.update(
    torch=seqlite,
    math=math,
    curious=Curious(),
    curfew=3,
    x=seqlite.zeros(2, 3),
    rows=[seqlite.zeros(2)],
    model=nn.Sequential(nn.Linear(2, 3), nn.ReLU()),
)


@pytest.fixture(autouse=True)
def lying() -> Iterator[None]:
    """While a test runs: other tests look at all objects that there are."""
    MAIN.__dict__["lying"] = Lying()
    yield
    del MAIN.__dict__["lying"]


NET = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, size: int, deep=True):
        super().__init__()
        self.layer = nn.Linear(size, 3)

    def forward(self, inputs):
"""


@pytest.fixture(autouse=True)
def as_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine under PyTorch's name, as pages have it."""
    monkeypatch.setitem(sys.modules, "torch", seqlite)


def asked(about: str, text: str, others: Sequence[str] = ()) -> Any:
    answer = calls.answer(about, text, others, MAIN)
    assert answer is not None
    return answer


def completed(text: str, *others: str) -> list[str]:
    return [name["name"] for name in asked("completions", text, others)["names"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("curi", ["curious"]),
        ("x = (curf", ["curfew"]),
        ("math.sq", ["sqrt"]),
        ("print(math.sqr", ["sqrt"]),
        ("curious.me", ["method"]),
        ("model.forw", ["forward"]),
        ("from math import floo", ["floor"]),
        ("import torchv", ["torchvision"]),
        ("conti", ["continue"]),
        ("x.sum().is_conti", ["is_contiguous"]),
        ("rows[0].is_conti", ["is_contiguous"]),
        ("'text'.upp", ["upper"]),
        ("'text {'.upp", ["upper"]),
        ("lyi", ["lying"]),
        ("nowhere.x", []),
        ("f().me", []),
        ("curious.dangerous.me", []),
        ("1e", []),
    ],
)
def test_completions_of_what_runs(text: str, names: list[str]) -> None:
    assert completed(text) == names
    assert not Curious.touched


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("size = 3\nsi", "size"),
        ("import torch.nn as nn\nnet = nn.Linear(2, 3)\nnet.in_fea", "in_features"),
        ("y = torch.ones(3)\ny.is_conti", "is_contiguous"),
        ("import collections as c\nc.Count", "Counter"),
        (f"{NET}        self.lay", "layer"),
        (f"{NET}        self.state_di", "state_dict"),
        (f"{NET}        self.layer.out_fe", "out_features"),
        (f"{NET}        return inputs\nnet = Net(2)\nnet.lay", "layer"),
        ("for row in rows:\n    ro", "row"),
        ("x = ((\ndef double(n):\n    return 2 * n\ndou", "double"),
    ],
)
def test_completions_of_what_has_not_run(text: str, name: str) -> None:
    assert name in completed(text)


def test_names_of_other_cells_that_have_not_run() -> None:
    assert completed("unusual_", "unusual_name = 3") == ["unusual_name"]
    assert completed("net.in_fea", "from torch import nn", "net = nn.Linear(1, 2)") == ["in_features"]


def test_parameters_are_offered_where_an_argument_begins() -> None:
    assert completed("torch.nn.Linear(2, ou") == ["out_features="]
    assert completed("torch.nn.Linear(2, out_features=3, bi") == ["bias=", "bin"]
    assert "bias=" not in completed("torch.nn.Linear(2, 3 + b")


def test_private_names_come_when_asked_for() -> None:
    assert not any(name.startswith("_") for name in completed("curious."))
    assert "__init__" in completed("curious.__in")


def test_kinds_types_and_what_is_there_already() -> None:
    assert asked("completions", "\n  math.flo") == {
        "start": "flo",
        "names": [{"name": "floor", "kind": "function", "type": "", "own": False}],
    }
    kinds = {
        **{"mat": ("namespace", "", True), "whil": ("keyword", "", False)},
        **{"ValueErr": ("class", "", False), "curf": ("variable", "int", True)},
        **{"x": ("variable", "Tensor", True), "print": ("function", "", False)},
    }
    for text, (kind, said, own) in kinds.items():
        first = asked("completions", text)["names"][0]
        assert (first["kind"], first["type"], first["own"]) == (kind, said, own)


@pytest.mark.parametrize(
    ("text", "name", "active"),
    [
        ("torch.nn.Linear(", "Linear", "in_features: int"),
        ("torch.nn.Linear(2, ", "Linear", "out_features: int"),
        ("torch.nn.Linear(2, bias=", "Linear", "bias: bool = True"),
        ("torch.nn.Linear(\n    2,\n    # how many, at least?\n", "Linear", "out_features: int"),
        ("x.sum(", "sum", "dim=None"),
        ("x.sum(0).mean(1, ", "mean", "keepdim: bool = False"),
        ("model(", "model", "input"),
        ("print(x, math.sqrt(", "sqrt", "x"),
        ("print(x, math.sqrt(2), ", "print", "*args"),
        ("print([1, (2, ", "print", "*args"),
        ("range(1, ", "range", "stop"),
        ("'a'.join(", "join", "iterable"),
        ("curious.method(deep=", "method", "deep: bool = False"),
        ("def f(a, b=[1], *, c: int = -3): ...\nf(1, ", "f", "b=[1]"),
        ("def f(a, b=[1], *, c: int = -3): ...\nf(1, c=", "f", "c: int = -3"),
        (f"{NET}        return inputs\nNet(", "Net", "size: int"),
        (f"{NET}        return inputs\nnet = Net(2)\nnet(", "net", "inputs"),
        (f"{NET}        return self.layer(", "layer", "input: Tensor"),
    ],
)
def test_signatures(text: str, name: str, active: str) -> None:
    found = asked("signature", text)
    assert found["name"] == name
    assert found["parameters"][found["active"]] in (active, active.replace("*args", "*args: object"))
    assert not Curious.touched


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "print(1)", "(1, ", "nowhere(", "def f(", "class A(", "if (", "curious.dangerous("),
        *("# f(", "'print('", "'print(", "print(\nfor n in x:\n    ", "1(", "torch.nn.Linear(2, 3)\n"),
    ],
)
def test_no_signature_outside_calls(text: str) -> None:
    assert asked("signature", text)["name"] == ""


def test_a_question_that_raises_has_no_answer() -> None:
    assert calls.answer("places", "no number\nx", (), MAIN) is None


def test_completions_of_anything_are_proper_or_none(fuzz_seed: int) -> None:
    for number in range(300):
        dice = random.Random(f"{fuzz_seed}:{number}")
        main = types.ModuleType("__main__")
        main.__dict__.update(odd=nasty_object(dice), inner=types.SimpleNamespace(odd=nasty_object(dice)))
        for about, text in [
            *(("completions", code) for code in ("o", "odd.", "inner.odd.x", "odd(", "odd[0].x")),
            *(("signature", code) for code in ("odd(", "inner.odd(1, ", "odd.shape(")),
        ]:
            answer = calls.answer(about, text, (), main)
            where = f"{about} {text!r}, program {number} of SEQLITE_FUZZ_SEED={fuzz_seed}"
            for each in (answer or {}).get("names", ()):
                assert type(each["name"]) is type(each["kind"]) is type(each["type"]) is str, where
            assert text != "o" or (answer and answer["names"]), where
