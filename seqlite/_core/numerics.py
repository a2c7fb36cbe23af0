"""PyTorch's numerics to the last bit, on any NumPy: fused multiply-add, float32 logarithm, sine and cosine,
sums in PyTorch's order, and the Mersenne Twister.

PyTorch's CPU kernels round a product and the sum that follows it once; NumPy rounds twice. The difference is
one unit in the last place, and it is what keeps random numbers of equal seeds from being equal.

NumPy's warnings are off while a rule runs, and its memory errors become PyTorch's.
"""

from __future__ import annotations

import math
from functools import partial
from types import TracebackType
from typing import Any

import numpy as np

Array = Any
f32, f64 = np.float32, np.float64


def fma32(a: Array, b: Array, c: Array) -> Array:
    """a * b + c in float32, rounded once. The product is exact in float64; the sum there is rounded to odd
    (Boldo & Melquiond 2008), so that rounding it to float32 is the only rounding that shows."""
    product = np.multiply(a, b, dtype=f64)
    c = np.asarray(c, f64)
    total = np.asarray(product + c)
    part = total - product
    lost = (product - (total - part)) + (c - part)
    inexact = lost != 0
    if inexact.any():
        bits = total.view(np.int64)
        odd = np.where((lost < 0) == (total < 0), 1, -1)
        bits += np.where(inexact & (bits & 1 == 0), odd, 0)
    return total.astype(f32)


def halves(v: Array) -> tuple[Array, Array]:
    """A float64 as a sum of two with half as many digits each (Veltkamp's splitting)."""
    wide = v * 134217729.0
    high = wide - (wide - v)
    return high, v - high


def fma64(a: Array, b: Array, c: Array) -> Array:
    """a * b + c in float64: product and sum with their exact errors (Dekker, Knuth), and one addition at the
    end."""
    a, b, c = np.asarray(a, f64), np.asarray(b, f64), np.asarray(c, f64)
    product = a * b
    (a1, a2), (b1, b2) = halves(a), halves(b)
    lost_product = ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2
    total = product + c
    part = total - product
    lost_sum = (product - (total - part)) + (c - part)
    return total + (lost_sum + lost_product)


# The Cephes single-precision polynomials (Moshier, 1987).
LOG = (
    *(7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1),
    *(-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1),
)

SIN = (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
COS = (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)

# minus pi / 4, in three parts
QUARTER_PI = (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)


def polynomial(x: Array, coefficients: tuple[float, ...]) -> Array:
    """Horner's scheme with fused multiply-adds."""
    y = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        y = fma32(y, x, f32(c))
    return y


def log32(x: Array) -> Array:
    """The logarithm of float32 numbers in (0, 1]."""
    bits = x.view(np.int32)
    exponent = ((bits >> 23) - 126).astype(f32)
    m = ((bits & 0x007F_FFFF) | 0x3F00_0000).view(f32)  # in [0.5, 1)
    low = m < f32(0.707106781186547524)
    exponent = np.where(low, exponent - f32(1), exponent)
    m = np.where(low, (m - f32(1)) + m, m - f32(1))
    z = m * m
    y = polynomial(m, LOG) * m
    y = fma32(y, z, exponent * f32(-2.12194440e-4))
    y = fma32(z, f32(-0.5), y)
    return fma32(exponent, f32(0.693359375), m + y)


def sincos32(x: Array) -> tuple[Array, Array]:
    """Sine and cosine of non-negative float32 numbers."""
    octant = ((x * f32(1.27323954473516)).astype(np.int32) + 1) & ~1
    turns = octant.astype(f32)
    for part in QUARTER_PI:
        x = fma32(turns, f32(part), x)
    z = x * x
    c = polynomial(z, COS) * z
    c = fma32(c, z, -(z * f32(0.5))) + f32(1)
    s = fma32(polynomial(z, SIN) * z, x, x)
    swap = (octant & 2) != 0
    sine, cosine = np.where(swap, c, s), np.where(swap, s, c)
    return np.where(octant & 4, -sine, sine), np.where((octant - 2) & 4, cosine, -cosine)


LEVELS, SIDE_BY_SIDE, BYTES = 4, 4, 32
ONE_THREAD = 32768  # up to this many elements, PyTorch sums on one thread


def cascade_sum(rows: Array) -> Array:
    """Sum over the second-to-last dimension in PyTorch's order. The last must have several elements: for a
    single one NumPy has another order."""
    count = rows.shape[-2]
    step = 1 << max(4, (max(count, 1) - 1).bit_length() // LEVELS)
    rests = []
    for _ in range(LEVELS - 1):
        count, left = divmod(rows.shape[-2], step)
        whole = rows.shape[-2] - left
        rests.append(np.add.reduce(rows[..., whole:, :], axis=-2))
        if not count:
            break
        blocks = rows[..., :whole, :].reshape(*rows.shape[:-2], count, step, rows.shape[-1])
        rows = np.add.reduce(blocks, axis=-2)
    else:
        rests.append(np.add.reduce(rows, axis=-2))
    total = rests[0]
    for rest in rests[1:]:
        total = total + rest
    return total


def line_sums(lines: Array, width: int) -> Array:
    """Sum each line, in vectors of `width` elements."""
    count, length = lines.shape
    vectors = length // width
    fours = vectors // SIDE_BY_SIDE
    wide = SIDE_BY_SIDE * width
    sums = cascade_sum(lines[:, : fours * wide].reshape(count, fours, wide)).reshape(
        count, SIDE_BY_SIDE, width
    )
    total = sums[:, 0]
    for i in range(fours * SIDE_BY_SIDE, vectors):
        total = total + lines[:, i * width : (i + 1) * width]
    for k in range(1, SIDE_BY_SIDE):
        total = total + sums[:, k]
    if width == 1:
        return total[:, 0]
    return np.add.accumulate(np.concatenate((lines[:, vectors * width :], total), 1), 1)[:, -1]


def contiguous_lines(a: Array) -> Array:
    """The elements as (n, length), in the longest lines that are evenly spaced in memory."""
    if a.flags.c_contiguous:
        return a.reshape(1, -1)
    order = sorted((i for i, n in enumerate(a.shape) if n > 1), key=lambda i: -a.strides[i])
    length, inner = 1, 0
    for i in reversed(order):
        if length > 1 and a.strides[i] != length * inner:
            break
        inner = inner or a.strides[i]
        length *= a.shape[i]
    return a.transpose(*order, *(i for i, n in enumerate(a.shape) if n <= 1)).reshape(-1, length)


def cascade_sum_all(a: Array) -> Array:
    """The sum of all elements of a non-empty floating-point array."""
    lines = contiguous_lines(a)
    width = BYTES // a.itemsize
    if len(lines) == 1 and a.flags.c_contiguous:
        return line_sums(lines, width if a.size >= width else 1)[0]
    smallest = min((s for s, n in zip(a.strides, a.shape, strict=True) if n > 1), default=a.itemsize)
    even = smallest == a.itemsize and lines.shape[1] >= width
    return sequential_sum(line_sums(lines, width if even else 1))


def sequential_sum(a: Array) -> Array:
    """The sum of all elements, one after the other in memory order."""
    return np.add.accumulate(contiguous_lines(a).reshape(-1))[-1]


class Unseeded:
    """A seed sequence of zeros, for a bit generator that is seeded right after."""

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> Any:
        """Zeros."""
        return np.zeros(n_words, dtype)


def mt19937(seed: int) -> Any:
    """NumPy's MT19937 with PyTorch's 32-bit seeding. Without `Unseeded`, NumPy would first draw a seed, which
    takes longer."""
    np.random.bit_generator.ISeedSequence.register(Unseeded)
    bits = np.random.MT19937(Unseeded())  # type: ignore[arg-type]
    bits._legacy_seeding(seed)
    return bits


try:
    from numpy._core.umath import _extobj_contextvar, _make_extobj
except ImportError:  # a NumPy that keeps its settings elsewhere

    def suppress_fp_warnings() -> Any:
        """Warn of nothing from now on. What comes back is for `restore`."""
        return np.seterr(all="ignore")

    def restore(settings: Any) -> None:
        """Warn again as before."""
        np.seterr(**settings)

else:
    _QUIET = _make_extobj(all="ignore")

    suppress_fp_warnings = partial(_extobj_contextvar.set, _QUIET)
    restore = _extobj_contextvar.reset  # type: ignore[assignment]

TOO_BIG = (
    "array is too big",
    "Maximum allowed",
    "iterator is too large",
)  # how NumPy's ValueErrors for such sizes begin


def out_of_memory_error(error: BaseException | None, size: int | None = None) -> RuntimeError | None:
    """PyTorch's error for a lack of memory (of `size` bytes) that NumPy reported; None for other errors."""
    if not isinstance(error, MemoryError) and not str(error).startswith(TOO_BIG):
        return None
    shape, kind = getattr(error, "shape", None), getattr(error, "dtype", None)
    if size is None and shape is not None and kind is not None:
        size = math.prod(shape) * kind.itemsize
    what = f"you tried to allocate {size} bytes" if size is not None else "the result is too large"
    return RuntimeError(
        f"DefaultCPUAllocator: not enough memory: {what}. Make it smaller (fewer samples at a time, smaller "
        "layers, float32 for float64), or del what is no longer needed"
    )


class allocation:
    """`with allocation(shape, kind):` around the creation of an array turns a lack of memory into PyTorch's
    RuntimeError."""

    def __init__(self, shape: tuple[int, ...], kind: Any) -> None:
        self.shape, self.kind = shape, kind

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, (MemoryError, ValueError, OverflowError)):
            short = out_of_memory_error(error, math.prod(self.shape) * self.kind.itemsize)
            if short is not None:
                raise short from None
