"""Imports that no package of the site gives: said at the build, where the author can name one."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache

from live_cells.plugin.packages.on_demand import MODULES
from live_cells.plugin.packages.pyodide_wheels import distribution
from live_cells.plugin.packages.wheel_archives import modules_of
from live_cells.plugin.site_requirements import SiteRequirements

ALWAYS = frozenset({"numpy", "IPython", "__future__", "js", "pyodide", "pyodide_js", "micropip", "google"})
_PROMPT = re.compile(r"^[ \t]*(>>>|\.\.\.) ?", re.M)
_COMMAND = re.compile(r"^[ \t]*(%(?!%)|!).*", re.M)
"""A line that is IPython's, not Python's."""
OF_TORCH = frozenset({"torch", "torchvision", "safetensors", "seqlite", "pictures"})


def given_modules(wants: SiteRequirements) -> frozenset[str]:
    """What cells of a site can import."""
    given = ALWAYS | sys.stdlib_module_names | (OF_TORCH if wants.torch else frozenset())
    given |= {module for package in wants.packages for module in MODULES[package]}
    return given | {module for wheel in wants.wheels for module in modules_of(wheel)}


def missing_imports(cells: Iterable[tuple[str, str]], given: frozenset[str]) -> Iterator[str]:
    """A sentence for each module that a page imports and that nothing gives, where it does so first.

    Args:
        cells: what to call each, and its code.
        given: see `given_modules`.
    """
    said: set[str] = set()
    for name, source in cells:
        for line, module in _imports(source):
            if module not in given | said:
                said.add(module)
                yield f"{name}: line {line}: nothing gives the module {module!r}; {_remedy(module)}"


def _imports(source: str) -> Iterator[tuple[int, str]]:
    """The modules that have to be there for code to run, each with its line."""
    try:
        tree = ast.parse(_COMMAND.sub("", _PROMPT.sub("", source)))
    except SyntaxError:
        return  # it may be unfinished on purpose
    optional = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Try) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in optional or not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        yield from ((node.lineno, top) for top in sorted({name.partition(".")[0] for name in names}))


def _remedy(module: str) -> str:
    if module in OF_TORCH:
        return "set torch to true"
    package = _packages().get(module, module)
    return f"add {package!r} to packages"


@cache
def _packages() -> dict[str, str]:
    """The package that gives a module, of those that Pyodide's project builds."""
    packages = distribution()["packages"].items()
    return {name: package for package, entry in packages for name in entry["imports"]}
