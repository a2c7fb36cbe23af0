"""Entries of the search index that are as they were in an earlier build.

The theme's plugin reads the HTML of each page to its last tag, a fifth of a warm build. Of a page for which
the entries are known, it is marked as excluded from the search, and they are put where its own would be.
"""

import hashlib
import json
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from live_cells.plugin.build_cache import BuildCache
from live_cells.plugin.html_source import HtmlSource

STORE = BuildCache("search", 400, version("mkdocs-material"), sys.version, Path(__file__).read_bytes())
_MARK = "data-search-exclude"
"""What the search has seen, a page need not say."""
_before: dict[str, Any] = {}
"""Of the page whose turn it is: how many entries there were, what it is known by, what its `search` said."""


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    entries, key = _entries(config), _known_by(page, config)
    _before.update(count=len(entries), key=key, search=page.meta.get("search"), known=STORE.get(key))
    if _before["known"] is not None:
        entries += _before["known"]
        page.meta["search"] = {"exclude": True}


def on_page_context_done(context: Any, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    source = HtmlSource(page.content or "", part=True)
    for element in source.select(f"[{_MARK}]"):
        source.remove_attribute(element, _MARK)
    page.content = source.changed()
    if _before["known"] is None:
        STORE.put(_before["key"], _entries(config)[_before["count"] :])
    elif _before["search"] is None:
        del page.meta["search"]
    else:
        page.meta["search"] = _before["search"]


def on_post_build(config: MkDocsConfig) -> None:
    STORE.save()


def _plugin(config: MkDocsConfig) -> Any:
    return next(plugin for name, plugin in config.plugins.items() if name.endswith("search"))


def _entries(config: MkDocsConfig) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = _plugin(config).search_index.entries
    return entries


def _known_by(page: Page, config: MkDocsConfig) -> str:
    """All that the plugin looks at."""
    settings = {**_plugin(config).config, "segments Chinese": find_spec("jieba") is not None}
    about = [
        page.url,
        str(page.title),
        page.meta,
        [_anchors(item) for item in page.toc],
        settings,
        page.content,
    ]
    return hashlib.sha256(json.dumps(about, default=str).encode()).hexdigest()


def _anchors(item: AnchorLink) -> list[Any]:
    return [item.id, item.url, [_anchors(child) for child in item.children]]
