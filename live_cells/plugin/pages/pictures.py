"""Recorded pictures: the description that the page's script draws from, checked before it is published."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mkdocs.exceptions import PluginError

MIME = "application/vnd.sequential.picture+json"
"""How a recorded output is marked that is a picture (live_cells/live/python/pictures/picture.py)."""
VERSION = 1


def description_of(data: Mapping[str, Any], cell: str) -> str:
    """The description among an output's forms, as JSON text.

    Raises:
        PluginError: it is none, or there is no still beside it.
    """
    wrong = next(_complaints(data[MIME]), None)
    if wrong is None and "image/svg+xml" not in data:
        wrong = "there is no still drawing beside it"
    if wrong is not None:
        raise PluginError(
            f"the picture that the cell {cell} has recorded is malformed: {wrong}; record the notebook anew"
        )
    return json.dumps(data[MIME], ensure_ascii=False, separators=(",", ":"))


def _complaints(found: Any) -> Iterator[str]:
    if not isinstance(found, Mapping):
        yield f"it is no object but {type(found).__name__}"
        return
    if found.get("kind") not in ABOUT or found.get("version") != VERSION:
        *kinds, last = ABOUT
        wanted = f"{', '.join(kinds)} or {last}, version {VERSION}"
        yield f"its kind is {found.get('kind')}, version {found.get('version')}, and {wanted} is wanted"
        return
    yield from ABOUT[found["kind"]](found)


def _about_network(found: Mapping[str, Any]) -> Iterator[str]:
    yield from _about_tensor("the input", found.get("input"), found.get("input_units"))
    modules = found.get("modules")
    if not isinstance(modules, list):
        yield "it has no modules"
        return
    for number, module in enumerate(modules):
        if not isinstance(module, Mapping) or not all(
            isinstance(module.get(k), str) for k in ("name", "kind", "text")
        ):
            yield f"module {number} has no name, kind and text"
            return
        for name, value in module.items():
            if isinstance(value, Mapping) and name != "settings":
                yield from _about_tensor(f"{name} of module {number}", value, module.get("units"))
    fault = found.get("fault")
    if fault is not None and not (isinstance(fault, Mapping) and fault.get("module") in range(len(modules))):
        yield f"its fault names no module: {fault}"


def _about_module(found: Mapping[str, Any]) -> Iterator[str]:
    parts = ("calls", "links", "tensors", "inputs", "outputs")
    if not all(isinstance(found.get(name), list) for name in parts):
        yield "a module has calls, links, tensors, inputs and outputs"
        return
    calls, links, tensors = found["calls"], found["links"], found["tensors"]
    for number, call in enumerate(calls):
        if not isinstance(call, Mapping) or not all(
            isinstance(call.get(k), str) for k in ("name", "kind", "text")
        ):
            yield f"call {number} has no name, kind and text"
            return
        if not all(one in range(len(tensors)) for one in (*call.get("inputs", ()), *call.get("outputs", ()))):
            yield f"call {number} has tensors that are not there"
    for start, end, tensor, _ in links:
        if start >= len(calls) or end >= len(calls) or tensor not in range(len(tensors)):
            yield f"a link leads from {start} to {end} by tensor {tensor}, which is not there"


def _about_graph(found: Mapping[str, Any]) -> Iterator[str]:
    nodes, edges = found.get("nodes"), found.get("edges")
    if not isinstance(nodes, list) or not isinstance(edges, list):
        yield "a graph has nodes and edges"
        return
    ids = [node.get("id") for node in nodes if isinstance(node, Mapping)]
    if len({*ids}) != len(nodes):
        yield "its nodes have no ids of their own"
    for edge in edges:
        if edge.get("from") not in ids or edge.get("to") not in ids:
            yield f"an edge leads from {edge.get('from')} to {edge.get('to')}, and there is no such node"


def _about_convolution(found: Mapping[str, Any]) -> Iterator[str]:
    for name in ("image", "kernel", *(() if "fault" in found else ("output",))):
        yield from _about_tensor(f"the {name}", found.get(name), None)
    if not _is_number(found.get("bias")):
        yield "its bias is no number"


def _about_channels(found: Mapping[str, Any]) -> Iterator[str]:
    yield from _about_convolution(found)
    names = found.get("names")
    image = found.get("image")
    if (
        not isinstance(image, Mapping)
        or not isinstance(names, list)
        or image.get("shape", [0])[0] != len(names)
    ):
        yield "it does not name each of its channels"


def _about_matrices(found: Mapping[str, Any]) -> Iterator[str]:
    for name in ("x", "weight", "z", "g", "weight_gradient", "input_gradient"):
        yield from _about_tensor(name, found.get(name), None)
    sizes = found.get("sizes")
    if not isinstance(sizes, list) or len(sizes) != 3:
        yield "it does not say how many samples, inputs and outputs there are"


def _about_surface(found: Mapping[str, Any]) -> Iterator[str]:
    heights, paths = found.get("heights"), found.get("paths")
    if not isinstance(heights, list) or len({len(row) for row in heights if isinstance(row, list)}) != 1:
        yield "a surface has heights, in rows of one length"
    if not isinstance(paths, list) or not paths:
        yield "a surface has paths"
        return
    for number, path in enumerate(paths):
        if len({len(path.get(name, ())) for name in ("points", "heights", "gradients")}) != 1:
            yield f"path {number} has not as many heights and gradients as points"


def _about_training(found: Mapping[str, Any]) -> Iterator[str]:
    steps = found.get("steps")
    if not isinstance(steps, list) or not steps:
        yield "a training has steps"
        return
    for name in ("losses", "validation", "right", "counts"):
        if name in found and (not isinstance(found[name], list) or len(found[name]) != len(steps)):
            yield f"its {name} are not as many as its steps"
    if "losses" not in found:
        yield "a training has losses"
    sizes = found.get("updates", {}).get("sizes", steps[1:])
    if len(sizes) != len(steps) - 1:
        yield "its updates are not one fewer than its steps"


ABOUT: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "network": _about_network,
    "module": _about_module,
    "graph": _about_graph,
    "convolution": _about_convolution,
    "channels": _about_channels,
    "matrices": _about_matrices,
    "surface": _about_surface,
    "training": _about_training,
}
"""The kinds of pictures, and what is wrong with the description of one."""


def _about_tensor(what: str, tensor: Any, units: Any) -> Iterator[str]:
    if not isinstance(tensor, Mapping) or not isinstance(tensor.get("shape"), list):
        yield f"{what} has no shape"
        return
    shape, values = tensor["shape"], tensor.get("values")
    if not isinstance(values, list) or not all(_is_number(value) for value in values):
        yield f"{what} has no values that are numbers"
        return
    wanted = {math.prod(shape)}
    if isinstance(units, list) and shape:
        wanted.add(len(units) * math.prod(shape[1:]))
    if len(values) not in wanted:
        numbers = " or ".join(map(str, sorted(wanted)))
        yield f"{what} has {len(values)} values, and its shape {shape} wants {numbers}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) or value in ("nan", "inf", "-inf")
