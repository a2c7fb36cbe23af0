"""The comments that are left in a page when all steps have answered theirs.

Behind a figure, one says which recorded output holds it (pages/values.py): a strict build fails where that is
no longer so. It fails because of an unknown comment, too, which is a slip of the keyboard.
"""

import logging
from difflib import get_close_matches
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from docs.course.pages import directives
from live_cells.plugin.pages import values
from live_cells.plugin.pages.notebook import place_of, read_notebook, source_of

log = logging.getLogger("mkdocs.comments")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    uri = page.file.src_uri
    path = Path(str(page.file.abs_src_path))
    for comment in directives.unknown(markdown):
        near = get_close_matches(comment, directives.FORMS, 1, 0.75)
        advice = f"did you mean {near[0]}?" if near else "docs/guides/authors.md lists what there is"
        log.warning("%s: unknown comment %s; %s", place_of(path, uri, comment), comment, advice)
    texts = {"": markdown}
    if uri.endswith(".ipynb"):
        cells = read_notebook(path, uri)["cells"]
        texts = {cell["id"]: source_of(cell) for cell in cells if cell["cell_type"] == "markdown"}
    docs = Path(config.docs_dir)
    for cell, text in texts.items():
        for problem in values.problems(text, uri, docs, cell):
            log.warning(problem)
    return directives.without_values(markdown)
