"""The layers that functions declare (`layer` in `nn.functional.arguments`), and those of a table (`padding`).

They are made here and put into the modules of this folder where PyTorch has them. `derived.pyi`, which is
generated, spells them out.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .. import functional as functional
from ..functional.arguments import LAYERS, Layer
from .functional_module import OLD, FunctionalModule
from .loss import _Loss, _WeightedLoss
from .module import Module
from .padding import make_padding_layers

HERE = {"activation", "loss", "pooling"}  # the modules that have such layers and a file in this folder


def make_layer(name: str, plan: Layer) -> type[FunctionalModule]:
    """Make the class of a layer."""
    inputs = ", ".join(plan.inputs)
    settings = ["self", *["*"] * plan.named]
    settings += [p.name if p.default is p.empty else f"{p.name}={p.name}" for p in plan.settings]
    given = [f"{p.name}=self.{p.name}" for p in plan.settings if p.name not in OLD]
    body: dict[str, Any] = {p.name: p.default for p in plan.settings}
    exec(  # the way to a signature of one's own, as for a named tuple
        f"def __init__({', '.join(settings)}): self._set(locals())\n"
        f"def forward(self, {inputs}): return self._function({', '.join([inputs, *given])})",
        body,
    )
    base: type[FunctionalModule] = FunctionalModule
    if "reduction" in body:
        base = _WeightedLoss if "weight" in body else _Loss
    members = {
        "__init__": body["__init__"],
        "forward": body["forward"],
        "__doc__": docstring_of(name, plan),
        "__module__": f"{__package__}.{plan.file}" if plan.file in HERE else __name__,
    }
    return type(name, (base,), members, function=plan.function, shown=plan.shown)  # type: ignore[call-overload, no-any-return]


def docstring_of(name: str, plan: Layer) -> str:
    """The docstring of the function, its example rewritten: `F.elu(x, 2.)` is `nn.ELU(2.)(x)`."""
    text, _, rest = (plan.function.__doc__ or "").partition(f"F.{plan.function.__name__}(")
    parts, start, depth, i = [], 0, 0, 0
    for i, letter in enumerate(rest):
        depth += (letter in "([") - (letter in ")]")
        if depth < 0 or (depth == 0 and letter == ","):
            parts.append(rest[start:i].strip())
            start = i + 1
        if depth < 0:
            break
    given, settings = parts[: len(plan.inputs)], parts[len(plan.inputs) :]
    return f"{text}nn.{name}({', '.join(settings)})({', '.join(given)}){rest[i + 1 :]}"


DERIVED: dict[str, type[Module]] = make_padding_layers()
for _name, _class in DERIVED.items():
    setattr(import_module(_class.__module__), _name, _class)


def add_layers() -> None:
    """Make the layers that functions have declared since the last time."""
    for name in [name for name in LAYERS if name not in DERIVED]:
        DERIVED[name] = layer = make_layer(name, LAYERS[name])
        setattr(import_module(layer.__module__), name, layer)


add_layers()
globals().update(DERIVED)
__all__ = list(DERIVED)
