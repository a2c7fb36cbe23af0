"""`trace`: what goes into each layer, what comes out, and the gradient that comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .._core.tensor import Tensor
from ..nn.modules.module import Module
from .summary import ModuleCall, leaves, record_calls


@dataclass
class LayerTrace:
    """One call of one layer. Tensors are copies, so that later in-place changes do not show.

    `output` is None if the layer gave something else than a tensor; `grad`, the gradient of the loss in the
    output, is None until `backward()` has passed. Gradients of weights are where they always are:
    `layer.module.weight.grad`.

    >>> import seqlite as torch
    >>> layer = trace(torch.nn.Sequential(torch.nn.ReLU()), torch.tensor([[-1.0, 2.0]]))["0"]
    >>> layer.inputs, layer.output, layer.statistics["zeros"]
    ([tensor([[-1.,  2.]])], tensor([[0., 2.]]), 0.5)
    """

    name: str
    module: Module
    inputs: list[Tensor]
    output: Tensor | None
    grad: Tensor | None = None

    @property
    def statistics(self) -> dict[str, float]:
        """Mean, standard deviation (n - 1), smallest, largest, share of zeros; after backward `grad_norm`."""
        found = {} if self.output is None else _statistics(self.output)
        return found if self.grad is None else {**found, "grad_norm": float(self.grad.norm().item())}


def _statistics(tensor: Tensor) -> dict[str, float]:
    values = tensor.double()
    if not values.numel():
        return {}
    found = {"mean": values.mean(), "std": values.std(), "min": values.min(), "max": values.max()}
    if values.numel() == 1:
        found["std"] = values.sum() * float("nan")
    found["zeros"] = (values == 0).double().mean()
    return {name: float(value.item()) for name, value in found.items()}


class Trace:
    """The layers of one forward pass, by number, by name, or in a loop; `print` it for a table.

    `output` is what the model gave: call `backward()` on a loss made of it, and the gradients are here too.

    >>> import seqlite as torch
    >>> seen = trace(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.ReLU()), torch.ones(1, 2, 2))
    >>> [layer.output.shape for layer in seen]
    [torch.Size([1, 4]), torch.Size([1, 4])]
    """

    def __init__(self, output: Any, layers: list[LayerTrace]) -> None:
        self.output, self.layers = output, layers

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[LayerTrace]:
        return iter(self.layers)

    def __getitem__(self, key: int | str) -> LayerTrace:
        """The layer by number of the call, or its first call by name (`KeyError` if there is none)."""
        if isinstance(key, int):
            return self.layers[key]
        for layer in self.layers:
            if layer.name == key:
                return layer
        raise KeyError(f"no layer {key!r} was called; there are {[layer.name for layer in self.layers]}")

    def __repr__(self) -> str:
        columns = ("mean", "std", "min", "max", "zeros", "grad_norm")
        cells: list[tuple[str, ...]] = [
            ("Layer", "Output Shape", "Mean", "Std", "Min", "Max", "Zeros", "Grad norm")
        ]
        for layer in self.layers:
            numbers = layer.statistics
            shape = "--" if layer.output is None else str(list(layer.output.shape))
            texts = [f"{numbers[c]:.4g}" if c in numbers else "--" for c in columns]
            if "zeros" in numbers:
                texts[4] = f"{numbers['zeros']:.0%}"
            cells.append((f"({layer.name}) {type(layer.module).__name__}", shape, *texts))
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if i < 2 else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in cells
        ]
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def trace(model: Module, *inputs: Any) -> Trace:
    """Run `model(*inputs)` as it is, and note each layer's inputs, output, statistics and, later, gradients.

    Layers are the modules that call no other. Nothing of the run changes: modes, hooks, random numbers.

    >>> import seqlite as torch
    >>> _ = torch.manual_seed(0)
    >>> model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())
    >>> seen = trace(model, torch.ones(1, 2))
    >>> seen.output.sum().backward()
    >>> seen
    Layer       Output Shape     Mean     Std      Min   Max  Zeros  Grad norm
    --------------------------------------------------------------------------
    (0) Linear  [1, 3]        -0.1091   0.452  -0.5417  0.36     0%          1
    (1) ReLU    [1, 3]           0.12  0.2079        0  0.36    67%      1.732
    """
    copies: dict[ModuleCall, list[Tensor]] = {}
    noted: dict[ModuleCall, LayerTrace] = {}

    def on_enter(call: ModuleCall) -> None:
        copies[call] = [tensor.detach().clone() for tensor in call.inputs]

    def on_exit(call: ModuleCall) -> None:
        if not call.calls:
            noted[call] = _note(call, copies[call])

    calls = record_calls(model, inputs, on_enter, on_exit)
    return Trace(calls[0].output, [noted[call] for call in leaves(calls)])


def _note(call: ModuleCall, inputs: list[Tensor]) -> LayerTrace:
    output = call.output if isinstance(call.output, Tensor) else None
    layer = LayerTrace(call.name, call.module, inputs, None if output is None else output.detach().clone())

    def keep(grad: Tensor) -> None:
        layer.grad = grad.detach().clone()

    if output is not None and output.requires_grad:
        output.register_hook(keep)
    return layer
