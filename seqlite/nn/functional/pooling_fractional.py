"""Pooling with windows of a fractional stride. Sources: Graham 2014; PyTorch, `torch.nn.functional`."""

from __future__ import annotations

from typing import Any

from ..._core.operations import pooling
from ..._core.operations.arguments import axis_of
from ..._core.random_sampling import rand
from ..._core.tensor import Tensor
from .arguments import check_tensor
from .pooling_windows import Both, largest, no_windows

__all__ = [
    "fractional_max_pool2d", "fractional_max_pool2d_with_indices", "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices",
]  # fmt: skip


def numbers_of(value: Any, dims: int, who: str, name: str) -> tuple[int, ...]:
    """A number for each dimension: one repeated, or the given ones. RuntimeError for too few or too many."""
    values = tuple(value) if isinstance(value, tuple | list) else (value,) * dims
    if len(values) != dims:
        ints = "Ints" if dims == 2 else "three Ints"
        raise RuntimeError(f"{who}: {name} must either be a single Int or tuple of {ints}")
    return tuple(map(int, values))


def check_samples(samples: Tensor, input: Tensor, batch: int, channels: int, dims: int) -> None:
    """RuntimeError unless the samples fit the input."""
    who = "Expect _random_samples"
    if samples.dtype != input.dtype:
        raise RuntimeError(f"{who} to have the same dtype as input")
    if samples.dim() != 3:
        raise RuntimeError(f"{who} to have 3 dimensions, got {samples.dim()}")
    if samples.shape[0] < batch:
        raise RuntimeError(f"{who}.size(0) no less then input batch size.")
    if samples.shape[1] != channels:
        raise RuntimeError(f"{who}.size(1) equals to input channel size.")
    if samples.shape[2] != dims:
        raise RuntimeError(f"{who}.size(2) equals to {dims}; got {samples.shape[2]}.")


def fractional(
    dims: int, input: Tensor, kernel_size: Any, output_size: Any, output_ratio: Any, samples: Tensor | None
) -> Both:
    """Fractional max pooling over `dims` dimensions, with places."""
    who = f"fractional_max_pool{dims}d"
    check_tensor(input, who)
    if output_size is None and output_ratio is None:
        raise ValueError(f"{who} requires specifying either an output_size or an output_ratio")
    axis_of(-dims - 1, input.dim())
    size, channels = tuple(map(int, input.shape[-dims:])), int(input.shape[-dims - 1])
    if output_size is None:
        ratios = output_ratio if isinstance(output_ratio, tuple | list) else (output_ratio,) * dims
        if dims == 2 and len(output_ratio) > dims:  # in PyTorch, too, TypeError for a number
            raise ValueError(f"{who} requires output_ratio to either be a single Int or tuple of Ints.")
        output_size = tuple(int(n * ratios[i]) for i, n in enumerate(size))
    kernel = numbers_of(kernel_size, dims, who, "kernel_size")
    out = numbers_of(output_size, dims, who, "output_size")
    batch = int(input.shape[0]) if input.dim() == dims + 2 else 1
    if samples is None:
        samples = rand(batch, channels, dims, dtype=input.dtype)
    else:
        check_samples(samples, input, batch, channels, dims)
    whole = f"{who}{'_out' * (dims == 3)}()"
    if input.dim() not in (dims + 1, dims + 2):
        raise RuntimeError(
            f"{whole}: Expected {dims + 1}D or {dims + 2}D tensor, but got: {list(input.shape)}"
        )
    for dim in range(input.dim() - dims - (input.dim() == dims + 2), input.dim()):
        if input.shape[dim] == 0:
            raise RuntimeError(
                f"{whole}: Expected input to have non-zero size for non-batch dimensions, but "
                f"got{list(input.shape)} with dimension {dim} being empty."
            )
    for name, n, k, o in zip(("time", "height", "width")[-dims:], size, kernel, out, strict=True):
        if o + k - (dims == 2) > n:  # in volumes, a window needs one place more
            raise RuntimeError(f"{whole}: pool {name} {k} too large relative to input {name} {n}")
    if min(out) < 1:
        return no_windows(input, out)
    if not input.numel():
        empty = input.new_zeros((*input.shape[:-dims], *out))
        return empty + input.sum(), empty.long()
    order = (1, 0) if dims == 2 else (0, 1, 2)  # PyTorch's sample of the width comes first in an image
    draws = samples._array[:batch].reshape(-1, dims)
    starts = [
        pooling.fractional_starts(draws[:, at], n, k, o)
        for at, n, k, o in zip(order, size, kernel, out, strict=True)
    ]
    places = pooling.places_of_starts(size, starts, kernel)
    return largest(pooling.FRACTIONAL_MAX[dims], input, places, out)


def fractional_max_pool2d_with_indices(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Both:
    """`fractional_max_pool2d` and the places (int64) of the values in the flattened image.

    (N, C, H, W) → two of (N, C, H', W') (N may be missing).

    >>> F.fractional_max_pool2d_with_indices(torch.arange(4.).view(1, 1, 2, 2), 2, output_size=1)
    (tensor([[[[3.]]]]), tensor([[[[3]]]]))
    """
    return fractional(2, input, kernel_size, output_size, output_ratio, _random_samples)


def fractional_max_pool3d_with_indices(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Both:
    """`fractional_max_pool3d` and the places (int64) of the values in the flattened volume.

    (N, C, D, H, W) → two of (N, C, D', H', W') (N may be missing).

    >>> F.fractional_max_pool3d_with_indices(torch.arange(27.).view(1, 1, 3, 3, 3), 2, output_size=1)
    (tensor([[[[[26.]]]]]), tensor([[[[[26]]]]]))
    """
    return fractional(3, input, kernel_size, output_size, output_ratio, _random_samples)


def fractional_max_pool2d(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:
    """The largest values of windows at random steps (Graham 2014): (N, C, H, W) → (N, C, *output_size).

    `output_ratio` is the size as a share of the input's. The default generator draws the steps. With
    `return_indices`, a pair: the values and their places. Raises `ValueError` without a size, `RuntimeError`
    where windows are too large.

    >>> F.fractional_max_pool2d(torch.arange(4.).view(1, 1, 2, 2), 2, output_size=1)
    tensor([[[[3.]]]])
    """
    both = fractional(2, input, kernel_size, output_size, output_ratio, _random_samples)
    return both if return_indices else both[0]


def fractional_max_pool3d(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:
    """As `fractional_max_pool2d`, for volumes: (N, C, D, H, W) → (N, C, *output_size).

    >>> F.fractional_max_pool3d(torch.arange(27.).view(1, 1, 3, 3, 3), 2, output_ratio=0.5)
    tensor([[[[[26.]]]]])
    """
    both = fractional(3, input, kernel_size, output_size, output_ratio, _random_samples)
    return both if return_indices else both[0]
