"""Predict first: a recorded output stays covered until the reader has answered, or asks to see it.

`predict` in the metadata of a code cell says what is asked, and how it is answered: by a choice or a number.

    "predict": {"ask": "Do they differ?", "choices": ["Yes", "No"], "right": "Yes",
                "output": "spread ([\\d.]+)", "holds": "a > 0"}
    "predict": {"ask": "How many steps does it take?", "number": "stopped after ([\\d,]+) steps"}

What is right is read from a recorded output, that of the cell or of another one, `"cell": "its-id"`.
`output` is a regular expression that fits there if `right` is the right choice, and `holds` compares its
groups `a`, `b`, …. Where the question is about other settings of the cell's controls, `then` says which:
the recorded output is where the reader starts, and is visible; the outputs with these settings, which
record.py keeps beside them, are covered. `tried` says what holds of the cell's variables with such settings
(site_tests/lessons/predictions_tried.py runs it). The Markdown cell after it, with the tag `why`, says why:
on the page it is folded until then (covers.py). Without scripts, both are folds that open, and on paper they
are open.

`before` describes the cell's figure as it is until then: without the groups of the recorded drawing that
`without` lists (`without_groups`).
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from live_cells.plugin.pages.drawings import remove
from live_cells.plugin.pages.form_fields import fields_of
from live_cells.plugin.pages.notebook import Cell, joined, source_of, tags_of
from live_cells.plugin.pages.values import WrongValue, calculated, output_text, values_in

WHY = "why"
"""The tag of the Markdown cell that says why an output is as it is."""
KEYS = ("ask", "choices", "right", "output", "holds", "then", "tried", "number", "cell", "before", "without")
_COMPARISONS: dict[type[ast.cmpop], Callable[[Decimal, Decimal], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
}


class WrongPrediction(ValueError):
    """What a cell's `predict` says cannot be asked, or is not so; the message says why."""


@dataclass(frozen=True)
class Prediction:
    """What is asked, and what is right."""

    ask: str
    choices: tuple[str, ...]
    """Empty where a number is asked for."""
    answer: str


def prediction_of(cell: Cell, cells: Sequence[Cell]) -> Prediction | None:
    """What a cell asks, if it does; `cells` are those of its notebook."""
    predict = cell["metadata"].get("predict")
    if predict is None:
        return None
    if not isinstance(predict, Mapping) or not str(predict.get("ask", "")).strip():
        raise WrongPrediction('"ask" is missing: what readers are to predict, as a question')
    if unknown := [key for key in predict if key not in KEYS]:
        raise WrongPrediction(f"unknown: {', '.join(unknown)}; there are {', '.join(KEYS)}")
    name = predict.get("cell", cell["id"])
    found = next((one for one in cells if one["id"] == name and one["cell_type"] == "code"), None)
    if found is None:
        raise WrongPrediction(f'"cell" names {name!r}, which is no code cell of this notebook')
    if "then" in predict:
        _then(predict["then"], cell)
    asked = [*found.get("outputs", ())] if "cell" in predict else recorded_then(cell)
    output = output_text({"outputs": asked} if asked else found)
    if "number" in predict:
        return Prediction(predict["ask"], (), _number(predict, output, name))
    return Prediction(predict["ask"], *_choices(predict, output, name))


def figure_before(cell: Cell) -> list[Mapping[str, Any]]:
    """The cell's figure without what is to be predicted; none where `before` does not ask for it."""
    predict = cell["metadata"]["predict"]
    if "before" not in predict:
        return []
    for output in cell["outputs"]:
        svg = joined(output.get("data", {}).get("image/svg+xml", ""))
        if svg and (before := without_groups(svg, predict.get("without", []))) != svg:
            return [{**output, "data": {"image/svg+xml": before}}]
    raise WrongPrediction("`before` shows a figure in part: let `without` list the groups that are left out")


def without_groups(svg: str, names: Sequence[str]) -> str:
    """A drawing without some of its groups; the drawing as it is where one of `names` fits no group.

    Args:
        svg: the drawing.
        names: ids of groups in axes, such as `line2d_26`, or an id and the kind of the groups directly in it,
            such as `axes_1/line2d`: all that is plotted there as a line, but no ticks.
    """
    root = ElementTree.fromstring(svg)
    fits: dict[Element, set[str]] = {}
    for parent in root.iter():
        place = parent.get("id", "")
        if place.startswith(("axes_", "matplotlib.axis_")):
            for group in parent:
                name = group.get("id", "")
                fits[group] = {name, f"{place}/{name.rpartition('_')[0]}"}.intersection(names)
    if set().union(*fits.values()) != {*names}:
        return svg
    remove(root, lambda group: bool(fits.get(group)))
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def recorded_then(cell: Cell) -> list[Mapping[str, Any]]:
    """What the cell gives with the settings that its prediction asks about, as far as it was recorded."""
    then = cell["metadata"].get("predict", {}).get("then", [])
    return [output for one in then for output in one.get("outputs", [])]


def _then(then: Any, cell: Cell) -> None:
    is_list = isinstance(then, list) and then
    if not is_list or not all(
        isinstance(one, Mapping) and isinstance(one.get("set"), Mapping) for one in then
    ):
        raise WrongPrediction(
            '"then" lists the settings that it asks about, each with what its figure shows: '
            '[{"set": {"rate": 0.1}, "alt": "…"}]'
        )
    names = {field.name for field in fields_of(source_of(cell))}
    for one in then:
        if unknown := [key for key in one if key not in ("set", "alt", "outputs")]:
            raise WrongPrediction(
                f'"then" knows "set" and "alt", and record.py adds "outputs"; not {unknown}'
            )
        if unknown := [name for name in one["set"] if name not in names]:
            raise WrongPrediction(
                f'"then" sets {", ".join(unknown)}, and the cell has no control of that name'
            )
        if not one.get("outputs"):
            raise WrongPrediction(
                f"the output with {dict(one['set'])} was never recorded; "
                "run `python site_tests/generators/record.py` on the notebook"
            )
        if not one.get("alt") and any("image/svg+xml" in output.get("data", {}) for output in one["outputs"]):
            raise WrongPrediction(f'"alt" is missing: what the figure with {dict(one["set"])} shows')


def _number(predict: Mapping[str, Any], output: str, name: str) -> str:
    if both := [key for key in ("choices", "right", "output", "holds", "tried") if key in predict]:
        raise WrongPrediction(f'"number" is asked for, and {", ".join(both)} belongs to a choice; keep one')
    fitted(predict["number"], output, name)
    found = re.search(predict["number"], output, re.M)
    return found[1] if found else ""


def _choices(predict: Mapping[str, Any], output: str, name: str) -> tuple[tuple[str, ...], str]:
    choices = predict.get("choices")
    if not isinstance(choices, list) or len(set(choices)) < max(2, len(choices)):
        raise WrongPrediction('wanted "choices", two or more texts that differ, or a "number"')
    if predict.get("right") not in choices:
        raise WrongPrediction(f'"right" is {predict.get("right")!r}, which is none of the choices')
    if "output" not in predict and "holds" in predict:
        raise WrongPrediction('"holds" compares the groups of "output", which is missing')
    if "output" not in predict and "tried" not in predict:
        raise WrongPrediction(
            '"right" is held to nothing: write "output", which fits if it is right, or "tried", which says '
            "what holds of the cell's variables"
        )
    if "output" in predict:
        _confirm(predict, output, name)
    if "tried" in predict:
        _tried(predict["tried"])
    return tuple(choices), predict["right"]


def _tried(tried: Any) -> None:
    is_list = isinstance(tried, list) and tried
    if not is_list or not all(isinstance(one, Mapping) and {*one} == {"set", "claim"} for one in tried):
        raise WrongPrediction(
            '"tried" lists settings, each with what holds then: '
            '[{"set": {"width": 64}, "claim": "loss < 0.1"}]'
        )
    for one in tried:
        try:
            ast.parse(one["claim"], mode="eval")
        except (SyntaxError, TypeError) as error:
            raise WrongPrediction(f'"claim" is {one["claim"]!r}, which is no Python: {error}') from error


def _confirm(predict: Mapping[str, Any], output: str, name: str) -> None:
    pattern, comparison = predict["output"], predict.get("holds")
    try:
        fits = re.search(pattern, output, re.M)
    except re.error as error:
        raise WrongPrediction(f"{pattern!r} is no regular expression: {error}") from error
    if not fits:
        raise WrongPrediction(
            f"{predict['right']!r} is right where {pattern!r} fits, which it does not in the output of cell "
            f"{name}; correct one of them:\n{output}"
        )
    if comparison and not holds(comparison, fitted(pattern, output, name)):
        raise WrongPrediction(
            f"{predict['right']!r} is right where {comparison}, which is not so in the output of cell "
            f"{name}, {fits[0]!r}; correct one of them"
        )


def fitted(pattern: str, output: str, name: str) -> dict[str, Decimal]:
    """The numbers that a regular expression's groups fit in the output of a cell: a, b, c …"""
    try:
        return values_in(pattern, output, name)[0]
    except WrongValue as error:
        raise WrongPrediction(str(error)) from error


def holds(comparison: str, values: Mapping[str, Decimal]) -> bool:
    """Is a comparison of such numbers true?"""
    try:
        return _true(ast.parse(comparison, mode="eval").body, values)
    except (SyntaxError, WrongValue, ArithmeticError) as error:
        raise WrongPrediction(f'"holds" is {comparison!r}, which cannot be compared: {error}') from error


def _true(node: ast.expr, values: Mapping[str, Decimal]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_true(part, values) for part in parts)
        case ast.Compare(left=left, ops=ops, comparators=others) if all(
            type(op) in _COMPARISONS for op in ops
        ):
            sides = [calculated(side, values) for side in (left, *others)]
            pairs = zip(ops, sides, sides[1:], strict=False)
            return all(_COMPARISONS[type(op)](one, other) for op, one, other in pairs)
    raise WrongValue(f"{ast.unparse(node)!r}: wanted a comparison such as a < 2 * b, or several with `and`")


def why_of(cells: Sequence[Cell], cell: Cell) -> Cell | None:
    """The cell that says why a cell's output is as it is: the next one."""
    after = cells[cells.index(cell) + 1 :]
    return after[0] if after and after[0]["cell_type"] == "markdown" and WHY in tags_of(after[0]) else None
