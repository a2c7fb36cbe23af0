"""Which cells make the names that others take: found by reading."""

import pytest

from live_runner.cell_needs import Cell, followers, names_of, plan


@pytest.mark.parametrize(
    ("source", "takes"),
    [
        ("y = x", {"x"}),
        ("x = 1\ny = x", set()),
        ("x = x + 1", {"x"}),
        ("x += 1", {"x"}),
        ("x.a = 1", {"x"}),
        ("x[0] = 1", {"x"}),
        ("del x", {"x"}),
        ("x = 1\ndel x\nx", {"x"}),
        ("for i in x:\n    s = i\nprint(s, i)", {"x"}),
        ("[a for a in x if a != y]", {"x", "y"}),
        ("f'{x:{y}}'", {"x", "y"}),
        ("class A(x):\n    b = y\n    c = b", {"x", "y"}),
        ("@x\ndef f(a=y): pass", {"x", "y"}),
        ("try:\n    import x\nexcept ImportError:\n    x = None\nx", set()),
        ("with x as y: y", {"x"}),
        ("if (n := len(x)) > 3: n", {"x"}),
        ("match x:\n    case [a, *b]: print(a, b)", {"x"}),
        ("await x()", {"x"}),
        ("%timeit y\nx", {"x"}),
        ("print(len([1]), __name__, display)", set()),
    ],
)
def test_what_has_to_be_there_when_a_cell_runs(source: str, takes: set[str]) -> None:
    names = names_of(source)
    assert names is not None
    assert names.takes == takes


@pytest.mark.parametrize(
    ("source", "later"),
    [
        ("def f(a):\n    b = a\n    return b + x", {"x"}),
        ("def f():\n    return x\nx = 1", set()),
        ("f = lambda a: a + x", {"x"}),
        ("class A:\n    y = 1\n    def f(self):\n        return y, x", {"x", "y"}),
        ("def f():\n    global x\n    x = 1\nprint(x)", set()),
        ("def f():\n    return [x + a for a in y]", {"x", "y"}),
    ],
)
def test_what_has_to_be_there_when_a_function_of_a_cell_is_called(source: str, later: set[str]) -> None:
    names = names_of(source)
    assert names is not None
    assert names.takes_later == later


def planned(*cells: Cell, users: int = 1) -> tuple[list[str], list[str]]:
    found = plan(cells[-users:], cells)
    return list(found.imports.values()), [cell.id for cell in found.run]


def test_the_nearest_cell_above_makes_a_name_and_what_it_takes_is_found_in_turn() -> None:
    cells = [
        Cell("far", "x = 0"),
        Cell("base", "width = 3"),
        Cell("near", "x = width"),
        Cell("other", "z = 1"),
        Cell("user", "print(x)"),
        Cell("below", "x = 7"),
    ]
    assert plan(cells[4:5], cells).run == [cells[1], cells[2]]


def test_cells_that_add_to_a_name_or_change_a_part_of_it_run_with_the_one_that_makes_it() -> None:
    makes, adds, sets = Cell("makes", "x = [0]"), Cell("adds", "x += [1]"), Cell("sets", "x[0] = y\ny = 1")
    assert planned(makes, adds, sets, Cell("user", "x")) == ([], ["makes", "adds", "sets"])


def test_an_answer_gives_its_check_what_it_binds() -> None:
    above, answer = Cell("above", "def f(): pass\nx = 1"), Cell("answer", "def f():\n    return x")
    assert planned(above, answer, Cell("check", "%%check\nverdict(f, '')"), users=2) == ([], ["above"])
    assert planned(above, Cell("answer", "def f(): pass"), Cell("check", "%%check\nf()"), users=2) == ([], [])


def test_of_a_cell_that_only_imports_what_is_taken_the_import_alone_is_run() -> None:
    slow = Cell("slow", "import torch\nfrom torch import nn, optim\nmodel = nn.Linear(1, 1)")
    assert planned(slow, Cell("user", "nn.ReLU()")) == (["from torch import nn"], [])
    assert planned(slow, Cell("user", "nn.ReLU(model)")) == ([], ["slow"])
    assert planned(Cell("twice", "import x\nx = x.y"), Cell("user", "x")) == ([], ["twice"])


def test_another_exercises_cells_are_never_run_but_known_by_their_heading() -> None:
    first, mine = Cell("first", "x = 1"), Cell("mine", "print(x, y)", "two")
    theirs = Cell("theirs", "x = 2\ny = 3", "one", "exercise", "Exercise: one")
    found = plan([mine], [first, theirs, mine])
    assert found.run == [first]
    assert found.missing == {"y"}
    assert found.makers["y"].heading == "Exercise: one"


def test_a_cell_that_has_run_is_not_run_again_though_its_functions_need_names() -> None:
    cells = [Cell("x", "x = 1"), Cell("y", "y = 1"), Cell("f", "a = x\ndef f(): return y", is_current=True)]
    assert planned(*cells, Cell("user", "f()")) == ([], ["y"])


def test_a_star_import_may_make_what_nobody_else_does() -> None:
    cells = [Cell("star", "from math import *"), Cell("y", "y = 1"), Cell("user", "print(y, pi)")]
    assert planned(*cells) == ([], ["star", "y"])


def test_a_cell_that_cannot_be_read_makes_what_it_was_published_with() -> None:
    assert names_of("def f(:") is None
    broken = Cell("broken", "def f(:", published="def f(): pass")
    assert planned(broken, Cell("user", "f()")) == ([], ["broken"])
    assert planned(Cell("broken", "def f(:"), Cell("user", "f()")) == ([], [])


@pytest.mark.parametrize(
    ("sources", "reactive", "run", "outdated"),
    [
        (["x = 1", "y = x", "z = 2", "y + 1"], "1234", "24", ""),
        (["x = 1", "x = 2", "x"], "123", "", ""),  # made of something else
        (["x = 1", "x += 1", "x"], "123", "23", ""),
        (["x = 1", "y = x", "y"], "13", "", "23"),  # what it uses is out of date itself
        (["x = 1", "def f(): return x", "f()"], "123", "23", ""),
        (["x = []", "x.a = 1", "x"], "123", "23", ""),
        (["1", "x"], "12", "", ""),
    ],
)
def test_what_uses_a_cells_names_follows_it(
    sources: list[str], reactive: str, run: str, outdated: str
) -> None:
    cells = [Cell(str(number), source) for number, source in enumerate(sources, 1)]
    again, old = followers("1", cells, set(reactive))
    assert "".join(cell.id for cell in again) == run
    assert "".join(cell.id for cell in old) == outdated


def test_checks_and_solutions_follow_nothing() -> None:
    cells = [Cell("1", "x = 1"), Cell("2", "x", "add", "check"), Cell("3", "x", "add", "solution")]
    assert followers("1", cells, {"1", "2", "3"}) == ([], [])
