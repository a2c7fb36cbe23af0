"""Names of a package that are imported when they are first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NoReturn


def lazy_names(
    package: str, homes: Mapping[str, str], otherwise: Callable[[str], NoReturn]
) -> Callable[[str], object]:
    """A package's `__getattr__`. `homes` tells the module of each name, which is the name itself for modules;
    `otherwise` is asked about all others."""

    def __getattr__(name: str) -> object:
        if name not in homes:
            otherwise(name)
        module = import_module(f"{package}.{homes[name]}")
        return module if homes[name] == name else getattr(module, name)

    return __getattr__
