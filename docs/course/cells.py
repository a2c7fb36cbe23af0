"""Notebook → page: each code cell becomes the HTML that live_cells/live/ upgrades.

mkdocs-jupyter makes the page and gives it the notebook's name and links; what stands on it is made
here, from the notebook itself. Markdown cells join the page's Markdown; code cells leave a slot there,
which is filled once the Markdown is HTML, so that no Markdown rule ever touches code or output. Any
page can show a cell of a notebook, with its recorded output, by a line of its own:

    <!-- cell: lessons/tour.ipynb#first-model -->

and a cell's recorded figure alone, as an ornament, by `figure:` in the place of `cell:`.
"""

import html
import json
import logging
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from docs.course.pages import directives, experiments, symbols
from docs.course.pages.exercise_list import with_list
from docs.course.pages.ornaments import is_pixels, ornament_of
from docs.course.pages.reading_time import minutes_to_work, whole_minutes
from live_cells.plugin.cells import (
    DRAWN,
    Cover,
    cell_html,
    markdown_html,
    output_parts,
    outputs_html,
    uncovered,
    with_room,
)
from live_cells.plugin.html_source import HtmlSource, value_of
from live_cells.plugin.pages import exercises
from live_cells.plugin.pages.covers import Covers
from live_cells.plugin.pages.figure_files import FigureFiles
from live_cells.plugin.pages.notebook import Cell, joined, place_of, read_notebook, recorded_with, tags_of
from live_cells.plugin.site_cells import on_post_build as on_post_build
from live_cells.plugin.site_cells import on_pre_page as on_pre_page

log = logging.getLogger("mkdocs.live_cells")

_GAP = re.compile(r"\s*\n\s*")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    slots: list[str] = []
    figures = FigureFiles(page, config, files)

    def in_slot(content: str) -> str:
        slots.append(content)
        return f'\n\n<div data-slot="{len(slots) - 1}"></div>\n\n'

    def slot(cell: Cell, recorded: str, cover: Cover = uncovered) -> str:
        return in_slot(cell_html(cell, recorded, figures, cover))

    def parts(cell: Cell) -> str:
        return outputs_html(cell, figures)

    def place(cell: Cell, recorded: str, covers: Covers) -> str:
        if "notebook-only" in tags_of(cell):
            return ""
        match cell["cell_type"]:
            case "markdown":
                text = experiments.with_links(covers.text_of(cell))
                return symbols.linked(text, notebook["cells"], complain(cell), in_slot)
            case "code" if experiments.is_experiment(cell):
                return experiments.folded(cell, lambda program: slot(program, recorded))
            case "code":
                return slot(cell, recorded, lambda output: covers.covered(cell, output, parts))
            case _:
                return ""

    def complain(cell: Cell) -> Callable[[str], None]:
        number = notebook["cells"].index(cell) + 1
        where = f"{page.file.src_uri}, cell {number} ({cell['id']})"
        return lambda problem: log.warning("%s: symbols of formulas: %s", where, problem)

    def include(match: re.Match[str]) -> str:
        place = place_of(Path(str(page.file.abs_src_path)), page.file.src_uri, match[0])
        path = Path(config.docs_dir) / match["path"]
        if not path.is_file():
            log.warning("%s: %s asks for a notebook that is not there; name one in docs/", place, match[0])
            return ""
        notebook = read_notebook(path, page.file.src_uri)
        cell = next((c for c in notebook["cells"] if c.get("id") == match["id"]), None)
        if cell is None:
            ids = ", ".join(c["id"] for c in notebook["cells"] if c["cell_type"] == "code")
            log.warning("%s: %s has no cell %r; choose one of %s", place, match["path"], match["id"], ids)
            return ""
        if match["what"] == "cell":
            return slot(cell, recorded_with(notebook))
        picture = next((output for kind, output in output_parts(cell) if kind in DRAWN), None)
        if picture is None:
            log.warning("%s: the cell %r of %s has no recorded figure", place, match["id"], match["path"])
            return ""
        if "image/svg+xml" not in picture["data"]:
            log.warning("%s: the figure of the cell %r of %s is no SVG", place, match["id"], match["path"])
            return ""
        svg = joined(picture["data"]["image/svg+xml"])
        return in_slot(figures.ornament(cell["id"], ornament_of(svg), is_pixels(svg)))

    if page.file.src_uri.endswith(".ipynb"):
        notebook = read_notebook(Path(str(page.file.abs_src_path)), page.file.src_uri)
        page.meta["notebook"] = Path(page.file.src_uri).name
        page.meta["recorded"] = notebook["metadata"].get("recorded")
        page.meta["minutes"] = whole_minutes(notebook["cells"]), minutes_to_work(notebook["cells"])
        recorded = recorded_with(notebook)
        name = kept_as(notebook, page.file.src_uri)
        covers = Covers(notebook, name, markdown_html)
        markdown = exercises.markdown_of(notebook["cells"], lambda cell: place(cell, recorded, covers))
        if name != page.file.src_uri:
            address = get_relative_url(f"{name.removesuffix('.ipynb')}/", page.url)
            markdown += in_slot(f'<div hidden data-kept-at="{html.escape(address)}"></div>')
    markdown = directives.CELL.sub(include, markdown)
    page.meta["slots"] = slots
    lessons = re.findall(r"[\w/-]+\.ipynb", json.dumps(config.nav))
    markdown = experiments.with_list(markdown, config.docs_dir, lessons, page.url)
    return with_list(markdown, config.docs_dir, lessons, page.url)


def kept_as(notebook: Mapping[str, Any], uri: str) -> str:
    """The notebook under whose name browsers keep what a reader has done on the page.

    It is another one than that of the page, `uri`, where the lesson was once part of that other one.
    """
    return str(PurePosixPath(uri).with_name(notebook["metadata"].get("kept_as", PurePosixPath(uri).name)))


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    slots = page.meta.pop("slots", [])
    content = exercises.html_of(content)
    if not slots:
        return content
    source = HtmlSource(content, part=True)
    for place in source.select("div[data-slot]"):
        if (number := value_of(place, "data-slot")).isdecimal():
            source.replace(source.whole(place), slots[int(number)])
    return with_room(source.changed())


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    return without_gaps(output)


@lru_cache(maxsize=128)  # while the site is served, most pages are as they were
def without_gaps(output: str) -> str:
    """Without the white space that templates leave between elements."""
    pieces = HtmlSource(output).split("pre, script, textarea")
    return "".join(text if kept else _GAP.sub("\n", text) for kept, text in pieces)
