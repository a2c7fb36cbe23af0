"""Images of other sizes. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..._core.operations import interpolation
from ..._core.operations.interpolation import Taps
from ..._core.record import record, with_node_name
from ..._core.tensor import Tensor
from .arguments import check_tensor
from .pooling import adaptive_avg_pool2d

__all__ = [
    "interpolate",
    "upsample",
]
SMOOTH = {"linear": 3, "bilinear": 4, "trilinear": 5, "bicubic": 4}  # of how many dimensions each is
NEAREST = ("nearest", "nearest-exact")
NODES = {"nearest": "Nearest", "nearest-exact": "NearestExact", "bicubic": "Bicubic", "linear": "Linear",
         "bilinear": "Bilinear", "trilinear": "Trilinear"}  # fmt: skip


def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Images (N, C, …) of another `size`, or `scale_factor` times as large. Modes: nearest, nearest-exact,
    area, linear (of 3 dimensions), bilinear, bicubic (of 4), trilinear (of 5). `align_corners` puts the
    corners' pixels on each other, `antialias` lets all pixels count when an image becomes smaller.

    Raises `ValueError` for options that do not go together, `RuntimeError` for an empty image.

    >>> F.interpolate(torch.tensor([[[0., 4.]]]), size=4, mode="linear")
    tensor([[[0., 1., 3., 4.]]])
    """
    check_tensor(input, "interpolate")
    if align_corners is not None and (mode in NEAREST or mode == "area"):
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic "
            "| trilinear"
        )
    before = tuple(input.shape[2:])
    if recompute_scale_factor and size is not None:
        raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
    outs, factors = sizes_of(before, size, scale_factor, bool(recompute_scale_factor) or mode == "area")
    if antialias and (mode not in ("bilinear", "bicubic") or input.dim() != 4):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D "
            "tensor as input"
        )
    check_mode(input, mode)
    if min(outs) < 1 or (min(before) < 1):
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input {letters(before)} output "
            f"{letters(outs)}"
        )
    if mode == "area":
        return area(input, outs)
    check_kind(input, mode)
    whole = input._array.dtype.kind != "f"  # bytes, whose weights are whole numbers in the end
    kind = np.dtype(np.float64) if whole else input._array.dtype
    corners = bool(align_corners)
    taps: list[Taps] = []
    for n, out, factor in zip(before, outs, factors, strict=True):
        if mode in NEAREST:
            taps.append(interpolation.nearest_taps(n, out, factor, mode == "nearest-exact"))
        elif antialias:
            reach = 4 if mode == "bicubic" else 2
            taps.append(interpolation.antialias_taps(n, out, factor, corners, kind, reach))
        else:
            make = interpolation.cubic_taps if mode == "bicubic" else interpolation.linear_taps
            taps.append(make(n, out, factor, corners, kind))
    name = f"Upsample{NODES[mode]}{input.dim() - 2}D{'Aa' if antialias else ''}Backward0"
    return with_node_name(record(interpolation.interpolate, input, taps=tuple(taps)), name)


def sizes_of(
    before: tuple[int, ...], size: Any, scale_factor: Any, anew: bool
) -> tuple[tuple[int, ...], tuple[float | None, ...]]:
    """The new size, and the factors to scale by; None for those that the sizes tell."""
    if (size is None) == (scale_factor is None):
        raise ValueError(
            "either size or scale_factor should be defined"
            if size is None
            else "only one of size or scale_factor should be defined"
        )
    given = size if scale_factor is None else scale_factor
    what = "output size of" if scale_factor is None else "scale_factor of shape"
    each = tuple(given) if isinstance(given, (tuple, list)) else (given,) * len(before)
    if len(each) != len(before):
        raise ValueError(
            "Input and output must have the same number of spatial dimensions, but got input with spatial "
            f"dimensions of {list(before)} and {what} {given}. Please provide input tensor in (N, C, d1, d2, "
            "...,dK) format and output size in (o1, o2, ...,oK) format."
        )
    none = (None,) * len(before)
    if scale_factor is None:
        if not all(isinstance(n, (int, np.integer)) for n in each):
            kinds = [type(n) for n in each]
            raise TypeError(f"expected size to be one of int or Tuple[int], but got size with types {kinds}")
        return tuple(int(n) for n in each), none
    outs = tuple(int(n * f) for n, f in zip(before, each, strict=True))
    if max(map(abs, outs)) >= 2**31:
        raise RuntimeError(f"Input and output sizes should be greater than 0 and below 2^31, but got {outs}")
    return outs, none if anew else tuple(float(f) for f in each)


def check_mode(input: Tensor, mode: str) -> None:
    """NotImplementedError unless the mode is for as many dimensions."""
    dims = input.dim()
    if mode in SMOOTH and dims == SMOOTH[mode]:
        return
    if mode in SMOOTH and mode != "bicubic" and dims in (3, 4, 5):
        raise NotImplementedError(f"Got {dims}D input, but {mode} mode needs {SMOOTH[mode]}D input")
    if dims not in (3, 4, 5) or mode not in (*NEAREST, "area"):
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {dims}D) for the modes: nearest | "
            f"linear | bilinear | bicubic | trilinear | area | nearest-exact (got {mode})"
        )


def check_kind(input: Tensor, mode: str) -> None:
    """NotImplementedError for types that PyTorch does not resample, RuntimeError for images without
    channels."""
    kind = input.dtype
    floating = kind.is_floating_point
    if not floating and (kind.name != "uint8" or mode in ("linear", "trilinear")):
        raise NotImplementedError(
            f"\"upsample_{mode.replace('-', '_')}{input.dim() - 2}d\" not implemented for '{kind.kind}': "
            "convert with .float() first"
        )
    if 0 in input.shape[1:]:
        raise RuntimeError(
            f"Non-empty {input.dim()}D data tensor expected but got a tensor with sizes {list(input.shape)}"
        )


def area(input: Tensor, outs: tuple[int, ...]) -> Tensor:
    """Means over the stretches that fall on each new pixel."""
    if input.dim() == 3:
        return adaptive_avg_pool2d(input.unsqueeze(2), (1, *outs)).squeeze(2)
    if input.dim() == 5:
        raise NotImplementedError(
            "interpolate(mode='area') of 5 dimensions is not covered: use trilinear, or avg_pool2d twice"
        )
    return adaptive_avg_pool2d(input, outs)


def letters(sizes: tuple[int, ...]) -> str:
    """Sizes as messages write them: `(H: 3, W: 4)`."""
    names = ("D: ", "H: ", "W: ")[3 - len(sizes) :]
    return f"({', '.join(n + str(s) for n, s in zip(names, sizes, strict=True))})"


def upsample(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """Old programs' name of `interpolate`.

    Shapes and errors are those of `interpolate`.

    >>> F.upsample(torch.ones(1, 1, 2, 2), scale_factor=2).shape  # doctest: +SKIP
    torch.Size([1, 1, 4, 4])
    """
    warnings.warn(
        "`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.",
        UserWarning,
        stacklevel=2,
    )
    return interpolate(input, size, scale_factor, mode, align_corners)
