"""Batch normalization as part of the layer before it. Source: PyTorch, `torch.nn.utils.fusion`."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, TypeVar

from ..._core.creation_filled import ones_like, zeros_like
from ..._core.tensor import Tensor
from ..parameter import Parameter

Layer = TypeVar("Layer", bound=Any)


def fuse_conv_bn_eval(conv: Layer, bn: Any, transpose: bool = False) -> Layer:
    """A copy of the convolution `conv` that does what `conv` and then the batch normalization `bn` do. Shapes
    are those of `conv`.

    `transpose` says that it is a transposed one. `AssertionError` in training mode, or without statistics.

    >>> conv, bn = nn.Conv2d(1, 2, 3).eval(), nn.BatchNorm2d(2).eval()
    >>> nn.utils.fuse_conv_bn_eval(conv, bn)
    Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))
    """
    return _fused(conv, bn, fuse_conv_bn_weights, transpose)


def fuse_linear_bn_eval(linear: Layer, bn: Any) -> Layer:
    """As `fuse_conv_bn_eval` for a linear layer. `AssertionError` for other numbers of features.

    >>> nn.utils.fuse_linear_bn_eval(nn.Linear(3, 2).eval(), nn.BatchNorm1d(2).eval())
    Linear(in_features=3, out_features=2, bias=True)
    """
    if not (linear.training or bn.training) and bn.num_features not in (linear.out_features, 1):
        raise AssertionError(
            "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got "
            f"linear.out_features={linear.out_features} and bn.num_features={bn.num_features}"
        )
    return _fused(linear, bn, fuse_linear_bn_weights)


def _fused(layer: Layer, bn: Any, fuse: Any, *options: Any) -> Layer:
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = deepcopy(layer)
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("bn.running_mean and bn.running_var must not be None")
    statistics = bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    fused.weight, fused.bias = fuse(fused.weight, fused.bias, *statistics, *options)
    return fused


def fuse_conv_bn_weights(
    conv_w: Tensor,
    conv_b: Tensor | None,
    bn_rm: Tensor,
    bn_rv: Tensor,
    bn_eps: float,
    bn_w: Tensor | None,
    bn_b: Tensor | None,
    transpose: bool = False,
) -> tuple[Parameter, Parameter]:
    """Weight and bias of the fused convolution, from those of both layers, the running mean and variance. The
    weight keeps its shape; all else is (channels,).

    >>> w, ones = torch.ones(1, 1, 1), torch.ones(1)
    >>> weight, bias = nn.utils.fuse_conv_bn_weights(w, None, ones, ones * 3, 1., ones, ones)
    >>> weight.item(), bias.item()
    (0.5, 0.5)
    """
    conv_b = zeros_like(bn_rm) if conv_b is None else conv_b
    bn_w = ones_like(bn_rm) if bn_w is None else bn_w
    bn_b = zeros_like(bn_rm) if bn_b is None else bn_b
    rsqrt = (bn_rv + bn_eps).rsqrt()
    ends = [1] * (conv_w.dim() - 2)
    shape = [1, -1, *ends] if transpose else [-1, 1, *ends]
    weight = (conv_w * (bn_w * rsqrt).reshape(shape)).to(conv_w.dtype)
    bias = ((conv_b - bn_rm) * rsqrt * bn_w + bn_b).to(conv_b.dtype)
    return Parameter(weight, conv_w.requires_grad), Parameter(bias, conv_b.requires_grad)


def fuse_linear_bn_weights(
    linear_w: Tensor,
    linear_b: Tensor | None,
    bn_rm: Tensor,
    bn_rv: Tensor,
    bn_eps: float,
    bn_w: Tensor,
    bn_b: Tensor,
) -> tuple[Parameter, Parameter]:
    """As `fuse_conv_bn_weights` for a linear layer.

    >>> ones = torch.ones(1)
    >>> weight, bias = nn.utils.fuse_linear_bn_weights(torch.ones(1, 1), None, ones, ones * 3, 1., ones, ones)
    >>> weight.item(), bias.item()
    (0.5, 0.5)
    """
    linear_b = zeros_like(bn_rm) if linear_b is None else linear_b
    scale = bn_w * (bn_rv + bn_eps).rsqrt()
    weight = linear_w * scale.unsqueeze(-1).to(linear_w.dtype)
    bias = ((linear_b - bn_rm) * scale + bn_b).to(linear_b.dtype)
    return Parameter(weight, linear_w.requires_grad), Parameter(bias, linear_b.requires_grad)
