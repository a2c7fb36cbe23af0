"""On a page of full PyTorch: where its outputs come from, and what a full run reached (an mkdocs hook).

`<!-- recorded on -->` in a notebook becomes that note, made from the notebook's metadata: `recorded`, which
site_tests/record.py writes, and `full_run`, which site_tests/pytorch/full_run.py does.
"""

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from pages.directives import RECORDED_ON
from pages.notebook import read_notebook


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not RECORDED_ON.search(markdown):
        return markdown
    notebook = read_notebook(Path(str(page.file.abs_src_path)), page.file.src_uri)
    return RECORDED_ON.sub(lambda match: note(notebook["metadata"]), markdown)


def note(metadata: Mapping[str, Any]) -> str:
    """The note as Markdown: the recorded outputs' device, and whether there are figures from a GPU at all."""
    recorded, full = metadata["recorded"], metadata.get("full_run")
    if recorded["device"] == "CPU":
        title = "These outputs are those of the quick run on a CPU"
        text = ["**No figures from a GPU have been recorded yet.**"]
    else:
        title = f"These outputs were recorded on one {html.escape(recorded['device'])}"
        text = []
    if full:
        text.append(
            f"In full, the same cells reached {100 * full['conv']:.2f} % with the convolutional network and "
            f"{100 * full['mlp']:.2f} % with the course's, on {html.escape(full['device'])} "
            f"({html.escape(full['date'])}, PyTorch {html.escape(full['torch'])})."
        )
    return f'!!! info "{title}"\n\n    {" ".join(text)}\n'
