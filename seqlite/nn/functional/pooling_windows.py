"""Pooling over windows with the places of the largest values, and over volumes.

Inputs are signals (N, C, L), images (N, C, H, W) or volumes (N, C, D, H, W), or without N. The rules work in
any number of dimensions. Sources: PyTorch, `torch.nn.functional`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core.operations import pooling
from ..._core.record import drop_base, record, with_node_name
from ..._core.rules import Op
from ..._core.saved_tensors import save
from ..._core.tensor import Tensor
from .arguments import check_tensor, keep_channels_last
from .pooling import check_filled, check_images, check_padding, check_windows

__all__ = [
    "avg_pool3d", "max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d",
    "max_pool3d_with_indices",
]  # fmt: skip
NUMBERS = {1: "one int", 2: "two ints", 3: "three ints"}
Both = tuple[Tensor, Tensor]


def sizes_of(value: Any, dims: int, who: str, name: str) -> tuple[int, ...]:
    """A size for each dimension: one number repeated, or the given ones. RuntimeError for another number."""
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    if len(values) not in (1, dims):
        raise RuntimeError(
            f"{who}: {name} must either be a single int, or a tuple of {NUMBERS[dims]}, got {value}"
        )
    return tuple(map(int, values if len(values) == dims else values * dims))


def check_dims(input: Tensor, dims: int, who: str, text: str = "") -> None:
    """TypeError unless `input` is a tensor, RuntimeError unless it has `dims` dimensions beside C and N."""
    check_tensor(input, who)
    if input.dim() in (dims + 1, dims + 2):
        return
    if dims == 1:
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input.dim()}-dimensional tensor for argument #1 'self' "
            f"(while checking arguments for {who})"
        )
    colon = ":" * who.startswith("adaptive_max")
    raise RuntimeError(
        text or f"{who}(): Expected {dims + 1}D or {dims + 2}D tensor, but got{colon} {list(input.shape)}"
    )


def window_plan(
    input: Tensor,
    dims: int,
    who: str,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    ceil: bool,
) -> dict[str, tuple[int, ...]]:
    """The arguments of pooling in full, and the number of windows in each dimension."""
    check_tensor(input, who)
    if who == "avg_pool2d":
        check_images(input)
    kernel = sizes_of(kernel_size, dims, who, "kernel_size")
    steps = kernel if stride is None or stride == () else sizes_of(stride, dims, who, "stride")
    space, gaps = sizes_of(padding, dims, who, "padding"), sizes_of(dilation, dims, who, "dilation")
    check_windows(kernel, steps, space, gaps)
    text = f"non-empty {dims + 1}D or {dims + 2}D (batch mode) tensor expected for input"
    if who == "avg_pool2d":
        check_filled(input)
    check_dims(input, dims, who, text)
    if who == "avg_pool1d":
        check_filled(input.unsqueeze(-2))
    size = tuple(map(int, input.shape[-dims:]))
    if 0 in input.shape[-dims - 1 :]:
        dim = list(input.shape[-dims - 1 :]).index(0)
        raise RuntimeError(
            f"{who}: Expected input's non-batch dimensions to have positive length, but input has a shape of "
            f"{list(input.shape)} and non-batch dimension {dim} has length zero!"
        )
    if who == "avg_pool3d" and any(n < k for n, k in zip(size, kernel, strict=True)):  # whatever the padding
        sizes, kernels = (
            " ".join(f"{x}{side}: {n}" for side, n in zip(("T", "H", "W"), all, strict=True))
            for x, all in (("", size), ("k", kernel))
        )
        raise RuntimeError(f"input image ({sizes}) smaller than kernel size ({kernels})")
    check_padding(kernel, space)
    out = []
    for n, k, s, p, d in zip(size, kernel, steps, space, gaps, strict=True):
        room = n + 2 * p - d * (k - 1) - 1
        windows = (-(-room // s) if ceil else room // s) + 1
        out.append(windows - (ceil and (windows - 1) * s >= n + p))  # none lies wholly in the padding
    if min(out) < 1:
        ones = (1,) if dims == 1 else ()  # a signal is an image of one row
        before, after = ("x".join(map(str, (input.shape[-dims - 1], *ones, *n))) for n in (size, out))
        raise RuntimeError(
            f"Given input size: ({before}). Calculated output size: ({after}). Output size is too small"
        )
    return {
        "size": size, "kernel": kernel, "stride": steps, "padding": space, "dilation": gaps, "out": tuple(out)
    }  # fmt: skip


def largest(op: Op, input: Tensor, places: Any, out: tuple[int, ...]) -> Both:
    """The largest value of each window, and where in the flattened space it stands."""
    found: list[Any] = []
    value = record(op, input, places=places, out=out, found=found)
    where = Tensor._wrap(found[0])
    if value._node is not None:
        save(value._node.operands, (where,))
    return keep_channels_last(value, input), keep_channels_last(where, input)


def no_windows(input: Tensor, out: tuple[int, ...]) -> Both:
    """What pooling without a window gives: nothing. RuntimeError for a negative number."""
    shape = [*input.shape[: -len(out)], *out]
    if min(out) < 0:
        first = next(n for n in out if n < 0)
        raise RuntimeError(f"Trying to create tensor with negative dimension {first}: {shape}")
    none = drop_base(input.flatten(-len(out))[..., :0].reshape(shape))
    with_node_name(none, f"FractionalMaxPool{len(out)}DBackward0")
    return none, Tensor._wrap(np.zeros(shape, np.int64))


def windows_max(
    dims: int,
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> Both:
    """Max pooling over `dims` dimensions, with places."""
    who = f"max_pool{dims}d"
    plan = window_plan(input, dims, who, kernel_size, stride, padding, dilation, ceil_mode)
    return largest(pooling.MAX[dims], input, pooling.regular_places(**plan), plan["out"])


def max_pool1d_with_indices(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Both:
    """`max_pool1d` and the places (int64) of the values in the signal: a pair of (N, C, L').

    >>> F.max_pool1d_with_indices(torch.arange(4.).view(1, 1, 4), 2)
    (tensor([[[1., 3.]]]), tensor([[[1, 3]]]))
    """
    return windows_max(1, input, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool2d_with_indices(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Both:
    """`max_pool2d` and the places (int64) of the values in the flattened image: a pair of (N, C, H', W').

    >>> F.max_pool2d_with_indices(torch.arange(4.).view(1, 1, 2, 2), 2)
    (tensor([[[[3.]]]]), tensor([[[[3]]]]))
    """
    return windows_max(2, input, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool3d_with_indices(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Both:
    """`max_pool3d` and the places (int64) of the values in the flattened volume: a pair of
    (N, C, D', H', W').

    >>> F.max_pool3d_with_indices(torch.arange(8.).view(1, 1, 2, 2, 2), 2)
    (tensor([[[[[7.]]]]]), tensor([[[[[7]]]]]))
    """
    return windows_max(3, input, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool3d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest value in each window of volumes: (N, C, D, H, W) → (N, C, D', H', W').

    D' = floor((D + 2 padding - dilation (kernel - 1) - 1) / stride) + 1, or rounded up with `ceil_mode`.
    `stride` is `kernel_size` unless given. With `return_indices`, a pair: the values and their places. Raises
    `RuntimeError` where no window fits in.

    >>> F.max_pool3d(torch.arange(8.).view(1, 1, 2, 2, 2), 2)
    tensor([[[[[7.]]]]])
    """
    both = windows_max(3, input, kernel_size, stride, padding, dilation, ceil_mode)
    return both if return_indices else both[0]


def windows_mean(
    dims: int,
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Mean pooling over `dims` dimensions."""
    who = f"avg_pool{dims}d"
    if divisor_override == 0:
        raise RuntimeError("divisor must be not zero")
    plan = window_plan(input, dims, who, kernel_size, stride, padding, 1, ceil_mode)
    kind = input._array.dtype
    if (kind.kind in "iu" and kind != np.int64) or (dims == 3 and input.itemsize == 2):
        part = "_out_frame" if kind.kind == "f" or dims == 3 else ""
        raise NotImplementedError(f"\"{who}{part}\" not implemented for '{input.dtype.kind}'")
    places = pooling.regular_places(**plan)
    divisor: Any = divisor_override
    if divisor is None and count_include_pad:  # with ceil_mode, windows may reach beyond the padding
        sides = zip(*(plan[name] for name in ("size", "kernel", "stride", "padding", "out")), strict=True)
        each = [np.minimum(k, n + 2 * p - s * np.arange(o)) for n, k, s, p, o in sides]
        divisor = 1
        for sizes in np.ix_(*each):
            divisor = divisor * sizes
        divisor = divisor.ravel()
    elif divisor is None:
        divisor = (places >= 0).sum(-1)
    if kind.kind == "f":
        divisor = np.asarray(divisor, kind if kind.isnative else np.float32)
    op = pooling.MEAN[dims]
    return keep_channels_last(record(op, input, places=places, out=plan["out"], divisor=divisor), input)


def avg_pool3d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window of volumes: (N, C, D, H, W) → (N, C, D', H', W').

    D' = floor((D + 2 padding - kernel) / stride) + 1, or rounded up with `ceil_mode`. Padding counts as zeros
    unless `count_include_pad` is off; `divisor_override` takes the place of the number of elements. Raises
    `RuntimeError` where no window fits in.

    >>> F.avg_pool3d(torch.arange(8.).view(1, 1, 2, 2, 2), 2)
    tensor([[[[[3.5000]]]]])
    """
    options = (stride, padding, ceil_mode, count_include_pad, divisor_override)
    return windows_mean(3, input, kernel_size, *options)
