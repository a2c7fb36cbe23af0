"""What is wrong with code, by reading it; and all places of a variable, against Python's own compiler."""

import ast
import dis
import glob
import json
import random
import types
from pathlib import Path
from typing import Any

import pytest
from live_editor import calls
from live_editor.problems import problems
from live_editor.renaming import places

from site_tests import ROOT

LESSONS = sorted((ROOT / "docs").glob("*/*.ipynb"))


def found(source: str, *others: str, **living: object) -> list[tuple[str, str]]:
    text = source.encode("utf-16-le")
    return [
        (text[2 * one["from"] : 2 * one["to"]].decode("utf-16-le"), one["message"])
        for one in problems(source, others, living)
    ]


@pytest.mark.parametrize(
    ("source", "where", "message"),
    [
        ("x = 1\nprint(y)", "y", "NameError: name 'y' is not defined"),
        (
            "widths = 2\nprint(width)",
            "width",
            "NameError: name 'width' is not defined. Did you mean: 'widths'?",
        ),
        ("s = 'é😀'; print(yy)", "yy", "NameError: name 'yy' is not defined"),
        ("def f():\n    return missing", "missing", "NameError: name 'missing' is not defined"),
        ("x = (1, 2", "(", "SyntaxError: '(' was never closed"),
        ("if True\n    x = 1", "if True", "SyntaxError: expected ':'"),
        ("return 3", "return 3", "SyntaxError: 'return' outside function"),
        ("%matplotlib inline\nprint(yy)", "yy", "NameError: name 'yy' is not defined"),
    ],
)
def test_a_problem_is_where_it_is(source: str, where: str, message: str) -> None:
    [(text, said)] = found(source)
    assert said == message
    assert text in where or where in text


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\nprint(x)",
        "def f():\n    return later\nlater = 1",
        "import math as m\nm.pi",
        "try:\n    unicode\nexcept NameError:\n    unicode = str",
        "[n for n in range(3) if n]",
        "class A:\n    size = 1\n    double = size * 2",
        "await something()\n" + "async def something(): ...",
        "from math import *\nprint(sqrt(2))",
        "globals()['made'] = 1\nprint(made)",
        "!pip install torch\n%timeit 1 + 1",
        ">>> nowhere",
        "print(_, __name__)",
        "for i in range(3):\n    if i:\n        print(last)\n    last = i",
        "",
    ],
)
def test_no_problem(source: str) -> None:
    assert found(source) == []


def test_names_of_other_cells_and_of_python_are_known() -> None:
    assert found("print(made)", "made = 1") == []
    assert found("print(made)", made=1) == []
    assert found("print(made)", "made = (") == [], "a cell that is being edited may yet make it"
    assert found("print(made)", "exec('made = 1')") == []
    assert found("print(made)", "model.eval()") != [], "a method of that name makes none"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_false_alarm_in_a_published_cell(path: Path) -> None:
    cells = [c for c in json.loads(path.read_text("utf8"))["cells"] if c["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in cells]
    for index, source in enumerate(sources):
        assert found(source, *sources[:index], *sources[index + 1 :]) == [], cells[index]["id"]


def renamed(source: str, at: int, new: str = "renamed") -> str | None:
    """The source with another name for the variable at an index; None where that is refused."""
    answer = places(source, len(source[:at].encode("utf-16-le")) // 2)
    text = source.encode("utf-16-le")
    for place in sorted(answer["places"], key=lambda one: -int(one["from"])):
        written = (place["before"] + new).encode("utf-16-le")
        text = text[: 2 * place["from"]] + written + text[2 * place["to"] :]
    return None if answer["why"] else text.decode("utf-16-le")


@pytest.mark.parametrize(
    ("source", "to"),
    [
        ("§x = 1\nprint(x, f'{x + 1}')", "renamed = 1\nprint(renamed, f'{renamed + 1}')"),
        ("x = 1\ndef f(§x): return x\nf(x=x)", "x = 1\ndef f(renamed): return renamed\nf(renamed=x)"),
        ("x = 1\nprint([§x for x in range(x)])", "x = 1\nprint([renamed for renamed in range(x)])"),
        ("import numpy\n§numpy.ones(3)", "import numpy as renamed\nrenamed.ones(3)"),
        ("import numpy as §np", "import numpy as renamed"),
        ("def f():\n    global §n\n    n = 1\nn", "def f():\n    global renamed\n    renamed = 1\nrenamed"),
        (
            "def f():\n  n = 1\n  def g():\n    nonlocal n\n    §n += 1",
            "def f():\n  renamed = 1\n  def g():\n    nonlocal renamed\n    renamed += 1",
        ),
        (
            "class A:\n  x = 1\n  def f(self): return §x\nx = 2",
            "class A:\n  x = 1\n  def f(self): return renamed\nrenamed = 2",
        ),
        (
            "try: ...\nexcept (ValueError, OSError) as §e: print(e)",
            "try: ...\nexcept (ValueError, OSError) as renamed: print(renamed)",
        ),
        ("match 1:\n    case [*§rest]: print(rest)", "match 1:\n    case [*renamed]: print(renamed)"),
        ("a.x = §x = 'x'", "a.x = renamed = 'x'"),
        ("s = '😀'; §y = s; y", "s = '😀'; renamed = s; renamed"),
        ("class A:\n    §size = 1", None),
        ("import torch.nn\n§torch.nn", None),
        ("§print(1)", None),
        ("x = (§", None),
    ],
)
def test_renaming_follows_scopes(source: str, to: str | None) -> None:
    assert renamed(source.replace("§", ""), source.index("§")) == to


def test_renaming_says_which_names_are_taken_and_who_else_uses_it() -> None:
    answer = calls.answer("places", "0\nx = y\nz = 1", ["print(x)", "q = 1"])
    assert answer is not None
    assert {"y", "z", "while"} <= set(answer["taken"])
    assert answer["elsewhere"] == 1


def shape(code: types.CodeType) -> list[Any]:
    """What a code object does, whatever its variables are called."""
    inner = [shape(one) for one in code.co_consts if isinstance(one, types.CodeType)]
    return [[step.opname for step in dis.get_instructions(code) if step.opname != "EXTENDED_ARG"], inner]


def test_renamed_code_does_the_same() -> None:
    """Names of whole files, chosen at random."""
    seed = random.randrange(10**9)
    print("seed", seed)
    chosen = random.Random(seed)
    files = [Path(file) for file in glob.glob(str(ROOT / "seqlite" / "**" / "*.py"), recursive=True)]
    for path in chosen.sample(files, 12):
        source = path.read_text("utf8")
        names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
        starts = [0]
        for line in source.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        before = shape(compile(source, "file", "exec", dont_inherit=True))
        for node in chosen.sample(names, min(len(names), 5)):
            line = source.split("\n")[node.lineno - 1].encode()[: node.col_offset].decode()
            text = renamed(source, starts[node.lineno - 1] + len(line))
            if text is None:
                continue
            after = shape(compile(text, "file", "exec", dont_inherit=True))
            where = f"{path.name}, {node.id} in line {node.lineno}"
            assert after == before or _comprehends(source, node.id), where


def _comprehends(source: str, name: str) -> bool:
    """Is it the variable of a comprehension? Python may keep that beside another of the same name."""
    kinds = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    loops = (
        loop for node in ast.walk(ast.parse(source)) if isinstance(node, kinds) for loop in node.generators
    )
    return any(
        isinstance(one, ast.Name) and one.id == name for loop in loops for one in ast.walk(loop.target)
    )
