"""On a page of full PyTorch: where its outputs come from, and what a full run reached.

`<!-- recorded on -->` in a notebook becomes that note, and `<!-- recorded on: mlp -->` a sentence about one
network. Both are made from the notebook's metadata: `recorded`, which site_tests/generators/record.py writes,
and `full_run`, which site_tests/pytorch/full_run.py does.
"""

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from docs.course.pages.directives import RECORDED_ON
from live_cells.plugin.pages.notebook import read_notebook
from live_cells.plugin.site_words import said


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
        title = said("recorded.quick")
        text = [said("recorded.quick_means"), f"**{said('recorded.no_gpu')}**"]
    else:
        title = said("recorded.full", device=html.escape(recorded["device"]))
        text = []
    if full:
        scores = {name: f"{100 * full[name]:.2f} %" for name in ("conv", "mlp")}
        run = {name: html.escape(full[name]) for name in ("device", "date", "torch")}
        text.append(said("recorded.full_run_reached", **scores, **run))
    return f'!!! info "{title}"\n\n    {" ".join(text)}\n'


def reached(metadata: Mapping[str, Any], network: str) -> str:
    """A sentence above the training of a network: whose output follows, and what the full run reached."""
    quick = metadata["recorded"]["device"] == "CPU"
    full = metadata.get("full_run")
    which = said("recorded.below_quick" if quick else "recorded.below_full")
    if not full:
        return which
    score = f"**{100 * full[network]:.2f} %**"
    return f"{which} {said('recorded.reached', device=html.escape(full['device']), score=score)}"
