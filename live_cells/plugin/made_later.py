"""While a site is served, what takes long is made beside: pages are there at once, without it until then."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from live_cells.plugin.cache import Later, log
from live_cells.plugin.fetch import AssetError

_waiting: list[Callable[[], object]] = []
_serves = False
_done = 0
_ready: Path | None = None
"""A folder that the server watches: when something is there, a file in it makes the site be built again."""


def on_startup(command: str, dirty: bool) -> None:
    global _serves
    _serves = command == "serve"


def later() -> Later | None:
    """Takes what makes something, while a site is served; other builds wait for it."""
    return _begin if _serves else None


def made() -> int:
    """How many were made beside until now."""
    return _done


def on_serve(server: LiveReloadServer, **about: Any) -> None:
    """Begin only now, so that the first page is there sooner."""
    global _ready
    if _waiting and not _ready:
        _ready = Path(tempfile.mkdtemp(prefix="live-cells-"))
        server.watch(str(_ready))
        _start()


def on_post_build(config: MkDocsConfig) -> None:
    if _ready:
        _start()


def _begin(what: str, make: Callable[[], object]) -> None:
    log.info("Pages do without %s until the next reload: it is being made, once", what)
    _waiting.append(make)


def _start() -> None:
    assert _ready
    ready, jobs = _ready, _waiting[:]
    _waiting.clear()

    def work() -> None:
        global _done
        for make in jobs:
            try:
                make()
            except AssetError as error:
                log.warning("%s", error)
            _done += 1
            (ready / str(_done)).touch()

    threading.Thread(target=work, daemon=True).start()
