"""Pages whose Markdown is as it was in an earlier build get the HTML it became then.

To render Markdown takes longer than any other step. What comes of it follows from the text, the settings, and
the files that the text links to. A page about which there is something to say, or which includes a file, is
rendered each time.
"""

import hashlib
import json
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils import CountHandler

from live_cells.plugin.build_cache import BuildCache

TOOLS = (
    "markdown",
    "mkdocs",
    "mkdocs-jupyter",
    "mkdocs-material",
    "mkdocs-mermaid2-plugin",
    "pygments",
    "pymdown-extensions",
)
STORE = BuildCache("rendered", 200, sys.version, *map(version, TOOLS), Path(__file__).read_bytes())
INCLUDES = "8<-"
"""Stands in the lines that include a file."""


class Asked(Files):
    """The files of the site, for the links of one page; remembers the answers."""

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self.answers: dict[str, Any] = {}

    def get_file_from_path(self, path: str) -> File | None:
        file = super().get_file_from_path(path)
        self.answers[path] = _about(file)
        return file


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    if INCLUDES not in markdown:
        page.render = partial(_render, page, page.render)  # type: ignore[method-assign]


def on_post_build(config: MkDocsConfig) -> None:
    STORE.save()


def _render(
    page: Page, render: Callable[[MkDocsConfig, Files], None], config: MkDocsConfig, files: Files
) -> None:
    settings = [config.markdown_extensions, config.mdx_configs, config.validation, config.use_directory_urls]
    about = [page.file.src_uri, _about(page.file), settings, page.markdown]
    key = hashlib.sha256(json.dumps(about, default=_in_json).encode()).hexdigest()
    known = STORE.get(key)
    if known and all(_about(files.get_file_from_path(path)) == was for path, was in known["asked"].items()):
        page.content, page._title_from_render = known["content"], known["title"]
        page.toc, page.present_anchor_ids = get_toc(known["toc"]), set(known["ids"])
        page.links_to_anchors = {_named(name, files): links for name, links in known["links"].items()}
        return
    asked, said, log = Asked(files), CountHandler(), logging.getLogger("mkdocs")
    log.addHandler(said)
    try:
        render(config, asked)
    finally:
        log.removeHandler(said)
    everything = log.isEnabledFor(logging.INFO)  # `mkdocs build -q` drops warnings before they are counted
    if everything and not said.counts and page.links_to_anchors is not None:
        value: dict[str, Any] = {
            "content": page.content,
            "title": page._title_from_render,
            "toc": _tokens(page.toc),
        }
        value |= {"ids": sorted(page.present_anchor_ids or ()), "asked": asked.answers}
        STORE.put(key, value | {"links": {file.src_uri: to for file, to in page.links_to_anchors.items()}})


def _in_json(setting: Any) -> Any:
    """A group of settings, or a function that is one; anything else is another in each process."""
    if isinstance(setting, Mapping):
        return dict(setting)
    if isinstance(setting, FunctionType):
        return [setting.__module__, setting.__qualname__]
    return repr(setting)


def _about(file: File | None) -> Any:
    """What a link to a file depends on."""
    return file and [file.url, file.inclusion.value]


def _named(name: str, files: Files) -> File:
    file = files.get_file_from_path(name)
    assert file
    return file


def _tokens(toc: Iterable[AnchorLink]) -> list[dict[str, Any]]:
    """The table of contents as mkdocs makes it from."""
    return [
        {"name": item.title, "id": item.id, "level": item.level, "children": _tokens(item.children)}
        for item in toc
    ]
