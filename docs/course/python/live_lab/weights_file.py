"""Weights of a digits model, from a file that a reader chose and into one that PyTorch loads.

The file is not trusted: it is read as data, checked to the end, and refused with a reason. From the tensors'
shapes comes the model: an `nn.Sequential` of linear layers with ReLUs between them, 784 numbers in, ten out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import seqlite
from live_runner import page_words
from live_runner.page_words import said
from seqlite import nn
from seqlite.safetensors import SafetensorError, format

Arrays = Mapping[str, format.Array]

INPUTS, OUTPUTS = 28 * 28, 10
MOST_HEADER = 1_000_000
MOST_LAYERS = 100
COURSE = ["1", "4", "6"]  # the linear layers of the training lesson, by name
page_words.TABLES.append(Path(__file__).parent / "../../words/en.json")

SAVE = ("from safetensors.torch import save_file", 'save_file(model.state_dict(), "model.safetensors")')
FLOATS = {"float16": "F16", "float32": "F32", "float64": "F64"}
STARTS = {
    b"PK\x03\x04": "zip",
    b"\x80": "pickle",
    b"\x89HDF": "hdf5",
    b"\x93NUMPY": "numpy",
    b"<": "html",
    b"{": "json",
}


class WeightsError(ValueError):
    """The file gives no digits model; the message says what came, what was wanted, what to do."""


def _refusal(key: str, **values: object) -> WeightsError:
    """What is wrong with the file; the words under this key may say what was wanted, and how to save it."""
    wanted = said("weights_file.wanted", inputs=INPUTS, outputs=OUTPUTS)
    how_to_save = said("weights_file.how_to_save", first=SAVE[0], then=SAVE[1])
    return WeightsError(said(f"weights_file.{key}", wanted=wanted, how_to_save=how_to_save, **values))


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
        notices.append(said("weights_file.relu_assumed"))
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
        raise _refusal("empty")
    header = int.from_bytes(content[:8], "little")
    for start, what in STARTS.items():
        if content.startswith(start) and header > len(content):
            raise _refusal("other_format", what=said(f"weights_file.formats.{what}"))
    if MOST_HEADER < header <= len(content):
        raise _refusal("long_header", bytes=header, most=MOST_HEADER)
    try:
        return format.read(bytearray(content), bf16=np.float32)[0]
    except SafetensorError as error:
        raise _refusal("incomplete", error=error) from None
    except NotImplementedError as error:
        raise WeightsError(str(error)) from None


def _layers(arrays: Arrays) -> list[Layer]:
    """The linear layers, each with its tensors checked by themselves, in the order of their names."""
    if not arrays:
        raise _refusal("no_tensors")
    wrong = [name for name in arrays if name.rpartition(".")[2] not in ("weight", "bias")]
    if wrong:
        raise _refusal("other_tensors", names=_listed(wrong))
    names = sorted({name.rpartition(".")[0] for name in arrays}, key=_natural)
    if len(names) > MOST_LAYERS:
        raise _refusal("many_layers", count=len(names), most=MOST_LAYERS)
    return [_layer(name, arrays) for name in names]


def _layer(name: str, arrays: Arrays) -> Layer:
    keys = weight_key, bias_key = _key(name, "weight"), _key(name, "bias")
    weight, bias = map(arrays.get, keys)
    if weight is None:
        raise _refusal("no_weight", bias=bias_key, weight=weight_key)
    if weight.ndim != 2 or 0 in weight.shape:
        key = {1: "normalization", 4: "convolution"}.get(weight.ndim, "other_layer")
        raise _refusal(key, name=weight_key, shape=list(weight.shape))
    if bias is not None and bias.shape != weight.shape[:1]:
        fitting = [weight.shape[0]]
        shapes = {"bias_shape": list(bias.shape), "weight_shape": list(weight.shape), "fitting": fitting}
        raise _refusal("bias_shape", bias=bias_key, weight=weight_key, **shapes)
    for key, array in zip(keys, (weight, bias), strict=True):
        if array is not None and array.dtype.name not in FLOATS:
            raise _refusal("type", name=key, type=array.dtype.name)
    return Layer(name, weight, bias)


def _in_order(layers: list[Layer]) -> list[Layer]:
    """The layers as the data pass through them: each takes what the one before gives."""
    ordered: list[Layer] = []
    width, left = INPUTS, list(layers)
    while left:
        following = next((layer for layer in left if layer.weight.shape[1] == width), None)
        if following is None:
            unnamed = said("weights_file.the_layer")
            listed = ", ".join(f"{layer.name or unnamed}: {_arrow(layer)}" for layer in layers)
            sizes = {"layers": listed, "width": width, "inputs": INPUTS}
            if ordered:
                raise _refusal("wrong_order", name=ordered[-1].name, **sizes)
            raise _refusal("wrong_begin", **sizes)
        ordered.append(following)
        left.remove(following)
        width = following.weight.shape[0]
    if width != OUTPUTS:
        raise _refusal("wrong_end", name=ordered[-1].name, width=width, outputs=OUTPUTS)
    return ordered


def _as_float32(arrays: Arrays, content: bytes) -> tuple[Arrays, list[str]]:
    notices = []
    kinds = sorted({array.dtype.name for array in arrays.values()} - {"float32"})
    head = content[8 : 8 + int.from_bytes(content[:8], "little")]
    if re.search(rb'"dtype"\s*:\s*"BF16"', head):
        kinds.insert(0, "bfloat16")
    if kinds:
        notices.append(said("weights_file.converted", types=said("weights_file.and").join(kinds)))
    with np.errstate(over="ignore"):
        converted = {name: array.astype(np.float32) for name, array in arrays.items()}
    for name, array in converted.items():
        if not np.isfinite(array).all():
            raise _refusal("not_finite", name=name)
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
    return said("weights_file.more", names=shown, count=len(names) - most) if len(names) > most else shown
