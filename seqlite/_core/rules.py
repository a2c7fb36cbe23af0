"""What an operation is: a function on NumPy arrays that returns its value and, per argument, its gradient
rule.

    @rule("MulBackward0", promote="same")
    def mul(a, b):
        return a * b, (lambda g: g * b, lambda g: g * a)

The value and the rules ("vjps": vector-Jacobian products) stand side by side. A vjp maps the gradient of the
output to that of its argument; it is called only when that gradient is wanted. It returns the gradient it was
given, a view of it, or a fresh array, never an array that something else owns. If arguments were broadcast or
cast, the caller sums and casts the result back, so the rules need not.

What a vjp captures, it saves for backward: an argument or the value that is changed in place after that is
noticed (`saved_tensors.py`). So a vjp captures what PyTorch's formula saves. Where it needs less, it captures
the rest as well, in a tuple `held`, as `saving` does; where a value must not count as saved, it captures a
number or an array of its own instead.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Literal

import numpy as np

Array = Any  # np.ndarray or a NumPy scalar; their stubs tell the two apart where the math does not
Vjp = Callable[[Array], Array]
Result = tuple[Array, tuple[Vjp | None, ...]]
Forward = Callable[..., Result]
Promote = Literal["same", "float", "joined"] | None
FLOATING, NUMERIC, INTEGRAL, ANY = "f", "fiu", "iub", "fiub"  # in `takes`: NumPy's letters for kinds of types


class Op:
    """A differentiable operation on arrays; calling it gives `(value, vjps)`.

    node     what PyTorch calls its backward node, or a function of the arrays that tells
    promote  "same": arguments take a common type first, and the value has their dimensions, in their order
             in memory; "float": the same, and integers become floats; "joined": a common type alone
    view     the value shares memory with the first argument
    takes    the kinds of types that it is for; `refuses` is the error for others
    """

    def __init__(
        self,
        name: str,
        forward: Forward,
        node: str | Callable[..., str],
        promote: Promote,
        view: bool,
        takes: str,
        refuses: type[Exception],
    ) -> None:
        self.forward, self.node, self.promote, self.view = forward, node, promote, view
        self.takes, self.refuses = takes, refuses
        self.widens = False  # gives float32 for bfloat16, as some do under `autocast`
        self.__name__ = name
        self.__doc__ = forward.__doc__

    def __call__(self, *arrays: Array, **constants: Any) -> Result:
        return self.forward(*arrays, **constants)

    def refusal(self, kind: str) -> Exception:
        """The error for an argument of dtype `kind` (PyTorch's word for it)."""
        way = {FLOATING: ".float()", INTEGRAL: ".long()"}.get(self.takes, ".long() or .float()")
        return self.refuses(f"\"{self.__name__}\" not implemented for '{kind}': convert with {way} first")

    def __repr__(self) -> str:
        return f"<operation {self.__name__}>"


def rule(
    node: str | Callable[..., str],
    *,
    promote: Promote = None,
    view: bool = False,
    takes: str = ANY,
    refuses: type[Exception] = NotImplementedError,
    name: str | None = None,
) -> Callable[[Forward], Op]:
    """Make an `Op` of a function on arrays. Its name is the function's, without leading underscores, unless
    `name` is given."""
    return lambda forward: Op(
        name or forward.__name__.lstrip("_"), forward, node, promote, view, takes, refuses
    )


def saving(vjp: Vjp, *arrays: Array) -> Vjp:
    """Return `vjp`, which also saves `arrays`: PyTorch's formula needs them, this one does not."""
    held = vjp, *arrays
    return lambda g: held[0](g)


def captured(thing: Any) -> list[Any]:
    """The arrays and numbers that a function has captured, also inside sequences and functions."""
    kind = thing.__class__
    if kind is FunctionType:
        cells = thing.__closure__
        held = () if cells is None else [cell.cell_contents for cell in cells]
    elif kind is tuple or kind is list:
        held = thing
    else:
        return []
    found = []
    for inner in held:
        kind = inner.__class__
        if kind in KEPT:
            found.append(inner)
        elif kind in NESTED:
            found += captured(inner)
    return found


def is_nested(thing: Any) -> bool:
    """Whether `captured` looks into it."""
    kind = thing.__class__
    return kind in NESTED and (kind is not FunctionType or thing.__closure__ is not None)


KEPT = {np.ndarray, float, int, *np.sctypeDict.values()}
NESTED = {FunctionType, tuple, list}


def check_divisor(a: Array, b: Array) -> None:
    """Raise for an integer division by zero, and for bools."""
    kind = np.result_type(a, b).kind
    if kind == "b":
        raise NotImplementedError("not implemented for 'Bool': convert with .long() or .float()")
    if kind != "f" and not np.all(b):
        raise RuntimeError("ZeroDivisionError: integer division by zero; divide floats to get inf or nan")


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """Sum `g` over the axes along which an array of `shape` was broadcast to make it."""
    extra = g.ndim - len(shape)
    axes = (*range(extra), *(extra + i for i, n in enumerate(shape) if n == 1 and g.shape[extra + i] != 1))
    return np.add.reduce(g, axis=axes, keepdims=True).reshape(shape)


def restore_reduced_dims(g: Array, axis: tuple[int, ...] | int | None, keepdim: bool) -> Array:
    """Add the axes that a reduction without `keepdim` removed, so that `g` broadcasts against its input."""
    return np.asarray(g) if keepdim or axis is None else np.expand_dims(g, axis)
