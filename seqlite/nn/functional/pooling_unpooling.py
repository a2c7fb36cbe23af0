"""The inverse of max pooling, and pooling by power means. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import math
from typing import Any

from ..._core.operations import pooling
from ..._core.record import record
from ..._core.tensor import Tensor
from .arguments import check_tensor, keep_channels_last
from .pooling_windows import sizes_of, windows_max, windows_mean

__all__ = [
    "lp_pool1d", "lp_pool2d", "lp_pool3d", "max_unpool1d",
    "max_unpool2d", "max_unpool3d",
]  # fmt: skip


def unpooled(
    dims: int,
    input: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    output_size: Any,
) -> Tensor:
    """Max unpooling over `dims` dimensions."""
    who = f"max_unpool{dims}d"
    check_tensor(input, who)
    check_tensor(indices, who, "indices", 2)
    kernel = sizes_of(kernel_size, dims, who, "kernel_size")
    steps = kernel if stride is None else sizes_of(stride, dims, who, "stride")
    space = sizes_of(padding, dims, who, "padding")
    sides = zip(input.shape[-dims:], kernel, steps, space, strict=False)
    usual = [(n - 1) * s + k - 2 * p for n, k, s, p in sides]
    size = unpooled_size(usual, steps, output_size)
    if indices._array.dtype.str[1:] != "i8":
        raise RuntimeError(f"elements in indices should be type int64 but got: {indices.dtype.kind}")
    if input.dim() not in (dims + 1, dims + 2):
        plain = max(dims, 2)
        raise RuntimeError(
            f"Input to max_unpooling{plain}d should be a {plain + 1}d or {plain + 2}d Tensor, but got a "
            f"tensor with {input.dim() + plain - dims} dimensions."
        )
    if indices.shape != input.shape:
        raise RuntimeError(
            "Expected shape of indices to be same as that of the input tensor "
            f"({list(input.shape)}) but got indices tensor with shape: {list(indices.shape)}"
        )
    places, count = indices._array, math.prod(size)
    wrong = places[(places < 0) | (places >= count)]
    if wrong.size:
        volume = "x".join(map(str, (1, *size) if dims == 1 else size))
        raise RuntimeError(f"Found an invalid max index: {wrong[0]} (output volumes are of size {volume})")
    made: Tensor = record(pooling.MAX_UNPOOL[dims], input, places=places, size=tuple(size))
    return keep_channels_last(made, input)


def unpooled_size(usual: list[int], steps: tuple[int, ...], output_size: Any) -> list[int]:
    """The size of what is unpooled: the usual one, or the given one if it is near to that."""
    if output_size is None:
        return usual
    given, dims = output_size, len(usual)
    if len(given) == dims + 2:
        given = given[2:]
    if len(given) != dims:
        raise ValueError(
            f"output_size should be a sequence containing {dims} or {dims + 2} elements, but it has a length "
            f"of '{len(given)}'"
        )
    for d, (n, middle, step) in enumerate(zip(given, usual, steps, strict=True)):
        if not middle - step < n < middle + step:
            raise ValueError(
                f'invalid output_size "{given}" (dim {d} must be between {middle - step} and {middle + step})'
            )
    return list(given)


def max_unpool1d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """Zeros with the values at the places that `max_pool1d` found: (N, C, L) → (N, C, L').

    L' = (L - 1) stride - 2 padding + kernel, or `output_size`. Raises `ValueError` for another size,
    `RuntimeError` for places outside.

    >>> F.max_unpool1d(torch.tensor([[[1., 3.]]]), torch.tensor([[[1, 3]]]), 2)
    tensor([[[0., 1., 0., 3.]]])
    """
    return unpooled(1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """As `max_unpool1d`, for images: (N, C, H, W) → (N, C, H', W').

    >>> F.max_unpool2d(torch.tensor([[[[3.]]]]), torch.tensor([[[[3]]]]), 2)
    tensor([[[[0., 0.],
              [0., 3.]]]])
    """
    return unpooled(2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """As `max_unpool1d`, for volumes: (N, C, D, H, W) → (N, C, D', H', W').

    >>> F.max_unpool3d(torch.tensor([[[[[7.]]]]]), torch.tensor([[[[[7]]]]]), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return unpooled(3, input, indices, kernel_size, stride, padding, output_size)


def power_mean(
    dims: int, input: Tensor, norm_type: float, kernel_size: Any, stride: Any, ceil_mode: bool
) -> Tensor:
    """Power-average pooling over `dims` dimensions."""
    if math.isinf(norm_type):
        if norm_type < 0:
            least: Tensor = -windows_max(dims, -input.abs(), kernel_size, stride, ceil_mode=ceil_mode)[0]
            return least
        return windows_max(dims, input.abs(), kernel_size, stride, ceil_mode=ceil_mode)[0]
    count = math.prod(sizes_of(kernel_size, dims, f"lp_pool{dims}d", "kernel_size"))
    mean = windows_mean(dims, input.pow(norm_type), kernel_size, stride, ceil_mode=ceil_mode)
    size: Tensor = mean.sign() * mean.abs().relu() * count
    return size.pow(1.0 / norm_type)


def lp_pool1d(
    input: Tensor, norm_type: float, kernel_size: int, stride: Any = None, ceil_mode: bool = False
) -> Tensor:
    """The p-norm of each window, p = `norm_type`: (N, C, L) → (N, C, L').

    >>> F.lp_pool1d(torch.tensor([[[3., 4.]]]), 2, 2)
    tensor([[[5.]]])
    """
    made = power_mean(1, input, norm_type, kernel_size, stride, ceil_mode)
    if isinstance(kernel_size, tuple | list):
        kind = type(kernel_size).__name__
        raise TypeError(f"mul(): argument 'other' (position 1) must be Tensor, not {kind}")
    return made


def lp_pool2d(
    input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
) -> Tensor:
    """The p-norm of each window, p = `norm_type`: (N, C, H, W) → (N, C, H', W').

    >>> F.lp_pool2d(torch.ones(1, 1, 2, 2), 2, 2)
    tensor([[[[2.]]]])
    """
    return power_mean(2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(
    input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
) -> Tensor:
    """The p-norm of each window, p = `norm_type`: (N, C, D, H, W) → (N, C, D', H', W').

    >>> F.lp_pool3d(torch.ones(1, 1, 2, 2, 1), 2, (2, 2, 1))
    tensor([[[[[2.]]]]])
    """
    return power_mean(3, input, norm_type, kernel_size, stride, ceil_mode)
