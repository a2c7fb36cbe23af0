"""Weights of a digits model, from a file that a reader chose and into one that PyTorch loads.

The file is not trusted: it is read as data, checked to the end, and refused with a reason. From the tensors'
shapes comes the model: an `nn.Sequential` of linear layers with ReLUs between them, 784 numbers in, ten out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

import seqlite
from seqlite import nn
from seqlite.safetensors import SafetensorError, format

Arrays = Mapping[str, format.Array]

INPUTS, OUTPUTS = 28 * 28, 10
MOST_HEADER = 1_000_000
MOST_LAYERS = 100
COURSE = ["1", "4", "6"]  # the linear layers of the training lesson, by name
WANTED = (
    "wanted: a weight [out, in] and a bias [out] for each linear layer, "
    f"from {INPUTS} inputs to {OUTPUTS} outputs"
)
HOW_TO_SAVE = (
    "In PyTorch: from safetensors.torch import save_file, then save_file(model.state_dict(), "
    '"model.safetensors")'
)
FLOATS = {"float16": "F16", "float32": "F32", "float64": "F64"}
STARTS = {
    b"PK\x03\x04": "a zip archive, as torch.save writes it: opening it can run code, so this page never does",
    b"\x80": "a pickle: opening it can run code, so this page never does",
    b"\x89HDF": "an HDF5 file, as Keras writes it",
    b"\x93NUMPY": "one NumPy array",
    b"<": "an HTML or XML page, as a failed download leaves it",
    b"{": "a JSON text",
}


class WeightsError(ValueError):
    """The file gives no digits model; the message says what came, what was wanted, what to do."""


class Layer(NamedTuple):
    """One linear layer of a file; `name` is what stands before `.weight`."""

    name: str
    weight: format.Array
    bias: format.Array | None


class Weights(NamedTuple):
    """What a file gave: the model, the names of its linear layers there, and what the reader should know."""

    model: nn.Sequential
    names: list[str]
    notices: list[str]


def read(content: bytes) -> Weights:
    """The model in a safetensors file. Raises `WeightsError`."""
    found = _arrays(content)
    layers = _in_order(_layers(found))
    arrays, notices = _as_float32(found, content)
    parts: list[nn.Module] = [nn.Flatten()]
    for layer in layers:
        if len(parts) > 1:
            parts.append(nn.ReLU())
        parts.append(_linear(layer, arrays))
    if len(layers) > 1 and [layer.name for layer in layers] != COURSE:
        notices.append("A file of weights does not say what is between the layers: ReLU is assumed.")
    return Weights(nn.Sequential(*parts).eval(), [layer.name for layer in layers], notices)


def write(model: nn.Module, names: Sequence[str] | None = None) -> bytes:
    """The content of a safetensors file with the model's weights.

    With `names`, those of the linear layers in a file, the tensors get the names that they had there.
    """
    state = model.state_dict()
    if names is not None:
        linear = [part for part in model.modules() if isinstance(part, nn.Linear)]
        pairs = zip(names, linear, strict=True)
        state = {_key(name, key): value for name, part in pairs for key, value in part.state_dict().items()}
    return format.write({key: value.detach().numpy() for key, value in state.items()}, {"format": "pt"})


def sizes(model: nn.Module) -> str:
    """The layers' sizes: `784 → 128 → 64 → 10`."""
    linear = [part for part in model.modules() if isinstance(part, nn.Linear)]
    return " → ".join(map(str, [linear[0].in_features, *(part.out_features for part in linear)]))


def _arrays(content: bytes) -> dict[str, format.Array]:
    if not content:
        raise WeightsError(f"The file is empty. {HOW_TO_SAVE}.")
    header = int.from_bytes(content[:8], "little")
    for start, what in STARTS.items():
        if content.startswith(start) and header > len(content):
            raise WeightsError(f"This is {what}; wanted: a safetensors file. {HOW_TO_SAVE}.")
    if MOST_HEADER < header <= len(content):
        raise WeightsError(
            f"The list of tensors alone has {header} bytes; at most {MOST_HEADER} are allowed. "
            "Save the model's own state_dict, of linear layers alone."
        )
    try:
        return format.read(bytearray(content), bf16=np.float32)[0]
    except SafetensorError as error:
        raise WeightsError(f"This is not a complete safetensors file: {error}. {HOW_TO_SAVE}.") from None
    except NotImplementedError as error:
        raise WeightsError(str(error)) from None


def _layers(arrays: Arrays) -> list[Layer]:
    """The linear layers, each with its tensors checked by themselves, in the order of their names."""
    if not arrays:
        raise WeightsError(f"The file holds no tensors; {WANTED}. {HOW_TO_SAVE}.")
    wrong = [name for name in arrays if name.rpartition(".")[2] not in ("weight", "bias")]
    if wrong:
        raise WeightsError(
            f"The file holds {_listed(wrong)}; {WANTED}. "
            "Save the model's own state_dict, of linear layers alone."
        )
    names = sorted({name.rpartition(".")[0] for name in arrays}, key=_natural)
    if len(names) > MOST_LAYERS:
        raise WeightsError(f"The file holds {len(names)} layers; at most {MOST_LAYERS} are allowed.")
    return [_layer(name, arrays) for name in names]


def _layer(name: str, arrays: Arrays) -> Layer:
    keys = weight_key, bias_key = _key(name, "weight"), _key(name, "bias")
    weight, bias = map(arrays.get, keys)
    if weight is None:
        raise WeightsError(f"There is {bias_key} but no {weight_key}; {WANTED}. {HOW_TO_SAVE}.")
    if weight.ndim != 2 or 0 in weight.shape:
        what = {1: ", as of a normalization", 4: ", as of a convolution"}.get(weight.ndim, "")
        raise WeightsError(
            f"{weight_key} has the shape {list(weight.shape)}{what}; {WANTED}. "
            "This model has no other layers."
        )
    if bias is not None and bias.shape != weight.shape[:1]:
        raise WeightsError(
            f"{bias_key} has the shape {list(bias.shape)}, wanted {[weight.shape[0]]}, as {weight_key} is "
            f"{list(weight.shape)}. Save both from the same model."
        )
    for key, array in zip(keys, (weight, bias), strict=True):
        if array is not None and array.dtype.name not in FLOATS:
            raise WeightsError(
                f"{key} is of type {array.dtype.name}, wanted: float32, or float16, bfloat16 or float64, "
                "which are converted. Save model.float().state_dict()."
            )
    return Layer(name, weight, bias)


def _in_order(layers: list[Layer]) -> list[Layer]:
    """The layers as the data pass through them: each takes what the one before gives."""
    ordered: list[Layer] = []
    width, left = INPUTS, list(layers)
    while left:
        following = next((layer for layer in left if layer.weight.shape[1] == width), None)
        if following is None:
            said = ", ".join(f"{layer.name or 'the layer'}: {_arrow(layer)}" for layer in layers)
            begin = f"after {ordered[-1].name}" if ordered else "to begin with"
            raise WeightsError(
                f"The layers do not follow each other ({said}): {begin}, a layer with {width} inputs was "
                f"wanted. An image has 28 × 28 = {INPUTS} numbers; do not resize it for this model."
            )
        ordered.append(following)
        left.remove(following)
        width = following.weight.shape[0]
    if width != OUTPUTS:
        raise WeightsError(
            f"The last layer, {ordered[-1].name}, has {width} outputs, wanted {OUTPUTS}: one for each digit. "
            f"Train a model that ends in Linear(…, {OUTPUTS})."
        )
    return ordered


def _as_float32(arrays: Arrays, content: bytes) -> tuple[Arrays, list[str]]:
    notices = []
    kinds = sorted({array.dtype.name for array in arrays.values()} - {"float32"})
    head = content[8 : 8 + int.from_bytes(content[:8], "little")]
    if re.search(rb'"dtype"\s*:\s*"BF16"', head):
        kinds.insert(0, "bfloat16")
    if kinds:
        notices.append(f"The weights came as {' and '.join(kinds)} and were converted to float32.")
    with np.errstate(over="ignore"):
        converted = {name: array.astype(np.float32) for name, array in arrays.items()}
    for name, array in converted.items():
        if not np.isfinite(array).all():
            raise WeightsError(
                f"{name} holds values that are not finite float32 numbers: the training diverged, "
                "or the file is damaged. Train again, perhaps with a smaller learning rate."
            )
    return converted, notices


def _linear(layer: Layer, arrays: Arrays) -> nn.Linear:
    outputs, inputs = layer.weight.shape
    linear = nn.Linear(inputs, outputs, bias=layer.bias is not None)
    tensors = {key: seqlite.from_numpy(arrays[_key(layer.name, key)]) for key in linear.state_dict()}
    linear.load_state_dict(tensors)
    return linear


def _key(name: str, what: str) -> str:
    """The name of a layer's tensor; the one layer of a model that is nothing else has no name."""
    return f"{name}.{what}" if name else what


def _natural(name: str) -> list[Any]:
    """Names in the order people count in: `2` before `10`."""
    parts = re.split(r"(\d{1,18})", name)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _arrow(layer: Layer) -> str:
    return f"{layer.weight.shape[1]} → {layer.weight.shape[0]}"


def _listed(names: list[str], most: int = 4) -> str:
    shown = ", ".join(name if len(name) <= 40 else name[:39] + "…" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
