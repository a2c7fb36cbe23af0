"""The seam: what costs time, behind a handful of functions, chosen once at import by platform.

NumPy in WebAssembly has no BLAS. There `einsum` multiplies matrices two to three times faster than `@`, and
`simd` five times faster than that; natively `@` is the fastest. The environment variable SEQLITE_MATMUL
(matmul, einsum, simd or auto) overrides the choice.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy._core.multiarray import c_einsum  # einsum without its parsing

from . import simd

Array = Any
Product = Callable[[Array, Array], Array]
IN_BROWSER = sys.platform == "emscripten"
CHOICE = os.environ.get("SEQLITE_MATMUL", "auto")
if CHOICE not in ("matmul", "einsum", "simd", "auto"):
    raise ValueError(f"SEQLITE_MATMUL={CHOICE!r}: expected matmul, einsum, simd or auto")
WAY = CHOICE if CHOICE != "auto" else "simd" if IN_BROWSER else "matmul"
SMALL = 32 * 1024  # multiplications below which matmul is the fastest
TINY = 2 * 1024  # the same for `simd` where it gives the same bits as matmul
LONG = 2048  # elements from which calling a kernel pays

if not IN_BROWSER:
    # glibc gives memory of more than 128 KB back to the system, and fetches it anew, page by page: at each
    # step of training. It learns not to from the largest piece (32 MB at most) that it has given back.
    np.empty(2**25 - 2**13, np.uint8)


@lru_cache(maxsize=64)
def scalar_array(value: float, kind: Any) -> Array:
    """A 0-dim array; NumPy handles it twice as fast as a Python number."""
    return np.array(value, kind)


# Products of two matrices, (m, k) times (k, n) -> (m, n); either may be a transposed view.


def by_blas(a: Array, b: Array) -> Array:
    """By NumPy's BLAS. `dot` and `matmul` give the same bits; `dot` starts faster, `matmul` does not zero the
    result first."""
    return a.dot(b) if len(a) * b.shape[1] < 2**15 else np.matmul(a, b)


matmul: Product = np.matmul if IN_BROWSER else by_blas


def einsum(a: Array, b: Array) -> Array:
    """By a plain loop over the second operand's last axis. The order of the operands was chosen by
    measurements in Chromium."""
    if a.size * b.shape[1] < SMALL:
        return np.matmul(a, b)
    decisive = a if a.itemsize == 4 else b
    if decisive.strides[0] < decisive.strides[1]:
        return c_einsum("kn,mk->mn", b, a)
    return c_einsum("mk,kn->mn", a, b)


def by_simd(a: Array, b: Array) -> Array:
    """By `simd` for large float32 products, else by `einsum`."""
    count = a.size * b.shape[1]
    result = simd.product(a, b) if count >= SMALL or (count >= TINY and b.strides[1] == 4) else None
    return einsum(a, b) if result is None else result


PRODUCTS: dict[str, Product] = {"matmul": matmul, "einsum": einsum, "simd": by_simd}
product = PRODUCTS[WAY]


# ReLU multiplies the bits of each element, as an integer, by 0 or 1: that has no branch per element, as
# `maximum` and `where` have. It leaves no -0, keeps nan, and makes none of infinity times 0. Where NumPy is
# compiled for instructions that take the larger of two numbers, `maximum` is faster, and leaves no -0 either.

BITS = {np.dtype(np.float32): np.int32, np.dtype(np.float64): np.int64}


def by_maximum(x: Array) -> Array:
    """max(x, 0). NumPy compares two arrays faster than an array and a number."""
    return np.maximum(x, np.zeros(x.shape, x.dtype) if x.size >= LONG else scalar_array(0, x.dtype))


def leaves_no_negative_zero() -> bool:
    """Whether `by_maximum` returns 0 for -0 on this machine, in the bulk of an array and at its end."""
    zeros = [np.full(n, -0.0, kind) for n in (1, 15, 67, LONG + 15) for kind in BITS]
    return not any(np.signbit(by_maximum(z)).any() for z in zeros)


MAXIMUM = not IN_BROWSER and leaves_no_negative_zero()


def relu(x: Array) -> Array:
    """max(x, 0), elementwise."""
    if WAY == "simd" and x.size >= LONG:
        result = simd.relu(x)
        if result is not None:
            return result
    bits = BITS.get(x.dtype)
    if bits is None or (MAXIMUM and x.flags.c_contiguous):
        return by_maximum(x)
    return np.multiply(x.view(bits), ~(x <= 0)).view(x.dtype)


def relu_backward(g: Array, value: Array) -> Array:
    """`g` where `value`, the output of ReLU, is above 0 or nan, else 0."""
    if WAY == "simd" and g.size >= LONG:
        result = simd.relu_backward(g, value)
        if result is not None:
            return result
    return mask(g, ~(value <= scalar_array(0, value.dtype)))


def mask(g: Array, chosen: Array) -> Array:
    """`g` where `chosen` is True, else 0."""
    bits = BITS.get(g.dtype)
    if bits is None:
        return np.where(chosen, g, 0)
    return np.multiply(g.view(bits), chosen.astype(bits)).view(g.dtype)


# Pooling: the largest of several arrays, element by element, and where it came from.


def elementwise_max(arrays: list[Array]) -> tuple[Array, bool]:
    """The elementwise maximum, and whether of equal elements (-0 and 0) it is surely the first."""
    value = arrays[0].copy()
    exact = WAY == "simd" and value.size >= LONG and simd.is_supported(value)
    for further in arrays[1:]:
        if exact:
            simd.maximum_in_place(np.ascontiguousarray(further), value)
        else:
            np.maximum(further, value, out=value)
    return value, exact


def max_pool_gradients(arrays: list[Array], value: Array, g: Array) -> Iterator[Array]:
    """For each array, `g` where it is the first whose element equals `value`, else 0."""
    if WAY == "simd" and value.size >= LONG and simd.is_supported(value, g):
        rest = np.full(value.shape, -1, np.int32).view(value.dtype)
        for array in arrays:
            yield simd.take_unclaimed(np.ascontiguousarray(array), value, rest, g)
        return
    left = np.ones(value.shape, bool)
    for array in arrays:
        hit = array == value
        hit &= left
        left ^= hit
        yield mask(g, hit)


def lookup_or_none(values: Array, make_table: Callable[[], Array | None]) -> Array | None:
    """table[values] for bytes, with a table of 256 numbers. None without a fast way or a table."""
    if WAY == "simd" and values.dtype == np.uint8 and values.size >= LONG:
        table = make_table()
        return None if table is None else simd.lookup(values, table)
    return None


def bernoulli_or_none(bits: Any, n: int, p: float, scale: Any) -> Array | None:
    """`scale`, a NumPy scalar, with probability `p`, else 0, n times, from NumPy's MT19937, two words each.
    None without a fast way."""
    if WAY == "simd" and n >= LONG and scale.dtype == np.float32:
        return simd.bernoulli(bits, n, p, float(scale))
    return None


# Optimizer steps: in place, in PyTorch's order of operations. `scratch` is an array like `param` to work in.


def adam_step(
    param: Array,
    grad: Array,
    exp_avg: Array,
    exp_avg_sq: Array,
    *,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    step: int,
    scratch: Array,
    max_exp_avg_sq: Array | None = None,
) -> None:
    """One step of Adam (Kingma & Ba 2015); with `max_exp_avg_sq`, AMSGrad (Reddi et al. 2018). `grad` is not
    modified; `step` counts from 1."""
    t, kind = scratch, scratch.dtype
    unbias, size = math.sqrt(1 - beta2**step), lr / (1 - beta1**step)
    if WAY == "simd" and max_exp_avg_sq is None and param.size >= LONG and eps > 0:
        constants = (
            1 - beta1,
            beta2,
            1 - beta2,
            unbias,
            eps,
            size,
            2 * largest_stuck_mean(1 - beta1, eps, size),
        )
        if simd.optimizer_step("adam", (param, grad, exp_avg, exp_avg_sq), constants):
            return
    np.subtract(grad, exp_avg, t)
    t *= scalar_array(1 - beta1, kind)
    exp_avg += t
    exp_avg_sq *= scalar_array(beta2, kind)
    np.multiply(grad, grad, t)
    t *= scalar_array(1 - beta2, kind)
    exp_avg_sq += t
    second = exp_avg_sq
    if max_exp_avg_sq is not None:
        second = np.maximum(max_exp_avg_sq, exp_avg_sq, out=max_exp_avg_sq)
    np.sqrt(second, t)
    t /= unbias
    t += scalar_array(eps, kind)
    np.divide(exp_avg, t, t)
    t *= size
    param -= t


TINIEST = 2.0**-149  # the smallest float32 above 0


def largest_stuck_mean(towards: float, eps: float, size: float) -> float:
    """The largest first moment that a step of Adam without a gradient does not change, because of float32
    rounding; 0 if it could move a parameter of 2**-63."""
    steps = stuck_steps(towards)
    return steps * TINIEST if steps * TINIEST * size < eps * 2.0**-88 else 0.0


@lru_cache(maxsize=16)
def stuck_steps(towards: float) -> int:
    """That moment, in units of the smallest float32."""
    share = float(np.float32(towards))
    steps = min(int(0.5 / share), 2**20)
    return steps if steps * share <= 0.5 else steps - 1


def sgd_step(
    param: Array,
    grad: Array,
    buffer: Array | None,
    *,
    lr: float,
    momentum: float,
    dampening: float,
    nesterov: bool,
    first: bool,
    scratch: Array,
) -> None:
    """One step of SGD. `buffer` holds the momentum and is filled on the `first` step; `grad` is not
    modified."""
    if WAY == "simd" and param.size >= LONG and not nesterov:
        done = (
            simd.optimizer_step("descent", (param, grad), (lr,))
            if buffer is None
            else not first
            and simd.optimizer_step("momentum", (param, grad, buffer), (momentum, 1 - dampening, lr))
        )
        if done:
            return
    kind = scratch.dtype
    if buffer is not None:
        if first:
            buffer[...] = grad
        else:
            buffer *= scalar_array(float(momentum), kind)
            buffer += grad if not dampening else np.multiply(grad, 1 - dampening, scratch)
        grad = grad + momentum * buffer if nesterov else buffer
    np.multiply(grad, scalar_array(float(lr), kind), scratch)
    param -= scratch
