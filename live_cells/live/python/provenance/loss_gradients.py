"""The gradients of losses, in terms."""

from __future__ import annotations

from typing import Any

import numpy as np

from .losses import SHIFTED, exponentials, largest_of, row_of
from .memory import At, Index, broadcast_index
from .operation_call import Call
from .steps import Between, Operand, Step, from_template

Terms = list[list[Any]]


def cross_entropy(call: Call, g: At, index: Index) -> Terms | None:
    row, column = index
    target, ignored = call.constants["target"], call.constants.get("ignore_index")
    kept = sum(int(one) != ignored for one in target)
    own = np.asarray(call.array(0)[row], np.float64)
    share = float((np.exp(own - own.max()) / np.exp(own - own.max()).sum())[column])
    if int(target[row]) == ignored:
        return None
    inner = Call(call.explainer, call.event, index)
    inner.constants = {"axis": 1}

    def softmax() -> Step:
        operands = [inner.operand(0, place) for place in row_of(inner, 1, index)]
        largest = largest_of(operands)
        total = exponentials(inner, operands, largest)
        return from_template(
            Step("operation", "softmax", share, call.event.place, facts={**SHIFTED}), "e^({0} − {1}) / {2}",
            [operands[column], largest, Operand(total.value, total)],
        )  # fmt: skip

    is_target = column == int(target[row])
    slope = share - is_target
    probability = Operand(share, Between("softmax", share, softmax))
    divisor = kept if call.constants["reduction"] == "mean" else 1
    shown = ("({0} − 1)" if is_target else "{0}") + (f" / {divisor}" if divisor > 1 else "")
    value = slope / divisor
    between = Between(
        "slope of cross_entropy",
        value,
        lambda: from_template(
            Step("operation", "slope of cross_entropy", value, call.event.place), shown, [probability]
        ),
    )
    place = (row,) if g.array.ndim else ()
    return [[call.explainer.operand(g, place), Operand(value, between)]]


def mse_loss(call: Call, number: int, g: At, index: Index) -> Terms | None:
    shape = np.broadcast_shapes(call.shape(0), call.shape(1))
    if call.shape(number) != shape:
        return None
    one, other = (call.operand(at, broadcast_index(call.shape(at), index)) for at in (0, 1))
    count = int(np.prod(shape)) if call.constants["reduction"] == "mean" else 1
    sign = "2 · ({0} − {1})" if number == 0 else "−2 · ({0} − {1})"
    shown = sign + (f" / {count}" if count > 1 else "")
    value = (2 if number == 0 else -2) * (one.value - other.value) / count
    between = Between(
        "slope of mse_loss",
        value,
        lambda: from_template(
            Step("operation", "slope of mse_loss", value, call.event.place), shown, [one, other]
        ),
    )
    place = index if call.constants["reduction"] == "none" else ()
    return [[call.explainer.operand(g, place), Operand(value, between)]]
