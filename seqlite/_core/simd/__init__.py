"""What takes most of the time of training, in the browser four numbers at a time: products and ReLU of
float32, optimizers' steps, the random numbers of dropout. NumPy's own WebAssembly works on one.

The program is `kernels.wasm` beside this file; its source is in the repository, in `source/`. It is loaded
when it is first wanted, and used only if it then agrees with NumPy. It is deterministic: every browser
computes the same figures.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..numerics import mt19937

Array = Any
Kernel = Callable[..., None]
FLOAT = np.dtype(np.float32)
NAMES = ("product", "adam", "descent", "momentum", "relu", "relu_slope", "larger", "claim", "look_up", "keep")
CONTENT = b""
if sys.platform == "emscripten":  # at import: a memory image has no files later
    with open(os.path.join(os.path.dirname(__file__), "kernels.wasm"), "rb") as _file:
        CONTENT = _file.read()

state = "not needed yet"  # or "in use", or why it is not
_kernels: dict[str, Kernel] = {}

# The kernels take arrays as objects, by their addresses, and see for themselves where the elements lie.


def product(a: Array, b: Array) -> Array | None:
    """(m, k) times (k, n) -> (m, n), float32; None where the program does not do it."""
    if state != "in use" and not start():
        return None
    if a.dtype != FLOAT or b.dtype != FLOAT or not (a.size and b.size):
        return None
    down, along = b.strides
    if along != 4 and (down != 4 or a.strides[1] != 4):
        return None
    c = np.empty((a.shape[0], b.shape[1]), FLOAT)
    _kernels["product"](id(a), id(b), id(c))
    return c


def is_supported(*arrays: Array) -> bool:
    """Whether the program is loaded and the arrays are contiguous float32."""
    if state != "in use" and not start():
        return False
    return all(x.dtype == FLOAT and x.flags.c_contiguous for x in arrays)


def optimizer_step(name: str, arrays: Sequence[Array], constants: Sequence[float]) -> bool:
    """One step of an optimizer, in place. False where the program does not do it.

    adam      p, g, m, v: parameters, gradients, the means of these and of their squares; the constants are
              1 - beta1, beta2, 1 - beta2, the square's correction, eps, the step's size, and twice the mean
              that does not fade further
    descent   p, g; the constant is the step's size
    momentum  p, g, b; the constants are how much of b stays, how much of g is added, and the step's size
    """
    if not (is_supported(*arrays) and arrays[0].flags.writeable):
        return False
    numbers = np.array(constants, FLOAT)
    _kernels[name](arrays[0].size, *map(id, arrays), id(numbers))
    return True


def relu(x: Array) -> Array | None:
    """x, or 0 where x <= 0; None where the program does not do it."""
    if not is_supported(x):
        return None
    out = np.empty(x.shape, FLOAT)
    _kernels["relu"](x.size, id(x), id(out))
    return out


def relu_backward(g: Array, value: Array) -> Array | None:
    """g where `value` is above 0, else 0; None where the program does not do it."""
    if g.shape != value.shape or not is_supported(g, value):
        return None
    out = np.empty(g.shape, FLOAT)
    _kernels["relu_slope"](g.size, id(g), id(value), id(out))
    return out


def maximum_in_place(x: Array, value: Array) -> bool:
    """value = max(x, value), where nan counts as larger. False if it is not supported."""
    if not is_supported(x, value):
        return False
    _kernels["larger"](x.size, id(x), id(value))
    return True


def take_unclaimed(x: Array, value: Array, left: Array, g: Array) -> Array:
    """g where x equals `value` and all bits of `left` are set, else 0; clears these bits. The arrays must be
    supported."""
    out = np.empty(x.shape, FLOAT)
    _kernels["claim"](x.size, id(x), id(value), id(left), id(g), id(out))
    return out


def lookup(values: Array, table: Array) -> Array | None:
    """table[values] for bytes and a table of 256 numbers; None if it is not supported."""
    if (
        values.dtype != np.uint8
        or not values.flags.c_contiguous
        or table.size != 256
        or not is_supported(table)
    ):
        return None
    out = np.empty(values.shape, FLOAT)
    _kernels["look_up"](values.size, id(values), id(table), id(out))
    return out


def bernoulli(bits: Any, n: int, p: float, scale: float) -> Array | None:
    """`scale` with probability `p`, else 0, n times, from NumPy's MT19937: 53 bits of two words are compared
    with p. None if it is not supported."""
    if not is_supported():
        return None
    words, out, numbers = np.empty(2 * n, np.uint32), np.empty(n, FLOAT), bernoulli_arguments(p, scale)
    _kernels["keep"](id(bits.capsule), n, id(words), id(numbers), id(out))
    return out


@lru_cache(maxsize=32)
def bernoulli_arguments(p: float, scale: float) -> Array:
    """The threshold and scale in the form that the kernel takes."""
    numbers = np.array([*divmod(threshold(p), 2**32), 0], np.uint32)
    numbers[2:].view(FLOAT)[0] = scale
    return numbers


def threshold(p: float) -> int:
    """The number of 53-bit integers that have probability p."""
    return math.ceil(p * 2.0**53)


def start() -> bool:
    """Load the program once and test it; `state` records the result."""
    global state
    if state == "not needed yet":
        state = "in use"
        try:
            _kernels.update(load_side_module(CONTENT))
            check()
        except Exception as error:  # fall back to NumPy
            state = f"{type(error).__name__}: {error}"
        except BaseException:  # interrupted: try again next time
            state = "not needed yet"
            raise
    return state == "in use"


def load_side_module(content: bytes, names: Sequence[str] = NAMES) -> dict[str, Kernel]:
    """The functions of a side module by name. OSError outside WebAssembly."""
    if sys.platform != "emscripten":
        raise OSError("it is WebAssembly, which Python runs only in a browser or in Node")
    import _ctypes  # ctypes, which is built on it, takes longer to import than all the rest

    class CFunction(_ctypes.CFuncPtr):
        _flags_ = _ctypes.FUNCFLAG_CDECL

    class Word(_ctypes._SimpleCData):  # type: ignore[type-arg]
        _type_ = "I"

    check_objects(lambda address: Word.from_address(address).value)
    path = f"/tmp/seqlite-{hash(content):x}.so"  # the loader knows libraries by their paths
    with open(path, "wb") as file:
        file.write(content)
    try:
        library = _ctypes.dlopen(path, 0)
    finally:
        os.remove(path)
    functions = {name: CFunction(_ctypes.dlsym(library, name)) for name in names}
    for function in functions.values():
        function.restype = None
    return functions


def check_objects(word: Callable[[int], int]) -> None:
    """Raise ArithmeticError if NumPy's arrays and generators have another memory layout than the program
    expects."""
    array = np.empty((5, 7), FLOAT)[::2, 1:]
    shape, strides = word(id(array) + 16), word(id(array) + 20)
    found = [word(id(array) + 8), word(shape), word(shape + 4), word(strides), word(strides + 4)]
    if found != [array.__array_interface__["data"][0], *array.shape, *array.strides]:
        raise ArithmeticError("NumPy's arrays do not lie in memory as they should")
    bits = started_mt19937()
    start = word(word(id(bits.capsule) + 8))
    known = bits.state["state"]
    words, place = [word(start + 4 * i) for i in range(624)], word(start + 4 * 624)
    if words != known["key"].tolist() or place != known["pos"]:
        raise ArithmeticError("NumPy's generators do not lie in memory as they should")


def started_mt19937() -> Any:
    """A bit generator that has drawn an odd number of words."""
    bits = mt19937(5)
    bits.random_raw(619)
    return bits


def check() -> None:
    """Raise ArithmeticError if the program's results differ from NumPy's."""
    a = np.arange(7 * 11, dtype=FLOAT).reshape(7, 11) % 5 - 2
    b = np.arange(11 * 15, dtype=FLOAT).reshape(11, 15) % 7 - 3  # small whole numbers: sums are exact
    for right in (b, np.asfortranarray(b)):
        result = product(a, right)
        if result is None or not np.array_equal(result, np.matmul(a, right)):
            raise ArithmeticError("its products are not NumPy's")
    p, g, m, v = arrays = [np.full(6, start, FLOAT) for start in (1, 1, 0, 7)]
    optimizer_step(
        "adam", arrays, (0.5, 0.5, 0.5, 1, 0, 1, 0)
    )  # m is 1/2 then, v is 4, and p loses m / sqrt(v)
    if not (np.all(m == 0.5) and np.all(v == 4) and np.all(p == 0.75) and np.all(g == 1)):
        raise ArithmeticError("its steps are not Adam's")
    optimizer_step("momentum", (p, g, m), (3, 0.5, 0.25))  # m is 2 then
    optimizer_step("descent", (p, g), (0.125,))
    if not (np.all(m == 2) and np.all(p == 0.125) and np.all(g == 1)):
        raise ArithmeticError("its steps are not gradient descent's")
    mirrored: Array = a[:, ::-1].copy()
    found: list[Array] = [relu(a), relu_backward(mirrored, a)]
    if not np.array_equal(found, [np.maximum(a, 0), mirrored * (a > 0)]):
        raise ArithmeticError("its ReLU is not NumPy's")
    best, left = a.copy(), np.full(a.shape, -1, np.int32).view(FLOAT)
    maximum_in_place(mirrored, best)
    shares = [take_unclaimed(x, best, left, b[:7, :11].copy()) for x in (a, mirrored)]
    if not np.array_equal(best, np.maximum(a, mirrored)):
        raise ArithmeticError("its maxima are not NumPy's")
    if not np.array_equal(shares, [np.where(a == best, b[:7, :11], 0), np.where(a == best, 0, b[:7, :11])]):
        raise ArithmeticError("its maxima are not where NumPy's are")
    values = np.arange(250, 261).astype(np.uint8)
    numbers: Array = lookup(values, np.arange(256, dtype=FLOAT))
    if not np.array_equal(numbers, values):
        raise ArithmeticError("it finds other numbers in a table than NumPy")
    bits, other = started_mt19937(), started_mt19937()
    for n in (700, 3):
        first, second = other.random_raw(2 * n).reshape(n, 2).T
        number = (first % np.uint64(2**21) << np.uint64(32)) + second
        wanted = np.where(number < np.uint64(threshold(0.3)), FLOAT.type(1.5), FLOAT.type(0))
        drawn: Array = bernoulli(bits, n, 0.3, 1.5)
        if not np.array_equal(drawn, wanted):
            raise ArithmeticError("its random numbers are not NumPy's")
    if bits.random_raw() != other.random_raw():
        raise ArithmeticError("it leaves NumPy's random numbers at another place")
