"""Which layer of a `Sequential` failed: added to the message of the error that the layer raised."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..._core.tensor import Tensor


class _Report(NamedTuple):
    """Kept on the error while it climbs through nested `Sequential`s, each of which adds a place in front."""

    message: str
    places: tuple[str, ...]
    facts: str

    def __str__(self) -> str:
        return f"{self.message}\nin layer {' > '.join(self.places)}: {self.facts}"


def name_layer(error: Exception, name: str, module: Any, given: Any) -> None:
    """Extend the message of `error`, raised when `module`, called `name`, was given `given`.

    Errors whose text is not simply their message, such as `KeyError`, get a note instead.
    """
    place = f"({name}) {module._brief() if hasattr(module, '_brief') else type(module).__name__}"
    report = error.__dict__.get("_report")
    if report is None:
        report = _Report(str(error), (place,), _facts(module, given))
    else:
        report = report._replace(places=(place, *report.places))
    error.__dict__["_report"] = report
    if (
        type(error).__str__ is BaseException.__str__
        and len(error.args) == 1
        and isinstance(error.args[0], str)
    ):
        error.args = (str(report),)
    elif len(report.places) == 1:
        error.add_note(f"in layer {place}: {report.facts}")


def _facts(module: Any, given: Any) -> str:
    if not isinstance(given, Tensor):
        return f"got {type(given).__name__}, wanted a Tensor"
    shape, dtype = str(tuple(given.shape)), given.dtype
    own = next((p.dtype for p in module.parameters()), dtype) if hasattr(module, "parameters") else dtype
    wants = module._wants(given) if hasattr(module, "_wants") else ""
    if own != dtype and (given.is_floating_point() or "indices" not in wants):
        return f"got {shape} of {dtype}, wanted {own}: convert the input with .to({own})"
    return f"got {shape}, wanted {wants}" if wants else f"got {shape}"
