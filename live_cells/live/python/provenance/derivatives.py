"""How the result of an operation that works element by element changes with its arguments."""

from __future__ import annotations

from .memory import Index, broadcast_index
from .operation_call import Call
from .steps import Between, Operand, Step, from_template

DERIVATIVES: dict[tuple[str, int], str] = {
    ("add", 0): "1", ("add", 1): "1", ("sub", 0): "1", ("sub", 1): "−1", ("rsub", 0): "−1", ("rsub", 1): "1",
    ("neg", 0): "−1", ("mul", 0): "{1}", ("mul", 1): "{0}", ("div", 0): "1 / {1}",
    ("div", 1): "−{0} / {1}²", ("exp", 0): "e^({0})", ("log", 0): "1 / {0}", ("sqrt", 0): "1 / (2 · √({0}))",
    ("square", 0): "2 · {0}", ("sin", 0): "cos({0})", ("cos", 0): "−sin({0})", ("tanh", 0): "1 − tanh({0})²",
    ("sigmoid", 0): "1 / (1 + e^(−{0})) · (1 − 1 / (1 + e^(−{0})))", ("relu", 0): "1 if {0} > 0 else 0",
    ("pow", 0): "{1} · {0} ^ ({1} − 1)", ("reciprocal", 0): "−1 / {0}²",
    ("abs", 0): "1 if {0} > 0 else −1 if {0} < 0 else 0",
    ("maximum", 0): "1 if {0} > {1} else 0", ("maximum", 1): "1 if {1} > {0} else 0",
}  # fmt: skip
"""Of elementwise operations, by the argument: `{0}`, `{1}` are the arguments and settings."""


def slope_of(call: Call, number: int, place: Index, slope: float) -> Operand:
    """How the result changes with the argument: itself a formula."""
    shown = DERIVATIVES.get((call.event.name, number))
    if shown is None or shown in ("1", "−1"):
        return Operand(slope)
    given = [call.operand(at, broadcast_index(call.shape(at), place)) for at in range(call.count)]
    given += [Operand(float(one)) for one in call.constants.values() if isinstance(one, int | float)]
    if shown in ("{0}", "{1}"):
        at = int(shown[1])
        return given[at] if at < len(given) else Operand(slope)
    name = f"slope of {call.event.name}"

    def step() -> Step:
        return from_template(Step("operation", name, slope, call.event.place), shown, given)

    try:
        found = step()
    except IndexError:
        return Operand(slope)
    return Operand(slope, Between(name, slope, step)) if found.is_exact else Operand(slope)
