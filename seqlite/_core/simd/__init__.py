"""Matrix products and Adam's steps of float32 in the browser, four numbers at a time; NumPy's own WebAssembly
works on one.

The program is assembled and loaded when it is first wanted, and used only if it then agrees with NumPy. It is
deterministic: every browser computes the same figures.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Array = Any
Kernel = Callable[..., None]

state = "not needed yet"  # or "in use", or why it is not
_kernels: dict[str, Kernel] = {}


def product(a: Array, b: Array) -> Array | None:
    """(m, k) times (k, n) -> (m, n), float32; None where the program does not do it."""
    if state != "in use" and not start():
        return None
    if a.dtype != np.float32 or b.dtype != np.float32 or not (a.size and b.size):
        return None
    (m, k), n, (down, along) = a.shape, b.shape[1], a.strides
    if b.strides[1] == 4:
        kernel, step = _kernels["by_rows"], b.strides[0]
    elif b.strides[0] == 4 and along == 4:
        kernel, step = _kernels["by_dots"], b.strides[1]
    else:
        return None
    c = np.empty((m, n), np.float32)
    kernel(m, n, k, address(a), down, along, address(b), step, address(c), 4 * n)
    return c


def adam(arrays: Sequence[Array], constants: Sequence[float]) -> bool:
    """Change p, m and v of (p, g, m, v) in place: parameters, and the means of their gradients and squares.
    The constants are 1 - beta1, beta2, 1 - beta2, the square's correction, eps and the step's size. False
    where the program does not do it."""
    if state != "in use" and not start():
        return False
    if not all(x.dtype == np.float32 and x.flags.c_contiguous for x in arrays):
        return False
    numbers = np.array(constants, np.float32)
    _kernels["adam"](arrays[0].size, *map(address, arrays), address(numbers))
    return True


def address(array: Array) -> int:
    """Where the first element lies."""
    return array.__array_interface__["data"][0]  # type: ignore[no-any-return]


def start() -> bool:
    """Load the program, once, and see whether it works; `state` tells."""
    global state
    if state == "not needed yet":
        state = "in use"
        try:
            from .program import program  # not read where it is of no use

            _kernels.update(loaded(program()))
            check()
        except Exception as error:  # whatever it is, there is another way
            state = f"{type(error).__name__}: {error}"
        except BaseException:  # the reader stops the cell: the next one tries again
            state = "not needed yet"
            raise
    return state == "in use"


def loaded(content: bytes) -> dict[str, Kernel]:
    """The functions of a side module by name. OSError if it is none."""
    if sys.platform != "emscripten":
        raise OSError("it is WebAssembly, which Python runs only in a browser or in Node")
    import _ctypes  # ctypes, which is built on it, takes longer to import than all the rest

    class CFunction(_ctypes.CFuncPtr):
        _flags_ = _ctypes.FUNCFLAG_CDECL

    path = f"/tmp/seqlite-{hash(content):x}.so"  # the loader knows libraries by their paths
    with open(path, "wb") as file:
        file.write(content)
    try:
        library = _ctypes.dlopen(path, 0)
    finally:
        os.remove(path)
    functions = {name: CFunction(_ctypes.dlsym(library, name)) for name in ("by_rows", "by_dots", "adam")}
    for function in functions.values():
        function.restype = None
    return functions


def check() -> None:
    """ArithmeticError if the program does not compute what NumPy does."""
    a = np.arange(7 * 11, dtype=np.float32).reshape(7, 11) % 5 - 2
    b = np.arange(11 * 15, dtype=np.float32).reshape(11, 15) % 7 - 3  # small whole numbers: sums are exact
    for right in (b, np.asfortranarray(b)):
        result = product(a, right)
        if result is None or not np.array_equal(result, np.matmul(a, right)):
            raise ArithmeticError("its products are not NumPy's")
    p, g, m, v = arrays = [np.full(6, start, np.float32) for start in (1, 1, 0, 7)]
    adam(arrays, (0.5, 0.5, 0.5, 1, 0, 1))  # m is 1/2 then, v is 4, and p loses m / sqrt(v)
    if not (np.all(m == 0.5) and np.all(v == 4) and np.all(p == 0.75) and np.all(g == 1)):
        raise ArithmeticError("its steps are not Adam's")
