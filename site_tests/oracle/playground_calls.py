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
def programs(script: str, *arguments: int | str, seed: int = 1) -> list[SimpleNamespace]:
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


def changed(found: list[SimpleNamespace]) -> list[SimpleNamespace]:
    """Those of which something is changed while they train."""
    chosen = [one for one in found if one.changes]
    assert len(chosen) > len(found) // 4, f"seed {found[0].seed}"
    return chosen


def branches(calls: Calls, one: SimpleNamespace) -> str:
    """Train beyond each change, go back, and go on in a branch with it; returns the last one's name."""
    calls.begin("0", one.unchanged, one.setup["epochs"])
    source, key = one.nothing, "0"
    for number, (step, function) in enumerate(one.changes, 1):
        told = calls.advance(key, 60, 1, [])
        while not told["ended"] and told["steps"] < step + 3 * number:
            told = calls.advance(key, 60, step + 3 * number - told["steps"], [], "", 2)
        before = calls.look("history", key)
        sections = [section.replace(one.nothing, source) for section in one.unchanged]
        told = calls.branch(key, str(number), sections, one.setup["epochs"], min(step, told["steps"]))
        assert calls.look("history", key) == before
        assert told["steps"] <= step
        source, key = function, str(number)
        if told["ended"] or step < one.end:
            calls.change(key, [], source)
        else:  # it is changed after the last step
            finish(calls, key)
            calls.change(key, [], source)
    finish(calls, key)
    return key


def rebuilds(calls: Calls, one: SimpleNamespace) -> str:
    """Train beyond each step at which something is built anew, go back, and go on in a branch with it."""
    calls.begin("0", one.first, one.setup["epochs"])
    key = "0"
    for number, branch in enumerate(one.branches, 1):
        told = {"steps": 0, "ended": False}
        while not told["ended"] and told["steps"] < branch["step"] + number:
            told = calls.advance(key, 60, branch["step"] + number - told["steps"], [], "", 2)
        before = calls.look("history", key)
        told = calls.branch(
            key, str(number), branch["sections"], one.setup["epochs"], branch["step"], [], False
        )
        assert calls.look("history", key) == before
        assert told["steps"] == branch["step"]
        key = str(number)
    finish(calls, key)
    return key
