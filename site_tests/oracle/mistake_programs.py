"""Programs with a mistake: what the page is told of them, and whether they are wrong on PyTorch as well.

Run where `import torch` is PyTorch, or this engine (torch_side.py).
"""

from __future__ import annotations

import asyncio
import json
import linecache
import types
from typing import Any


def told(*programs: str) -> list[dict[str, Any]]:
    """The mistakes that runs of cells tell of."""
    from live_runner import runner

    for name in [name for name in linecache.cache if name.startswith("<cell")]:
        del linecache.cache[name]
    main, parts = types.ModuleType("__main__"), list[dict[str, Any]]()
    for number, source in enumerate(programs):
        asyncio.run(runner.run(source, parts.append, f"mistake{number or ''}", main))
    return [json.loads(part["picture"]) for part in parts if "picture" in part]


def first_nan(program: str) -> dict[str, Any]:
    """Where a run of the program has its first nan."""
    from provenance.first_nan import first_nan as found
    from provenance.rerun import Run

    return asyncio.run(found([Run("mistake", program)]))


def outcome(program: str, expression: str) -> tuple[str, bool]:
    """The error that a program ends with, if any, and whether an expression is true then."""
    names: dict[str, Any] = {"__name__": "__main__"}
    try:
        exec(program, names)
    except Exception as error:
        return f"{type(error).__name__}: {error}", False
    return "", bool(eval(expression, names))
