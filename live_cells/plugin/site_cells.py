"""Live cells on other sites: fences in Markdown, and notebooks, become what live/ upgrades."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from live_cells.plugin.cells import (
    cell_html,
    for_any_theme,
    markdown_html,
    outputs_html,
    setup_html,
    uncovered,
    with_room,
)
from live_cells.plugin.html_source import HtmlSource, value_of
from live_cells.plugin.pages import exercises
from live_cells.plugin.pages.code_lines import PLAIN, Lines
from live_cells.plugin.pages.covers import Covers
from live_cells.plugin.pages.fence_exercises import exercise_faults, with_exercises
from live_cells.plugin.pages.fence_options import MAGIC
from live_cells.plugin.pages.fences import Fence, faults, replaced
from live_cells.plugin.pages.figure_files import FigureFiles
from live_cells.plugin.pages.highlighting import STORE
from live_cells.plugin.pages.notebook import Cell, read_notebook, recorded_with, tags_of
from live_cells.plugin.settings import fault, settings_of

log = logging.getLogger("mkdocs.live_cells")

TEXT = "live-cells"
"""The class to whose elements all styles belong."""


class NotebookPage(File):
    """A notebook as a page, on a site where no other plugin makes it one."""

    def is_documentation_page(self) -> bool:
        return True

    content_string = ""  # its cells join the page later


def on_files(files: Files, config: MkDocsConfig) -> None:
    for file in list(files):
        if file.src_uri.endswith(".ipynb") and not file.is_documentation_page():
            page = NotebookPage(
                file.src_uri,
                config.docs_dir,
                config.site_dir,
                config.use_directory_urls,
                inclusion=file.inclusion,
            )
            files.remove(file)
            files.append(page)


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Spare mkdocs-jupyter its own rendering, which is thrown away."""
    if page.file.src_uri.endswith(".ipynb"):
        page._mkdocs_jupyter_content = lambda: {"content": ""}  # type: ignore[attr-defined]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    settings = settings_of(config)
    uri = page.file.src_uri
    figures = FigureFiles(page, config, files)
    slots: dict[str, str] = {}

    said = page.meta.get("live-cells")
    is_reactive = said["reactive"] if isinstance(said, dict) and "reactive" in said else settings.reactive

    def slot(
        cell: Cell,
        recorded: str = "",
        cover: Callable[[str], str] = uncovered,
        title: str = "",
        lines: Lines = PLAIN,
    ) -> str:
        shown = {**cell, "metadata": followed(cell["metadata"]) if is_reactive else cell["metadata"]}
        try:
            html = cell_html(
                shown if settings.outputs else {**shown, "outputs": []}, recorded, figures, cover
            )
        except PluginError as error:
            raise fault(f"{uri}, cell {cell['id']}: {error}") from error
        return in_slot(cell["id"], for_any_theme(html, title, lines))

    def in_slot(name: str, html: str) -> str:
        if name in slots:
            raise fault(f"{uri} has two cells with the name {name!r}: give one of them another")
        slots[name] = html
        return f'<div data-slot="{name}"></div>'

    def parts(cell: Cell) -> str:
        return outputs_html(cell, figures) if settings.outputs else ""

    def of_fence(fence: Fence) -> str:
        info = fence.info
        if info.hidden:
            return in_slot(fence.name, setup_html(fence.source, info.session))
        about = {"tags": [*info.tags], "session": info.session, "height": info.height}
        cell = {"id": fence.name, "metadata": about, "source": as_check(fence), "outputs": []}
        lines = Lines(info.marked, info.first_line, fence.annotations)
        return slot(cell, title=info.title, lines=lines)

    if uri.endswith(".ipynb"):
        notebook = read_notebook(Path(str(page.file.abs_src_path)), uri, numbers=True)
        recorded = recorded_with(notebook)
        covers = Covers(notebook, uri, markdown_html)

        def place(cell: Cell) -> str:
            if "notebook-only" in tags_of(cell) or cell["cell_type"] not in ("code", "markdown"):
                return ""
            text = (
                covers.text_of(cell)
                if cell["cell_type"] == "markdown"
                else slot(cell, recorded, lambda output: covers.covered(cell, output, parts))
            )
            return f"\n\n{text}\n\n"

        cells = notebook["cells"]
        markdown = exercises.markdown_of(cells, place) if settings.exercises else "".join(map(place, cells))
    else:
        above = _lines_above(markdown, page.file.content_string)
        for line, why in sorted([*faults(markdown), *exercise_faults(markdown)]):
            log.warning("live-cells: %s, line %d: %s.", uri, line + above, why)
        markdown = replaced(with_exercises(markdown) if settings.exercises else markdown, of_fence)
    page.meta["slots"] = slots
    return markdown


def followed(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a cell, and that it runs when what it uses has changed."""
    return {**metadata, "tags": [*(metadata.get("tags") or ["live"]), "reactive"]}


def as_check(fence: Fence) -> str:
    """The code of a cell; that of a check begins as in a notebook."""
    is_plain = fence.info.part == "check" and not fence.source.startswith(MAGIC)
    return f"{MAGIC}\n{fence.source}" if is_plain else fence.source


def _lines_above(markdown: str, text: str) -> int:
    """How many lines a page's front matter takes, if nothing else has changed its Markdown."""
    return text.removesuffix(markdown).count("\n") if text.endswith(markdown) else 0


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    slots = page.meta.pop("slots", {})
    if not slots:
        return content
    content = exercises.html_of(content)
    source = HtmlSource(content, part=True)
    for place in source.select("div[data-slot]"):
        if (name := value_of(place, "data-slot")) in slots:
            source.replace(source.whole(place), slots.pop(name))
    if slots:
        raise fault(
            f"{page.file.src_uri}: Markdown reads the live cell {next(iter(slots))!r} as indented code; "
            "indent it less, or name in markdown_extensions the extension of which it is a part"
        )
    return f'<div class="{TEXT}">{with_room(source.changed())}</div>'


def on_post_build(config: MkDocsConfig) -> None:
    STORE.save()
