"""Formulas of losses that are a sum or a mean over elements."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .memory import Index, broadcast_index
from .operation_call import Call
from .steps import Between, Operand, Step, evaluate, from_template, from_terms

_SOFT = "max(0, −{0}) + log(1 + e^(−abs({0})))"
"""`log(1 + e^(−x))`, without overflow."""


def _smooth(call: Call, x: float, y: float) -> str:
    if abs(x - y) < float(call.constants["beta"]):
        return "({0} − {1})² / (2 · {2})"
    return "abs({0} − {1}) − {2} / 2"


def _huber(call: Call, x: float, y: float) -> str:
    if abs(x - y) <= float(call.constants["delta"]):
        return "({0} − {1})² / 2"
    return "{2} · (abs({0} − {1}) − {2} / 2)"


def _binary(call: Call, x: float, y: float) -> str:
    yes = "−100" if x <= 0 else "log({0})"
    no = "−100" if x >= 1 else "log(1 − {0})"
    return f"−({{1}} · ({yes}) + (1 − {{1}}) · ({no}))"


def _logits(call: Call, x: float, y: float) -> str:
    if call.constants.get("pos_weight") is not None:
        raise KeyError("pos_weight")
    return f"(1 − {{1}}) · {{0}} + {_SOFT}"


ELEMENTS: dict[str, tuple[Callable[[Call, float, float], str], str]] = {
    "smooth_l1_loss": (_smooth, "beta"), "huber_loss": (_huber, "delta"),
    "binary_cross_entropy": (_binary, ""), "binary_cross_entropy_with_logits": (_logits, ""),
}  # fmt: skip
"""By the loss: the formula of one element, of the output `{0}`, the target `{1}` and a setting `{2}`."""


def loss_of_elements(call: Call) -> Step | None:
    """A sum or a mean of the losses of elements, or one of them."""
    if call.constants.get("weight") is not None:
        return None
    if call.constants["reduction"] == "none":
        return _filled(call, call.index, call.step())
    shape = np.broadcast_shapes(call.shape(0), call.shape(1))
    found = [_element(call, place) for place in np.ndindex(*shape)]
    terms = [[one] for one in found]
    if call.constants["reduction"] == "sum":
        return from_terms(call.step(), terms)
    return from_terms(call.step(), terms, "(", f") / {len(found)}")


def _element(call: Call, place: Index) -> Operand:
    name = f"loss of element {list(place)}"
    step = _filled(call, place, Step("operation", name, 0.0, call.event.place))
    step.value = evaluate(step.python, [one.value for one in step.operands])
    return Operand(step.value, Between(name, step.value, lambda: step))


def _filled(call: Call, place: Index, step: Step) -> Step:
    x, y = (call.operand(at, broadcast_index(call.shape(at), place)) for at in (0, 1))
    formula, setting = ELEMENTS[call.event.name]
    given = [x, y, Operand(float(call.constants[setting]))] if setting else [x, y]
    return from_template(step, formula(call, x.value, y.value), given)
