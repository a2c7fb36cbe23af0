"""What lines of cells have made: counted and described as a program sees it that notes each value itself."""

from __future__ import annotations

import ast
import asyncio
import gc
import json
import random
import sys
import types
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from live_runner import line_values, runner

Line = dict[str, Any]


@pytest.fixture(autouse=True)
def nothing_watched() -> Iterator[None]:
    yield
    line_values.forget()


def run(
    source: str, main: types.ModuleType | None = None, cell: str = "demo", shows: bool | None = True
) -> dict[str, dict[int, Line]]:
    """By cell and line."""
    main = main or types.ModuleType("__main__")
    vars(main).setdefault("np", np)
    parts: list[dict[str, Any]] = []
    asyncio.run(runner.run(source, parts.append, cell, main, shows))
    said = [part["text"] for part in parts if part["part"] == "lines"]
    cells = json.loads(said[0]) if said else {}
    return {name: {line["line"]: line for line in lines} for name, lines in cells.items()}


def shapes(lines: dict[int, Line]) -> dict[int, tuple[int, list[list[int]]]]:
    return {
        number: (line["times"], [value["shape"] for value in line["values"]])
        for number, line in lines.items()
    }


def test_each_line_says_what_it_made() -> None:
    lines = run(
        "x = np.ones((2, 3), 'float32')\n"
        "y = (\n"
        "    x.sum(0)\n"
        ")\n"
        "total = y.sum()\n"
        "n = 3\n"
        "a, b = x > 0, y[:2]\n"
        "x = x.reshape(3, 2)\n"
        "x.shape"
    )["demo"]
    assert lines[1]["values"] == [{"name": "x", "shape": [2, 3], "type": "float32", "mean": 1.0}]
    few = {"name": "y", "shape": [3], "type": "float32", "values": [2.0, 2.0, 2.0], "mean": 2.0}
    assert lines[4]["values"] == [few]
    assert lines[5]["values"] == [{"name": "total", "shape": [], "type": "float32", "value": 6.0}]
    assert 6 not in lines
    assert [value["type"] for value in lines[7]["values"]] == ["bool", "float32"]
    assert lines[8]["values"][0]["shape"] == [3, 2]


def test_a_loop_says_the_last_value_and_how_many() -> None:
    lines = run(
        "for size in range(1, 1001):\n"
        "    x = np.ones(size)\n"
        "    y = x[:1]\n"
        "    y = y.repeat(size)\n"
        "for row in np.ones((3, 2)):\n"
        "    pass"
    )["demo"]
    assert shapes(lines)[2] == (1000, [[1000]])
    assert lines[2]["seen"] == 1000
    assert {line["seen"] for number, line in lines.items() if number < 5} == {1000}
    assert shapes(lines)[3] == (1000, [[1]])
    assert "mean" not in lines[3]["values"][0], "another line has replaced it"
    assert shapes(lines)[4] == (1000, [[1000]])
    assert shapes(lines)[5] == (3, [[2]])


def test_notes_in_a_loop_are_of_one_pass() -> None:
    """One h and one x in each pass, and the x before the loop is another."""
    lines = run(
        "x = np.ones(1)\n"
        "for i in range(40):\n"
        "    h = np.ones(len(x))\n"
        "    for j in range(2):\n"
        "        k = h + j\n"
        "    x = np.concatenate([x, h])[: i + 2]\n"
    )["demo"]
    assert {number: line["times"] - line["seen"] for number, line in lines.items()} == {
        1: 0,
        3: 0,
        5: 0,
        6: 0,
    }
    assert shapes(lines) == {1: (1, [[1]]), 3: (40, [[40]]), 5: (80, [[40]]), 6: (40, [[41]])}


def test_notes_in_a_function_are_of_one_call() -> None:
    """That which is over last, and not of each line another one."""
    lines = run(
        "def smaller(x):\n"
        "    half = x[: len(x) // 2]\n"
        "    rest = smaller(half) if len(half) > 1 else half\n"
        "    both = np.concatenate([half, rest])\n"
        "    return both\n"
        "y = smaller(np.ones(16))\n"
    )["demo"]
    assert shapes(lines) == {2: (4, [[8]]), 3: (4, [[8]]), 4: (4, [[16]]), 6: (1, [[16]])}
    lines = run(
        "def f(size):\n    a = np.ones(size)\n    for _ in range(3):\n        b = a + 1\n    return b\n"
        "for size in range(1, 101):\n    y = f(size)\n"
    )["demo"]
    assert lines[2]["values"][0]["shape"] == lines[4]["values"][0]["shape"] == [64]


def test_a_cell_keeps_its_own_notes_when_another_calls_its_functions() -> None:
    main = types.ModuleType("__main__")
    source = "x = np.ones(9)\ndef twice(x):\n    y = x + x\n    return y\n"
    run(source + "twice(x)\n", main, "one")
    assert "one" not in run("twice(np.ones(4))", main, "two")
    run(source, main, "one")
    lines = run("twice(np.ones(4))", main, "two")["one"]
    assert shapes(lines) == {1: (1, [[9]]), 3: (1, [[4]])}


def test_functions_of_cells_that_ran_before_are_watched_too() -> None:
    main = types.ModuleType("__main__")
    source = "def twice(x):\n    y = x + x\n    return y\n"
    assert run(source, main, "one") == {}
    assert shapes(run("z = twice(np.ones(4))", main, "two")["one"]) == {2: (1, [[4]])}
    run("z = 1", main, "three", shows=False)
    assert "one" not in run("z = twice(np.ones(4))", main, "two")


def test_a_function_that_is_called_often_is_seldom_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    describe = line_values.described
    monkeypatch.setattr(line_values, "described", lambda *given: looks.append(1) or describe(*given))
    lines = run(
        "def f(size):\n    x = np.ones(size)\n    return x\nfor size in range(1, 3001):\n    y = f(size)\n"
    )["demo"]
    assert lines[2]["times"] == 3000
    assert lines[2]["values"][0]["shape"] == [lines[2]["seen"]]
    assert lines[5]["seen"] == 3000
    assert len(looks) < 150


def test_the_line_that_made_a_variable_is_known_after_other_cells_have_run() -> None:
    main = types.ModuleType("__main__")
    run("x = np.ones(2)\ny = np.ones(3)\nif False:\n    x = y", main, "one")
    run("z = 1", main, "two")
    assert line_values.made_at("x") == ("one", 1)
    run("x = np.ones(4)", main, "two")
    assert line_values.made_at("x") == ("two", 1)
    assert line_values.made_at("q") == ("", 0)


def test_a_line_that_raises_has_made_nothing() -> None:
    lines = run(
        "x = np.ones(2)\n"
        "try:\n"
        "    x = np.ones(3) @ np.ones(4)\n"
        "except ValueError:\n"
        "    y = x * 2\n"
        "x = np.ones(5) @ np.ones(6)\n"
    )["demo"]
    assert shapes(lines) == {1: (1, [[2]]), 5: (1, [[2]])}


def test_a_value_lives_no_longer_than_without() -> None:
    main = types.ModuleType("__main__")
    run("class Own(np.ndarray): pass\nx = np.ones(3).view(Own)", main)
    seen = weakref.ref(main.__dict__["x"])
    run("x = None", main)
    gc.collect()
    assert seen() is None


def test_values_changed_in_place_later_are_not_described_as_they_were_made() -> None:
    """Of a line that runs often, the last value is looked at when the code is over."""
    lines = run("for i in range(100):\n    x = np.zeros(3)\n    np.add(x, 1, out=x)\n")["demo"]
    assert lines[2]["seen"] == 100
    assert "mean" not in lines[2]["values"][0]


def test_own_classes_are_not_asked() -> None:
    main = types.ModuleType("__main__")
    lines = run("class Own:\n    dtype = property(lambda self: 1 / 0)\n    shape = dtype\nx = Own()", main)
    assert lines == {}


def test_without_it_nothing_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_values, "watching", None)
    main = types.ModuleType("__main__")
    assert run("x = np.ones(2)", main, shows=False) == run("x = np.ones(2)", main, shows=None) == {}
    assert sys.monitoring.get_local_events(line_values.TOOL, run.__code__) == 0


COUNT = 300


def test_random_programs_are_seen_as_they_see_themselves(fuzz_seed: int) -> None:
    for seed in range(fuzz_seed, fuzz_seed + COUNT):
        source = _Program(random.Random(seed)).source
        expected = _noted(source)
        found = run(source).get("demo", {})
        for number, line in found.items():
            times = expected[number]
            assert line["times"] == len(times), f"seed {seed}, line {number}\n{source}"
            assert line["values"][0]["shape"] == times[line["seen"] - 1], f"seed {seed}, {number}\n{source}"
        made = {number for number, times in expected.items() if any(times)}
        assert found.keys() == made, f"seed {seed}\n{source}"


class _Program:
    """Statements that make arrays, each of another size, in loops, branches, functions and errors."""

    def __init__(self, choice: random.Random) -> None:
        self.choice = choice
        self.lines = [
            "size = 0",
            "def new():",
            "    global size",
            "    size += 1",
            "    return np.ones(size)",
        ]
        self.functions = 0
        self._block(0, 6)
        self.source = "\n".join(self.lines) + "\n"

    def _block(self, depth: int, most: int) -> None:
        for _ in range(self.choice.randint(1, most)):
            kinds = ["assign"] * 4 + (["for", "while", "if", "try", "with", "def"] if depth < 3 else [])
            getattr(self, f"_{self.choice.choice(kinds)}")(depth)

    def _add(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def _assign(self, depth: int) -> None:
        name = self.choice.choice("abcd")
        self._add(
            depth,
            self.choice.choice([f"{name} = new()", f"{name} = (\n    new()\n)", f"{name}, n = new(), 1"]),
        )

    def _for(self, depth: int) -> None:
        self._add(depth, f"for i in range({self.choice.randint(0, 30)}):")
        self._block(depth + 1, 3)
        if self.choice.random() < 0.3:
            self._add(depth + 1, self.choice.choice(["if i == 2: continue", "if i == 2: break"]))
            self._assign(depth + 1)

    def _while(self, depth: int) -> None:
        self._add(depth, f"n{depth} = 0")
        self._add(depth, f"while n{depth} < {self.choice.randint(0, 4)}:")
        self._add(depth + 1, f"n{depth} += 1")
        self._block(depth + 1, 2)

    def _if(self, depth: int) -> None:
        self._add(depth, f"if size % 2 == {self.choice.randint(0, 1)}:")
        self._block(depth + 1, 2)
        self._add(depth, "else:")
        self._block(depth + 1, 2)

    def _try(self, depth: int) -> None:
        self._add(depth, "try:")
        self._block(depth + 1, 2)
        self._add(depth + 1, self.choice.choice(["a = new() @ np.ones(10**6)", "b = new()"]))
        self._add(depth, "except ValueError:")
        self._block(depth + 1, 2)

    def _with(self, depth: int) -> None:
        self._add(depth, "with np.errstate() as state:")
        self._block(depth + 1, 2)

    def _def(self, depth: int) -> None:
        self.functions += 1
        name = f"f{self.functions}"
        self._add(depth, f"def {name}(deep):")
        self._block(depth + 1, 2)
        self._add(depth + 1, f"r = {name}(deep - 1) if deep else new()")
        self._add(depth + 1, self.choice.choice(["return r", "q = r"]))
        self._add(depth, f"{self.choice.choice('abcd')} = {name}({self.choice.randint(0, 2)})")


def _noted(source: str) -> dict[int, list[list[int] | None]]:
    """The shapes that each line has made, by a program that notes them itself; None: it was no array."""
    found: dict[int, list[list[int] | None]] = {}

    def note(number: int, value: object) -> None:
        found.setdefault(number, []).append(list(value.shape) if type(value) is np.ndarray else None)

    class Noting(ast.NodeTransformer):
        def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
            target = node.targets[0]
            first = target.elts[0] if isinstance(target, ast.Tuple) else target
            assert isinstance(first, ast.Name)
            noted = ast.parse(f"__note__({node.end_lineno}, {first.id})").body
            return [node, *noted]

    tree = ast.fix_missing_locations(Noting().visit(ast.parse(source)))
    exec(compile(tree, "noting", "exec"), {"np": np, "__note__": note})
    return found
