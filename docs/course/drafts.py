"""What is wrong with a page is a warning, and an author sees it at the head of the page.

A strict build fails because of any warning, and names them all: an error in one page does not hide others.
`mkdocs serve` is for drafts. It serves each page whatever is wrong with it, and shows the page's warnings
above its title.
"""

import html
import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from live_cells.plugin.html_source import HtmlSource
from live_cells.plugin.site_words import said

log = logging.getLogger("mkdocs.drafts")

EVENTS = ("page_markdown", "page_content", "page_context", "post_page")


class Warned(logging.Handler):
    """Keeps what a build warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


_warned = Warned()
_serves = False
_pages: dict[str, Path] = {}


def on_startup(command: str, dirty: bool) -> None:
    """Let a quiet build warn as well: `-q` drops warnings before a strict build counts them."""
    global _serves
    _serves = command == "serve"
    mkdocs = logging.getLogger("mkdocs")
    if mkdocs.level > logging.WARNING:
        mkdocs.setLevel(logging.INFO)
        for handler in mkdocs.handlers:
            handler.setLevel(logging.WARNING)


def on_config(config: MkDocsConfig) -> None:
    for event in EVENTS:
        config.plugins.events[event] = [caught(event, method) for method in config.plugins.events[event]]
    reading = config.plugins.events["page_read_source"]
    config.plugins.events["page_read_source"] = [_unread(method) for method in reading]
    mkdocs = logging.getLogger("mkdocs")
    mkdocs.addHandler(_warned)
    _warned.messages.clear()
    for handler in list(mkdocs.handlers) if _serves else ():
        if isinstance(handler, CountHandler):  # a strict build fails because of what it has counted
            mkdocs.removeHandler(handler)


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    _pages.clear()
    _pages.update({file.src_uri: Path(file.abs_dest_path) for file in files.documentation_pages()})


def on_post_build(config: MkDocsConfig) -> None:
    logging.getLogger("mkdocs").removeHandler(_warned)
    if _serves:
        for uri, messages in by_page(_warned.messages, [*_pages]).items():
            path = _pages[uri]
            path.write_text(with_warnings(path.read_text("utf8"), messages), "utf8")


def by_page(messages: list[str], uris: list[str]) -> dict[str, list[str]]:
    """The messages by the page that each names first."""
    found: dict[str, list[str]] = {}
    for message in dict.fromkeys(messages):
        places = {message.find(uri): uri for uri in uris if uri in message}
        if places:
            found.setdefault(places[min(places)], []).append(message)
    return found


def with_warnings(page: str, messages: list[str]) -> str:
    """The page with what is wrong with it above its title."""
    items = "".join(f"<li>{html.escape(message)}</li>" for message in messages)
    title = html.escape(said("notebook.draft"))
    box = f'<div class="admonition warning"><p class="admonition-title">{title}</p><ul>{items}</ul></div>'
    source = HtmlSource(page)
    for element in source.select("h1, article:not(:has(h1))")[:1]:
        source.insert(source.start_tag(element)[element.tag != "h1"], box)
    return source.changed()


def caught(event: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but an error in a page is a warning that names the page, which stays as it was."""
    if event not in EVENTS:
        return method

    @wraps(method)
    def with_warning(item: Any, *, page: Page, **others: Any) -> Any:
        try:
            return method(item, page=page, **others)
        except PluginError as error:
            uri, message = page.file.src_uri, str(error)
            message = message if uri in message else f"{uri}: {message}"
            if message not in _warned.messages:
                log.warning("%s", message)
            return None

    return with_warning


def _unread(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but a notebook that is no JSON becomes a page without text; that is warned of elsewhere."""

    @wraps(method)
    def read(*, page: Page, **others: Any) -> Any:
        try:
            return method(page=page, **others)
        except ValueError:
            return f"# {page.file.name}\n"

    return read
