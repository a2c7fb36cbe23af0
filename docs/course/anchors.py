"""Links to a section that is not there, with the page, the cell and the nearest section.

mkdocs checks the ids that stand in a page's Markdown; cells, exercises and the Reference get theirs later. So
they are checked here, on the finished content. What follows `#` with an `=` is no section, but what a page
such as the Playground is to show.
"""

import logging
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from turbohtml import parse_fragment

from live_cells.plugin.html_source import value_of
from live_cells.plugin.pages.notebook import place_of

log = logging.getLogger("mkdocs.anchors")


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    named = parse_fragment(content).select("[id], [name]")
    names = {value_of(element, attribute) for element in named for attribute in ("id", "name")}
    page.present_anchor_ids = (page.present_anchor_ids or set()) | names - {""}


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    for file in files.documentation_pages():
        if page := file.page:
            for complaint in missing(page):
                log.warning(complaint)
            page.links_to_anchors = None  # mkdocs has nothing left to say


def missing(page: Page) -> Iterator[str]:
    """The page's links to sections that are not there."""
    for file, links in (page.links_to_anchors or {}).items():
        for anchor, link in links.items():
            ids = file.page.present_anchor_ids if file.page else None
            if ids is None or anchor in ids or "=" in anchor:
                continue
            near = get_close_matches(anchor, sorted(ids), 1, 0.5)
            advice = f"did you mean #{near[0]}?" if near else f"{file.src_uri} has no such heading or id"
            place = place_of(Path(str(page.file.abs_src_path)), page.file.src_uri, f"({link}")
            yield f"{place}: the link {link} leads to no section; {advice}"
