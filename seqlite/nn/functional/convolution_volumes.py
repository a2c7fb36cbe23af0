"""Transposed convolution of volumes, convolution of sequences, and `bilinear`. Source: PyTorch,
`torch.nn.functional`."""

from __future__ import annotations

from typing import Any

from ..._core.operations.linalg_einsum import einsum
from ..._core.record import with_node_name
from ..._core.tensor import Tensor
from .arguments import check_output_padding, check_tensor, check_transposed, transposed_size
from .convolution import conv1d, conv_transpose2d, triple, with_zeros
from .vision_sampling import fold

__all__ = ["bilinear", "conv_tbc", "conv_transpose3d"]


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x1ᵀ W x2 + b: (…, in1) and (…, in2) with `weight` (out, in1, in2) and `bias` (out,) → (…, out).

    Raises `RuntimeError` for other shapes.

    >>> F.bilinear(torch.tensor([[2.]]), torch.tensor([[3.]]), torch.ones(1, 1, 1))
    tensor([[6.]])
    """
    check_tensor(input1, "bilinear", "input1")
    check_tensor(input2, "bilinear", "input2", 2)
    if input1.dim() != input2.dim():
        raise RuntimeError(
            f"bilinear(): input dimensions do not match: got {input1.dim()} and {input2.dim()}"
        )
    for d, (a, b) in enumerate(zip(input1.shape[:-1], input2.shape[:-1], strict=True)):
        if a != b:
            raise RuntimeError(f"bilinear(): input batch dimensions do not match at dim {d}: got {a} and {b}")
    for d, x in ((1, input1), (2, input2)):
        if x.shape[-1] != weight.shape[d]:
            raise RuntimeError(
                f"bilinear(): input{d} size does not match weight size: got {x.shape[-1]} but expected "
                f"{weight.shape[d]}"
            )
    out: Tensor = einsum("...i,oij,...j->...o", input1, weight, input2)
    if out._node is not None:
        three = (input1, input2, weight)
        kept = [t for t in three if any(o.requires_grad for o in three if o is not t)]
        with_node_name(out, out._node._name, *kept)
    return out if bias is None else out + bias


def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Tensor:
    """Volumes enlarged by learned kernels: (N, C, D, H, W) with weight (C, O / groups, kd, kh, kw) →
    (N, O, D', H', W'), D' = (D - 1) stride - 2 padding + dilation (kd - 1) + output_padding + 1.

    Raises `RuntimeError` where shapes do not fit.

    >>> F.conv_transpose3d(torch.ones(1, 1, 2, 2, 2), torch.ones(1, 1, 2, 2, 2), stride=2).shape
    torch.Size([1, 1, 4, 4, 4])
    """
    check_tensor(input, "conv_transpose3d")
    options = (stride, padding, output_padding, groups, dilation)
    if input.dim() == 4:
        return conv_transpose3d(input.unsqueeze(0), weight, bias, *options).squeeze(0)
    if input.dim() != 5:
        raise RuntimeError(
            "Expected 4D (unbatched) or 5D (batched) input to conv_transpose3d, but got input of size: "
            f"{list(input.shape)}"
        )
    check_transposed(input, weight)
    steps, space, extra, gaps = triple(stride), triple(padding), triple(output_padding), triple(dilation)
    check_output_padding(extra, steps, gaps)
    batch, kernel = len(input), int(weight.shape[2])
    deep = transposed_size(input, tuple(weight.shape[2:]), steps, space, gaps, extra)[0]
    if extra[0] >= steps[0]:
        input = with_zeros(input, 2, extra[0] // steps[0])
    # Each depth of the kernel makes images of its own, which are then added up where they lie.
    images = input.transpose(1, 2).flatten(0, 1)
    each = conv_transpose2d(
        images, weight.flatten(1, 2), None, steps[1:], space[1:], extra[1:], groups, gaps[1:]
    )
    high, wide = each.shape[2:]
    parts = each.reshape(batch, input.shape[2], -1, kernel, high, wide).permute(0, 2, 4, 5, 3, 1)
    columns = parts.reshape(-1, kernel, input.shape[2])
    whole = fold(columns, (deep, 1), (kernel, 1), (gaps[0], 1), (space[0], 0), (steps[0], 1))
    made = whole.reshape(batch, -1, high, wide, deep).permute(0, 1, 4, 2, 3).contiguous()
    if bias is not None:
        made = made + bias.reshape(-1, 1, 1, 1)
    return with_node_name(made, "ConvolutionBackward0")


def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: int = 0) -> Tensor:
    """`conv1d` over sequences in the order time, batch, channels: (T, N, C) with weight (k, C, O) →
    (T', N, O).

    Raises `RuntimeError` for other shapes.

    >>> F.conv_tbc(torch.ones(3, 1, 1), torch.ones(2, 1, 1), torch.zeros(1)).flatten()
    tensor([2., 2.])
    """
    check_tensor(input, "conv_tbc")
    if input.dim() != 3:
        raise RuntimeError("Input must have 3 dims: time, batch, in_channel")
    if weight.dim() != 3:
        raise RuntimeError("Weight tensor must have 3 dims: kernel_width, in_channels, out_channels.")
    if bias.dim() != 1:
        raise RuntimeError("Bias must be 1-D")
    made = conv1d(input.permute(1, 2, 0), weight.permute(2, 1, 0), bias, padding=pad)
    return with_node_name(made.permute(2, 0, 1).contiguous(), "ConvTbcBackward0", bias)
