"""Images turned and taken apart: `grid_sample`, `affine_grid`, `fold`, `channel_shuffle`, old names of
`interpolate`.

Sources: PyTorch, `torch.nn.functional`; Jaderberg et al. 2015 (grids), Zhang et al. 2018 (shuffle).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core.operations import sampling
from ..._core.record import record, with_node_name
from ..._core.tensor import Tensor
from .arguments import apart_from, check_tensor, layer, pair
from .interpolation import interpolate

__all__ = [
    "affine_grid", "channel_shuffle", "fold", "grid_sample", "native_channel_shuffle", "upsample_bilinear",
    "upsample_nearest",
]  # fmt: skip


@layer("fold.Fold", inputs=1)
def fold(
    input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """Columns of patches added up where they lie in images: (N, C kh kw, positions) → (N, C, *output_size).

    Raises `RuntimeError` where the number of columns does not fit.

    >>> F.fold(F.unfold(torch.ones(1, 1, 2, 2), 1), 2, 1)
    tensor([[[[1., 1.],
              [1., 1.]]]])
    """
    check_tensor(input, "fold")
    if input.dim() == 2:
        made = fold(input.unsqueeze(0), output_size, kernel_size, dilation, padding, stride)
        return with_node_name(made.squeeze(0), "Col2ImBackward0")
    if input.dim() != 3 or 0 in input.shape[1:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero "
            f"dimensions for input, but got: {list(input.shape)}"
        )
    size = pair(output_size)
    kernel, gaps, space, steps = pair(kernel_size), pair(dilation), pair(padding), pair(stride)
    limits = (("kernel size", kernel, 1), ("dilation", gaps, 1), ("padding", space, 0), ("stride", steps, 1))
    for name, sizes, least in limits:
        if min(sizes) < least:
            limit = "greater than zero" if least else "non-negative"
            short = {"kernel size": "kernel", "padding": "pad"}.get(name, name)
            raise RuntimeError(
                f"{name} should be {limit}, but got {short}_height: {sizes[0]} {short}_width: {sizes[1]}"
            )
    out = tuple(
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, p, d, k, s in zip(size, space, gaps, kernel, steps, strict=True)
    )
    if input.shape[1] % (kernel[0] * kernel[1]):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={input.shape[1]} and kernel_size={kernel}."
        )
    if min(out) < 1:
        raise RuntimeError(
            f"Given output_size={size}, kernel_size={kernel}, dilation={gaps}, padding={space}, "
            f"stride={steps}, calculated shape of the array of sliding blocks as {out}, which is too small "
            "(non-positive)"
        )
    if input.shape[2] != out[0] * out[1]:
        raise RuntimeError(
            f"Given output_size={size}, kernel_size={kernel}, dilation={gaps}, padding={space}, "
            f"stride={steps}, expected size of input's dimension 2 to match the calculated number of sliding "
            f"blocks {out[0]} * {out[1]} = {out[0] * out[1]}, but got input.size(2)={input.shape[2]}."
        )
    sides = tuple((p, p) for p in space)
    return record(
        sampling.fold, input, size=size, kernel=kernel, stride=steps, padding=sides, dilation=gaps, out=out
    )


def check_shuffled(input: Tensor, groups: int) -> None:
    """RuntimeError unless the channels of `input` fall into `groups`."""
    check_tensor(input, "channel_shuffle")
    if input.dim() < 3:
        raise RuntimeError(
            f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(input.shape)}"
        )
    if groups <= 0:
        raise RuntimeError(
            f"Number of groups to divide channels in must be positive. Value of groups:{groups}"
        )
    if input.shape[1] % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {input.shape[1]} channels and {groups} "
            "groups."
        )


@layer("channelshuffle.ChannelShuffle", inputs=1, shown="groups={groups!r}")
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Channels dealt from `groups` in turn: (N, C, …) → (N, C, …).

    Raises `RuntimeError` unless C is a multiple of `groups`.

    >>> F.channel_shuffle(torch.arange(4.).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """
    check_shuffled(input, groups)
    batch, channels, *space = input.shape
    apart = input.reshape(batch, groups, channels // groups, *space).transpose(1, 2)
    made = apart_from(input, apart.reshape(batch, channels, *space))
    return with_node_name(made, "ChannelShuffleBackward0")


def native_channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """As `channel_shuffle`.

    Shapes and errors are those of that function.

    >>> F.native_channel_shuffle(torch.arange(4.).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """
    return with_node_name(channel_shuffle(input, groups), "NativeChannelShuffleBackward0")


def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The coordinates where `grid_sample` finds an image moved by the matrices `theta`.

    `theta` (N, 2, 3) with `size` (N, C, H, W) → (N, H, W, 2), or (N, 3, 4) with (N, C, D, H, W) →
    (N, D, H, W, 3). Coordinates run from -1 to 1, from edge to edge or with `align_corners` from the first
    element's middle to the last one's. Raises `ValueError` for other shapes.

    >>> F.affine_grid(torch.eye(2, 3).unsqueeze(0), [1, 1, 1, 2], align_corners=False)
    tensor([[[[-0.5000,  0.0000],
              [ 0.5000,  0.0000]]]])
    """
    check_tensor(theta, "affine_grid", "theta")
    if theta._array.dtype.kind != "f":
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    shapes = {4: (2, "2D", "Nx2x3"), 5: (3, "3D", "Nx3x4")}
    if len(size) not in shapes:
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got "
            f"size {size}."
        )
    dims, kind, wanted = shapes[len(size)]
    if theta.dim() != 3 or tuple(theta.shape[-2:]) != (dims, dims + 1):
        raise ValueError(
            f"Expected a batch of {kind} affine matrices of shape {wanted} for size {size}. Got "
            f"{theta.shape}."
        )
    if align_corners is None:
        _warn_of_corners("affine_grid")
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    if align_corners and min(size[2:]) == 1:
        warnings.warn(
            "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when "
            "align_corners=True. This is not an intended use case of affine_grid. See the documentation of "
            "affine_grid for details.",
            stacklevel=2,
        )
    kind_of = theta._array.dtype if theta._array.dtype.isnative else np.dtype(np.float32)
    lines = []
    for n in size[2:]:
        line = np.linspace(-1, 1, n, dtype=kind_of) if n > 1 else np.zeros(1, kind_of)
        lines.append(line if align_corners else line * kind_of.type((n - 1) / n))
    mesh = np.stack([*np.meshgrid(*lines, indexing="ij")[::-1], np.ones(tuple(size[2:]), kind_of)], -1)
    return record(sampling.affine_grid, theta, base=mesh)


def _warn_of_corners(who: str) -> None:
    warnings.warn(
        f"Default {who.replace('affine_grid', 'grid_sample and affine_grid')} behavior has changed to "
        "align_corners=False since 1.3.0. Please specify align_corners=True if the old behavior is desired. "
        "See the documentation of grid_sample for details.",
        stacklevel=3,
    )


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """The values of images at the coordinates `grid`, x first, from -1 to 1 (Jaderberg et al. 2015).

    `input` (N, C, H, W) with `grid` (N, H', W', 2) → (N, C, H', W'); volumes alike. `mode` is "bilinear",
    "nearest" or, for images, "bicubic"; outside stand "zeros", the "border" or the "reflection". Raises
    `ValueError` for other modes, `RuntimeError` for other shapes.

    >>> x = torch.tensor([[[[1., 3.]]]])
    >>> F.grid_sample(x, torch.zeros(1, 1, 1, 2), align_corners=False)
    tensor([[[[2.]]]])
    """
    check_tensor(input, "grid_sampler")
    check_tensor(grid, "grid_sampler", "grid", 2)
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError(
            "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: "
            f"'{mode}'"
        )
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', "
            f"but got: '{padding_mode}'"
        )
    if align_corners is None:
        _warn_of_corners("grid_sample")
    shapes = f"input with sizes {list(input.shape)} and grid with sizes {list(grid.shape)}"
    if len(input) != len(grid):
        raise RuntimeError(
            f"grid_sampler(): expected grid and input to have same batch size, but got {shapes}"
        )
    if grid.shape[-1] != input.dim() - 2:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {input.dim() - 2} in last dimension, but got grid "
            f"with sizes {list(grid.shape)}"
        )
    if input.dim() not in (4, 5) or input.dim() != grid.dim():
        raise RuntimeError(
            "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got "
            f"{shapes}"
        )
    if 0 in input.shape[2:]:
        raise RuntimeError(
            "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes "
            f"{list(input.shape)} with dimension {list(input.shape).index(0, 2)} being empty"
        )
    if mode == "bicubic" and input.dim() == 5:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    if input.dtype != grid.dtype:
        raise RuntimeError(f"expected scalar type {input.dtype.kind} but found {grid.dtype.kind}")
    op = sampling.grid_sample
    made = record(op, input, grid, mode=mode, padding=padding_mode, align=bool(align_corners))
    return with_node_name(made, f"GridSampler{input.dim() - 2}DBackward0")


def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """Old programs' name of `interpolate`, with a warning: images (N, C, …) to `size`.

    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     print(F.upsample_nearest(torch.ones(1, 1, 2, 2), scale_factor=2).shape)
    torch.Size([1, 1, 4, 4])
    """
    _warn_of_name("upsample_nearest")
    return interpolate(input, size, scale_factor, "nearest")


def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """Old programs' name of `interpolate` with `align_corners`, with a warning: (N, C, H, W) to `size`.

    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     print(F.upsample_bilinear(torch.ones(1, 1, 2, 2), scale_factor=2).shape)
    torch.Size([1, 1, 4, 4])
    """
    _warn_of_name("upsample_bilinear")
    return interpolate(input, size, scale_factor, "bilinear", align_corners=True)


def _warn_of_name(name: str) -> None:
    warnings.warn(
        f"`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=3
    )
