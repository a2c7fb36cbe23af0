"""Second derivatives of operations whose own rules cannot be traced, because they call compiled code.

A bilinear operation and a linear one need no formulas of their own: the derivative of a gradient rule is the
operation itself, on the gradient that arrives.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..graph import Node
from ..operations.convolution import pad, window_slices
from ..record import record
from ..rules import Array, Result, rule
from ..tensor import Tensor
from .arrays import Untraceable
from .rules import Retracer, edge_of

Gradients = list[Tensor | None]


def inputs_of(node: Node, *numbers: int) -> list[Tensor]:
    """The inputs that the node has saved, with their history."""
    tracer = Retracer(node, ())
    tracer.collect_all()
    if any(number not in tracer.inputs for number in numbers):
        raise Untraceable("an input that it has not saved")
    return [tracer.inputs[number].tensor for number in numbers]


def convolution(node: Node, g: Tensor, wanted: list[bool]) -> Gradients:
    """Of the input, the weight and the bias of a convolution. It is linear in the first two, so the gradient
    of one of them is linear in `g` and in the other."""
    assert node.source is not None
    op, constants, _ = node.source
    both = inputs_of(node, 0, 1)

    def run(one: Array, other: Array, place: int) -> Result:
        """The convolution of `one`, at this place, and `other`."""
        return op.forward(*((one, other) if place == 0 else (other, one)), None, **constants)  # type: ignore[no-any-return]

    def of(place: int) -> Tensor:
        shape = both[place]._array.shape

        @rule("ConvolutionBackwardBackward0", name=f"{op.__name__}_backward")
        def backward(g: Array, other: Array) -> Result:
            def to_other(v: Array) -> Array:
                return run(v, other, place)[1][1 - place](g)  # type: ignore[misc]

            value = run(np.zeros(shape, g.dtype), other, place)[1][place](g)  # type: ignore[misc]
            return value, (lambda v: run(v, other, place)[0], to_other)

        return record(backward, g, both[1 - place])

    found: Gradients = [of(place) if want else None for place, want in enumerate(wanted[:2])]
    axes = [i for i in range(g.dim()) if i != 1]
    return [*found, *(g.sum(axes) if want else None for want in wanted[2:])]


def linear(node: Node, g: Tensor, wanted: list[bool]) -> Gradients:
    """Of the input of a linear operation: the derivative of its rule is the operation."""
    assert node.source is not None
    (op, constants, _), back = node.source, edge_of(node)[0]
    padding = constants.get("padding_idx")

    @rule(f"{node.name()}Backward0", name=f"{op.__name__}_backward")
    def backward(g: Array) -> Result:
        def again(v: Array) -> Array:
            if padding is not None:  # a row of an embedding that gets no gradient
                v = v.copy()
                v[padding] = 0
            return np.array(op.forward(v, **constants)[0])

        return np.array(back(g)), (again,)

    return [record(backward, g)]


def max_pool2d(node: Node, g: Tensor, wanted: list[bool]) -> Gradients:
    """Each gradient goes to the place of the maximum that it is of."""
    assert node.source is not None
    plan = node.source[1]
    if "kernel" not in plan:
        raise Untraceable("max pooling that returns places")
    (x,) = inputs_of(node, 0)
    places = np.arange(x.numel(), dtype=np.float64).reshape(x.shape)
    windows = [*window_slices(plan["kernel"], plan["stride"], plan["dilation"], plan["out"])]
    padded = pad(x._array, plan["padding"], -np.inf), pad(places, plan["padding"])
    pixels, numbers = (np.stack([space[:, :, ys, xs] for _, (ys, xs) in windows]) for space in padded)
    winner = np.take_along_axis(numbers, pixels.argmax(0)[None], 0).reshape(-1).astype(np.int64)
    none = Tensor._wrap(np.zeros(x.numel(), x._array.dtype))
    return [none.index_add(0, Tensor._wrap(winner), g.reshape(-1)).reshape(x.shape)]


def det(node: Node, g: Tensor, wanted: list[bool]) -> Gradients:
    """Of a matrix that has an inverse."""
    (a,) = inputs_of(node, 0)
    return [(g * a.det())[..., None, None] * a.inverse().mT]


RULES: dict[str, Callable[[Node, Tensor, list[bool]], Gradients]] = {
    **dict.fromkeys(("conv2d", "conv_transpose2d", "conv3d", "conv_transpose3d"), convolution),
    **dict.fromkeys(("embedding", "diagonal", "unfold", "avg_pool2d", "upsample"), linear),
    "max_pool2d": max_pool2d,
    "det": det,
}
