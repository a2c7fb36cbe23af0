"""What a notebook's page covers: outputs until they are predicted, and the reasons for them."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from live_cells.plugin.pages.exercises import marked
from live_cells.plugin.pages.form_fields import fields_of
from live_cells.plugin.pages.notebook import Cell, source_of, tags_of
from live_cells.plugin.pages.predictions import WHY, WrongPrediction, figure_before, prediction_of, why_of
from live_cells.plugin.site_words import said, word

ANSWER = "answer"
"""The anchor of the place that answers the lesson's question."""


class Covers:
    """What a notebook's page covers: outputs until they are predicted, and the reasons for them."""

    def __init__(self, notebook: Mapping[str, Any], uri: str, markdown_html: Callable[[str], str]) -> None:
        self._cells: Sequence[Cell] = notebook["cells"]
        self._answered = notebook["metadata"].get("answered", "")
        self._uri = uri
        self._markdown_html = markdown_html
        asking = (cell for cell in self._cells if "predict" in cell["metadata"])
        self._first = next(asking, None)

    def text_of(self, cell: Cell) -> str:
        """A Markdown cell as the page has it."""
        anchor = f'<span id="{ANSWER}"></span>\n\n' if cell["id"] == self._answered else ""
        text = f"\n\n{anchor}{source_of(cell)}\n\n"
        if WHY not in tags_of(cell):
            return text
        return marked(
            "details", f"prediction-why {cell['metadata'].get('summary', word('predictions.why'))}", text
        )

    def covered(self, cell: Cell, output: str, html_of: Callable[[Cell], str]) -> str:
        """The HTML of a cell's output, below the question about it, if there is one.

        Where the question is about other settings, the output is visible above it, and what `html_of` makes
        of the outputs with these settings is covered.
        """
        try:
            prediction = prediction_of(cell, self._cells)
            before = figure_before(cell) if prediction else []
        except WrongPrediction:
            return output  # the build has said so
        if prediction is None:
            return output
        choices = "".join(f"<li>{self._inline(choice)}</li>" for choice in prediction.choices)
        right = prediction.choices.index(prediction.answer) if choices else prediction.answer
        key = html.escape(f"{self._uri}#{cell['id']}")
        then = cell["metadata"]["predict"].get("then", [])
        above, below = (
            (output, "".join(self._then(cell, one, html_of) for one in then)) if then else ("", output)
        )
        if before:
            described = {"alt": cell["metadata"]["predict"]["before"]}
            shown = html_of({**cell, "outputs": before, "metadata": described})
            above = f'{above}<div class="cell-output prediction-before">{shown}</div>'
        shows = word("predictions.show_answer" if then else "predictions.show_output")
        return (
            f'{above}<div class="prediction-question"><p><strong>{word("predictions.title")}</strong> '
            f"<span>{self._inline(prediction.ask)}</span>{self._link(cell)}</p>"
            f"{f'<ul>{choices}</ul>' if choices else ''}</div>"
            f'<details class="prediction" data-prediction="{key}" data-right="{html.escape(str(right))}">'
            f"<summary>{shows}</summary>"
            f'<p class="prediction-answer"><strong>{word("predictions.answer")}</strong> '
            f"<span>{self._inline(prediction.answer)}</span></p>{below}</details>"
        )

    def _then(self, cell: Cell, one: Mapping[str, Any], html_of: Callable[[Cell], str]) -> str:
        """What the cell gives with one of the settings that it asks about, and which these are."""
        fields = {field.name: field for field in fields_of(source_of(cell))}
        settings = (f"{fields[name].label} = {value}" for name, value in one["set"].items())
        shown = html_of({**cell, "outputs": one["outputs"], "metadata": {"alt": one.get("alt", "")}})
        heading = html.escape(said("predictions.with", settings=", ".join(settings)))
        return f'<div class="prediction-then"><p>{heading}</p><div class="cell-output">{shown}</div></div>'

    def _link(self, cell: Cell) -> str:
        """From the lesson's question to what answers it, unless that comes next."""
        why = why_of(self._cells, cell)
        if cell is not self._first or not self._answered or (why and why["id"] == self._answered):
            return ""
        return f' <a href="#{ANSWER}">{word("predictions.answered")}</a>'

    def _inline(self, text: str) -> str:
        return self._markdown_html(text).removeprefix("<p>").removesuffix("</p>")
