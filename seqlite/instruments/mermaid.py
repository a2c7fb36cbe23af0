"""`to_mermaid`: a model as the text of a flowchart, in the style of the course's diagrams."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from .._core.graph import Node
from ..autograd import enable_grad
from ..nn.modules.container import Sequential
from ..nn.modules.conv import Conv2d
from ..nn.modules.linear import Linear
from ..nn.modules.module import Module
from .summary import eval_mode, inputs, leaves, record_calls

Edge = tuple[str, str, str]  # from, to, what flows


def to_mermaid(
    model: Module, input_size: Any = None, input_data: Any = None, *, direction: str = "LR"
) -> str:
    """The text of a Mermaid flowchart: the input, each module, the output, and arrows between.

    Without `input_size` a `Sequential` is drawn as it is built, and modules inside that are no `Sequential`
    as one box each. Given `input_size` or `input_data`, as for `summary`, the model runs once and is drawn as
    data flow through it, branches and skips included, with shapes on the arrows. Other models need one of
    them (`ValueError`). Boxes have the classes `layer` and `edge`, which the page styles.

    >>> from seqlite import nn
    >>> print(to_mermaid(nn.Sequential(nn.Linear(4, 2), nn.ReLU())))
    flowchart LR
      accTitle: A sequential model of 2 modules
      accDescr: The input flows through Linear 4 → 2, ReLU and leaves as the output.
      I[Input]:::edge
      L1["Linear<br/>4 → 2"]:::layer
      L2["ReLU"]:::layer
      O[Output]:::edge
      I --> L1
      L1 --> L2
      L2 --> O
    """
    given = inputs(model, input_size, input_data)
    if given:
        modules, edges = _traced_graph(model, given)
    elif isinstance(model, Sequential) or not model._modules:
        modules = list(_chain(model))
        stops = ["I", *_ids(modules), "O"]
        edges = [(a, b, "") for a, b in pairwise(stops)]
    else:
        raise ValueError(
            f"{type(model).__name__} is no Sequential, so the order of its modules shows only when it runs: "
            "give input_size, the shape of a batch, such as to_mermaid(model, (1, 784))"
        )
    count = f"{len(modules)} module{'s' * (len(modules) != 1)}"
    chain = all(before[1] == after[0] for before, after in pairwise(edges))
    described = ", ".join(" ".join(_box_lines(module)) for module in modules) or "nothing"
    return "\n".join(
        [
            f"flowchart {direction}",
            f"  accTitle: A {'sequential ' if chain else ''}model of {count}",
            f"  accDescr: The input flows through {_escape(described)} and leaves as the output.",
            "  I[Input]:::edge",
            *(f"  {i}{_box(module)}:::layer" for i, module in zip(_ids(modules), modules, strict=True)),
            "  O[Output]:::edge",
            *(f'  {a} -- "{what}" --> {b}' if what else f"  {a} --> {b}" for a, b, what in edges),
        ]
    )


def _ids(modules: Iterable[Module]) -> list[str]:
    return [f"L{number}" for number, _ in enumerate(modules, 1)]


def _chain(model: Module) -> Iterable[Module]:
    """The modules of a `Sequential`, with nested ones flattened."""
    if not isinstance(model, Sequential):
        yield model
        return
    for inner in model:
        yield from _chain(inner)


def _box_lines(module: Module) -> list[str]:
    """The text of a module's box: its class and its settings."""
    name = type(module).__name__
    if isinstance(module, Linear):
        return [name, f"{module.in_features} → {module.out_features}"]
    if isinstance(module, Conv2d):
        kernel = "×".join(map(str, module.kernel_size))
        return [name, f"{module.in_channels} → {module.out_channels}, {kernel}"]
    extra = "" if module._modules else module.extra_repr()
    return [name, extra] if extra else [name]


def _box(module: Module) -> str:
    text = "<br/>".join(_escape(word).replace('"', "#quot;") for word in _box_lines(module))
    return f'["{text}"]'


def _escape(text: str) -> str:
    """The text in one line, without characters that are special to Mermaid."""
    return " ".join(text.replace("<", "‹").replace(">", "›").replace("#", "＃").replace(";", ",").split())


def _traced_graph(model: Module, given: list[Any]) -> tuple[list[Module], list[Edge]]:
    """The modules in the order of their calls, and the arrows, found in autograd's graph of one run."""
    given = [x.detach().requires_grad_() if x.is_floating_point() else x for x in given]
    with enable_grad(), eval_mode(model):
        calls = record_calls(model, given)
    inner = leaves(calls)
    made: dict[Any, tuple[str, str]] = {
        tensor: ("I", _shape(tensor.shape)) for tensor in given
    }  # what is known to have come out where
    edges: list[Edge] = []
    for name, call in zip(_ids(call.module for call in inner), inner, strict=True):
        edges += [(source, name, shape) for source, shape in _sources(call.input_nodes, made)]
        if call.end is not None:
            made[call.end] = (name, _shape(call.shape or ()))
    edges += [(source, "O", shape) for source, shape in _sources([calls[0].end], made)]
    return [call.module for call in inner], edges


def _shape(sizes: Iterable[int]) -> str:
    return "×".join(map(str, sizes)) or "1"


def _sources(input_nodes: Iterable[Any], made: dict[Any, tuple[str, str]]) -> list[tuple[str, str]]:
    """Where data came from: back along the graph, as far as the first modules' outputs on each path."""
    found: dict[tuple[str, str], None] = {}
    waiting, seen = list(input_nodes), set()
    while waiting:
        origin = waiting.pop()
        if origin is None or origin in seen:
            continue
        seen.add(origin)
        if origin in made:
            found[made[origin]] = None
        elif isinstance(origin, Node):
            waiting += origin.targets
    return list(found)
