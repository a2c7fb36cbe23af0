"""Which places in a cell's code mean the same variable: Python's rules of scopes, on its syntax tree."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass
class Place:
    """Where a name stands: its line and column in bytes, and what to put between the place and a new name."""

    name: str
    line: int
    start: int
    end: int
    before: str = ""


@dataclass(eq=False)
class Block:
    """What has variables of its own: the cell, a function, a class or a comprehension.

    Attributes:
        uses: the places of names in it, before it is known whose variables they are.
        given: the names that it binds.
        passed_on: those that it declares to be another block's; True for the cell's own.
    """

    kind: str
    parent: Block | None
    uses: list[Place] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    passed_on: dict[str, bool] = field(default_factory=dict)
    function: str = ""
    parameters: set[str] = field(default_factory=set)

    @property
    def cell(self) -> Block:
        return self.parent.cell if self.parent else self

    def owner(self, name: str) -> Block:
        """The block whose variable a name is, where it is used in this one."""
        if name in self.passed_on:
            return self.cell if self.passed_on[name] or not self.parent else self.parent._outer(name)
        return self if name in self.given or not self.parent else self.parent._outer(name)

    def _outer(self, name: str) -> Block:
        """The same for a block within this one, to which names of a class are not visible."""
        if self.kind == "class" and self.parent:
            return self.parent._outer(name)
        return self.owner(name)


@dataclass
class _KeywordUse:
    """A keyword argument of a call by name."""

    block: Block
    called: str
    place: Place


class Bindings(ast.NodeVisitor):
    """Reads a cell: all of its names, by the block and variable that they belong to."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._block = Block("cell", None)
        self.blocks = [self._block]
        self._keywords: list[_KeywordUse] = []
        self.visit(ast.parse(source))

    def places_of(self, line: int, column: int) -> tuple[Block, list[Place]] | None:
        """The block whose variable stands at a place, and all places of that variable."""
        for owner, places in self._variables().values():
            if any(one.line == line and one.start <= column <= one.end for one in places):
                return owner, sorted(places, key=lambda one: (one.line, one.start))
        return None

    @property
    def names(self) -> set[str]:
        return {place.name for block in self.blocks for place in block.uses}

    def _variables(self) -> dict[tuple[int, str], tuple[Block, list[Place]]]:
        found: dict[tuple[int, str], tuple[Block, list[Place]]] = {}
        for block in self.blocks:
            for place in block.uses:
                owner = block.owner(place.name)
                found.setdefault((id(owner), place.name), (owner, []))[1].append(place)
        for use in self._keywords:
            for block in self.blocks:
                is_called = block.function == use.called and block.parent is use.block.owner(use.called)
                if is_called and use.place.name in block.parameters:
                    found[id(block), use.place.name][1].append(use.place)
        return found

    # ------------------------------------------------------------- names

    def _bind(self, place: Place | None, block: Block | None = None) -> None:
        if place:
            (block or self._block).given.add(place.name)
            self._block.uses.append(place)

    def visit_Name(self, node: ast.Name) -> None:
        place = Place(node.id, node.lineno, node.col_offset, node.end_col_offset or 0)
        if isinstance(node.ctx, ast.Load):
            self._block.uses.append(place)
        else:
            self._bind(place)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        block = self._block
        while block.kind == "comprehension" and block.parent:
            block = block.parent
        target = node.target
        block.given.add(target.id)
        block.uses.append(Place(target.id, target.lineno, target.col_offset, target.end_col_offset or 0))
        self.visit(node.value)

    def visit_alias(self, node: ast.alias) -> None:
        end = node.end_col_offset or 0
        if node.asname:
            self._bind(Place(node.asname, node.end_lineno or 0, end - len(node.asname.encode()), end))
        elif "." not in node.name and node.name != "*":
            self._bind(Place(node.name, node.lineno, node.col_offset, end, " as "))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.visit_alias(alias)
            if "." in alias.name and not alias.asname:  # its first part cannot have another name
                self._bind(Place(alias.name.partition(".")[0], alias.lineno, alias.col_offset, -1))

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        for name in node.names:
            self._block.passed_on[name] = isinstance(node, ast.Global)
            if isinstance(node, ast.Global):
                self._block.cell.given.add(name)
            if place := self._found(name, node):
                self._block.uses.append(place)

    visit_Nonlocal = visit_Global

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type:
            self.visit(node.type)
        if node.name:
            self._bind(self._found(node.name, node, after=r"\bas\s+", behind=node.type))
        for statement in node.body:
            self.visit(statement)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.pattern:
            self.visit(node.pattern)
        if node.name:
            end = node.end_col_offset or 0
            self._bind(Place(node.name, node.end_lineno or 0, end - len(node.name.encode()), end))

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            end = node.end_col_offset or 0
            self._bind(Place(node.name, node.end_lineno or 0, end - len(node.name.encode()), end))

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self.generic_visit(node)
        if node.rest:
            self._bind(self._found(node.rest, node, after=r"\*\*\s*"))

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        for keyword in node.keywords:
            if keyword.arg and isinstance(node.func, ast.Name):
                end = keyword.col_offset + len(keyword.arg.encode())
                place = Place(keyword.arg, keyword.lineno, keyword.col_offset, end)
                self._keywords.append(_KeywordUse(self._block, node.func.id, place))

    # ------------------------------------------------------------ blocks

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(self._found(node.name, node, after=r"\bdef\s+"))
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._function(node, node.body, node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(self._found(node.name, node, after=r"\bclass\s+"))
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        with_types = self._enter("class")
        self._visit_all(getattr(node, "type_params", []))
        self._visit_all(node.body)
        self._leave(with_types)

    def _comprehension(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)  # outside
        before = self._enter("comprehension")
        for index, generator in enumerate(node.generators):
            self.visit(generator.target)
            if index:
                self.visit(generator.iter)
            self._visit_all(generator.ifs)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._visit_all(parts)
        self._leave(before)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def _function(self, node: Function, body: list[ast.stmt] | list[ast.expr], name: str = "") -> None:
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [one for one in (arguments.vararg, arguments.kwarg) if one]
        self._visit_all([*arguments.defaults, *(one for one in arguments.kw_defaults if one)])
        self._visit_all([one.annotation for one in every if one.annotation])
        if not isinstance(node, ast.Lambda) and node.returns:
            self.visit(node.returns)
        before = self._enter("function", name)
        for argument in every:
            end = argument.col_offset + len(argument.arg.encode())
            self._bind(Place(argument.arg, argument.lineno, argument.col_offset, end))
            self._block.parameters.add(argument.arg)
        self._visit_all(getattr(node, "type_params", []))
        self._visit_all(body)
        self._leave(before)

    def _enter(self, kind: str, function: str = "") -> Block:
        before = self._block
        self._block = Block(kind, before, function=function)
        self.blocks.append(self._block)
        return before

    def _leave(self, before: Block) -> None:
        self._block = before

    def _visit_all(self, nodes: list[ast.AST] | list[ast.expr] | list[ast.stmt]) -> None:
        for node in nodes:
            self.visit(node)

    def _found(
        self, name: str, node: ast.AST, after: str = r"\b", behind: ast.AST | None = None
    ) -> Place | None:
        """Where a name stands that the syntax tree has without its place: the first fit in a node."""
        line = getattr(behind, "end_lineno", 0) or getattr(node, "lineno", 1)
        column = getattr(behind, "end_col_offset", 0) or getattr(node, "col_offset", 0)
        pattern = re.compile((after + re.escape(name) + r"\b").encode())
        for number in range(line, (getattr(node, "end_lineno", line) or line) + 1):
            text = self._lines[number - 1].encode()
            if found := pattern.search(text, column if number == line else 0):
                return Place(name, number, found.end() - len(name.encode()), found.end())
        return None
