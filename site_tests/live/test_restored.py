"""Modules that the memory image left out come when they are imported, however often that has failed."""

import importlib
import os
import py_compile
import sys
from functools import partial
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from live_runner import restored


@pytest.fixture
def late_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module of the standard library, as far as the finder can tell, whose file is yet to come."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(restored._HOME, "coming_late", "library")
    return "coming_late"


def finder_that_notes(brought: list[str]) -> restored.DeferredFinder:
    """A finder that brings nothing, and notes what it was to bring."""
    homes = "library", "numpy", "engine"
    return restored.DeferredFinder({home: partial(brought.append, home) for home in homes})


def test_a_module_whose_files_did_not_come_is_brought_by_the_next_import(
    late_module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = ["no network", "HTTP 503"]

    def bring() -> None:
        if failures:
            raise OSError(failures.pop(0))
        (tmp_path / f"{late_module}.py").write_text("here = True\n")

    finder = restored.DeferredFinder({"library": bring})
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
    for reason in tuple(failures):
        with pytest.raises(ImportError, match=f"{late_module} is not here yet: {reason}"):
            __import__(late_module)
    assert __import__(late_module).here
    assert PathFinder.find_spec(late_module) is not None
    del sys.modules[late_module]


def test_each_set_of_files_is_brought_once(late_module: str, tmp_path: Path) -> None:
    brought: list[str] = []
    finder = restored.DeferredFinder(
        {name: partial(brought.append, name) for name in ("library", "numpy", "engine")}
    )
    assert finder.find_spec("nowhere", None) is None
    for _ in range(2):
        finder.find_spec(late_module, None)
        finder.find_spec("numpy.nowhere", [str(tmp_path)])
        finder.find_spec("seqlite.nowhere", [str(tmp_path)])
    assert brought == ["library", "numpy", "engine"]


def test_a_module_that_a_package_has_brought_needs_no_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("plotted", "plotted.parts"):
        monkeypatch.setitem(restored._HOME, name, "library")
    monkeypatch.setattr(restored, "_library_folders", [])
    (source := tmp_path / "source.py").write_text("here = True\n")
    for name in ("plotted/__init__", "plotted/parts"):
        py_compile.compile(str(source), cfile=str(tmp_path / f"library/{name}.pyc"))
    restored.add_library(str(tmp_path / "library"))
    restored.add_library(str(tmp_path / "nothing there"))
    brought: list[str] = []
    finder = restored.DeferredFinder(
        {name: partial(brought.append, name) for name in ("library", "numpy", "engine")}
    )
    monkeypatch.setattr(sys, "meta_path", [restored.LibraryBytecodeFinder(), *sys.meta_path, finder])
    for name in ("plotted", "plotted.parts"):
        monkeypatch.delitem(sys.modules, name, raising=False)
        assert importlib.import_module(name).here
    assert sys.modules["plotted"].__path__ == [f"{Path(os.__file__).parent}/plotted"]
    assert not brought
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("plotted.others")  # which is looked for in the library itself
    assert brought == ["library"]
    for name in ("plotted", "plotted.parts"):
        monkeypatch.delitem(sys.modules, name)


def test_what_a_package_has_brought_as_byte_code_is_not_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(restored._HOME, "sketched", "library")
    monkeypatch.setattr(restored, "_library_folders", [])
    (library := tmp_path / "library").mkdir()
    (library / "sketched.py").write_text("is_source = True\n")
    (source := tmp_path / "source.py").write_text("is_source = False\n")
    py_compile.compile(str(source), cfile=str(tmp_path / "brought/sketched.pyc"))
    monkeypatch.syspath_prepend(library)
    monkeypatch.setattr(sys, "meta_path", [restored.LibraryBytecodeFinder(), *sys.meta_path])
    restored.add_library(str(tmp_path / "brought"))
    assert not importlib.import_module("sketched").is_source
    del sys.modules["sketched"]
