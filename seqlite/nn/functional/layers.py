"""`layer`: a function declares the layer that applies it.

    @layer("activation.LeakyReLU")
    def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor: ...

The parameters without defaults are what `forward` takes, the others are the layer's settings. `nn.modules`
makes the classes (`derived.py`); `derived.pyi`, which is generated, spells them out.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter
from typing import Any, NamedTuple, TypeVar

from ..._core.operations.signatures import round_once, signature_of

F = TypeVar("F", bound=Callable[..., Any])


class Layer(NamedTuple):
    """A layer as declared: the function, the file of `nn.modules` where PyTorch has the class, the names of
    its inputs, its settings, which of these are printed (None: all), and whether they have to be named."""

    function: Callable[..., Any]
    file: str
    inputs: list[str]
    settings: list[Parameter]
    shown: str | None
    named: bool


LAYERS: dict[str, Layer] = {}


def layer(
    place: str,
    *,
    inputs: int = 0,
    shown: str | None = None,
    without: str = "",
    named: bool = False,
    once: bool = False,
) -> Callable[[F], F]:
    """Declare the layer of a function, at `place` below `nn.modules`.

    inputs   how many parameters `forward` takes, if not those without defaults
    shown    the settings that are printed, separated by spaces
    without  parameters that are neither, beside `dtype`, `out` and those that begin with an underscore
    named    the settings have to be given by name
    once     bfloat16 is rounded once, at the end
    """

    def declare(function: F) -> F:
        function = round_once(function) if once else function
        parameters = list(signature_of(function).parameters.values())
        count = inputs or sum(p.default is p.empty for p in parameters)
        left_out = ("dtype", "out", *without.split())
        settings = [p for p in parameters[count:] if p.name not in left_out and p.name[0] != "_"]
        file, _, name = place.partition(".")
        LAYERS[name] = Layer(function, file, [p.name for p in parameters[:count]], settings, shown, named)
        return function

    return declare
