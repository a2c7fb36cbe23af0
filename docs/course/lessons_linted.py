"""What authors can write in a notebook, and what its cells must say of themselves.

The rules stand in pages/lesson_rules.py. What is missing is a warning, so that a strict build fails.
"""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from docs.course.pages.directives import AUTHORING, FORMS
from docs.course.pages.lesson_rules import METADATA, TAGS, complaints
from docs.course.pages.recording import about_recording
from docs.course.pages.syllabus import about_lesson
from live_cells.plugin.pages.notebook import Cell, read_notebook

log = logging.getLogger("mkdocs.lessons")

ANSWERS = Path(__file__).parent / "exercises"


def on_files(files: Files, config: MkDocsConfig) -> None:
    exercises: dict[str, str] = {}
    for file in sorted(files.documentation_pages(), key=_template_first):
        if file.src_uri.endswith(".ipynb"):
            try:
                notebook = read_notebook(Path(str(file.abs_src_path)), file.src_uri)
            except PluginError as error:
                log.warning(str(error))
                continue
            for complaint in (
                *complaints(notebook["cells"], file.src_uri, ANSWERS),
                *about_recording(notebook, file.src_uri),
                *about_lesson(notebook, file.src_uri, config.nav),
                *about_names(notebook["cells"], file.src_uri, exercises),
            ):
                log.warning(complaint)


def _template_first(file: File) -> tuple[bool, str]:
    """A lesson that was copied from it is what has to change."""
    return not file.src_uri.startswith("template/"), file.src_uri


def about_names(cells: Iterable[Cell], notebook: str, known: dict[str, str]) -> Iterator[str]:
    """The exercises whose names another notebook has; `known` gains those of this one."""
    for name in dict.fromkeys(cell["metadata"].get("exercise") for cell in cells):
        if name and known.setdefault(name, notebook) != notebook:
            yield (
                f"{notebook}, exercise {name!r}: {known[name]} has an exercise of this name; choose another, "
                "since readers' progress is kept by it"
            )


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return AUTHORING.sub(lambda match: table(match["of"]), markdown)


def table(of: str) -> str:
    """All directives, tags, or keys of metadata there are."""
    known = {"directives": FORMS, "tags": TAGS, "metadata": METADATA}[of]
    rows = (f"| `{name.replace('|', chr(92) + '|')}` | {meaning} |" for name, meaning in known.items())
    return "\n".join([f"| {of.removesuffix('s').capitalize()} | What it does |", "| --- | --- |", *rows])
