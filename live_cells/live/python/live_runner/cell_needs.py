"""Which cells make the names that other cells take: found by reading them, never by running them.

Standard library only: the page asks it before a check, the build and the tests of exercises use it as well.
"""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
import re
import types
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from . import magics

_BUILTINS = frozenset(vars(builtins)) | {"display", "verdict"}
_LOADS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
_STORES = {"STORE_NAME", "STORE_GLOBAL"}
_RUN_AT_ONCE = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
_STAR = "*"
"""Stands for whatever `from module import *` binds."""


@dataclass(frozen=True)
class Cell:
    """A cell as it stands."""

    id: str
    source: str
    exercise: str = ""
    """The exercise that it is a part of."""
    part: str = ""
    """Which: `exercise`, the starter, `check` or `solution`."""
    heading: str = ""
    """That of the section in which it stands."""
    is_current: bool = False
    """Has it run as it stands, in the Python that is there?"""
    published: str | None = None
    """What it was before the reader's edit: it says what the cell makes while the edit cannot be parsed."""


@dataclass(frozen=True)
class Names:
    """The global names that a cell has to do with."""

    binds: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    """Those of which it sets an item or an attribute."""
    takes: frozenset[str] = frozenset()
    """Those that have to be there when it runs."""
    takes_later: frozenset[str] = frozenset()
    """Those that have to be there when one of its functions is called."""

    imports: Mapping[str, str] = field(default_factory=dict)
    """Of the bound names those that only an import binds, each with that import: it can run alone."""

    @property
    def all_taken(self) -> frozenset[str]:
        return self.takes | self.takes_later


@dataclass
class Plan:
    """What has to run before some cells, and what they take from where."""

    imports: dict[str, str] = field(default_factory=dict)
    """Names, each with the import to run first: of its cell, nothing else is needed."""
    run: list[Cell] = field(default_factory=list)
    makers: dict[str, Cell] = field(default_factory=dict)
    """The cell that makes a name, also where it has run already."""
    missing: set[str] = field(default_factory=set)
    """Names that no cell makes, and Python does not have."""


def plan(users: Sequence[Cell], cells: Sequence[Cell]) -> Plan:
    """Find out what has to run so that some cells can.

    The nearest cell above makes a name, unless it is part of another exercise. What it takes itself is
    looked for in the same way. A cell that has run already is not run again, but its functions may take
    names when they are called.

    Args:
        users: in the order in which they are to run, such as an answer and its check.
        cells: those of the page, in their order.
    """
    found = Plan()
    wanted: set[str] = set()
    for user in reversed(users):
        names = _names_in(user)
        wanted = wanted - names.binds | names.all_taken
    exercise = users[-1].exercise
    place = [cell.id for cell in cells].index(users[-1].id)
    cells = [cell for cell in cells[:place] if all(cell.id != user.id for user in users)]
    above = [cell for cell in cells if cell.exercise in ("", exercise)]
    bound = set().union(*(_names_in(cell).binds for cell in above))
    for cell in reversed(above):
        names = _names_in(cell)
        made = wanted - bound if _STAR in names.binds else set()
        made |= wanted & names.binds
        if not made and not wanted & names.changes:
            continue
        found.makers |= dict.fromkeys(made - found.makers.keys(), cell)
        wanted -= made
        if cell.is_current:
            wanted |= names.takes_later
        elif made <= names.imports.keys() and not wanted & names.changes:
            found.imports |= {name: names.imports[name] for name in sorted(made)}
        else:
            found.run.insert(0, cell)
            wanted |= names.all_taken
    found.missing = wanted
    for cell in reversed(cells):  # another exercise's answer is the reader's to run
        made = (wanted & _names_in(cell).binds) - found.makers.keys()
        found.makers |= dict.fromkeys(made, cell)
    return found


def followers(
    changed: str, cells: Sequence[Cell], reactive: Collection[str]
) -> tuple[list[Cell], list[Cell]]:
    """Which cells below use what a cell makes: those that run again, and those that are out of date.

    A cell that runs again makes its names anew, for the cells below it. Only what stands below is looked at,
    so that there are no loops.

    Args:
        changed: the id of the cell that has run.
        cells: those of the page, in their order.
        reactive: the ids of cells that run again when what they use has changed.
    """
    place = [cell.id for cell in cells].index(changed)
    made = _names_in(cells[place])
    fresh, old = set(made.binds | made.changes), set[str]()
    run: list[Cell] = []
    outdated: list[Cell] = []
    for cell in cells[place + 1 :]:
        names = _names_in(cell)
        used = names.all_taken | names.changes
        if cell.part not in ("", "exercise"):
            continue
        if used & old or (used & fresh and cell.id not in reactive):
            outdated.append(cell)
            old |= names.binds | names.changes
            fresh -= names.binds
        elif used & fresh:
            run.append(cell)
            fresh |= names.binds | names.changes
            old -= names.binds
        else:  # it makes these names of something else
            fresh -= names.binds
            old -= names.binds
    return run, outdated


def cells_of(notebook: Mapping[str, Any], *left_out: str) -> list[Cell]:
    """A notebook's code, without cells that have one of these tags."""
    cells, heading = [], ""
    for cell in notebook["cells"]:
        source, metadata = "".join(cell["source"]), cell["metadata"]
        tags = metadata.get("tags", [])
        if cell["cell_type"] == "markdown":
            heading = (re.findall(r"^#+ (.*)", source, re.M) or [heading])[-1]
        elif cell["cell_type"] == "code" and not set(left_out) & set(tags):
            part = next((tag for tag in tags if tag in PARTS), "")
            exercise = metadata.get("exercise", "")
            cells.append(Cell(cell["id"], source, exercise, part, re.sub(r"[`*]", "", heading)))
    return cells


PARTS = ("exercise", "check", "solution")


def _names_in(cell: Cell) -> Names:
    for source in (cell.source, cell.published):
        names = None if source is None else names_of(source)
        if names is not None:
            return names
    return Names()


@lru_cache(maxsize=1024)
def names_of(source: str) -> Names | None:
    """The names in a cell's code; ``None`` if Python cannot read it."""
    body = re.sub(r"\A%%check\b.*", "", source)
    try:
        _, tree = magics.readable(body, lambda text: compile(text, "cell", "exec", _FLAGS, dont_inherit=True))
        code = compile(tree, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    reading = _Reading()
    reading.module(code)
    imports = dict(_imports(tree.body))
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == _STAR for node in ast.walk(tree)):
        reading.binds.add(_STAR)
    known = _BUILTINS | {name for name in reading.binds if name != _STAR}
    return Names(
        frozenset(reading.binds),
        frozenset(_changed(tree.body)),
        frozenset(_plain(reading.takes) - _BUILTINS),
        frozenset(_plain(reading.takes_later) - known),
        {name: statement for name, statement in imports.items() if reading.stores[name] == 1},
    )


_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


def _imports(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The names that imports bind, each with one that binds nothing else."""
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            whence = ""
            if isinstance(statement, ast.ImportFrom):
                whence = f"from {'.' * statement.level}{statement.module or ''} "
            for alias in statement.names:  # not by ast.unparse: the page would have to fetch it
                renamed = f" as {alias.asname}" if alias.asname else ""
                bound = alias.asname or alias.name.partition(".")[0]
                yield bound, f"{whence}import {alias.name}{renamed}"


def _plain(names: Iterable[str]) -> set[str]:
    return {name for name in names if not name.startswith("__")}


class _Reading:
    """Goes through a cell's instructions in their order: a name counts as bound behind its first binding."""

    def __init__(self) -> None:
        self.binds: set[str] = set()
        self.stores: Counter[str] = Counter()
        self.takes: set[str] = set()
        self.takes_later: set[str] = set()

    def module(self, code: types.CodeType) -> None:
        for step in dis.get_instructions(code):
            if step.opname in _LOADS:
                self._load(step.argval)
            elif step.opname in _STORES:
                self.binds.add(step.argval)
                self.stores[step.argval] += 1
            elif step.opname == "DELETE_NAME":
                self._load(step.argval)
                self.binds.discard(step.argval)
            elif isinstance(step.argval, types.CodeType):
                self._inner(step.argval, at_once=True)

    def _load(self, name: str) -> None:
        if name not in self.binds:
            self.takes.add(name)

    def _inner(self, code: types.CodeType, at_once: bool) -> None:
        """Code within code: that of a class runs at once, that of a function when it is called."""
        own: set[str] = set()
        at_once = at_once and (not code.co_flags & inspect.CO_OPTIMIZED or code.co_name in _RUN_AT_ONCE)
        for step in dis.get_instructions(code):
            if step.opname == "STORE_NAME":
                own.add(step.argval)
            elif step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                self.binds.add(step.argval)
                self.stores[step.argval] += 1
            elif step.opname in _LOADS and step.argval not in own:
                if at_once:
                    self._load(step.argval)
                else:
                    self.takes_later.add(step.argval)
            elif isinstance(step.argval, types.CodeType):
                self._inner(step.argval, at_once)


def _changed(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The names of which these statements set an item or an attribute."""
    for node in _walk(statements):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            root: ast.expr = node
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            if isinstance(root, ast.Name):
                yield root.id


def _walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes that run with the cell: without the bodies of functions and classes."""
    for node in nodes:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield node
            yield from _walk(ast.iter_child_nodes(node))
