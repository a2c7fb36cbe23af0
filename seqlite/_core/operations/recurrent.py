"""Recurrent layers: one rule runs a whole layer in one direction, and its gradient goes back through time.

A layer takes its input as rows, one per sequence and time, all rows of a time after those of the time before.
`sizes` says how many sequences are present at each time; they are sorted by length, so that is the first
rows of the state. Products with the input and those for the weights' gradients are made once for all times.

Sources: Elman 1990 (RNN), Hochreiter & Schmidhuber 1997 and Gers et al. 2000 (LSTM), Cho et al. 2014 (GRU),
Sak et al. 2014 (projections); PyTorch, `torch.nn.RNN`, `LSTM` and `GRU`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..bfloat16 import BFLOAT16, to_bfloat16, to_float32
from ..dtypes import from_numpy_dtype
from ..graph import MultiOutput, OutputNode
from ..kernels import product
from ..record import record
from ..rules import FLOATING, Array, Op, Result, rule, saving
from ..tensor_base import T
from .recurrent_steps import CELLS


def slices_of(sizes: Sequence[int], reverse: bool) -> list[slice]:
    """The rows of each time, in the order in which they are visited."""
    stops = np.cumsum(sizes).tolist()
    found = [slice(stop - size, stop) for size, stop in zip(sizes, stops, strict=True)]
    return found[::-1] if reverse else found


def recurrence(kind: str) -> Callable[..., Result]:
    """The rule of a layer of this kind in one direction. Its value is the h of each row; the last states are
    appended to `finals`. The gradients of all inputs are computed together, and once for each `g`."""

    def forward(
        x: Array,
        w_ih: Array,
        w_hh: Array,
        b_ih: Array | None,
        b_hh: Array | None,
        h: Array,
        c: Array | None,
        w_hr: Array | None,
        *,
        sizes: Sequence[int],
        reverse: bool,
        finals: list[Array],
        activation: str = "tanh",
        saves_output: bool = False,
    ) -> Result:
        if x.itemsize < 4:  # NumPy is slow and inexact with them
            x, w_ih, w_hh, b_ih, b_hh, h, c, w_hr = (
                None if a is None else a.astype(np.float32) for a in (x, w_ih, w_hh, b_ih, b_hh, h, c, w_hr)
            )
        rows, dtype = x.reshape(-1, x.shape[-1]), x.dtype
        total, hidden = len(rows), w_hh.shape[0] // CELLS[kind].gates
        cell = CELLS[kind](total, hidden, dtype, activation)
        plan = slices_of(sizes, reverse)
        gates = product(rows, w_ih.T)
        apart = kind == "gru"  # its two biases are not simply added
        for bias in (b_ih, None if apart else b_hh):
            if bias is not None:
                gates += bias
        state, memory = h.copy(), None if c is None else c.copy()
        before, out = (np.empty((total, state.shape[1]), dtype) for _ in range(2))
        raw = None if w_hr is None else np.empty((total, hidden), dtype)
        for at in plan:
            n = at.stop - at.start
            old = before[at]
            old[...] = state[:n]
            through = product(old, w_hh.T)
            if apart and b_hh is not None:
                through += b_hh
            new = cell.forward(at, gates[at], through, old, None if memory is None else memory[:n])
            if raw is not None:
                raw[at] = new
                new = product(new, w_hr.T)  # type: ignore[union-attr]
            state[:n] = out[at] = new
        finals += [state] if memory is None else [state, memory]
        starts = h.shape, None if c is None else c.shape
        shape, width, first = x.shape, out.shape[1], plan[0]
        value = out.reshape(*shape[:-1], width)
        held = (value,) if saves_output else ()
        across = w_hh if len(plan) > 1 else None  # the step from h on is that of h's own rule
        known: list[Any] = [None, {}]  # the gradient that the others were computed from, and those

        def slopes(g: MultiOutput) -> dict[str, Any]:
            given = [to_float32(g.by[i]) if i in g.by else None for i in range(3)]
            whole = None if given[0] is None else np.asarray(given[0], dtype).reshape(total, width)
            ends: list[Any] = [
                None if like is None else np.zeros(like, dtype) if end is None else np.array(end, dtype)
                for like, end in zip(starts, given[1:], strict=True)
            ]
            dh, dc = ends
            dx = np.empty_like(gates)
            dp = np.empty_like(gates) if apart else dx
            slope_out = None if raw is None else np.empty((total, width), dtype)
            for at in reversed(plan):
                n = at.stop - at.start
                part = dh[:n] if whole is None else dh[:n] + whole[at]
                if slope_out is not None:
                    slope_out[at] = part
                    part = product(part, w_hr)
                dp[at] = cell.backward(
                    at, gates[at], part, None if dc is None else dc[:n], before[at], dx[at]
                )
                dh[:n] = 0 if at == first else product(dp[at], across)
                if apart:
                    dh[:n] += cell.direct
            return {"x": dx, "product": dp, "h": dh, "c": dc, "out": slope_out}

        def part(name: str, g: MultiOutput) -> Array:
            if known[0] is not g:
                known[:] = g, slopes(g)
            return known[1][name]

        def to_state(g: MultiOutput) -> Array:
            grad = part("h", g).copy()
            grad[: first.stop - first.start] += product(part("product", g)[first], w_hh)
            return grad

        vjps: list[Any] = [
            lambda g: product(part("x", g), w_ih).reshape(shape),
            lambda g: product(part("x", g).T, rows),
            saving(lambda g: product(part("product", g).T, before), h),
            lambda g: np.add.reduce(part("x", g), axis=0),
            lambda g: np.add.reduce(part("product", g), axis=0),
            to_state,
            lambda g: part("c", g),
            lambda g: product(part("out", g).T, raw),
        ]
        for i in range(6):
            further = held if c is None else (*held, c)
            vjps[i] = saving(vjps[i], *further) if further else vjps[i]
        return value, tuple(vjps)

    return forward


LAYERS: dict[str, Op] = {
    kind: rule("StackBackward0", takes=FLOATING, name=kind)(recurrence(kind)) for kind in CELLS
}


def recurrent_layer(
    kind: str,
    x: T,
    states: Sequence[T],
    weights: Sequence[T | None],
    sizes: Sequence[int],
    *,
    reverse: bool = False,
    activation: str = "tanh",
    node: str = "StackBackward0",
) -> tuple[T, ...]:
    """Run one layer in one direction on rows `x`, (…, features). `weights` are those of the input and of the
    state, the two biases or None, and the projection or None. Returns the states at all times, (…, hidden),
    and the last h and c."""
    w_ih, w_hh, b_ih, b_hh, w_hr = weights
    h, c = states[0], states[1] if len(states) > 1 else None
    own = w_ih._array.dtype  # type: ignore[union-attr]
    for given in (x, *states, *weights[1:]):
        if given is not None and given._array.dtype != own:
            kinds = " and ".join(from_numpy_dtype(dtype).kind for dtype in (given._array.dtype, own))
            raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {kinds}")
    finals: list[Array] = []
    out = record(
        LAYERS[kind], x, w_ih, w_hh, b_ih, b_hh, h, c, w_hr,
        sizes=sizes, reverse=reverse, finals=finals, activation=activation,
        saves_output=node.startswith(("Mkldnn", "Tanh", "Relu")), kept=(x._wrap(np.empty(0)),),
    )  # fmt: skip
    kind_of = x._array.dtype
    outs = [out]
    for array in finals:
        outs.append(
            out._wrap(to_bfloat16(array) if kind_of == BFLOAT16 else array.astype(kind_of, copy=False))
        )
    if kind_of.itemsize < 4:
        out._array = out._array.astype(kind_of, copy=False)
    whole = out._node
    if whole is not None:
        whole._name, whole.output_count = node, len(outs)
        for i, each in enumerate(outs):
            each._node, each._needs = OutputNode(whole, i, len(outs)), True
    return tuple(outs)
