"""While a site is served, its memory image is made beside: pages are there at once, without it until then."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from live_cells.image.build.memory_image import Later
from live_cells.plugin.cache import log

_waiting: list[Callable[[], object]] = []
_serves = False
_done = 0
_ready: Path | None = None
"""A folder that the server watches: when the image is there, a file in it makes the site be built again."""


def on_startup(command: str, dirty: bool) -> None:
    global _serves
    _serves = command == "serve"


def image_later() -> Later | None:
    """Takes what makes an image, while a site is served; other builds wait for it."""
    return _begin if _serves else None


def images_made() -> int:
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


def _begin(make: Callable[[], object]) -> None:
    log.info("Python starts without a memory image until it is made, which takes some minutes, once")
    _waiting.append(make)


def _start() -> None:
    assert _ready
    ready, jobs = _ready, _waiting[:]
    _waiting.clear()

    def work() -> None:
        global _done
        for make in jobs:
            make()
            _done += 1
            (ready / str(_done)).touch()

    threading.Thread(target=work, daemon=True).start()
