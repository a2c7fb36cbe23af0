"""Experiments: the programs behind a lesson's claims.

A sentence that a program can refute ends with a link to that program, `[(tried)](#adam-eps)`: a code cell
with that id and the tag `experiment`. Its first line is its question, `# @title Experiment: Is it eps?`, and
its metadata says what would refute the sentence and what the recorded output shows, as a prediction's does:

    "experiment": {"refuted": "As many starts learn.", "output": "eps 1e-08: (\\\\d)", "holds": "a < 3"}

On the page the program is folded, and the link opens it below the paragraph.
"""

import html
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from mkdocs.utils import get_relative_url

from docs.course.pages.directives import EXPERIMENTS
from live_cells.plugin.cache import PACKAGE
from live_cells.plugin.pages.exercises import marked
from live_cells.plugin.pages.notebook import Cell, is_sound, read_notebook, source_of, tags_of
from live_cells.plugin.pages.predictions import WrongPrediction, fitted, holds
from live_cells.plugin.pages.values import output_text
from live_cells.plugin.site_words import said, word

sys.path.append(str(PACKAGE / "live" / "python"))

from live_runner.cell_needs import names_of

TAG = "experiment"
KEYS = ("refuted", "output", "holds")
_LINK = re.compile(r"\s*\[\(tried\)\]\(#(?P<id>[\w-]+)\)")
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
    return _LINK.sub(lambda link: f'<a class="claim" href="#cell-{link["id"]}">{shown}</a>', markdown)


def folded(cell: Cell, place: Callable[[Cell], str]) -> str:
    """An experiment's cell, placed by `place`, below its question and what would refute the claim."""
    summary = f"experiment {said('experiments.title', question=question_of(cell))}"
    program = {**cell, "source": _TITLE.sub("", source_of(cell))}
    return marked("details", summary, f"{_refuted(cell)}\n\n{place(program)}")


def _refuted(cell: Cell) -> str:
    return said("experiments.refuted", what=str(cell["metadata"].get(TAG, {}).get("refuted", "")))


def with_list(markdown: str, docs_dir: str, lessons: Iterable[str], page_url: str) -> str:
    """The Markdown with `<!-- experiments -->` replaced by links to all experiments of the given lessons."""
    return EXPERIMENTS.sub(lambda match: "\n".join(_listed(docs_dir, lessons, page_url)), markdown)


def _listed(docs_dir: str, lessons: Iterable[str], page_url: str) -> Iterator[str]:
    for lesson in filter(lambda lesson: is_sound(Path(docs_dir) / lesson), lessons):
        cells = read_notebook(Path(docs_dir) / lesson, page_url)["cells"]
        address = get_relative_url(lesson.removesuffix(".ipynb") + "/", page_url)
        programs = [cell for cell in cells if is_experiment(cell)]
        if programs:
            yield f"\n## {source_of(cells[1]).partition('# ')[2].splitlines()[0]}\n"
        for cell in programs:
            yield f"* [{question_of(cell)}]({address}#cell-{cell['id']}) {_refuted(cell)}"


def complaints(cells: Sequence[Cell]) -> Iterator[tuple[Cell, str]]:
    """What is wrong with a notebook's experiments and the links to them, each with its cell."""
    programs = {cell["id"]: cell for cell in cells if is_experiment(cell)}
    linked = set()
    for cell in cells:
        if cell["cell_type"] != "markdown":
            continue
        for link in _LINK.finditer(source_of(cell)):
            linked.add(link["id"])
            if link["id"] not in programs:
                yield (
                    cell,
                    f"it links to the experiment {link['id']!r}; give a code cell that id and the tag {TAG!r}",
                )
    for name, cell in programs.items():
        yield from ((cell, problem) for problem in _about(cell))
        if name not in linked:
            yield cell, f"no claim links to this experiment; end the sentence with [(tried)](#{name})"
        if taken := names_of(source_of(cell)).binds & _taken_after(cell, cells):
            yield cell, f"a cell below takes {', '.join(sorted(taken))}, which it binds; choose other names"


def _taken_after(cell: Cell, cells: Sequence[Cell]) -> set[str]:
    """Names that cells below an experiment take from those above them."""
    later = [one for one in cells[cells.index(cell) + 1 :] if one["cell_type"] == "code"]
    names = [names_of(source_of(one)) for one in later if not is_experiment(one)]
    return {name for one in names if one for name in one.takes | one.takes_later}


def _about(cell: Cell) -> Iterator[str]:
    about = cell["metadata"].get(TAG)
    if not question_of(cell):
        yield "its first line has to be its question, `# @title Experiment: …?`"
    if not isinstance(about, dict) or set(about) != set(KEYS):
        yield f'its metadata has to say "{TAG}": {{{", ".join(f"{key!r}: …" for key in KEYS)}}}'
        return
    try:
        values = fitted(about["output"], output_text(cell), cell["id"])
        if not holds(about["holds"], values):
            yield f"its recorded output no longer supports the claim: {about['holds']} does not hold of {values}"
    except WrongPrediction as error:
        yield str(error)
