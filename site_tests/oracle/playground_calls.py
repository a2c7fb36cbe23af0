"""The Playground's Python as its page calls it, with the programs that the page's own scripts write."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

from site_tests import ROOT
from site_tests.oracle.torch_side import TorchSide


@cache
def programs(script: str, *arguments: int, seed: int = 1) -> list[SimpleNamespace]:
    """Setups with their programs, as the page's own scripts write them."""
    from live_cells.plugin.fetch import node

    command = [node(), str(ROOT / "site_tests" / "unit" / script), *map(str, arguments)]
    environment = os.environ | {"SEQLITE_FUZZ_SEED": str(seed)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [SimpleNamespace(**found) for found in json.loads(done.stdout)]


class Calls:
    """The page's doors, in a Python of its own, where `torch` is seqlite."""

    def __init__(self, side: TorchSide) -> None:
        self.side = side

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        return lambda *values: self.side.call("playground_side:call", name, *values)

    def look(self, name: str, *values: Any) -> Any:
        """What there is behind the doors: a function of playground_side.py."""
        return self.side.call(f"playground_side:{name}", *values)


def begin(calls: Calls, found: SimpleNamespace, key: str = "a") -> Any:
    return calls.begin(key, found.sections, found.setup["epochs"])


def finish(calls: Calls, key: str = "a", turn: float = 0.01, most: int = 0) -> list[dict[str, Any]]:
    """Train to the end, and return the rows that were told on the way."""
    rows: list[dict[str, Any]] = []
    for _ in range(100_000):
        told = calls.advance(key, turn, most)
        rows += told["rows"]
        if told["ended"]:
            return rows
    raise AssertionError("the run does not end")
