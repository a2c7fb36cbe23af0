"""Looks into a run step by step: values inside lines and conditions, held to what `sys.settrace` sees."""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
import json
import linecache
import random
import sys
import types
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import seqlite
from live_runner import runner, stepping
from live_runner.stepped_names import is_unsaid, said

PROGRAMS = dict(
    part.split("\n", 1)
    for part in (Path(__file__).parent / "data" / "stepped_programs.txt").read_text("utf8").split("--- ")[1:]
)
PURE = {
    *(
        "len",
        "abs",
        "sum",
        "round",
        "sorted",
        "min",
        "max",
        "isinstance",
        "str",
        "int",
        "float",
        "type",
        "range",
    ),
    *(
        "all",
        "any",
        "list",
        "chr",
        "ord",
        "split",
        "lower",
        "upper",
        "join",
        "mean",
        "astype",
        "roll",
        "zeros",
    ),
    *("isalpha", "items", "index", "values", "matmul", "argmax", "item", "bool", "long", "get"),
}
"""What can be called once more without any effect."""


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "torch", seqlite)  # the engine under PyTorch's name, as pages have it
    yield
    stepping.forget()


class Session:
    """Cells that share variables."""

    def __init__(self) -> None:
        self.main = types.ModuleType("__main__")
        vars(self.main).update(__builtins__=builtins)
        self.parts: list[dict[str, Any]] = []

    def run(self, source: str, cell: str = "demo", steps: str = "") -> str:
        self.parts = []
        return asyncio.run(runner.run(source, self.parts.append, cell, self.main, None, steps))

    def step(self, source: str, cell: str = "demo", **request: Any) -> dict[str, Any]:
        self.run(source, cell, json.dumps(request))
        run: dict[str, Any] = json.loads(self.parts[-1]["text"])
        return run

    def inside(self, source: str, run: dict[str, Any]) -> list[list[tuple[str, int, list[Any]]]]:
        """Of each step, the expressions with how often they were computed, and their first values."""
        found = self.step(source, values=[*range(len(run["steps"]))])
        assert found["same"]
        return [
            [
                (found["parts"][str(number)][3], count, values)
                for number, count, *values in found["values"][step]
            ]
            for step in found["values"]
        ]

    def __getitem__(self, name: str) -> Any:
        return vars(self.main)[name]

    def state(self) -> dict[str, Any]:
        """What the reader has, as far as a text can say it."""
        names = {name: repr(value) for name, value in vars(self.main).items() if not name.startswith("__")}
        for value in [*vars(self.main).values()]:
            if isinstance(value, type) and value.__module__ == "__main__":
                names[value.__qualname__ + "()"] = repr(dict(vars(value)))
        return names | {"random": random.getstate(), "numpy": repr(np.random.get_state())}


def values(source: str, line: int = 1, session: Session | None = None) -> dict[str, Any]:
    """The expressions of a line with their values, where each was computed once."""
    session = session or Session()
    run = session.step(source)
    at = next(place for place, step in enumerate(run["steps"]) if step[0] == line and step[1] == 0)
    return {text: said[0] for text, _, said in session.inside(source, run)[at]}


EXPRESSIONS = {
    "z = (a + b) * len(c)": {"a + b": "3", "len(c)": "2", "(a + b) * len(c)": "6"},
    "z = a > 5 and b / 0 or c[0]": {
        "a > 5": "False",
        "a > 5 and b / 0": "False",
        "c[0]": "'p'",
        "a > 5 and b / 0 or c[0]": "'p'",
    },
    "z = 0 < a < b + 1 < a": {"b + 1": "3", "0 < a < b + 1 < a": "False"},
    "z = b / 0 if not a else -a": {"not a": "False", "-a": "-1", "b / 0 if not a else -a": "-1"},
    "z = (n := a + 4) + n": {"a + 4": "5", "n := a + 4": "5", "(n := a + 4) + n": "10"},
    "z = f'{a + b:>{b * 2}}|{c[1]!r}'": {
        **{"a + b": "3", "b * 2": "4", "c[1]": "'q'"},
        "f'{a + b:>{b * 2}}|{c[1]!r}'": "\"   3|'q'\"",
    },
    "z = dict(x=a + 1, **{'y': b - 1})['x']": {
        **{"a + 1": "2", "b - 1": "1", "dict(x=a + 1, **{'y': b - 1})": "{'x': 2, 'y': 1}"},
        "dict(x=a + 1, **{'y': b - 1})['x']": "2",
    },
    "z = max(*[a * 7, b], *c[2:])": {"a * 7": "7", "c[2:]": "[]", "max(*[a * 7, b], *c[2:])": "7"},
    "z = m[a - 1:, ..., b - 1]": {"a - 1": "0", "b - 1": "1", "m[a - 1:, ..., b - 1]": "[1, 3]"},
    "m[a - 1, b - 1] += b * 5": {"a - 1": "0", "b - 1": "1", "b * 5": "10"},
    "z = await later(a + 1)": {
        **{"a + 1": "2", "later(a + 1)": "coroutine", "await later(a + 1)": "20"},
    },
    "del c[a - 1], d['k'.upper()]": {"a - 1": "0", "'k'.upper()": "'K'"},
    "assert a + b == 3, a / 0": {"a + b": "3", "a + b == 3": "True"},
    "if a + b > 2: z = a * 9": {"a + b": "3", "a + b > 2": "True", "a * 9": "9"},
    "z: 'int' = a + 1": {"a + 1": "2"},
    "z = 'ä' + 'é' * b; w = z.upper()": {"'é' * b": "'éé'", "'ä' + 'é' * b": "'äéé'", "z.upper()": "'ÄÉÉ'"},
    "print(a + b)": {"a + b": "3"},
    "def f(x=a + 1, *, y: int = b * 2) -> 'a': return x": {"a + 1": "2", "b * 2": "4"},
    "match a + b, c[0]: \n  case 3, str() if a < b:\n    z = 1": {
        "a + b": "3",
        "c[0]": "'p'",
        "a < b": "True",
    },
    "with open(os.devnull) as file, suppress(ZeroDivisionError): b / (a - 1)": None,
    "for i in range(a, b + 1): pass": {"b + 1": "3", "range(a, b + 1)": "range"},
    "raise ValueError(a + b) from None": {"a + b": "3", "ValueError(a + b)": "ValueError: 3"},
}
GIVEN = """import os
from contextlib import suppress
a, b, c, d = 1, 2, ["p", "q"], {"K": 0}
m = __import__("numpy").arange(4).reshape(2, 2)
async def later(n): return n * 10
"""


@pytest.mark.parametrize("source", EXPRESSIONS)
def test_what_a_line_computes_is_told_in_its_order(source: str) -> None:
    session = Session()
    session.run(GIVEN, cell="given")
    expected = EXPRESSIONS[source]
    found = values(source, session=session)
    assert found == (found if expected is None else expected)
    assert [*found] == [*(expected or found)]


def test_what_is_computed_several_times_says_its_first_values_and_how_often() -> None:
    session = Session()
    source = "squares = [n * n for n in range(9) if n % 2 == 0]\ntotal = sum(n + 1 for n in range(3))\n"
    run = session.step(source)
    inside = session.inside(source, run)
    assert ("n * n", 5, ["0", "4", "16", "36", "64"]) in inside[0]
    assert ("n % 2", 9, ["0", "1", "0", "1", "0"]) in inside[0]
    assert ("n + 1", 3, ["1", "2", "3"]) in inside[1]


def test_each_call_of_a_function_has_its_own_values() -> None:
    session = Session()
    session.run("def fact(n):\n    return 1 if n < 2 else n * fact(n - 1)\n", cell="first")
    source = "product = fact(3)\n"
    run = session.step(source)
    inside = session.inside(source, run)
    products = [said for step in inside for text, _, said in step if text == "n * fact(n - 1)"]
    assert products == [["6"], ["2"]]
    assert session.run("product = fact(4)") == "done"


def test_boxes_stand_where_their_code_stands() -> None:
    session = Session()
    source = "name = 'ö'\nif len(name) + 1 > 0 and (\n    name[0] != 'ä'\n):\n    pass\n"
    session.step(source)
    found = session.step(source, values=[1])
    for statement, start, end, text in found["parts"].values():
        assert " ".join(found["statements"][str(statement)][start:end].split()) == text


def test_a_look_leaves_all_as_it_was() -> None:
    """Lists, attributes, attributes of classes, random numbers, caches: of this cell and of earlier ones."""
    session = Session()
    session.run(
        "import random, functools\nclass Box:\n    made = 0\n    all = []\n"
        "box = Box()\n@functools.cache\ndef double(n):\n    return n * 2\n",
        cell="first",
    )
    source = (
        "Box.made += 1\nBox.all.append(random.random())\nbox.it = double(Box.made)\nBox.new = [box.it]\n"
        "mine = [*Box.all]\nmine\n"
    )
    run = session.step(source)
    before, mine = session.state(), session["mine"]
    session.inside(source, run)
    for request in ({"where": "len(mine) > 0 and random.random() > 2"}, {"where": "Box.made == 1"}):
        assert session.step(source, **request)["same"]
        assert [part["part"] for part in session.parts] == ["steps"]
    assert session.state() == before
    assert session["mine"] is mine


def test_a_condition_that_changes_what_it_asks_about_is_asked_with_care() -> None:
    session = Session()
    source = "items = []\nfor i in range(4):\n    items.append(i)\nlast = items.pop()\n"
    run = session.step(source)
    condition = "items.append(1) or len(items) == 3"
    assert not session.step(source, where=condition)["same"]
    found = session.step(source, where=condition, guarded=True)
    assert found["same"]
    assert [run["steps"][at][0] for at in found["holds"]] == [2, 3]
    assert session["items"] == [0, 1, 2]


def test_a_condition_that_is_malformed_or_fails_says_so() -> None:
    session = Session()
    session.step("a = 1\n")
    assert session.step("a = 1\n", where="a ===")["fault"] == "SyntaxError: invalid syntax"
    found = session.step("a = 1\n", where="a / 0 > 1")
    assert found["holds"] == []
    assert found["faults"]["ZeroDivisionError: division by zero"] == 1


def test_steps_of_a_run_with_a_change_are_looked_into() -> None:
    session = Session()
    source = "total = 0\nfor i in range(3):\n    total += i * 2\n"
    run = session.step(source)
    again = session.step(source, at=2, change="total = 100")
    assert len(run["steps"]) == len(again["steps"])
    assert session.step(source, where="total > 100")["holds"] == [5, 6, 7, 8][: len(run["steps"]) - 5]
    assert session["total"] == 106


def test_a_run_that_goes_otherwise_says_so() -> None:
    session = Session()
    source = "import time\nnow = time.perf_counter_ns()\n"
    session.step(source)
    now = session["now"]
    assert not session.step(source, values=[1])["same"]
    assert session["now"] == now


class Seen(NamedTuple):
    """A step as a tracer sees it."""

    line: int
    name: str
    names: dict[str, str]
    expected: dict[str, Any]
    """Of expressions that can be computed once more, what is said of their values."""
    holds: list[bool]


def statement_starts(source: str) -> dict[int, int]:
    starts: dict[int, tuple[int, int]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.stmt, ast.ExceptHandler)):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            size = node.end_lineno - first  # type: ignore[operator]
            for line in range(first, first + size + 1):
                if line not in starts or size < starts[line][0]:
                    starts[line] = size, first
    return {line: start for line, (_, start) in starts.items()}


def is_pure(text: str) -> bool:
    with suppress(SyntaxError):
        for node in ast.walk(ast.parse(text, mode="eval")):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, (ast.NamedExpr, ast.Await, ast.Lambda)) or (
                called is not None and getattr(called, "id", getattr(called, "attr", None)) not in PURE
            ):
                return False
        return "__" not in text
    return False


def traced(source: str, inside: list[dict[str, Any]], conditions: list[str]) -> list[Seen]:
    """Each step of a straight run. @param inside of each step, the expressions to compute"""
    starts = statement_starts(source)
    seen: list[Seen] = []
    last: dict[types.FrameType, int] = {}
    main = types.ModuleType("__main__")
    names = vars(main)
    names["__builtins__"] = builtins

    def look(names: dict[str, Any], line: int, name: str) -> None:
        state = random.getstate(), np.random.get_state()
        wanted = inside[len(seen)] if len(seen) < len(inside) else {}
        expected = {}
        for text in wanted:
            with suppress(Exception):
                if is_pure(text) and not is_unsaid(value := eval(text, dict(names))):
                    expected[text] = said("", value)
        holds = []
        for condition in conditions:
            try:
                holds.append(bool(eval(condition, dict(names))))
            except Exception:
                holds.append(False)
        plain = {
            name: repr(value)
            for name, value in names.items()
            if type(value) in (int, float, str, bool) and not name.startswith("_")
        }
        random.setstate(state[0])
        np.random.set_state(state[1])
        seen.append(Seen(line, name, plain, expected, holds))

    def trace(frame: types.FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename != "<traced>":
            return None
        if event == "line":
            line = starts.get(frame.f_lineno, frame.f_lineno)
            code = frame.f_code
            if frame not in last and frame.f_back and code.co_name != "<module>":
                is_class = not code.co_flags & inspect.CO_OPTIMIZED
                last[frame] = starts[code.co_firstlineno] if is_class else 0
            if last.get(frame) != line:
                last[frame] = line
                sys.settrace(None)
                name = frame.f_code.co_qualname.rpartition("<locals>.")[2]
                look({**frame.f_globals, **frame.f_locals}, line, name)
                sys.settrace(trace)
        return trace

    async def go() -> None:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(source, "<traced>", "exec", flags, dont_inherit=True)
        linecache.cache["<traced>"] = (len(source), None, source.splitlines(keepends=True), "<traced>")
        sys.settrace(trace)
        try:
            value = eval(code, names)
            if code.co_flags & inspect.CO_COROUTINE:
                await value
        except ValueError:
            pass  # the program that ends with an error
        finally:
            sys.settrace(None)

    saved = sys.modules["__main__"], sys.stdout
    sys.modules["__main__"] = main
    sys.stdout = open("/dev/null", "w")  # noqa: SIM115
    random.seed(0)
    np.random.seed(0)
    try:
        asyncio.run(go())
    finally:
        sys.stdout.close()
        sys.modules["__main__"], sys.stdout = saved
    look(names, 0, "")
    return seen


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_of_others_are_as_a_tracer_sees_them(name: str) -> None:
    source = PROGRAMS[name]
    session = Session()
    random.seed(0)
    np.random.seed(0)
    run = session.step(source)
    before = session.state()
    inside = session.inside(source, run)
    assert session.state() == before
    asked = [{text: said for text, count, said in found if count == 1} for found in inside]
    own = [name for name, value in vars(session.main).items() if type(value) in (int, float, list, str, dict)]
    conditions = [f"len(str({name})) % 2 == 0" for name in own if not name.startswith("_")][:3]
    conditions += [f"{name} > 1" for name in own if not name.startswith("_")][-2:]
    conditions += ["len([n for n in dir() if n]) > 3 and sum(1 for _ in range(3)) == 3", "n > 1"]
    seen = traced(source, asked, conditions)
    steps = [(step[0], run["calls"][step[2]][1]) for step in run["steps"]]
    ours = [(line, "" if name == "<module>" else name) for line, name, *_ in seen]
    assert steps == ours
    held: dict[int, dict[str, Any]] = {}
    compared = 0
    for step, wanted, found in zip(run["steps"], seen, asked, strict=True):
        held.setdefault(step[2], {}).update(step[3])
        for text, value in wanted.expected.items():
            assert found[text] == [value], (step[:3], text)
            compared += 1
        for variable, value in wanted.names.items():
            told = held[step[2]].get(variable)
            if told is not None and len(value) < 60:
                assert told == value, (step[:3], variable)
    assert compared > 2
    for number, condition in enumerate(conditions):
        found = session.step(source, where=condition)
        assert found["holds"] == [at for at, one in enumerate(seen) if one.holds[number]], condition
        assert found["same"]
        assert session.state() == before


def test_a_condition_does_not_hold_for_what_an_earlier_run_has_left() -> None:
    session = Session()
    source = "start = 8.0\nfor i in range(3):\n    loss = start / 4**i\n"
    session.run(source)
    run = session.step(source)
    holds = session.step(source, where="loss < 1")["holds"]
    assert [run["steps"][place][0] for place in holds] == [2, 0]


def test_a_condition_holds_for_what_a_run_has_been_given() -> None:
    session = Session()
    session.run("limit = 1\ntotal = 5\n", cell="given")
    source = "def f(total):\n    return total\ntotal += f(limit)\n"
    session.step(source)
    assert session.step(source, where="total == 5 and limit == 1")["holds"] == [0, 1]
    assert session.step(source, where="total == 1")["holds"] == [2]
