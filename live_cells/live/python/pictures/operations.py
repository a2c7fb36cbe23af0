"""What the operations of a graph are called, what they compute, and what their constants are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

SIGNS = {
    **{"Add": "+", "Sub": "−", "Rsub": "−", "Mul": "×", "Div": "÷", "Pow": "power", "Neg": "negative"},
    **{"Relu": "ReLU", "LeakyRelu": "LeakyReLU", "Gelu": "GELU", "Silu": "SiLU", "Elu": "ELU", "Exp": "exp"},
    **{"Log": "log", "Sqrt": "sqrt", "Sum": "sum", "Mean": "mean", "Max": "max", "Min": "min", "Abs": "abs"},
    **{"Sin": "sin", "Cos": "cos", "Reciprocal": "1/x", "Mm": "matrix product", "Bmm": "matrix product"},
    **{"Addmm": "matrix product", "Mv": "matrix product", "Dot": "dot product", "T": "transposed"},
    **{"Transpose": "transposed", "Permute": "permuted", "View": "view", "UnsafeView": "view"},
    **{"ReshapeAlias": "view", "Expand": "expand", "Squeeze": "squeeze", "Unsqueeze": "unsqueeze"},
    **{"Clone": "clone", "Slice": "slice", "Select": "select", "Index": "index", "Split": "split"},
    **{
        "Unbind": "unbind",
        "Cat": "cat",
        "Stack": "stack",
        "CopySlices": "changed in place",
        "AsStrided": "view",
    },
    **{"MseLoss": "MSELoss", "L1Loss": "L1Loss", "NllLoss": "NLLLoss", "BinaryCrossEntropy": "BCELoss"},
    **{"BinaryCrossEntropyWithLogits": "BCEWithLogitsLoss", "SmoothL1Loss": "SmoothL1Loss"},
    **{"Convolution": "convolution", "NativeBatchNorm": "BatchNorm", "NativeLayerNorm": "LayerNorm"},
    **{"CudnnBatchNorm": "BatchNorm", "NativeGroupNorm": "GroupNorm", "NativeDropout": "Dropout"},
    **{"MaxPool2DWithIndices": "MaxPool2d", "AvgPool2D": "AvgPool2d", "AdaptiveAvgPool2D": "AvgPool2d"},
}
"""Where an operation is not called as autograd's function is."""

ROLES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("Linear", "Convolution", "NativeBatchNorm", "NativeLayerNorm"), ("input", "weight", "bias")
    ),
    **dict.fromkeys(("MseLoss", "L1Loss", "SmoothL1Loss", "BinaryCrossEntropy"), ("", "target")),
    **dict.fromkeys(("NllLoss", "CrossEntropyLoss", "BinaryCrossEntropyWithLogits"), ("", "target")),
}
"""What the inputs of an operation are, in their order."""
POWERS = {2: "x²", 3: "x³", 4: "x⁴", 5: "x⁵", 0.5: "√x"}
UNARY: dict[str, Callable[[Any], Any]] = {
    **{"Relu": torch.relu, "Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "Exp": torch.exp, "Log": torch.log},
    **{"Neg": torch.neg, "Sqrt": torch.sqrt, "Sin": torch.sin, "Cos": torch.cos, "Abs": torch.abs},
    **{"Reciprocal": torch.reciprocal, "T": torch.t, "Clone": torch.clone},
}
COMPUTED: dict[str, Callable[..., Any]] = {
    **UNARY,
    **{"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div},
    **{"Sum": torch.sum, "Mean": torch.mean},
    "Rsub": lambda constant, x: constant - x,
    "Linear": nn.functional.linear,
    "Mm": torch.mm,
}


def sign_of(name: str) -> str:
    """How an operation is shown, after the name of autograd's function."""
    short = name.rstrip("0123456789") if name not in SIGNS else name
    return SIGNS.get(short, short)


def power_of(value: Any, result: Any) -> str:
    """How a power is shown, by its result."""
    for exponent, sign in POWERS.items():
        if value is not None and result is not None and is_same(value**exponent, result):
            return sign
    return SIGNS["Pow"]


def powered(value: Any, slope: Any) -> Any:
    """A power, by its derivative: n·xⁿ⁻¹."""
    for exponent in POWERS:
        if value is not None and slope is not None and is_same(exponent * value ** (exponent - 1), slope):
            return value**exponent
    return None


def is_same(one: Any, other: Any) -> bool:
    """Are two tensors the same but for rounding?"""
    if one is None or other is None or list(one.shape) != list(other.shape):
        return False
    return bool(torch.allclose(one.double(), other.double(), rtol=1e-5, atol=1e-6, equal_nan=True))
