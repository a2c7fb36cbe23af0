"""Formulas of operations that work element by element."""

from __future__ import annotations

import numpy as np

from .memory import At, broadcast_index
from .operation_call import Call
from .steps import Operand, Step, from_template

ELEMENTWISE = {
    "add": "{0} + {1}", "sub": "{0} − {1}", "rsub": "{1} − {0}", "mul": "{0} · {1}", "div": "{0} / {1}",
    "pow": "{0} ^ {1}", "neg": "−{0}", "exp": "e^({0})", "log": "log({0})", "sqrt": "√({0})",
    "rsqrt": "1 / √({0})", "reciprocal": "1 / {0}", "square": "{0}²", "abs": "abs({0})", "sin": "sin({0})",
    "cos": "cos({0})", "tan": "tan({0})", "tanh": "tanh({0})", "sigmoid": "1 / (1 + e^(−{0}))",
    "relu": "max(0, {0})", "maximum": "max({0}, {1})", "minimum": "min({0}, {1})",
    "clamp_min": "max({0}, {1})", "clamp_max": "min({0}, {1})", "silu": "{0} / (1 + e^(−{0}))",
    "log1p": "log(1 + {0})", "log2": "log({0}) / log(2)", "log10": "log({0}) / log(10)",
    "expm1": "e^({0}) − 1", "erf": "erf({0})", "floor": "floor({0})", "ceil": "ceil({0})",
    "lerp": "{0} + {2} · ({1} − {0})", "gelu": "{0} / 2 · (1 + erf({0} / √(2)))", "square_root": "√({0})",
    "mish": "{0} · tanh(log(1 + e^({0})))", "logsigmoid": "min({0}, 0) − log(1 + e^(−abs({0})))",
    "softsign": "{0} / (1 + abs({0}))",
}  # fmt: skip
"""By the name of the operation; those of PyTorch that take more are below."""


FURTHER = frozenset(
    [
        "where",
        "masked_fill",
        "mask",
        "leaky_relu",
        "elu",
        "celu",
        "softplus",
        "clamp",
        "hardtanh",
        "xlogy",
        "remainder",
    ]
)


_GELU_TANH = "{0} / 2 · (1 + tanh(√(0.6366197723675814) · ({0} + 0.044715 · {0} ^ 3)))"


COMPARED = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def elementwise(call: Call) -> Step | None:
    name, constants = call.event.name, call.constants
    if name not in ELEMENTWISE.keys() | COMPARED.keys() | FURTHER:
        return None
    operands = [call.broadcast(number) for number in range(call.count)]
    setting = [Operand(float(value)) for value in constants.values() if isinstance(value, int | float)]
    if name in COMPARED:
        shown = f"{{0}} {COMPARED[name]} {{1}}"
        return from_template(call.step(), shown, operands, shown)
    if name == "remainder":
        return from_template(call.step(), "{0} mod {1}", [*operands, *setting], "{0} % {1}")
    if name == "xlogy":
        return from_template(call.step(), "{0} · log({1})" if operands[0].value else "0 · {1}", operands)
    if name == "gelu" and call.op.__doc__ and "tanh" in call.op.__doc__:
        return from_template(call.step(), _GELU_TANH, operands)
    if name == "where":
        return from_template(call.step(), "{0} if {2} else {1}", [*operands, _condition(call)])
    if name == "masked_fill":
        return _masked(call, operands)
    if name == "mask":
        return from_template(call.step(), "{0} · {1}", operands)
    if name == "leaky_relu":
        return from_template(call.step(), "{0} if {0} > 0 else {1} · {0}", [*operands, *setting])
    if name in ("elu", "celu") and len(setting) == 1:
        return from_template(call.step(), "{0} if {0} > 0 else {1} · (e^({0}) − 1)", [*operands, *setting])
    if name == "softplus":
        return from_template(call.step(), "log(1 + e^({0}))", operands)
    if name in ("clamp", "hardtanh"):
        return _clamped(call, operands)
    if name in ELEMENTWISE:
        shown = ELEMENTWISE[name]
        needed = shown.count("{1}") + 1 if "{1}" in shown else 1
        if name == "pow" and len(operands) == 1 and not setting:
            return from_template(call.step(), "√({0})", operands)
        return (
            from_template(call.step(), shown, [*operands, *setting])
            if len(operands) + len(setting) >= min(needed, 2)
            else None
        )
    return None


def _condition(call: Call) -> Operand:
    """Of `where`: whether it holds for this element."""
    given = call.constants["condition"]
    array = np.asarray(getattr(given, "_array", given))
    at = At(array, call.event.time - 0.5)
    return call.explainer.operand(at, broadcast_index(array.shape, call.index))


def _masked(call: Call, operands: list[Operand]) -> Step | None:
    mask, value = call.constants.get("mask"), call.constants.get("value")
    given = [Operand(float(value))] if isinstance(value, int | float) else operands[1:]
    if mask is None or not given:
        return None
    is_masked = bool(np.broadcast_to(mask, call.event.out.shape)[call.index])
    return from_template(call.step(), "{0}", given[:1] if is_masked else operands[:1])


def filled(call: Call) -> Step:
    value = call.constants["value"] if "value" in call.constants else call.given[1]
    return from_template(call.step(), "{0}", [call.explainer.operand(value, ())])


def _clamped(call: Call, operands: list[Operand]) -> Step:
    low = call.constants.get("min", call.constants.get("low"))
    high = call.constants.get("max", call.constants.get("high"))
    bounds = [Operand(float(one)) for one in (low, high) if one is not None] or operands[1:]
    shown = (
        "min(max({0}, {1}), {2})"
        if len(bounds) == 2
        else "max({0}, {1})"
        if low is not None
        else "min({0}, {1})"
    )
    return from_template(call.step(), shown, [operands[0], *bounds])
