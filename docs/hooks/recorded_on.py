"""On a page of full PyTorch: where its outputs come from, and what a full run reached (an mkdocs hook).

`<!-- recorded on -->` in a notebook becomes that note, and `<!-- recorded on: mlp -->` a sentence about one
network. Both are made from the notebook's metadata: `recorded`, which site_tests/record.py writes, and
`full_run`, which site_tests/pytorch/full_run.py does.
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
    metadata = notebook["metadata"]
    return RECORDED_ON.sub(
        lambda match: reached(metadata, match["network"]) if match["network"] else note(metadata), markdown
    )


def note(metadata: Mapping[str, Any]) -> str:
    """The note as Markdown: which run the outputs come from, and what the full one reached."""
    recorded, full = metadata["recorded"], metadata.get("full_run")
    if recorded["device"] == "CPU":
        title = "The outputs on this page are from a quick run on a CPU"
        text = [
            "They show that the code works, not how good the networks can get.",
            "**No figures from a GPU have been recorded yet.**",
        ]
    else:
        title = f"The outputs on this page are from a full run on one {html.escape(recorded['device'])}"
        text = []
    if full:
        text.append(
            f"A full run of the same cells reached {100 * full['conv']:.2f} % with the convolutional network "
            f"and {100 * full['mlp']:.2f} % with the network of the course, on {html.escape(full['device'])} "
            f"({html.escape(full['date'])}, PyTorch {html.escape(full['torch'])})."
        )
    return f'!!! info "{title}"\n\n    {" ".join(text)}\n'


def reached(metadata: Mapping[str, Any], network: str) -> str:
    """A sentence above the training of a network: whose output follows, and what the full run reached."""
    quick = metadata["recorded"]["device"] == "CPU"
    full = metadata.get("full_run")
    which = "The output below is from the quick run." if quick else "The output below is from a full run."
    if not full:
        return which
    score = f"{100 * full[network]:.2f} %"
    return f"{which} The full run on {html.escape(full['device'])} reached **{score}**."
