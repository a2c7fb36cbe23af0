"""Parts of the engine's source on a page, as they are in the file."""

import ast
from collections.abc import Iterator

from docs.course.pages import directives
from live_cells.plugin.cache import ROOT


class NotInSource(Exception):
    """A page asks for what the source does not have."""


def with_sources(markdown: str) -> str:
    """The Markdown with code in the place of each directive. NotInSource for what is not there."""
    return directives.SOURCE.sub(lambda match: fenced(**match.groupdict()), markdown)


def fenced(name: str, file: str, first: str | None, last: str | None) -> str:
    """One definition of a file as a code block, or its lines from one text to another."""
    path = ROOT / file
    if not path.is_file():
        raise NotInSource(f"there is no file {file}")
    text = path.read_text("utf8")
    lines = text.splitlines()
    start, end = span(text, name, file)
    if first is not None:
        start = line_with(lines, first, start, end, file)
    if last is not None:
        end = line_with(lines, last, start, end, file)
    shown = lines[start - 1 : end]
    indent = min(len(line) - len(line.lstrip()) for line in shown if line.strip())
    code = "\n".join(line[indent:] for line in shown)
    place = f"line {start}" if start == end else f"lines {start}–{end}"
    return f'```python title="{file}, {place}"\n{code}\n```'


def span(text: str, name: str, file: str) -> tuple[int, int]:
    """The first and last line of a definition, `Class.method` or a name of the module, with decorators."""
    found: ast.AST = ast.parse(text)
    for part in name.split("."):
        inside = [node for node in getattr(found, "body", ()) if part in names_of(node)]
        if not inside:
            raise NotInSource(f"{file} has no definition {name}")
        found = inside[-1]
    decorators = getattr(found, "decorator_list", [])
    return min(node.lineno for node in (found, *decorators)), found.end_lineno  # type: ignore[attr-defined]


def names_of(node: ast.stmt) -> Iterator[str]:
    """What a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))


def line_with(lines: list[str], text: str, start: int, end: int, file: str) -> int:
    """The number of the first line of these in which a text stands."""
    for number in range(start, end + 1):
        if text in lines[number - 1]:
            return number
    raise NotInSource(f"{text!r} does not stand in {file}, lines {start} to {end}")
