"""A description in words: a table of its numbers, as PyTorch prints them, and one sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .numbers import Data, Num, printed

ACROSS = 12
"""Of a row, so many numbers are printed."""
ROWS = {True: 4, False: 12}
"""And so many rows: of long ones, of short ones."""
GRADIENT = "gradient"
CALLED = {
    "output": "output",
    "weight": "weight",
    "bias": "bias",
    "running_mean": "mean",
    "running_var": "var",
}


def table_of(data: Data) -> str:
    """The numbers of a description, module by module."""
    lines = _tensor("input", data["input"], data.get("input_units"))
    fault = data.get("fault")
    for number, module in enumerate(data["modules"]):
        lines += ["", f"{module['name']}: {module['text']}"]
        if fault and fault["module"] == number:
            lines.append(f"   {fault['text']}")
        units = module.get("units")
        for name, called in CALLED.items():
            for key, title in ((name, called), (f"{name}_gradient", GRADIENT)):
                if key in module:
                    lines += [f"   {line}" for line in _tensor(title, module[key], units)]
    if "loss" in data:
        loss = data["loss"]
        lines += ["", *_tensor("target", data["target"], None)]
        lines.append(f"{loss['text']} = {printed([loss['value']])[0]}")
    if "folded" in data:
        lines += ["", *data["folded"]]
    return "\n".join(lines)


def _tensor(title: str, tensor: Data, units: Sequence[int] | None) -> list[str]:
    """The numbers of a tensor, in rows; those that are left out show as an ellipsis."""
    shape, values = tensor["shape"], tensor["values"]
    texts = printed(values)
    width = max(map(len, texts), default=0)
    texts = [text.rjust(width) for text in texts]
    size = f"{shape}"
    if len(shape) < 2:
        return [f"{title:<8} {size:<6} {_row(texts, units, shape[0] if shape else 1)}"]
    across = shape[-1] or 1
    rows = [texts[start : start + across] for start in range(0, len(texts), across)]
    most = ROWS[across > ACROSS]
    are_units = units is not None and len(units) == len(rows)
    names = units if units is not None and are_units else range(len(rows))
    lines = [f"{title:<8} {size}"]
    for place, (name, row) in enumerate(zip(names, rows[:most], strict=False)):
        if place and name > names[place - 1] + 1:
            lines.append(f"{'':>15} …")
        lines.append(f"{name if len(shape) == 2 else '':>8}        {_row(row, None, across)}")
    more = math.prod(shape[:-1]) - min(len(rows), most)
    return [*lines, f"{'':>15} {more:,} more {'row' if more == 1 else 'rows'}"] if more else lines


def _row(texts: Sequence[str], units: Sequence[int] | None, count: int) -> str:
    if units is not None and len(units) == len(texts):
        gap = next((place for place, unit in enumerate(units) if unit != place), len(units))
        pieces = [*texts[:gap], f"… {count - len(texts):,} more …", *texts[gap:]]
        return " ".join(pieces)
    shown = (
        texts
        if len(texts) <= ACROSS
        else [*texts[: ACROSS - 2], f"… {len(texts) - ACROSS:,} more …", *texts[-2:]]
    )
    return " ".join(shown)


def alt_of(data: Data) -> str:
    """The description in a sentence."""
    named = [module["kind"].rpartition(".")[2] for module in data["modules"]]
    if len(named) > 8:
        named = [*named[:6], f"{len(named) - 7} more", named[-1]]
    way = (
        f"A network: {_size(data['input']['shape'])} in, through {', '.join(named)}"
        if named
        else "An empty network"
    )
    if "fault" in data:
        return f"{way}. {data['fault']['text']}"
    outputs = [module["output"] for module in data["modules"] if "output" in module]
    if not outputs:
        return f"{way}."
    values: list[Num] = outputs[-1]["values"]
    few = ", ".join(printed(values)) if 0 < len(values) <= 4 else _size(outputs[-1]["shape"])
    said = f"{way}; the output is {few}"
    return f"{said}, and the loss {printed([data['loss']['value']])[0]}." if "loss" in data else f"{said}."


def _size(shape: Sequence[int]) -> str:
    count = math.prod(shape)
    if len(shape) < 2:
        return f"{count:,} number" if count == 1 else f"{count:,} numbers"
    return " × ".join(f"{side:,}" for side in shape) + " numbers"
