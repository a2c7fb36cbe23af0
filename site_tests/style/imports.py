"""What files import, read from their own lines."""

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*|\s//\s[^\n]*", re.S | re.M)
_TYPES = re.compile(r"^(?:import|export) type [^;]*;", re.M)
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"'\n]+)["']""")

Graph = Mapping[Path, Iterable[Path]]


def without_comments(script: str) -> str:
    """A script without its comments."""
    return _COMMENT.sub("", script)


def of_script(path: Path, types: bool = False) -> set[str]:
    """What a script imports, at once or later, as it is written there; the workers it starts do not count.

    Args:
        types: whether types of other files count, which do not travel.
    """
    script = without_comments(path.read_text("utf8"))
    return set(_IMPORT.findall(script if types else _TYPES.sub("", script)))


def of_python(path: Path) -> set[str]:
    """The modules that a Python file imports anywhere, as dotted names; relative ones begin with dots.

    Each name that it takes from a module counts as well: it may be a module.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            joint = "." if node.module else ""
            found |= {module, *(f"{module}{joint}{alias.name}" for alias in node.names)}
    return found


def reached(graph: Graph, start: Path) -> set[Path]:
    """A file and all that it imports, directly or not."""
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += graph[current]
    return seen


def in_circles(graph: Graph) -> set[Path]:
    """The files that import themselves, by way of others."""
    return {file for file in graph if any(file in reached(graph, imported) for imported in graph[file])}
