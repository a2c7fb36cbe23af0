"""Modules a pasted tutorial imports and this page lacks: importing them works, using them says so."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_SUBMODULES = ("animation", "cm", "colors", "gridspec", "patches", "pyplot", "ticker")
_MATPLOTLIB = {f"matplotlib.{name}" for name in _SUBMODULES}


class StandIn(ModuleType):
    """A module without contents: any use raises ``NotImplementedError``."""

    def __getattr__(self, name: str) -> object:
        full_name = f"{self.__name__}.{name}"
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if full_name in _MATPLOTLIB:
            return importlib.import_module(full_name)
        raise NotImplementedError(
            f"{full_name}: plots are not available on this page yet; open this lesson on Colab to draw them"
        )

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("__") and f"{self.__name__}.{name}" not in _MATPLOTLIB:
            getattr(self, name)
        super().__setattr__(name, value)


class _Finder(MetaPathFinder, Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        known = fullname == "matplotlib" or fullname in _MATPLOTLIB
        return ModuleSpec(fullname, self, is_package=fullname == "matplotlib") if known else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def install() -> None:
    """Offer the stand-ins where nothing real is found: they come last on ``sys.meta_path``."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
