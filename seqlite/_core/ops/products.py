"""Matrix products. Those of two dimensions go through the kernels; weights are stored (out, in), as PyTorch
does."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import kernels
from ..bfloat16 import type_name
from .rules import NUMERIC, Array, Result, rule


def linear_node(x: Array, w: Array, b: Array | None = None) -> str:
    """PyTorch builds a linear layer of several parts; the name of the last shows."""
    if x.ndim == 2:
        return "MmBackward0" if b is None else "AddmmBackward0"
    if b is not None:
        return "ViewBackward0"
    return "SqueezeBackward4" if x.ndim == 1 else "UnsafeViewBackward0"


@rule(linear_node, takes=NUMERIC)
def linear(x: Array, w: Array, b: Array | None = None) -> Result:
    """x (..., in) times w (out, in) transposed, plus b (out,)."""
    dims, kind = x.ndim, x.dtype
    if dims == 0 or w.ndim != 2 or x.shape[-1] != w.shape[1] or w.dtype != kind:
        raise linear_error(x, w, b)
    if b is not None and (b.shape != (len(w),) or b.dtype != kind):
        raise linear_error(x, w, b)
    product = kernels.product
    flat = x if dims == 2 else x.reshape(-1, x.shape[-1])
    value = product(flat, w.T)
    if b is not None:
        value += b
    if dims == 2:
        return value, (lambda g: product(g, w), lambda g: product(g.T, x), lambda g: np.add.reduce(g))
    shape, outs = x.shape, len(w)
    value = value.reshape(*shape[:-1], outs)

    def rows(g: Array) -> Array:
        return g.reshape(-1, outs)

    return value, (
        lambda g: product(rows(g), w).reshape(shape),
        lambda g: product(rows(g).T, flat),
        lambda g: np.add.reduce(rows(g)),
    )


def linear_error(x: Array, w: Array, b: Array | None) -> RuntimeError:
    """What is wrong with the arguments of `linear`, in PyTorch's words and then in plain ones."""
    if x.ndim == 0 or w.ndim != 2:
        return RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {x.ndim}D and {w.ndim}D: "
            "wanted an input (..., in_features) and a weight (out_features, in_features)"
        )
    if x.shape[-1] != w.shape[1]:
        rows = x.size // x.shape[-1] if x.shape[-1] else 0
        return RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({rows}x{x.shape[-1]} and "
            f"{w.shape[1]}x{w.shape[0]}): "
            f"the input's last dimension is {x.shape[-1]}, the layer wants in_features={w.shape[1]}"
        )
    if x.dtype != w.dtype:
        return different_types(x, w)
    if b is not None and b.dtype != x.dtype:
        return RuntimeError(
            f"self and mat2 must have the same dtype, but got {type_name(b)} (bias) and {type_name(x)} "
            "(input): convert one of them"
        )
    return RuntimeError(f"linear(): bias of shape {[] if b is None else list(b.shape)}, wanted [{len(w)}]")


def different_types(a: Array, b: Array) -> RuntimeError:
    """Matrix products do not promote, here as in PyTorch."""
    return RuntimeError(
        f"expected m1 and m2 to have the same dtype, but got: {type_name(a)} != {type_name(b)}; "
        "convert one of them, for example with .float() or .to(other.dtype)"
    )


def matmul_node(a: Array, b: Array) -> str:
    """The name depends on the dimensions."""
    if a.ndim == 1:
        return "DotBackward0" if b.ndim == 1 else "SqueezeBackward4"
    if b.ndim == 1:
        return "MvBackward0" if a.ndim == 2 else "UnsafeViewBackward0"
    return "MmBackward0" if a.ndim == b.ndim == 2 else "UnsafeViewBackward0"


@rule(matmul_node, takes=NUMERIC)
def matmul(a: Array, b: Array) -> Result:
    """NumPy's rules: vectors gain an axis that is dropped again, leading axes broadcast."""
    if a.dtype != b.dtype:
        raise different_types(a, b)
    if a.ndim == 2 and b.ndim == 2:
        if a.shape[1] != b.shape[0]:
            raise RuntimeError(
                f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and "
                f"{b.shape[0]}x{b.shape[1]})"
            )
        return kernels.product(a, b), (lambda g: kernels.product(g, b.T), lambda g: kernels.product(a.T, g))
    if a.ndim == 0 or b.ndim == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {a.ndim}D and {b.ndim}D"
        )
    if a.shape[-1] != b.shape[max(b.ndim - 2, 0)]:
        raise RuntimeError(
            f"size mismatch: cannot multiply shapes {list(a.shape)} and {list(b.shape)}: the last dimension "
            f"of the first ({a.shape[-1]}) meets dimension {max(b.ndim - 2, 0)} of the second "
            f"({b.shape[max(b.ndim - 2, 0)]})"
        )

    row, column = a.ndim == 1, b.ndim == 1

    def whole(g: Array) -> Array:
        g = np.expand_dims(g, -1) if column else np.asarray(g)
        return np.expand_dims(g, -2) if row else g

    def to_left(g: Array) -> Array:
        right = b[:, None] if column else b
        slope = np.matmul(whole(g), right.swapaxes(-1, -2))
        return slope[..., 0, :] if row else slope

    def to_right(g: Array) -> Array:
        left = a[None, :] if row else a
        slope = np.matmul(left.swapaxes(-1, -2), whole(g))
        return slope[..., 0] if column else slope

    return np.matmul(a, b), (to_left, to_right)


bmm = rule("BmmBackward0", takes=NUMERIC, name="bmm")(matmul.forward)


@rule("ViewBackward0")
def einsum(*arrays: Array, names: tuple[str, ...], result: str) -> Result:
    """`names` are the letters of each array's axes, those of one array all different."""

    def vjp(i: int) -> Any:
        mine, shape = names[i], arrays[i].shape
        others = [*names[:i], *names[i + 1 :]]
        rest = [*arrays[:i], *arrays[i + 1 :]]

        def back(g: Array) -> Array:
            reach = set("".join(others)) | set(result)
            kept = "".join(c for c in mine if c in reach)
            slope = np.einsum(",".join([result, *others]) + "->" + kept, np.asarray(g), *rest)
            wide = slope.reshape([n if c in reach else 1 for c, n in zip(mine, shape, strict=True)])
            return np.broadcast_to(wide, shape)  # letters summed over alone

        return back

    return np.einsum(",".join(names) + "->" + result, *arrays), tuple(map(vjp, range(len(arrays))))
