"""After Python has been restored from a memory image: fresh randomness, and the modules that were left out.

The image holds what cells usually import. The rest of the standard library, and of NumPy, comes when it is
first asked for, or in the background, whichever is sooner.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

import numpy as np

import seqlite


def awake(bring_library: Callable[[], None], bring_numpy: Callable[[], None]) -> None:
    """Make a restored Python a new one.

    Args:
        bring_library: puts the standard library where ``sys.path`` expects it, at once.
        bring_numpy: the same for the files of NumPy's package.
    """
    random.seed()  # the image's streams are equal for every visitor
    np.random.seed(random.getrandbits(32))  # without a number, it takes several times as long
    seqlite.seed()
    place = sys.meta_path.index(PathFinder) + 1
    sys.meta_path.insert(place, LateFinder(bring_library, bring_numpy))


_HOME = {**dict.fromkeys([*sys.stdlib_module_names, "pyodide", "_pyodide"], "library"), "numpy": "numpy"}
"""Which of the files left out a top-level module is among."""


class LateFinder(MetaPathFinder):
    """Finds what nobody found, by bringing the files that the image left out, unless they are here."""

    def __init__(self, bring_library: Callable[[], None], bring_numpy: Callable[[], None]) -> None:
        self._missing = {"library": bring_library, "numpy": bring_numpy}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        needed = _HOME.get(fullname.partition(".")[0], "")
        bring = self._missing.pop(needed, None)
        if bring is None:
            return None
        try:
            bring()
        except Exception as error:
            self._missing[needed] = bring  # the next import tries again
            reason = str(error).removeprefix("Error: ")
            raise ImportError(f"{fullname} is not here yet: {reason}", name=fullname) from None
        importlib.invalidate_caches()
        return PathFinder.find_spec(fullname, path, target)
