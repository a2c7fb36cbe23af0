"""Programs of readers whose shapes do not fit: what the page draws of them, and whether a change mends them.

Run where `import torch` is PyTorch, or this engine (torch_side.py).
"""

from __future__ import annotations

import asyncio
import json
import linecache
import types
from typing import Any


def drawn(program: str) -> dict[str, Any] | None:
    """The description that comes with the error of a cell; none where nothing is drawn."""
    from live_runner import runner

    for name in [name for name in linecache.cache if name.startswith("<cell")]:
        del linecache.cache[name]
    parts: list[dict[str, Any]] = []
    asyncio.run(runner.run(program, parts.append, "mistake", types.ModuleType("__main__")))
    [error] = [part for part in parts if part["part"] == "error"]
    return json.loads(error["picture"]) if "picture" in error else None


def parts_of(program: str) -> list[dict[str, Any]]:
    """All that a cell shows."""
    from live_runner import runner

    parts: list[dict[str, Any]] = []
    asyncio.run(runner.run(program, parts.append, "quiet", types.ModuleType("__main__")))
    return parts


def error_of(program: str) -> str:
    """What running a program raises; empty if it runs."""
    try:
        exec(program, {"__name__": "__main__"})
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def changed(program: str, change: dict[str, Any]) -> str:
    """The program with one line changed as the page says."""
    lines = program.split("\n")
    line, start = lines[change["number"] - 1], change["column"]
    assert line == change["text"]
    assert line[start:].startswith(change["old"])
    lines[change["number"] - 1] = line[:start] + change["new"] + line[start + len(change["old"]) :]
    return "\n".join(lines)
