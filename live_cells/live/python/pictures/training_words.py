"""A film of a training in words: a table of its states, and one sentence."""

from __future__ import annotations

from typing import Any

from .numbers import Data, printed

SHOWN = {
    "curve": "the curve of the model and the points",
    "plane": "what the model says on the plane of both inputs",
    "counts": "how often each class is taken for which",
    "weights": "the weights of the first layer as pictures",
}


def table_of(data: Data) -> str:
    """The states, one a line."""
    columns = columns_of(data)
    widths = [max(8, len(name) + 2) for name in columns]
    rows = [tuple(columns), *zip(*columns.values(), strict=True)]
    lines = ("".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(map(str.rstrip, lines))


def columns_of(data: Data) -> dict[str, list[str]]:
    """What is known of each state, by the name of the column."""
    columns = {data["unit"]: [f"{step:,}" for step in data["steps"]], "loss": _figures(data["losses"])}
    if "validation" in data:
        columns["validation"] = _figures(data["validation"])
    if "right" in data:
        columns[f"correct of {data['samples']:,}"] = [f"{right:,}" for right in data["right"]]
    return columns


def _figures(numbers: list[Any]) -> list[str]:
    return ["-" if number is None else printed([number])[0] for number in numbers]


def alt_of(data: Data) -> str:
    """The film in a sentence."""
    losses = [number for number in data["losses"] if number is not None]
    count = f"{data['steps'][-1]:,} {data['unit']}s in {len(data['steps'])} states"
    words = f"The training of {data['model']}, {count}"
    if losses:
        words += f": the loss goes from {_figures(losses)[0]} to {_figures(losses)[-1]}"
    if "right" in data:
        words += f"; at the end, {data['right'][-1]:,} of {data['samples']:,} are classified correctly"
    seen = [said for name, said in SHOWN.items() if name in data]
    return f"{words}. It shows {' and '.join(seen)}." if seen else f"{words}."
