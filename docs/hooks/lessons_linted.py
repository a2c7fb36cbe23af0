"""What authors can write in a notebook, and what its cells must say of themselves (an mkdocs hook).

The rules stand in pages/lesson_rules.py. What is missing is a warning, so that a strict build fails.
"""

import logging
from pathlib import Path

from fetch import ROOT
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from pages.directives import AUTHORING, FORMS
from pages.lesson_rules import METADATA, TAGS, complaints
from pages.notebook import read_notebook

log = logging.getLogger("mkdocs.lessons")

ANSWERS = ROOT / "site_tests" / "exercises"


def on_files(files: Files, config: MkDocsConfig) -> None:
    for file in files.documentation_pages():
        if file.src_uri.endswith(".ipynb"):
            notebook = read_notebook(Path(str(file.abs_src_path)), file.src_uri)
            for complaint in complaints(notebook["cells"], file.src_uri, ANSWERS):
                log.warning(complaint)


@event_priority(-40)  # after the hooks that answer directives, which the table names
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return AUTHORING.sub(lambda match: table(match["of"]), markdown)


def table(of: str) -> str:
    """All directives, tags, or keys of metadata there are."""
    known = {"directives": FORMS, "tags": TAGS, "metadata": METADATA}[of]
    rows = (f"| `{name.replace('|', chr(92) + '|')}` | {meaning} |" for name, meaning in known.items())
    return "\n".join([f"| {of.removesuffix('s').capitalize()} | What it does |", "| --- | --- |", *rows])
