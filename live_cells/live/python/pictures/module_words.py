"""A module in words: its calls, each within the one that makes it, and one sentence."""

from __future__ import annotations

from .numbers import Data, printed

FEW = 4


def table_of(data: Data) -> str:
    """The calls in order, with the shapes that come in and go out, and the first numbers."""
    lines = [f"{end['name']}: {_tensor(data, end['tensor'])}" for end in data["inputs"]]
    depth: dict[int, int] = {}
    for number, call in enumerate(data["calls"]):
        depth[number] = depth[call["parent"]] + 1 if "parent" in call else 0
        lines.append(f"{'  ' * depth[number]}{title_of(call)}{_shapes(data, call)}")
        if call.get("fault"):
            lines.append(f"{'  ' * depth[number]}  {call['fault']}")
    lines += [f"{end['name']}: {_tensor(data, end['tensor'])}" for end in data["outputs"]]
    if classes := data.get("classes"):
        lines.append(f"largest: {winner_of(data, classes)}")
    if "loss" in data:
        lines.append(f"{data['loss']['text']} = {printed([data['loss']['value']])[0]}")
    return "\n".join([*lines, *data.get("folded", ())])


def alt_of(data: Data) -> str:
    """What the drawing shows."""
    first = [number for number, call in enumerate(data["calls"]) if "parent" not in call]
    called = [title_of(data["calls"][number]) for number in first]
    some = ", ".join(called[:12]) + (", …" if len(called) > 12 else "")
    inputs = ", ".join(f"{end['name']} {shape_of(data, end['tensor'])}" for end in data["inputs"])
    outputs = ", ".join(f"{end['name']} {shape_of(data, end['tensor'])}" for end in data["outputs"])
    ends = f"from {inputs or 'nothing'} to {outputs or 'nothing'}"
    return f"The calls of {data['name']}, {ends}: {some or 'none'}."


def title_of(call: Data) -> str:
    """The class or the function, how often, and the name in the model."""
    times = f" × {call['times']}" if call.get("times") else ""
    return f"{call['kind']}{times}" + (f" ({call['name']})" if call["name"] else "")


def shape_of(data: Data, tensor: int) -> str:
    return "×".join(map(str, data["tensors"][tensor]["shape"])) or "1"


def winner_of(data: Data, classes: list[str]) -> str:
    """The class with the largest score."""
    scores = [float(one) for one in data["tensors"][data["outputs"][0]["tensor"]]["values"][: len(classes)]]
    return classes[scores.index(max(scores))] if scores else ""


def _shapes(data: Data, call: Data) -> str:
    before, after = (", ".join(shape_of(data, one) for one in call[name]) for name in ("inputs", "outputs"))
    return f": {before} → {after}" if before else f": {after}"


def _tensor(data: Data, number: int) -> str:
    values = data["tensors"][number]["values"]
    some = " ".join(printed(values[:FEW])) + (" …" if len(values) > FEW else "")
    return f"{shape_of(data, number)}  {some}"
