"""A graph in words: a table of its numbers, as PyTorch prints them, and one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .numbers import Data, printed


def table_of(data: Data) -> str:
    """The nodes, inputs first; below each, what the gradient gets through it on the way back."""
    labels = named(data)
    width = max(map(len, labels.values()))
    lines = []
    for node in data["nodes"]:
        value, gradient = (_number(node.get(key)) for key in ("value", "gradient"))
        inputs = ", ".join(labels[edge["from"]] for edge in data["edges"] if edge["to"] == node["id"])
        made = f"   from {inputs}" if inputs else ""
        line = f"{labels[node['id']]:<{width}} {value:>12}   gradient {gradient:>10}{made}"
        lines += [line.rstrip(), *(f"{'':<{width}} {way}" for way in _ways(data, node["id"], labels))]
    return "\n".join([*lines, *(["", *data["folded"]] if "folded" in data else [])])


def _ways(data: Data, node: str, labels: dict[str, str]) -> Iterator[str]:
    """How the gradient of a node comes about: one line for each operation that uses it."""
    gradients = {one["id"]: one.get("gradient") for one in data["nodes"]}
    for edge in data["edges"]:
        if edge["from"] == node and "contribution" in edge:
            slope, arriving, passed = (
                _number(number)
                for number in (edge["derivative"], gradients[edge["to"]], edge["contribution"])
            )
            yield f"   through {labels[edge['to']]}: {slope} × {arriving} = {passed}"


def named(data: Data) -> dict[str, str]:
    """A label for each node; of several with one label, each has a number behind it."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    every = [node["label"] for node in data["nodes"]]
    for node in data["nodes"]:
        label = node["label"]
        counts[label] = counts.get(label, 0) + 1
        found[node["id"]] = f"{label} ({counts[label]})" if every.count(label) > 1 else label
    return found


def _number(number: Any) -> str:
    if number is None:
        return "-"
    if isinstance(number, dict):
        texts = printed(number["values"])
        return f"{number['shape']} {' '.join(texts if len(texts) <= 8 else [*texts[:6], '…', texts[-1]])}"
    return printed([number])[0]


def alt_of(data: Data) -> str:
    """The graph in a sentence."""
    leaves = [node for node in data["nodes"] if node["leaf"] and node["op"] != "constant"]
    steps = sum(not node["leaf"] for node in data["nodes"])
    result = _number(data["nodes"][-1].get("value"))
    gradients = [
        f"{node['label']} {_number(node['gradient'])}"
        for node in leaves
        if "gradient" in node and not isinstance(node["gradient"], dict) and node["label"] != "leaf"
    ]
    operations = "1 operation" if steps == 1 else f"{steps} operations"
    said = (
        f"A graph of {operations} from {len(leaves)} {'leaf' if len(leaves) == 1 else 'leaves'} to {result}"
    )
    return f"{said}; gradients: {', '.join(gradients[:6])}." if gradients else f"{said}."
