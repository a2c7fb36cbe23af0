"""After Python has been restored from a memory image: fresh randomness, and the modules that were left out.

The image holds what cells usually import. The rest of the standard library, of NumPy and of the engine, comes
when it is first asked for, or in the background, whichever is sooner.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import random
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourcelessFileLoader
from importlib.util import spec_from_file_location
from types import ModuleType

import numpy as np

Load = Callable[[], None]


def after_restore(load_library: Load, load_numpy: Load, load_engine: Load) -> None:
    """Seed random numbers anew, and have imports find what the image left out.

    Args:
        load_library: puts the standard library where ``sys.path`` expects it, at once.
        load_numpy: the same for the files of NumPy's package.
        load_engine: the same for those of the engine.
    """
    import seqlite  # not on top: where notebooks are recorded, there is PyTorch instead

    random.seed()  # the image's streams are equal for every visitor
    np.random.seed(random.getrandbits(32))  # without a number, it takes several times as long
    seqlite.seed()
    place = sys.meta_path.index(PathFinder)
    sys.meta_path[place : place + 1] = [
        LibraryBytecodeFinder(),
        PathFinder,
        DeferredFinder({"library": load_library, "numpy": load_numpy, "engine": load_engine}),
    ]


_LIBRARY = os.path.dirname(os.__file__)
_MODULES = [module.name for module in pkgutil.iter_modules([_LIBRARY])]  # when the image is made
_HOME = {
    **dict.fromkeys([*_MODULES, "pyodide", "_pyodide"], "library"),
    "numpy": "numpy",
    "seqlite": "engine",
}
"""Which of the files left out a top-level module is among; none for what is nowhere, such as `_uuid`."""
_library_folders: list[str] = []
"""Where packages have brought modules of the standard library that they import themselves, as byte code."""


def add_library(folder: str) -> None:
    """Find modules of the standard library here first: the library itself has them as source."""
    if os.path.isdir(folder):
        _library_folders.append(folder)


def _of_packages(fullname: str) -> ModuleSpec | None:
    """The module as the library has it, with the byte code that a package has brought."""
    name = fullname.replace(".", "/")
    home = f"{_LIBRARY}/{name}"
    for folder in _library_folders:
        for end, parts in (("/__init__.py", [home]), (".py", None)):
            if os.path.exists(code := f"{folder}/{name}{end}c"):
                loader = SourcelessFileLoader(fullname, code)
                return spec_from_file_location(
                    fullname, home + end, loader=loader, submodule_search_locations=parts
                )
    return None


class LibraryBytecodeFinder(MetaPathFinder):
    """Finds the byte code that a package has of modules of the standard library: compiling takes a while."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_of_library = _library_folders and _HOME.get(fullname.partition(".")[0]) == "library"
        return _of_packages(fullname) if is_of_library else None


class DeferredFinder(MetaPathFinder):
    """Finds what no other finder does, by loading the files that the image left out, unless they are here."""

    def __init__(self, missing: dict[str, Load]) -> None:
        self._missing = missing

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        needed = _HOME.get(fullname.partition(".")[0], "")
        if needed not in self._missing:
            return None
        load = self._missing.pop(needed)
        try:
            load()
        except Exception as error:
            self._missing[needed] = load  # the next import tries again
            reason = str(error).removeprefix("Error: ")
            raise ImportError(f"{fullname} is not here yet: {reason}", name=fullname) from None
        importlib.invalidate_caches()
        return PathFinder.find_spec(fullname, path, target)
