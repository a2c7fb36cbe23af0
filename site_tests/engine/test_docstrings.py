"""Every public name explains itself, and every example in a docstring runs as shown."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import seqlite
from seqlite._core.module_names import PUBLIC_MODULES

MODULES = ["seqlite", *sorted(info.name for info in pkgutil.walk_packages(seqlite.__path__, "seqlite."))]
NEED_PILLOW = ["seqlite.vision.drawing", "seqlite.vision.utils"]  # for what they draw and write
# What an example need not import.
USED = {
    "torch": seqlite,
    "nn": seqlite.nn,
    "F": seqlite.nn.functional,
    "optim": seqlite.optim,
    "data": seqlite.utils.data,
    "transforms": seqlite.vision.transforms,
    "torchvision": seqlite.vision,
}
IMPORTED = [name for name in PUBLIC_MODULES["torchvision"].split() if name.startswith(("transforms", "tv_"))]
# The modules whose functions and classes programs call: each shows how.
SHOWN = [
    "seqlite", "seqlite.nn", "seqlite.nn.functional", "seqlite.nn.init", "seqlite.nn.utils", "seqlite.optim",
    "seqlite.optim.lr_scheduler", "seqlite.utils.data", "seqlite.linalg", "seqlite.vision.transforms",
]  # fmt: skip
# PyTorch leaves these to the class's own text, too: they do what the class says.
EXPLAINED_BY_THE_CLASS = {"forward", "step", "extra_repr", "reset_parameters", "numpy"}


@pytest.fixture
def torchvision(monkeypatch: pytest.MonkeyPatch) -> None:
    """For examples that import what a program would: modules under torchvision's names."""
    monkeypatch.setitem(sys.modules, "torchvision", seqlite.vision)
    for name in IMPORTED:
        twin = importlib.import_module(f"seqlite.vision.{name}")
        monkeypatch.setitem(sys.modules, f"torchvision.{name}", twin)


@pytest.mark.usefixtures("torchvision")
@pytest.mark.parametrize("name", MODULES)
def test_examples_run_as_shown(name: str) -> None:
    if name in NEED_PILLOW:
        pytest.importorskip("PIL", reason="Pillow is not installed")
    module = importlib.import_module(name)
    seqlite.manual_seed(0)
    kind, random = seqlite.get_default_dtype(), seqlite.get_rng_state()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of names that PyTorch has deprecated
            found = doctest.testmod(module, extraglobs=USED, optionflags=doctest.NORMALIZE_WHITESPACE)
    finally:
        seqlite.set_default_dtype(kind)
        seqlite.set_rng_state(random)
    assert not found.failed


def public(holder: Any, module: ModuleType, prefix: str) -> Iterator[tuple[str, Any]]:
    """The functions and classes that a module or class defines itself and does not call private."""
    for name, value in vars(holder).items():
        value = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
        value = value.fget if isinstance(value, property) else value
        mine = getattr(value, "__module__", None) in (module.__name__, None)
        if name.startswith("_") or not mine or not (inspect.isfunction(value) or inspect.isclass(value)):
            continue
        yield f"{prefix}.{name}", value
        if inspect.isclass(value):
            yield from public(value, module, f"{prefix}.{name}")


def is_explained(name: str, value: Any) -> bool:
    return bool(inspect.getdoc(value)) or name.rpartition(".")[2] in EXPLAINED_BY_THE_CLASS


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_explained(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    bare = [path for path, value in public(module, module, name) if not is_explained(path, value)]
    assert bare == []


@pytest.mark.parametrize("name", SHOWN)
def test_public_functions_and_classes_show_an_example(name: str) -> None:
    module = importlib.import_module(name)
    values = {label: getattr(module, label) for label in dir(module) if not label.startswith("_")}
    bare = [
        label
        for label, value in values.items()
        if (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__.startswith("seqlite")
        and ">>>" not in (value.__doc__ or "")
    ]
    assert bare == []
