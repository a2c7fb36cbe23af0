"""What squashes the gates of recurrent layers, four numbers at a time in the browser: `squashing.wasm`, which
is apart from the other kernels because only these layers need it. It is used only if it agrees with NumPy.
"""

from __future__ import annotations

import os
import sys

import numpy as np

from .. import kernels
from . import FLOAT, Array, Kernel, is_supported, load_side_module

CONTENT = b""
if sys.platform == "emscripten":  # at import: a memory image has no files later
    with open(os.path.join(os.path.dirname(__file__), "squashing.wasm"), "rb") as _file:
        CONTENT = _file.read()

# Cephes's numbers for `expf` and `tanhf` (Moshier 1989); the first holds an exponent in its last bits.
NUMBERS = np.array(
    [
        12582912 + 127, 1.44269504088896341, 0.693359375, -2.12194440e-4, 1, 1.9875691500e-4, 1.3981999507e-3,
        8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, -0.0, 87, 0.625,
        -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
    ],
    FLOAT,
)  # fmt: skip
_state = "not needed yet"  # or "in use", or why it is not
_functions: dict[str, Kernel] = {}


def squash_in_place(name: str, x: Array) -> bool:
    """Replace x by 1 / (1 + exp(-x)), "logistic", or tanh(x), "hyperbolic_tangent". False without a fast way,
    which takes contiguous float32."""
    if kernels.WAY != "simd" or x.size < 64 or not is_supported(x):
        return False
    if _state != "in use" and not start():
        return False
    _functions[name](x.size, id(x), id(x), id(NUMBERS))
    return True


def start() -> bool:
    """Load the program once and test it."""
    global _state
    if _state == "not needed yet":
        try:
            _functions.update(load_side_module(CONTENT, ("logistic", "hyperbolic_tangent")))
            check()
            _state = "in use"
        except Exception as error:  # fall back to NumPy
            _state = f"{type(error).__name__}: {error}"
    return _state == "in use"


def check() -> None:
    """Raise ArithmeticError if the program's results differ from NumPy's by more than rounding."""
    x = np.array([-100, -20, -3, -0.7, -0.6, -1e-4, -0.0, 0, 1e-4, 0.5, 0.7, 3, 100], FLOAT)
    for name, wanted in (("logistic", 1 / (1 + np.exp(-x))), ("hyperbolic_tangent", np.tanh(x))):
        found = np.empty_like(x)
        _functions[name](x.size, id(x), id(found), id(NUMBERS))
        if not np.allclose(found, wanted, 1e-6, 1e-37):
            raise ArithmeticError(f"its {name} is not NumPy's")
