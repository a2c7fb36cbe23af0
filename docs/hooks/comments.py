"""The comments that are left in a page when all hooks have answered theirs (an mkdocs hook).

Behind a figure, one says which recorded output holds it (pages/values.py): the build stops where that is no
longer so. One that nobody knows is a slip of the keyboard, and stops it, too.
"""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from pages import directives, values
from pages.notebook import read_notebook, source_of


@event_priority(-50)  # after all hooks that answer comments
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    uri = page.file.src_uri
    unknown = [f"{uri}: nobody knows {comment}" for comment in directives.unknown(markdown)]
    if unknown:
        raise PluginError(
            "\n".join([*unknown, "What there is:", *(f"  {form}" for form in directives.FORMS)])
        )
    texts = {"": markdown}
    if uri.endswith(".ipynb"):
        cells = read_notebook(Path(str(page.file.abs_src_path)), uri)["cells"]
        texts = {cell["id"]: source_of(cell) for cell in cells if cell["cell_type"] == "markdown"}
    docs = Path(config.docs_dir)
    wrong = [problem for cell, text in texts.items() for problem in values.problems(text, uri, docs, cell)]
    if wrong:
        raise PluginError("\n".join(wrong))
    return directives.without_values(markdown)
