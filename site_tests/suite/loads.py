"""What the pages of a browser test ask the site for: which scripts, parts of Python, and pages it reaches."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request

_HASH = re.compile(r"-[A-Z0-9]{8}(?=\.js$)")


def name_of(url: str, kind: str) -> str:
    """A page by its address, a script or an archive by its file name; empty for anything else."""
    path = urlsplit(url).path
    if kind == "document":
        return re.sub(r"[^/]*\.html$", "", path.removeprefix("/course"))
    file = path.rpartition("/")[2]
    if file.endswith(".js") and not file.startswith("chunk-"):
        return _HASH.sub("", file)
    return file if file.endswith(".zip") else ""


@contextmanager
def noted(browser: Browser) -> Iterator[set[str]]:
    """A set that grows with each request of the browser's contexts that are opened from now on."""
    names: set[str] = set()
    opened, opened_page = browser.new_context, browser.new_page

    def note(request: Request) -> None:
        names.add(name_of(request.url, request.resource_type))

    def new_context(*arguments: Any, **options: Any) -> Any:
        context = opened(*arguments, **options)
        context.on("request", note)
        return context

    def new_page(*arguments: Any, **options: Any) -> Any:
        page = opened_page(*arguments, **options)
        page.on("request", note)
        return page

    browser.new_context, browser.new_page = new_context, new_page  # type: ignore[method-assign]
    try:
        yield names
    finally:
        browser.new_context, browser.new_page = opened, opened_page  # type: ignore[method-assign]
