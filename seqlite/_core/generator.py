"""PyTorch's random numbers on the CPU, bit for bit: a Mersenne Twister (Matsumoto & Nishimura 1998) and the
recipes that turn its 32-bit words into numbers.

Everything is drawn one value after the other in the order of memory. The methods of `Generator` that return
arrays are for the engine; users call `torch.rand` and its kin.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import numpy as np

from .dtypes import cast
from .kernels import bernoulli_or_none, scalar_array
from .numerics import f32, f64, fma32, fma64, log32, mt19937, sincos32
from .simd import threshold
from .tensor_attributes import CPU, device
from .tensor_base import TensorBase

Array = Any
Shape = Any  # an int or a tuple of them
NORMAL_BLOCK = 2**15  # normal numbers per step: what fits into the cache
UNIFORM_BLOCK = 2**13  # uniform numbers per step, while memory is fresh
DEFAULT_SEED = 67280421310721
STATE_WORDS = 624  # of MT19937's state
UINT64_MAX = np.uint64(2**64 - 1)
UINT64 = np.dtype(np.uint64)
BITS53 = scalar_array(2**53 - 1, UINT64)


def words64_function(bits: Any) -> Callable[[int], Array]:
    """Return a function that draws n 64-bit numbers, two words each: NumPy's own if it takes the high word
    first, as PyTorch does."""
    draw = np.random.Generator(bits).integers

    def by_numpy(n: int) -> Array:
        return draw(0, UINT64_MAX, n, np.uint64, endpoint=True)

    def by_words(n: int) -> Array:
        words = bits.random_raw(2 * n)
        return (words[0::2] << np.uint64(32)) | words[1::2]

    return by_numpy if is_high_word_first() else by_words


@cache
def is_high_word_first() -> bool:
    """Whether NumPy builds 64-bit numbers from the high word first, as PyTorch does."""
    one, other = mt19937(0), mt19937(0)
    high, low = one.random_raw(2)
    return int(np.random.Generator(other).integers(0, UINT64_MAX, 1, np.uint64, endpoint=True)[0]) == (
        int(high) << 32 | int(low)
    )


class Generator:
    """A stream of random numbers. `Generator().manual_seed(s)` is `s`'s stream, the same as PyTorch's.

    >>> torch.rand(1, generator=torch.Generator().manual_seed(0))
    tensor([0.4963])
    """

    def __init__(self, device: Any = "cpu") -> None:
        if str(device) != "cpu":
            raise RuntimeError(f"Device type {device} is not supported for torch.Generator: only 'cpu' is")
        self.manual_seed(DEFAULT_SEED)

    @property
    def device(self) -> device:
        """Always the CPU."""
        return CPU

    # --- seeds and states -------------------------------------------------------------------------

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream of `seed` (only its low 32 bits count, as in PyTorch) and return self."""
        number = int(seed)
        if not -(2**63) <= number < 2**64:
            raise ValueError(f"Overflow when unpacking long long: the seed {number} does not fit 64 bits")
        self._seed = number % 2**64
        self._spare: float | None = None  # the second of a pair of normals
        if "_bits" in vars(self):
            self._bits._legacy_seeding(self._seed & 0xFFFF_FFFF)
        return self

    def __getattr__(self, name: str) -> Any:
        """Create the bit generator on first use: importing `np.random` takes long."""
        if name != "_bits":
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        self._bits = mt19937(self._seed & 0xFFFF_FFFF)
        self._pairs: Callable[[int], Array] | None = None
        return self._bits

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {id(self):#x}>"

    def __copy__(self) -> Generator:
        return deepcopy(self)  # a copy has its own state

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_pairs": None}

    def seed(self) -> int:
        """Seed from the operating system's randomness and return the seed."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    def initial_seed(self) -> int:
        """The seed that the stream started from."""
        return self._seed

    def get_state(self) -> Any:
        """The state in PyTorch's own layout: a uint8 tensor of 5056 elements."""
        state = self._bits.state["state"]
        at = int(state["pos"])
        fresh = (
            at == STATE_WORDS and int(state["key"][0]) == self._seed & 0xFFFF_FFFF
        )  # nothing has been drawn
        words = np.asarray(state["key"], np.uint64).tobytes()
        normal = (0.0, self._spare or 0.0, 0.0, self._spare is not None)
        head, tail = (
            struct.pack("<QiiQ", self._seed, STATE_WORDS + 1 - at, 1, 0 if fresh else at),
            struct.pack("<dddi4x", *normal),
        )
        return TensorBase.concrete._wrap(np.frombuffer(head + words + tail + bytes(8), np.uint8).copy())

    def set_state(self, state: Any) -> Generator:
        """Restore a state that `get_state` returned."""
        data = state._array.tobytes()
        if len(data) != 5056:
            raise RuntimeError(f"expected a state of 5056 bytes as get_state returns it, got {len(data)}")
        self._seed, left, _, at = struct.unpack_from("<QiiQ", data)
        key = np.frombuffer(data, np.uint64, STATE_WORDS, 24).astype(np.uint32)
        _, spare, _, valid = struct.unpack_from("<dddi", data, 24 + 8 * STATE_WORDS)
        self._spare = spare if valid else None
        self._bits.state = {
            "bit_generator": "MT19937",
            "state": {"key": key, "pos": at if left > 1 else STATE_WORDS},
        }
        return self

    # --- words ------------------------------------------------------------------------------------

    def words(self, n: int) -> Array:
        """The next `n` words of 32 bits, as uint64."""
        return self._bits.random_raw(n)

    def words64(self, n: int) -> Array:
        """`n` numbers of 64 bits: two words each, the high one first."""
        bits = self._bits
        if self._pairs is None:
            self._pairs = words64_function(bits)
        return self._pairs(n)

    def seed64(self) -> int:
        """A 63-bit number, with which loaders and samplers seed others."""
        return int(self.words64(1)[0]) & (2**63 - 1)

    def fractions(self, n: int, dtype: Any = f32) -> Array:
        """`n` numbers in [0, 1): 24 random bits for float32, 53 for float64."""
        if dtype == f64:
            return (self.words64(n) & BITS53) * 2.0**-53
        return (self.words(n) & np.uint64(0xFF_FFFF)).astype(f32) * f32(2.0**-24)

    # --- numbers ----------------------------------------------------------------------------------

    def uniform(self, shape: Shape, low: float = 0.0, high: float = 1.0, dtype: Any = f32) -> Array:
        """Uniform in [low, high), as float64 or float32; the caller rounds to smaller types."""
        kind = f64 if dtype == f64 else f32
        a, b = kind(low), kind(high)
        values: Array = np.empty(math.prod(shape_tuple(shape)), kind)
        for start in range(0, values.size, UNIFORM_BLOCK):
            part = values[start : start + UNIFORM_BLOCK]
            part[...] = self.fractions(part.size, kind)
            if kind is f32 and a == -b and b > 2.0**-100:  # (2 u - 1) b: exact but for this product, below b
                part += part
                part -= f32(1)
                part *= b
            elif (low, high) != (0, 1):
                part[...] = (fma64 if kind is f64 else fma32)(part, b - a, a)
                part[part == b] = a
        if kind is f32 and dtype != f32:  # what rounds to the upper limit
            values[cast(values, dtype) == cast(np.asarray(b), dtype)] = a
        return values.reshape(shape)

    def normal(
        self, shape: Shape, mean: float = 0.0, std: float = 1.0, dtype: Any = f32, contiguous: bool = True
    ) -> Array:
        """Normal numbers by the Box-Muller transform (1958): in blocks of 16, or one by one if there are
        fewer or memory is not contiguous."""
        n = math.prod(shape_tuple(shape))
        kind = f64 if dtype == f64 else f32
        if n < 16 or not contiguous:
            return (
                np.array([self._one_normal() * std + mean for _ in range(n)], f64).astype(kind).reshape(shape)
            )
        whole = n - n % 16
        values = np.empty(n, kind)
        drawn = n if dtype in (f32, f64) else whole  # what PyTorch draws of smaller types
        values[:drawn] = self.fractions(drawn, kind)
        for start in range(0, whole, NORMAL_BLOCK):
            part = values[start : min(start + NORMAL_BLOCK, whole)]
            part[...] = normal_blocks(part, mean, std)
        if whole != n:  # PyTorch draws the last 16 places again
            values[n - 16 :] = normal_blocks(self.fractions(16, kind), mean, std)
        return values.reshape(shape)

    def _one_normal(self) -> float:
        if self._spare is not None:
            value, self._spare = self._spare, None
            return value
        u1, u2 = self.fractions(2, f64).tolist()
        radius, angle = math.sqrt(-2.0 * math.log1p(-u2)), 2.0 * math.pi * u1
        self._spare = radius * math.sin(angle)
        return radius * math.cos(angle)

    def integers(self, shape: Shape, low: int, high: int) -> Array:
        """int64 numbers in [low, high)."""
        n, span = math.prod(shape_tuple(shape)), high - low
        words = self.words(n) if span < 2**28 else self.words64(n)
        numbers = words if span == 2**64 else words % np.uint64(span) + np.uint64(low % 2**64)
        return numbers.view(np.int64).reshape(shape)

    def below(self, n: int, limit: int, wide: bool = False) -> Array:
        """`n` numbers in [0, limit), as uint64, from 64-bit words if `wide`."""
        return (self.words64(n) if wide else self.words(n)) % np.uint64(limit)

    def permutation(self, n: int) -> Array:
        """The numbers 0 to n - 1 in random order, int64 (the shuffle of Fisher & Yates)."""
        if n >= 214748364:
            raise NotImplementedError(f"randperm({n}): PyTorch draws otherwise from 214748364 on")
        order = list(range(n))
        if n > 1:
            ends = self.words(n - 1) % np.arange(n, 1, -1, dtype=np.uint64)
            ends += np.arange(n - 1, dtype=np.uint64)
            for i, j in enumerate(ends.tolist()):
                order[i], order[j] = order[j], order[i]
        return np.array(order, np.int64)

    def bernoulli(self, shape: Shape, p: float) -> Array:
        """True with probability `p`: 53 random bits per element, compared as integers."""
        numbers = self.words64(math.prod(shape_tuple(shape)))
        numbers &= BITS53
        return (numbers < scalar_array(threshold(p), UINT64)).reshape(shape)

    def keep(self, shape: Shape, p: float, scale: Any) -> Array:
        """`scale`, a NumPy scalar, where `bernoulli` gives True, else 0."""
        found = bernoulli_or_none(self._bits, math.prod(shape), p, scale)
        return self.bernoulli(shape, p) * scale if found is None else found.reshape(shape)

    def bernoulli_each(self, p: Array) -> Array:
        """True with the probability in each element of `p`."""
        return self.fractions(p.size, p.dtype.type).reshape(p.shape) < p

    def exponential(self, shape: Shape, rate: float = 1.0) -> Array:
        """Exponential with this rate, float64."""
        return -np.log1p(-self.fractions(math.prod(shape_tuple(shape)), f64)).reshape(shape) / rate


def shape_tuple(shape: Shape) -> tuple[int, ...]:
    """A shape as a tuple."""
    return (shape,) if isinstance(shape, int) else shape


def normal_blocks(values: Array, mean: float, std: float) -> Array:
    """Turn uniform numbers into normal ones in blocks of 16: eight radii and eight angles give sixteen."""
    blocks = values.reshape(-1, 16)
    kind = values.dtype.type
    first, second = kind(1) - blocks[:, :8], blocks[:, 8:]
    if kind is f64:
        radius, angle = np.sqrt(-2.0 * np.log(first)), 2 * math.pi * second
        sine, cosine, fma = np.sin(angle), np.cos(angle), fma64
    else:
        radius = np.sqrt(f32(-2) * log32(first))
        (sine, cosine), fma = sincos32(f32(2 * math.pi) * second), fma32
    both = np.concatenate([radius * cosine, radius * sine], 1).ravel()
    return both if (mean, std) == (0, 1) else fma(both, kind(std), kind(mean))
