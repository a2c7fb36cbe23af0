"""A description in words: a table of its numbers, as PyTorch prints them, and one sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .numbers import Data, Num, Style, printed

ACROSS = 12
"""Of a row, so many numbers are printed."""
ROWS = {True: 4, False: 12}
"""And so many rows: of long ones, of short ones."""
NARROW = 7
"""The width of a number in a row of its own, so that rows below one another line up."""
MANY = 30
"""Of so many modules, weights are printed; of more, only the outputs."""
GRADIENT = "gradient"
CALLED = {
    "output": "output",
    "weight": "weight",
    "bias": "bias",
    "running_mean": "mean",
    "running_var": "var",
}


def table_of(data: Data) -> str:
    """The numbers of a network, module by module."""
    lines = tensor_lines("input", data["input"], data.get("input_units"))
    fault = data.get("fault")
    called = CALLED if len(data["modules"]) <= MANY else {"output": "output"}
    for number, module in enumerate(data["modules"]):
        lines += ["", f"{module['name']}: {module['text']}"]
        if fault and fault["module"] == number:
            lines.append(f"   {fault['text']}")
        units = module.get("units")
        for name, word in called.items():
            for key, title in ((name, word), (f"{name}_gradient", GRADIENT)):
                if key in module:
                    lines += [f"   {line}" for line in tensor_lines(title, module[key], units)]
    if "loss" in data:
        loss = data["loss"]
        lines += ["", *tensor_lines("target", data["target"], None)]
        lines.append(f"{loss['text']} = {printed([loss['value']])[0]}")
    if "folded" in data:
        lines += ["", *data["folded"]]
    return "\n".join(lines)


def tensor_lines(title: str, tensor: Data, units: Sequence[int] | None) -> list[str]:
    """The numbers of a tensor, in rows; those that are left out show as an ellipsis."""
    shape, values = tensor["shape"], tensor["values"]
    style = Style(values)
    if len(shape) < 2:
        texts = _row(values, style, units, shape[0] if shape else 1)
        return [f"{title:<8} {shape!s:<6} {' '.join(text.rjust(NARROW) for text in texts)}"]
    across = shape[-1] or 1
    most = ROWS[across > ACROSS]
    count = len(values) // across
    are_units = units is not None and len(units) == count
    names = units if units is not None and are_units else range(count)
    rows = [
        _row(values[at * across : (at + 1) * across], style, None, across) for at in range(min(count, most))
    ]
    width = max((len(text) for row in rows for text in row if "more" not in text), default=0)
    lines = [f"{title:<8} {shape}"]
    for place, (name, row) in enumerate(zip(names, rows, strict=False)):
        if place and name > names[place - 1] + 1:
            lines.append(f"{'':>15} …")
        numbers = " ".join(text.rjust(width) for text in row)
        lines.append(f"{name if len(shape) == 2 else '':>8}        {numbers}")
    more = math.prod(shape[:-1]) - len(rows)
    return [*lines, f"{'':>15} {more:,} more {'row' if more == 1 else 'rows'}"] if more else lines


def _row(values: Sequence[Num], style: Style, units: Sequence[int] | None, count: int) -> list[str]:
    """The numbers as texts, and how many more there are where some are left out."""
    shown, gap = list(values), len(values)
    if units is not None and len(units) == len(values):
        gap = next((place for place, unit in enumerate(units) if unit != place), len(units))
    elif len(values) > ACROSS:
        gap = ACROSS - 2
        shown = [*values[:gap], *values[-2:]]
    texts = [style.text(value) for value in shown]
    return [*texts[:gap], f"… {count - len(shown):,} more …", *texts[gap:]] if count > len(shown) else texts


def alt_of(data: Data) -> str:
    """The network in a sentence."""
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
