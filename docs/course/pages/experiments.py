"""Experiments: the programs behind a lesson's claims.

A sentence that a program can refute ends with a link to that program, `[(tried)](#adam-eps)`: a code cell
with that id and the tag `experiment`. Its first line is its question, `# @title Experiment: Is it eps?`, and
its metadata says what would refute the sentence and what the recorded output shows, as a prediction's does:

    "experiment": {"refuted": "As many starts learn.", "output": "eps 1e-08: (\\\\d)", "holds": "a < 3"}

On the page the program is folded, and the link opens it below the paragraph.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator

from docs.course.pages.directives import EXPERIMENTS
from docs.course.pages.exercise_list import read_lessons
from live_cells.plugin.pages.exercises import marked
from live_cells.plugin.pages.notebook import Cell, source_of, tags_of
from live_cells.plugin.site_words import said, word

TAG = "experiment"
LINK = re.compile(r"\s*\[\(tried\)\]\(#(?P<id>[\w-]+)\)")
_TITLE = re.compile(r"# @title Experiment: (?P<question>.+\?)\n")


def is_experiment(cell: Cell) -> bool:
    return cell["cell_type"] == "code" and TAG in tags_of(cell)


def question_of(cell: Cell) -> str:
    """What an experiment asks; empty if it does not say so."""
    found = _TITLE.match(source_of(cell))
    return found["question"] if found else ""


def with_links(markdown: str) -> str:
    """A lesson's Markdown, each claim with its mark."""
    shown = html.escape(word("experiments.tried"))
    return LINK.sub(lambda link: f'<a class="claim" href="#cell-{link["id"]}">{shown}</a>', markdown)


def folded(cell: Cell, place: Callable[[Cell], str]) -> str:
    """An experiment's cell, placed by `place`, below its question and what would refute the claim."""
    summary = f"experiment {said('experiments.title', question=question_of(cell))}"
    metadata = {name: value for name, value in cell["metadata"].items() if name != "cellView"}
    program = {**cell, "metadata": metadata, "source": _TITLE.sub("", source_of(cell))}
    return marked("details", summary, f"{_refuted(cell)}\n\n{place(program)}")


def _refuted(cell: Cell) -> str:
    return said("experiments.refuted", what=str(cell["metadata"].get(TAG, {}).get("refuted", "")))


def with_list(markdown: str, docs_dir: str, lessons: Iterable[str], page_url: str) -> str:
    """The Markdown with `<!-- experiments -->` replaced by links to all experiments of the given lessons."""
    return EXPERIMENTS.sub(lambda match: "\n".join(_listed(docs_dir, lessons, page_url)), markdown)


def _listed(docs_dir: str, lessons: Iterable[str], page_url: str) -> Iterator[str]:
    for title, address, cells in read_lessons(docs_dir, lessons, page_url):
        programs = [cell for cell in cells if is_experiment(cell)]
        if programs:
            yield f"\n## {title}\n"
        for cell in programs:
            yield f"* [{question_of(cell)}]({address}#cell-{cell['id']}) {_refuted(cell)}"
