"""What a build asks of places that have readers predict: the recorded output below them is covered."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from docs.course.pages.directives import without_values
from live_cells.plugin.pages.notebook import Cell, source_of, tags_of
from live_cells.plugin.pages.predictions import WHY, WrongPrediction, figure_before, prediction_of, why_of
from live_cells.plugin.pages.values import outside_code

_REQUEST = re.compile(
    r"""^\W*(?:(?:now|first|then|next|please|so|but|and)\W+)?
    (?:guess|predict|decide|make\ a\ (?:guess|prediction))\b
    |\bbefore\ you\ (?:run|press|drag|do|choose|begin)\b
    |\bwhat\ (?:do|would)\ you\ (?:expect|predict|guess)\b
    |(?:^|\W)(?:what|which|how)\b[^?]*\bwill\b[^?]*\?
    |^\W*will\b[^?]*\?""",
    re.I | re.X,
)
"""A sentence that asks the reader to predict. “The model predicts a number” does not."""
_FIGURE = r"(?:curve|picture|figure|plot|chart|graph|drawing|diagram|histogram|valley|surface)s?"
_NAMED = re.compile(
    rf"""\b{_FIGURE}\ (?:\w+\ )?(?:below|beneath)\b
    |^\W*(?:below|beneath)\b[^.?!:]*\b{_FIGURE}\b
    |\b(?:the|this|each)\ (?:\w+\ )?{_FIGURE}\ (?:here\ )?(?:shows?|has|have|is|are|starts|begins)\b
    |\blook\ at\ the\ (?:\w+\ )?{_FIGURE}\b""",
    re.I | re.X,
)
"""A sentence about a figure that the reader sees. “What will the curve look like” is none."""
_DRAWN = re.compile(r"^```+ *mermaid\b|!\[|<svg\b", re.M)
_HEADING = re.compile(r"^#{1,6} .+$", re.M)
_END = re.compile(r"(?<=[.!?:])[*_]*\s+|\n\s*\n")


def about_predictions(cells: Sequence[Cell]) -> dict[str, list[str]]:
    """What is wrong with the predictions of a notebook, by the id of the cell."""
    found: dict[str, list[str]] = defaultdict(list)
    above = ""
    for cell in cells:
        found[cell["id"]] += [
            *_about_cell(cell, cells),
            *_about_request(above, cell),
            *_about_figures(above, cell),
        ]
        is_text = cell["cell_type"] == "markdown" and WHY not in tags_of(cell)
        above = f"{above}\n\n{source_of(cell)}" if is_text else ""
    return found


def requests(markdown: str) -> list[str]:
    """The sentences after the last heading that ask the reader to predict what comes next."""
    return [sentence for sentence in _sentences(markdown) if _REQUEST.search(sentence)]


def _sentences(markdown: str) -> list[str]:
    """Those after the last heading."""
    prose = _HEADING.split(outside_code(without_values(markdown)))[-1]
    return [" ".join(one.split()) for one in _END.split(prose)]


def _about_cell(cell: Cell, cells: Sequence[Cell]) -> Iterator[str]:
    if WHY in tags_of(cell) and cell["cell_type"] != "markdown":
        yield f"only Markdown can have the tag {WHY!r}: it says why the output above it is as it is"
    if "uncovered" in cell["metadata"] and not str(cell["metadata"]["uncovered"]).strip():
        yield 'its output stays uncovered without a reason; write "uncovered": "why"'
    if "predict" not in cell["metadata"]:
        return
    try:
        prediction_of(cell, cells)
        figure_before(cell)
    except WrongPrediction as error:
        yield f"its prediction: {error}"
    if not cell.get("outputs"):
        yield "it asks for a prediction, but has no recorded output to cover; record it, or remove `predict`"
    if why_of(cells, cell) is None:
        yield (
            "it asks for a prediction, but nothing says why it comes out so; let a Markdown cell with the "
            f"tag {WHY!r} follow it"
        )


def _about_figures(above: str, cell: Cell) -> Iterator[str]:
    """Where the text beside a prediction names a covered figure, or its question one that a run replaces."""
    predict = cell["metadata"].get("predict")
    if not isinstance(predict, Mapping) or _DRAWN.search(above):
        return
    is_visible = bool(predict.get("then"))
    why = "a run may show another figure" if is_visible else "the figure is covered"
    beside = [] if is_visible else _sentences(above)
    for sentence in [*beside, *_sentences(str(predict.get("ask", "")))]:
        if _NAMED.search(sentence):
            yield (
                f"the text beside its prediction says {sentence!r}, and {why}; say it without the figure, or "
                'let the recorded output be the start, name in "then" the settings that are asked about, and '
                "speak of the figure in the text above"
            )


def _about_request(above: str, cell: Cell) -> Iterator[str]:
    """Where a text asks for a prediction, and nothing answers it before this cell. `above`: that text."""
    if not cell.get("outputs"):
        return
    if "predict" in cell["metadata"] or "uncovered" in cell["metadata"] or "exercise" in tags_of(cell):
        return
    for sentence in requests(above)[:1]:
        yield (
            f"the text above it says {sentence!r}, and the recorded output gives the answer away; add to its "
            'metadata "predict": {"ask": "…", "choices": ["…", "…"], "right": "…"} or {"ask": "…", "number": '
            '"pattern"}, or "uncovered": "why the output may be seen"'
        )
