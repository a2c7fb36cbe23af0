"""A surface in words: a table of each path's first, middle and last steps, and one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from .numbers import Data, printed

FIRST, LAST, BETWEEN = 4, 2, 3
"""So many steps of a path are in the table."""


def table_of(data: Data) -> str:
    """The paths, one after the other."""
    lines: list[str] = []
    for path in data["paths"]:
        lines += [*([""] if lines else []), f"{path['name']}: {_settings(path['optimizer'])}"]
        lines.append("  step              a            b       height")
        lines += _rows(path)
        if path["diverged"]:
            lines.append(f"  the path diverges: stopped after {_steps(len(path['points']) - 1)}")
    if data["lowest"]:
        places = ", ".join(f"({', '.join(printed(place))})" for place in data["lowest"])
        lines += ["", f"lowest: {places}"]
    return "\n".join(lines)


def _rows(path: Data) -> Iterator[str]:
    count = len(path["points"])
    before = -1
    for step in shown_steps(count):
        if step > before + 1:
            yield "     …"
        a, b = path["points"][step]
        numbers = (printed([number])[0] for number in (a, b, path["heights"][step]))
        yield f"  {step:>4}   " + " ".join(f"{number:>12}" for number in numbers)
        before = step


def shown_steps(count: int) -> list[int]:
    """The first, the last, and some between them."""
    between = range(FIRST, count - LAST)
    middle = [between[(len(between) * (part + 1)) // (BETWEEN + 1)] for part in range(BETWEEN) if between]
    return sorted({*range(min(FIRST, count)), *middle, *range(max(count - LAST, 0), count)})


def _settings(optimizer: Data) -> str:
    settings = optimizer["settings"]
    named = [name for name in ("lr", "momentum", "nesterov", "weight_decay") if settings.get(name)]
    kind = optimizer["kind"].rpartition(".")[2]
    return f"{kind}({', '.join(f'{name}={settings[name]}' for name in named)})"


def alt_of(data: Data) -> str:
    """The surface in a sentence."""
    ends = []
    for path in data["paths"]:
        steps = len(path["points"]) - 1
        if path["diverged"]:
            ends.append(f"{path['name']} diverges within {_steps(steps)}")
        else:
            height = printed([path["heights"][-1]])[0]
            ends.append(f"{path['name']} ends at the height {height} after {_steps(steps)}")
    a, b = printed(data["paths"][0]["points"][0])
    return f"A surface over two weights, with paths from ({a}, {b}): {'; '.join(ends)}."


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"
