"""Patches of images as columns, and back. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core.operations import convolution
from ..._core.record import record
from ..._core.tensor import Tensor
from .arguments import check_tensor
from .layers import layer

__all__ = ["fold", "unfold"]


@layer("fold.Unfold", inputs=1)
def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """The patches under each position of a kernel as columns: (N, C, H, W) → (N, C kh kw, positions).

    >>> F.unfold(torch.ones(1, 1, 3, 3), 2).shape
    torch.Size([1, 4, 4])
    """
    check_tensor(input, "unfold")
    if input.dim() == 3:
        return unfold(input.unsqueeze(0), kernel_size, dilation, padding, stride).squeeze(0)
    if input.dim() != 4 or 0 in input.shape[1:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions "
            f"for input, but got: {list(input.shape)}"
        )
    size = int(input.shape[2]), int(input.shape[3])
    plan = sliding_windows("im2col", size, kernel_size, dilation, padding, stride)
    if min(plan["out"]) < 1:
        raise RuntimeError(
            f"Given input with spatial size {size}, {shown(plan)}, calculated shape of the array of sliding "
            f"blocks as {plan['out']}, but its components must be at least one."
        )
    return record(convolution.unfold, input, **plan)


@layer("fold.Fold", inputs=1)
def fold(
    input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """Columns of patches (N, C kh kw, positions) added up where they lie in images of `output_size`.

    >>> F.fold(F.unfold(torch.ones(1, 1, 2, 2), 1), 2, 1)
    tensor([[[[1., 1.],
              [1., 1.]]]])
    """
    check_tensor(input, "fold")
    if input.dim() == 2:
        return fold(input.unsqueeze(0), output_size, kernel_size, dilation, padding, stride).squeeze(0)
    if input.dim() != 3:
        raise RuntimeError(
            f"Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size, but got: "
            f"{list(input.shape)}"
        )
    size = pair_of_ints("col2im", "output_size", output_size)
    plan = sliding_windows("col2im", size, kernel_size, dilation, padding, stride)
    area, positions = plan["kernel"][0] * plan["kernel"][1], plan["out"][0] * plan["out"][1]
    if input.shape[1] % area:
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={input.shape[1]} and kernel_size={plan['kernel']}."
        )
    wanted = f"Given output_size={size}, {shown(plan)}, stride={plan['stride']}, "
    if input.shape[2] != positions:
        raise RuntimeError(
            f"{wanted}expected size of input's dimension 2 to match the calculated number of sliding blocks "
            f"{plan['out'][0]} * {plan['out'][1]} = {positions}, but got input.size(2)={input.shape[2]}."
        )
    if min(plan["out"]) < 1:
        raise RuntimeError(
            f"{wanted}calculated shape of the array of sliding blocks as {plan['out']}, which is too small "
            "(non-positive)"
        )
    return record(convolution.fold, input, size=size, **plan)


def sliding_windows(
    node: str, size: tuple[int, int], kernel_size: Any, dilation: Any, padding: Any, stride: Any
) -> dict[str, Any]:
    """The arguments in full, and how many positions there are down and across. RuntimeError for sizes that
    are not two or too small."""
    kernel, gaps = pair_of_ints(node, "kernel_size", kernel_size), pair_of_ints(node, "dilation", dilation)
    space, steps = pair_of_ints(node, "padding", padding), pair_of_ints(node, "stride", stride)
    for name, short, both in (
        ("kernel size", "kernel", kernel),
        ("dilation", "dilation", gaps),
        ("padding", "pad", space),
        ("stride", "stride", steps),
    ):
        if min(both) < (0 if short == "pad" else 1):
            limit = "non-negative" if short == "pad" else "greater than zero"
            raise RuntimeError(
                f"{name} should be {limit}, but got {short}_height: {both[0]} {short}_width: {both[1]}"
            )
    out = tuple(
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, p, d, k, s in zip(size, space, gaps, kernel, steps, strict=True)
    )
    sides = tuple((p, p) for p in space)
    return {"kernel": kernel, "stride": steps, "padding": sides, "dilation": gaps, "out": out}


def pair_of_ints(node: str, name: str, value: Any) -> tuple[int, int]:
    """A size for both dimensions: a number, or two. TypeError for anything else."""
    both = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    for at, each in enumerate(both):
        if isinstance(each, bool) or not isinstance(each, (int, np.integer)):
            raise TypeError(
                f"{node}(): argument '{name}' must be tuple of ints, but found element of type "
                f"{type(each).__name__} at pos {at}"
            )
    if len(both) != 2:
        raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(both)}")
    return int(both[0]), int(both[1])


def shown(plan: dict[str, Any]) -> str:
    """The sizes as PyTorch's messages give them."""
    space = tuple(before for before, _ in plan["padding"])
    return f"kernel_size={plan['kernel']}, dilation={plan['dilation']}, padding={space}"
