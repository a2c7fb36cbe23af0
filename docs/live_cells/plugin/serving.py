"""`mkdocs serve` sees an edit sooner, and an edit of the plugin at all.

Python reads a module once, so the server starts anew when one has changed.
"""

import atexit
import os
import sys
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserver

from live_cells.plugin.pages.figure_files import DARK_INK_FILE

PLUGIN = Path(__file__).parent
SECONDS = 0.2
"""From one look at the files to the next; mkdocs takes half a second."""


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]) -> LiveReloadServer:
    def build() -> None:
        if code() == RUNNING:
            return builder()
        for path in PLUGIN.rglob("*.py"):
            compile(path.read_bytes(), path, "exec")  # a slip of the keyboard is said, and nothing is lost
        atexit.register(os.execv, sys.executable, [sys.executable, *sys.orig_argv[1:]])
        raise KeyboardInterrupt  # as the author ends it

    server.builder = build
    watched = list(server._watched_paths)
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=SECONDS)
    for path in watched:
        server.watch(path)
    return server


def code() -> dict[Path, int]:
    """What is read once, and when each file was changed."""
    files = (path for path in PLUGIN.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path: path.stat().st_mtime_ns for path in (*files, DARK_INK_FILE)}


RUNNING = code()
