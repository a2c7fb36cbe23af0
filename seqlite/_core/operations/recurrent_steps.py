"""One step of a recurrent layer and its gradient, for each kind of layer.

`forward` is given the rows of a time: what the input adds to the gates, and the state's product. `backward`
is given the gradients of the new states. Sources: those that `recurrent.py` names.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels import relu
from ..rules import Array
from ..simd.squashing import squash_in_place


def sigmoid_in_place(a: Array) -> None:
    """Replace `a` by 1 / (1 + exp(-a))."""
    if squash_in_place("logistic", a):
        return
    np.negative(a, a)
    np.exp(a, a)
    a += a.dtype.type(1)
    np.reciprocal(a, a)


def tanh_in_place(a: Array) -> Array:
    """Replace `a` by tanh(a), and return it."""
    return a if squash_in_place("hyperbolic_tangent", a) else np.tanh(a, a)


class Rnn:
    """h' = activation(gates + h Wᵀ)."""

    gates, states = 1, 1

    def __init__(self, total: int, hidden: int, dtype: Any, activation: str) -> None:
        self.activation = activation

    def forward(self, rows: slice, x: Array, product: Array, h: Array, c: Array) -> Array:
        """The new h; `x` is overwritten with what backward needs."""
        x += product
        if self.activation == "tanh":
            return tanh_in_place(x)
        x[...] = relu(x)
        return x

    def backward(self, rows: slice, gates: Array, dh: Array, dc: Array, h: Array, dx: Array) -> Array:
        """Fill `dx`, the gradient of the gates; the gradient of the product is the same."""
        if self.activation == "tanh":
            np.multiply(gates, gates, dx)
            np.subtract(dx.dtype.type(1), dx, dx)
            dx *= dh
        else:
            np.multiply(dh, gates > 0, dx)
        return dx


class Lstm:
    """i, f, g, o = gates + h Wᵀ; c' = f c + i g; h' = o tanh(c')."""

    gates, states = 4, 2

    def __init__(self, total: int, hidden: int, dtype: Any, activation: str) -> None:
        self.before, self.tanh = np.empty((2, total, hidden), dtype)  # c, and tanh(c')

    def forward(self, rows: slice, x: Array, product: Array, h: Array, c: Array) -> Array:
        """The new h; `x` and `c` are overwritten."""
        x += product
        n = c.shape[1]
        g = x[:, 2 * n : 3 * n]
        new = tanh_in_place(g.copy())
        sigmoid_in_place(x)
        g[...] = new
        self.before[rows] = c
        c *= x[:, n : 2 * n]
        new *= x[:, :n]
        c += new
        tanh = self.tanh[rows]
        tanh[...] = c
        tanh_in_place(tanh)
        return np.multiply(x[:, 3 * n :], tanh, new)

    def backward(self, rows: slice, gates: Array, dh: Array, dc: Array, h: Array, dx: Array) -> Array:
        """Fill `dx`, the gradient of the gates; `dc` becomes the gradient of the c before."""
        n, one, tanh = dh.shape[1], dh.dtype.type(1), self.tanh[rows]
        i, f, g, o = (gates[:, k * n : (k + 1) * n] for k in range(4))
        through = dh * o
        dc += through - through * tanh * tanh
        np.subtract(one, gates, dx)
        dx *= gates
        dg = dx[:, 2 * n : 3 * n]
        np.multiply(g, g, dg)
        np.subtract(one, dg, dg)
        dg *= i
        dg *= dc
        for k, factor in ((0, g), (1, self.before[rows])):
            part = dx[:, k * n : (k + 1) * n]
            part *= factor
            part *= dc
        part = dx[:, 3 * n :]
        part *= tanh
        part *= dh
        dc *= f
        return dx


class Gru:
    """r, z, n = gates + h Wᵀ, where r multiplies n's product; h' = n + z (h - n)."""

    gates, states = 3, 1

    def __init__(self, total: int, hidden: int, dtype: Any, activation: str) -> None:
        self.products = np.empty((total, hidden), dtype)  # of n
        self.direct: Array | None = None  # the part of h's gradient that goes through no gate

    def forward(self, rows: slice, x: Array, product: Array, h: Array, c: Array) -> Array:
        """The new h; `x` is overwritten with the gates."""
        n = h.shape[1]
        both, new = x[:, : 2 * n], x[:, 2 * n :]
        gates = both + product[:, : 2 * n]
        sigmoid_in_place(gates)
        both[...] = gates
        self.products[rows] = product[:, 2 * n :]
        candidate = tanh_in_place(new + gates[:, :n] * self.products[rows])
        new[...] = candidate
        return (h - candidate) * gates[:, n:] + candidate

    def backward(self, rows: slice, gates: Array, dh: Array, dc: Array, h: Array, dx: Array) -> Array:
        """Fill `dx`, the gradient of the gates; return that of the product."""
        n, one = dh.shape[1], dh.dtype.type(1)
        r, z, new = (gates[:, k * n : (k + 1) * n] for k in range(3))
        self.direct = dh * z
        dn = (dh - self.direct) * (one - new * new)
        dx[:, :n] = dn * self.products[rows] * r * (one - r)
        dx[:, n : 2 * n] = (h - new) * self.direct * (one - z)
        dx[:, 2 * n :] = dn
        through = dx.copy()
        through[:, 2 * n :] *= r
        return through


CELLS: dict[str, Any] = {"rnn": Rnn, "lstm": Lstm, "gru": Gru}
