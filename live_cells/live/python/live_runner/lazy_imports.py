"""Lazy imports of packages that are loaded when a cell first uses them.

Importing matplotlib gives a lazy module, which loads the real one at its first use. A pasted tutorial that
imports it and draws nothing waits for nothing.
"""

from __future__ import annotations

import ast
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from . import figures, magics, restored, sklearn_datasets

_PROVIDED_BY = {"matplotlib": "matplotlib", "mpl_toolkits": "matplotlib", "PIL": "matplotlib", "tqdm": "tqdm"}
"""The package that a top-level module belongs to."""
_ARCHIVES = {"pictures"}
"""Packages of the page's own that arrive as an archive, with the data of a cell that imports them."""
_SUBMODULES = (
    "animation",
    "cm",
    "colors",
    "dates",
    "gridspec",
    "lines",
    "patches",
    "pyplot",
    "style",
    "ticker",
)
_LAZY = {"matplotlib", *(f"matplotlib.{name}" for name in _SUBMODULES)}
"""The modules that are imported lazily; all others are loaded when they are imported."""
_IN_STEPS = {
    "matplotlib": [
        *("numpy.ma", "matplotlib", "matplotlib.colors", "matplotlib.transforms", "matplotlib.text"),
        *("matplotlib.collections", "matplotlib.image", "matplotlib.axis", "matplotlib.axes"),
        *("matplotlib.figure", "matplotlib.pyplot", "live_plots.inline_figures"),
    ]
}
"""Modules of a package, each of which imports those that it needs of the ones behind it."""
_missing = set(_PROVIDED_BY.values())
"""The packages that are not loaded yet."""
_load: Callable[[str], None] | None = None
"""Puts a package's files where ``import`` finds them, synchronously."""


class LazyModule(ModuleType):
    """A module that is not loaded yet; any use of it loads the real one, and is passed on to it."""

    def __getattr__(self, name: str) -> Any:
        if f"{self.__name__}.{name}" in _LAZY and "matplotlib" in _missing:
            return importlib.import_module(f"{self.__name__}.{name}")
        if name.startswith("__") and name != "__version__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(real(self, name), name)

    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("__") or f"{self.__name__}.{name}" in _LAZY:
            super().__setattr__(name, value)
        else:
            setattr(real(self, name), name, value)

    def __dir__(self) -> list[str]:
        return [] if "matplotlib" in _missing else dir(real(self))


def real(module: ModuleType, use: str = "") -> ModuleType:
    """The module itself, loaded if need be."""
    if isinstance(module, LazyModule):
        _load_now(_PROVIDED_BY[module.__name__.partition(".")[0]], f"{module.__name__}.{use}")
        return importlib.import_module(module.__name__)
    return module


def install(load: Callable[[str], None] | None = None) -> None:
    """Import lazily from here on what is not found otherwise.

    Args:
        load: puts the files of a package in place, synchronously; without it, a use raises.
    """
    global _load
    _load = load
    sklearn_datasets.install()
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())


def offer_only(packages: Mapping[str, Sequence[str]], torch: bool) -> None:
    """Let cells import what a site offers, and nothing else.

    Args:
        packages: the top-level modules of each.
        torch: does ``import torch`` give seqlite?
    """
    from seqlite import as_torch  # not above: this file is also read where only PyTorch is

    here = set(_PROVIDED_BY.values()) - _missing  # in the memory that Python started from
    _PROVIDED_BY.clear()
    _PROVIDED_BY.update({module: name for name, modules in packages.items() for module in modules})
    _missing.clear()
    _missing.update(set(packages) - here)
    offered = ["numpy", *sorted(_PROVIDED_BY)]
    if torch:
        offered += ["torch", "torchvision"]
    else:
        sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != as_torch.__name__]
        for name in [name for name in sys.modules if name.partition(".")[0] in as_torch.ROOTS]:
            del sys.modules[name]
    magics.offer_only(offered)


def needed(source: str, names: dict[str, Any]) -> list[str]:
    """The packages still missing that this code uses, as far as its text shows."""
    # by its type: what a reader made may say of its class what it likes, or raise
    standing = {name for name, value in names.items() if issubclass(type(value), LazyModule)}
    if not _missing or not (standing or any(name in source for name in _PROVIDED_BY)):
        return []
    try:
        _, tree = magics.readable(source, ast.parse)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = set()
    for node in ast.walk(tree):
        for module, bound in _imports(node):
            package = _PROVIDED_BY.get(module.partition(".")[0])
            if package is not None and module in _LAZY:
                standing.add(bound)
            elif package is not None:
                found.add(package)
    uses = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    if any(node.id in standing for node in uses):
        found.add("matplotlib")
    return sorted(found & _missing)


def arrived(package: str, site_packages: str) -> None:
    """The package's files have arrived: from now on its real modules are found."""
    _missing.discard(package)
    for name, module in list(sys.modules.items()):
        if isinstance(module, LazyModule) and _PROVIDED_BY[name.partition(".")[0]] == package:
            del sys.modules[name]
    restored.add_library(f"{site_packages}/{package}/library")
    if package == "matplotlib":
        figures.install(f"{site_packages}/live_plots")
    _drop_finder_cache(site_packages)


def is_missing(package: str) -> bool:
    """Have its files not arrived yet?"""
    return package in _missing


def imported_in_steps(package: str) -> Iterator[None]:
    """Import a package whose files have arrived, a part at each ``next``."""
    for name in _IN_STEPS.get(package, ()):
        if name not in sys.modules:
            importlib.import_module(name)
            yield


def _drop_finder_cache(folder: str) -> None:
    """Drop the finder's cache for this folder only: scanning the whole library again takes a second."""
    for path in list(sys.path_importer_cache):
        if path.startswith(folder):
            del sys.path_importer_cache[path]


def replace(names: dict[str, Any]) -> None:
    """Rebind names of lazy modules whose package has arrived to the real modules."""
    for name, value in list(names.items()):
        if not issubclass(type(value), LazyModule):
            continue
        if _PROVIDED_BY[value.__name__.partition(".")[0]] not in _missing:
            names[name] = real(value)


def _imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The modules, or names from modules, that a node imports, and the names it binds them to."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            yield f"{node.module}.{alias.name}", alias.asname or alias.name


def _load_now(package: str, use: str) -> None:
    if package not in _missing:
        return
    if _load is None:
        raise NotImplementedError(f"{use} needs {package}, which is not here; install it")
    _load(package)


class _Finder(MetaPathFinder, Loader):
    """The last finder on ``sys.meta_path``: it gets what no other has found."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in _ARCHIVES:
            archive = os.path.join(os.environ.get("SEQLITE_DATA", ""), f"{fullname}.zip")
            return PathFinder.find_spec(fullname, [archive]) if os.path.isfile(archive) else None
        package = _PROVIDED_BY.get(fullname.partition(".")[0])
        if package not in _missing:
            return None
        if fullname in _LAZY:
            return ModuleSpec(fullname, self, is_package=fullname == "matplotlib")
        if _load is None:
            return None
        _load(package)
        if path is not None:  # a submodule of a lazy module: its package is real now
            path = importlib.import_module(fullname.rpartition(".")[0]).__path__
        return PathFinder.find_spec(fullname, path, target)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return LazyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""
