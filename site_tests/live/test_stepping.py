"""Runs step by step: held to what `sys.settrace` sees of lines and values, and to a straight run."""

from __future__ import annotations

import asyncio
import builtins
import copy
import json
import random
import sys
import types
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from live_runner import runner, step_recorder, stepping
from site_tests.conftest import FUZZ_SEED


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    yield
    stepping.forget()


class Session:
    """Cells that share variables."""

    def __init__(self) -> None:
        self.main = types.ModuleType("__main__")
        vars(self.main).update(__builtins__=builtins, np=np)
        self.parts: list[dict[str, Any]] = []

    def run(self, source: str, cell: str = "demo", steps: str = "") -> str:
        self.parts = []
        return asyncio.run(runner.run(source, self.parts.append, cell, self.main, None, steps))

    def step(self, source: str, cell: str = "demo", **request: Any) -> dict[str, Any]:
        """A run step by step, as it is described."""
        self.run(source, cell, json.dumps(request))
        run: dict[str, Any] = json.loads(self.parts.pop()["text"])
        return run

    def __getitem__(self, name: str) -> Any:
        return vars(self.main)[name]


def lines(run: dict[str, Any]) -> list[int]:
    return [step[0] for step in run["steps"]]


def held(run: dict[str, Any], at: int) -> dict[str, str]:
    """The variables of the cell itself before a step."""
    names: dict[str, str] = {}
    for step in run["steps"][: at + 1]:
        if step[2] == 0:
            names |= step[3]
    return {name: value for name, value in names.items() if value is not None}


LOOP = """\
total = 0
for i in range(3):
    total += (
        i * 2
    )
    print(total)
total
"""


def test_a_statement_is_a_step_each_time_it_runs() -> None:
    session = Session()
    run = session.step(LOOP)
    assert lines(run) == [1, *[2, 3, 6] * 3, 2, 7, 0]
    assert not run["full"]
    assert held(run, 4) == {"total": "0", "i": "0"}
    assert held(run, len(run["steps"]) - 1) == {"total": "6", "i": "2"}


def test_each_part_says_before_which_step_it_was_there() -> None:
    session = Session()
    run = session.step(LOOP)
    printed = [(part["text"], lines(run)[part["step"] - 1]) for part in session.parts[:3]]
    assert printed == [("0\n", 6), ("2\n", 6), ("6\n", 6)]
    assert session.parts[3]["part"] == "result"


def test_functions_of_the_cell_and_of_earlier_cells_are_gone_into() -> None:
    session = Session()
    session.run("def double(a):\n    b = a * 2\n    return b\n", cell="first")
    run = session.step("class One:\n    def call(self, x):\n        return double(x)\ny = One().call(4)\n")
    inner = [step for step in run["steps"] if step[1] > 0]
    assert [(step[0], step[4]) for step in inner if step[4] == "first"] == [(2, "first"), (3, "first")]
    depths = {(step[4], step[0]): step[1] for step in inner}
    assert depths["demo", 3] == 1
    assert depths["first", 2] == 2
    assert next(step[3] for step in inner if step[4] == "first") == {"a": "4"}


def test_each_call_says_in_which_one_it_is() -> None:
    run = Session().step(
        "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
        "class Stack:\n    @staticmethod\n    def push(item, *more):\n        return item\n"
        "Stack().push(fib(2))\nn = 3\ndef near(by=1):\n    k = 4\n    return lambda: by + k\nnear()()\n"
    )
    assert [step[0] for step in run["steps"] if step[2] == 0] == [1, 3, 7, 8, 9, 12, 0]
    calls = run["calls"]
    in_cell = [calls[step[2]] for step in run["steps"] if step[1] == 1]
    assert [call for call, before in zip(in_cell, [None, *in_cell], strict=False) if call != before] == [
        [0, "Stack", None],
        [0, "fib", ["n"]],
        [0, "Stack.push", ["item", "more"]],
        [0, "near", ["by"]],
        [0, "<lambda>", []],
    ]
    assert [step[0] for step in run["steps"] if calls[step[2]][1] == "Stack"] == [4]
    assert [calls[calls[step[2]][0]][1] for step in run["steps"] if step[1] == 2] == ["fib", "fib"]


def test_a_change_at_a_step_is_as_if_it_stood_there() -> None:
    session = Session()
    run = session.step(LOOP)
    at = lines(run).index(3, 3)  # in the second turn
    again = session.step(LOOP, at=at, change="total = 100")
    assert session["total"] == 106
    assert [part["text"] for part in session.parts[:3]] == ["0\n", "102\n", "106\n"]
    assert again["same"]
    assert again["at"] == at


def test_a_change_inside_a_function_changes_its_names() -> None:
    source = "def f(a):\n    b = a + 1\n    return b\ny = f(1)\n"
    session = Session()
    run = session.step(source)
    inside = next(place for place, step in enumerate(run["steps"]) if step[:2] == [3, 1])
    session.step(source, at=inside, change="b = 40")
    assert session["y"] == 40


def test_a_run_is_had_again_as_it_was() -> None:
    """Though it changes what it found: lists in place, attributes, random numbers, arrays."""
    session = Session()
    session.run(
        "import random\nclass Box: pass\nbox = Box(); box.items = [1]\nsame = box.items\n"
        "a = np.arange(3.0); view = a[1:]\ncount = {'x': {1}}\ngenerator = np.random.default_rng(0)\n"
        "def counter():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n        return n\n"
        "    return up\nup = counter()\n"
    )
    source = (
        "box.items.append(random.random()); box.new = up()\nview += np.random.rand()\n"
        "count['x'].add(2); count['y'] = generator.random()\n"
        "found = [*box.items, *a, box.new, len(count['x'])]\nfound.append(count['y'])\nbox.items = None\n"
    )
    run = session.step(source)
    first = session["found"]
    again = session.step(source, inside=True)
    assert session["found"] == first
    assert run["steps"] == again["steps"]
    assert again["same"]
    assert session["same"] == first[:2]
    assert session["view"].base is session["a"]


def test_a_run_that_reads_the_time_says_that_it_is_not_the_same() -> None:
    session = Session()
    source = "import time\nbegin = time.perf_counter()\n"
    session.step(source)
    assert not session.step(source, inside=True)["same"]


def test_what_goes_on_only_once_is_named() -> None:
    session = Session()
    session.run("numbers = (n for n in range(9))\n")
    assert session.step("next(numbers)")["unkept"] == ["generator"]


def test_after_another_run_there_is_no_way_back() -> None:
    session = Session()
    session.step(LOOP)
    session.run("total = 5", cell="other")
    assert session.step(LOOP, at=2, change="") == {"gone": True}
    assert session["total"] == 5


def test_a_malformed_change_changes_nothing() -> None:
    session = Session()
    session.step(LOOP)
    assert session.step(LOOP, at=2, change="total = (")["fault"].startswith("SyntaxError")
    assert session["total"] == 6


def test_a_cell_that_fails_ends_at_its_error() -> None:
    session = Session()
    run = session.step("a = 1\nb = a / 0\nc = 3\n")
    assert lines(run) == [1, 2, 0]
    assert session.parts[-1]["name"] == "ZeroDivisionError"


def test_a_long_run_goes_on_beyond_the_steps_that_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_recorder, "MOST", 50)
    session = Session()
    run = session.step("n = 0\nwhile n < 100:\n    n += 1\n")
    assert (len(run["steps"]), run["full"], run["steps"][-1][0]) == (51, True, 0)
    assert run["steps"][-1][3] == {"n": "100"}
    assert session["n"] == 100


def test_steps_leave_a_run_without_them_as_it_was() -> None:
    session = Session()
    session.step(LOOP)
    assert session.run(LOOP) == "done"
    assert all("step" not in part for part in session.parts)
    assert sys.monitoring.get_tool(step_recorder.TOOL) is None


def program(draw: random.Random) -> str:
    """Statements of loops, branches, functions and exceptions over a few integers."""

    def block(depth: int, indent: str) -> list[str]:
        found = []
        for _ in range(draw.randint(1, 3)):
            name, other = draw.choice("abc"), draw.choice("abc")
            kind = draw.randrange(7 if depth < 2 else 3)
            if kind <= 1:
                found.append(f"{indent}{name} = ({other} * {draw.randint(1, 3)} + {draw.randint(0, 5)}) % 97")
            elif kind == 2:
                found.append(f"{indent}print({name}, {other})")
            elif kind == 3:
                found += [
                    f"{indent}for i{depth} in range({draw.randint(1, 3)}):",
                    *block(depth + 1, indent + "    "),
                ]
            elif kind == 4:
                found += [f"{indent}if {name} % 2:", *block(depth + 1, indent + "    ")]
            elif kind == 5:
                found += [
                    f"{indent}try:",
                    *block(depth + 1, indent + "    "),
                    f"{indent}    {name} = 1 // ({other} % 2)",
                ]
                found += [f"{indent}except ZeroDivisionError:", f"{indent}    {name} = 7"]
            else:
                found.append(f"{indent}{name} = twice(\n{indent}    {other},\n{indent})")
        return found

    head = ["def twice(n):", "    m = n + n", "    return m % 89", "a, b, c = 1, 2, 3"]
    return "\n".join([*head, *block(0, "")]) + "\n"


def noted(source: str, names: dict[str, Any]) -> list[tuple[int, dict[str, str]]]:
    """Line by line, what `sys.settrace` sees: a multi-line call is one line."""
    found: list[tuple[int, dict[str, str]]] = []

    def trace(frame: types.FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename != "<noted>":
            return None
        if event == "line" and frame.f_code.co_name == "<module>":
            variables = {name: repr(value) for name, value in names.items() if name in {"a", "b", "c"}}
            found.append((frame.f_lineno, copy.copy(variables)))
        return trace

    code = compile(source, "<noted>", "exec")
    sys.settrace(trace)
    try:
        exec(code, names)
    finally:
        sys.settrace(None)
    return found


def test_random_programs_are_told_as_a_tracer_sees_them() -> None:
    print("seed", FUZZ_SEED)
    draw = random.Random(FUZZ_SEED)
    for _ in range(200):
        source = program(draw)
        session = Session()
        run = session.step(source)
        own = [place for place, step in enumerate(run["steps"][:-1]) if step[2] == 0]
        seen = [(run["steps"][place][0], held(run, place)) for place in own]
        starts = {line for line, _ in seen}
        straight: dict[str, Any] = {}
        expected: list[tuple[int, dict[str, str]]] = []
        for line, variables in noted(source, straight):
            if line in starts and not (expected and expected[-1][0] == line):
                expected.append((line, variables))
        assert [line for line, _ in seen] == [line for line, _ in expected], source
        for (_, variables), (_, others) in zip(seen, expected, strict=True):
            assert {name: variables[name] for name in variables if name in others} == others, source
        assert {name: session[name] for name in "abc"} == {name: straight[name] for name in "abc"}, source
        session.step(source, inside=True)
        assert {name: session[name] for name in "abc"} == {name: straight[name] for name in "abc"}, source


def test_a_collection_of_other_objects_says_how_many_without_their_texts() -> None:
    session = Session()
    run = session.step(
        "class Slow:\n    def __repr__(self):\n        raise RuntimeError\n"
        "few = [Slow(), 1]\nplain = [(1, 'a'), {'b': [2]}]\n"
    )
    names = held(run, len(run["steps"]) - 1)
    assert names["few"] == "list (2)"
    assert names["plain"] == "[(1, 'a'), {'b': [2]}]"


def test_objects_that_lie_or_raise_when_asked_are_kept_like_others() -> None:
    session = Session()
    session.run(
        "class Lying:\n    @property\n    def __class__(self):\n        raise SystemExit\n"
        "class Loud:\n    __slots__ = ('n',)\n"
        "    def __getattr__(self, name):\n        raise KeyError(name)\n"
        "lying, loud = Lying(), Loud()\nlying.n = loud.n = 1\n"
    )
    source = "lying.n += 1\nloud.n += 1\nfound = lying.n, loud.n\n"
    session.step(source)
    assert session.step(source, inside=True)["same"]
    assert session["found"] == (2, 2)
    vars(session.main).pop("lying")  # other tests look at all objects


def test_collections_and_objects_of_the_readers_say_what_they_hold() -> None:
    session = Session()
    run = session.step(
        "from collections import Counter, OrderedDict, defaultdict, deque, namedtuple\n"
        "from dataclasses import dataclass\n"
        "@dataclass\nclass Node:\n    name: str\n    links: list\n"
        "class Slots:\n    __slots__ = ('a', 'b')\n"
        "    def __repr__(self):\n        raise RuntimeError\n"
        "Point = namedtuple('Point', 'x y')\n"
        "queue = deque(['a', 'b'], maxlen=3)\n"
        "words = Counter('aab')\n"
        "lists = defaultdict(list)\nlists[1].append(2)\n"
        "order = OrderedDict(z=1)\n"
        "frozen = frozenset({3})\n"
        "point = Point(1, 2)\n"
        "node = Node('a', [])\n"
        "slots = Slots()\nslots.a = np.zeros((2, 2))\n"
        "queue.popleft()\nnode.links.append(node.name)\nnode.self = node\n"
        "tensors = {np.float64(1.0): np.zeros(3)}\n"
    )
    last = held(run, len(run["steps"]) - 1)
    shown = ("queue", "words", "lists", "order", "frozen", "point", "node", "slots", "tensors")
    assert {name: last[name] for name in shown} == {
        "queue": "deque(['b'])",
        "words": "Counter({'a': 2, 'b': 1})",
        "lists": "defaultdict({1: [2]})",
        "order": "OrderedDict({'z': 1})",
        "frozen": "frozenset({3})",
        "point": "Point(x=1, y=2)",
        "node": "Node(name='a', links=['a'], self=Node)",
        "slots": "Slots(a=ndarray)",
        "tensors": "dict (1)",
    }
    assert "deque(['a', 'b'])" in [step[3].get("queue") for step in run["steps"]]


def test_what_an_earlier_run_has_left_is_not_new_until_this_one_assigns_it() -> None:
    session = Session()
    source = "a = 1\nb = a + 1\nprint(b)\n"
    session.run(source)
    run = session.step(source)
    assert run["earlier"] == {"a": "1", "b": "2"}
    assert [step[3] for step in run["steps"]] == [{}, {"a": "1"}, {"b": "2"}, {}]


def test_a_name_that_gets_the_same_again_was_assigned() -> None:
    function = "def f(n):\n    k = 0\n    for i in range(2):\n        k = n\n    return k\n"
    source = function + "x = f(3)\nfor j in [5, 5]:\n    x = 3\n"
    run = Session().step(source)
    own = [(step[0], step[3]) for step in run["steps"] if step[2] == 0]
    assert [names for line, names in own if line == 8] == [{"j": "5"}, {"j": "5"}]
    assert [names for line, names in own if line == 7] == [{"x": "3"}] * 3
    inner = [(step[0], step[3]) for step in run["steps"] if step[1] == 1]
    assert [names for line, names in inner if line == 3] == [{"k": "0"}, {"k": "3"}, {"k": "3"}]


def test_a_comprehension_does_not_assign_the_names_of_the_cell() -> None:
    run = Session().step("i = 7\nsquares = [i * i for i in range(3)]\ni\n")
    assert [step[3] for step in run["steps"]] == [{}, {"i": "7"}, {"squares": "[0, 1, 4]"}, {}]


def test_a_name_that_a_function_makes_global_is_assigned_there() -> None:
    session = Session()
    source = "def f():\n    global best\n    best = 1\nf()\nprint(best)\n"
    session.run(source)
    run = session.step(source)
    assert run["earlier"] == {"best": "1"}
    assert [step[3] for step in run["steps"] if step[2] == 0] == [{}, {}, {"best": "1"}, {}]


def test_an_exception_is_named_where_it_leads_and_where_it_ends_the_run() -> None:
    source = (
        "def half(n):\n    return n / 0\n"
        "try:\n    half(2)\nexcept ZeroDivisionError as error:\n    message = str(error)\n"
        "found = [*iter([1])]\n{}['key']\n"
    )
    run = Session().step(source)
    [(place, raised)] = [
        (place, one) for place, one in run["raised"].items() if int(place) < len(run["steps"]) - 1
    ]
    assert (run["steps"][int(place)][0], raised) == (5, ["ZeroDivisionError: division by zero", 2, "demo"])
    assert held(run, len(run["steps"]) - 1)["found"] == "[1]"
    assert {"error": "ZeroDivisionError: division by zero"} in [step[3] for step in run["steps"]]
    assert run["ended"] == ["KeyError: 'key'", 8, "demo"]
    assert Session().step("a = 1\nraise SystemExit\n")["ended"] is None


def test_an_exception_that_is_raised_again_is_told_with_its_first_place() -> None:
    function = "def f():\n    try:\n        int('x')\n    except ValueError:\n        raise\n"
    error = ["ValueError: invalid literal for int() with base 10: 'x'", 3, "demo"]
    assert Session().step(function + "f()\n")["ended"] == error
    run = Session().step(function + "try:\n    f()\nexcept ValueError:\n    pass\n")
    led = {run["steps"][int(place)][0]: one for place, one in run["raised"].items()}
    assert led == {4: error, 8: error}  # within the call, and out of it


def test_an_item_that_changes_where_the_text_is_cut_is_a_change() -> None:
    source = (
        "words = ['abcdefghij'] * 9\nwords[8] = 'x'\ntable = {n: words for n in range(9)}\nwords.append(1)\n"
    )
    changes = [step[3] for step in Session().step(source)["steps"]]
    beginning = "['abcdefghij', 'abcdefghij', 'abcdefghij', 'abcdefghij', 'a"
    assert [one.get("words") for one in changes] == [
        None, f"{beginning}… (9)", f"{beginning}… (9)", None, f"{beginning}… (10)",
    ]  # fmt: skip
    assert ["table" in one for one in changes] == [False, False, False, True, True]


def test_a_generator_that_ends_raises_nothing() -> None:
    run = Session().step(
        "def g():\n    yield 1\n    return 2\nfor one in g():\n    pass\nnext(iter([]), 0)\n"
    )
    assert (run["raised"], run["ended"]) == ({}, None)
