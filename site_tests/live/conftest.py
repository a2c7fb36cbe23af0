"""What several files of tests ask of both engines."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from seqlite import as_torch
from site_tests.oracle.playground_calls import Calls
from site_tests.oracle.torch_side import TorchSide


@pytest.fixture(scope="module")
def on_seqlite() -> Iterator[TorchSide]:
    side = TorchSide(sys.executable, on_seqlite=True)
    yield side
    side.close()


@pytest.fixture(scope="module")
def calls(on_seqlite: TorchSide) -> Calls:
    """What the Playground's page can ask, in a Python where `torch` is seqlite."""
    return Calls(on_seqlite)


@pytest.fixture(scope="module")
def torch_is_the_engine() -> Iterator[None]:
    """In this process, for the tests of a file. Modules that are imported meanwhile are imported anew later.

    Those of installed packages stay: matplotlib does not work with two copies of its classes.
    """
    modules, finders = set(sys.modules), [*sys.meta_path]
    as_torch.install()
    yield
    sys.meta_path[:] = finders
    for name in {*sys.modules} - modules:
        if "site-packages" not in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture(params=["seqlite", "torch"])
def ask(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Calls a function of the module that the file names as CHECKS: on one engine, then on the other."""
    side = request.getfixturevalue("on_seqlite" if request.param == "seqlite" else "torch_side")
    return lambda function, *arguments: side.call(f"{request.module.CHECKS}:{function}", *arguments)
