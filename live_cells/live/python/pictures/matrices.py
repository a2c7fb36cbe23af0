"""The picture of backpropagation through a linear layer: the products of matrices that are its gradients."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn

from . import looking
from .numbers import Data, data_of, exact
from .picture import Picture

SHOWN = 8
"""Samples, inputs and outputs up to which all are drawn; of more, the first."""


def matrices(model: Any, x: Any, target: Any, loss: Any, *, layer: str | int | None = None) -> Picture:
    """Picture how the gradients of a linear layer come about, for a batch. Nothing about the model changes.

    With Z = X Wᵀ + b and G, the gradient of the loss in Z, the layer's gradients are Gᵀ X for the weight, G W
    for the input, and the sum of the rows of G for the bias. They are those of ``backward()``.

    Args:
        model: a module that contains ``nn.Linear``, or one itself. It is run as in evaluation mode.
        x: a batch, as the model takes it.
        target: what the loss compares the model's output with.
        loss: a loss that gives one number, such as ``nn.MSELoss()``.
        layer: the name of an ``nn.Linear`` in the model, such as ``"0"`` or ``2``; by default, the last one.

    Raises:
        TypeError: the model is no module, or x no tensor of real numbers.
        ValueError: there is no such layer, it is used more than once, or its input is no batch of rows.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"matrices() needs a model, such as nn.Sequential(…), and got {type(model).__name__}")
    if not isinstance(x, torch.Tensor) or x.is_complex():
        raise TypeError(f"matrices() needs the input as a tensor of real numbers, and got {type(x).__name__}")
    if isinstance(loss, type):
        raise TypeError(f"matrices() needs a loss that is made: write {loss.__name__}()")
    with looking.unnoticed(model):
        observed = looking.copied(model)
        name, chosen = _layer_of(observed, layer)
        return Picture(
            {"kind": "matrices", "version": 1, "layer": name, **_seen(observed, chosen, x, target, loss)}
        )


def _layer_of(model: Any, wanted: str | int | None) -> tuple[str, Any]:
    """The linear layer of this name, and the name."""
    layers = {name: module for name, module in model.named_modules() if isinstance(module, nn.Linear)}
    if not layers:
        raise ValueError(f"matrices() needs a model with an nn.Linear, and {type(model).__name__} has none")
    name = [*layers][-1] if wanted is None else str(wanted)
    if name not in layers:
        there = ", ".join(repr(one) for one in layers)
        raise ValueError(f"layer is the name of an nn.Linear of the model ({there}); it is {wanted!r}")
    return name, layers[name]


def _seen(model: Any, layer: Any, x: Any, target: Any, loss: Any) -> Data:
    """What enters and leaves the layer, and all gradients, as ``backward()`` gives them."""
    calls: list[tuple[Any, Any]] = []

    def note(_: Any, inputs: tuple[Any, ...], output: Any) -> None:
        calls.append((inputs[0], output))

    for parameter in layer.parameters():
        parameter.requires_grad_()
    layer.register_forward_hook(note)
    given = x.detach().clone()
    if given.is_floating_point():
        given.requires_grad_()
    output = model(given)
    if len(calls) != 1:
        times = (
            "is not used"
            if not calls
            else f"is used {len(calls)} times, and its gradients are sums over them"
        )
        raise ValueError(f"matrices() shows a layer that a model uses once; this one {times}")
    [(entered, left)] = calls
    if entered.dim() != 2:
        raise ValueError(
            f"matrices() needs a batch of rows before the layer, and its input has the shape "
            f"{list(entered.shape)}: give x a batch dimension, such as x.unsqueeze(0)"
        )
    function = copy.deepcopy(loss) if isinstance(loss, nn.Module) else loss
    value = function(output, target)
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        raise ValueError("matrices() needs a loss that gives one number, as with reduction='mean'")
    sources = {"g": left, "input_gradient": entered, "weight_gradient": layer.weight}
    if layer.bias is not None:
        sources["bias_gradient"] = layer.bias
    sources = {name: source for name, source in sources.items() if source.requires_grad}
    found = torch.autograd.grad(value.sum(), [*sources.values()], allow_unused=True)
    gradients = {
        name: torch.zeros_like(source) if gradient is None else gradient
        for (name, source), gradient in zip(sources.items(), found, strict=True)
    }
    if "input_gradient" not in gradients:  # token numbers, say, need none; the product is defined
        gradients["input_gradient"] = gradients["g"] @ layer.weight
    tensors = {"x": entered, "weight": layer.weight, "z": left, **gradients}
    if layer.bias is not None:
        tensors["bias"] = layer.bias
    return {
        "text": f"Linear(in_features={layer.in_features}, out_features={layer.out_features})",
        "sizes": [len(entered), layer.in_features, layer.out_features],
        "loss": {
            "text": str(loss)
            if isinstance(loss, nn.Module)
            else getattr(loss, "__name__", type(loss).__name__),
            "value": exact(value.item()),
        },
        **{name: data_of(_first(tensor)) for name, tensor in tensors.items()},
    }


def _first(tensor: Any) -> Any:
    """The part of a matrix, or of a vector, that is drawn."""
    return tensor.detach()[tuple(slice(SHOWN) for _ in tensor.shape)]
