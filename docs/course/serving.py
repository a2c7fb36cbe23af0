"""`mkdocs serve` sees an edit sooner, and an edit of the plugin at all.

Python imports a module once. Where one of the plugin has changed, it is imported again, with those that
import it. Only for this one, the server has to be started again.
"""

import ast
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserver

from live_cells.plugin.cache import PACKAGE
from live_cells.plugin.pages.figure_files import DARK_INK_FILE

log = logging.getLogger("mkdocs.serving")

PACKAGES = ("live_cells.plugin.", "docs.course.")
COURSE = Path(__file__).parent
STEPS = (PACKAGE / "plugin", COURSE / "pages", COURSE / "reference")
"""Where steps stand, beside the course's own. What goes to the browser is read anew at each build."""
SECONDS = 0.2
"""From one look at the files to the next; mkdocs takes half a second."""


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]) -> LiveReloadServer:
    plugin = config.plugins["live-cells"]
    read = times()

    def build() -> None:
        nonlocal read
        now = times()
        if changed := {path for path, _ in now.items() ^ read.items()}:
            try:
                import_again(plugin, outdated(changed))
                read = now
            except Exception:
                log.exception("The plugin cannot be imported. What follows is built by the code from before.")
        builder()

    server.builder = build
    watched = list(server._watched_paths)
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=SECONDS)
    for path in watched:
        server.watch(path)
    return server


def times() -> dict[Path, int]:
    """When each file was changed that is read once."""
    found = (*COURSE.glob("*"), *(path for folder in STEPS for path in folder.rglob("*")))
    files = (path for path in found if path.is_file() and path.suffix != ".pyc")
    return {path: path.stat().st_mtime_ns for path in (*files, DARK_INK_FILE)}


def outdated(changed: Iterable[Path]) -> set[str]:
    """The modules of the plugin that stand in changed files, and those that import one of them."""
    modules = {name: module for name, module in sys.modules.items() if f"{name}.".startswith(PACKAGES)}
    files = {name: Path(str(module.__file__)) for name, module in modules.items()}
    if any(path.suffix != ".py" for path in changed):
        return set(files)
    found = {name for name, file in files.items() if file in changed}
    imported = {name: set(_imported(file)) for name, file in files.items() if file.is_file()}
    while more := {name for name, others in imported.items() if others & found} - found:
        found |= more
    return found


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_bytes(), file)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def import_again(plugin: Any, names: Iterable[str]) -> None:
    """Have the plugin that mkdocs holds run these modules as they are now.

    Raises:
        Exception: what an import raised; the modules from before stay.
    """
    before = {name: sys.modules.pop(name) for name in names}
    for package, attribute in map(_parts, before):
        vars(sys.modules.get(package, before.get(package))).pop(attribute, None)
    old = plugin.__class__, vars(plugin).copy()
    try:
        plugin.__class__ = import_module("live_cells.plugin.plugin").LiveCells
        vars(plugin).pop("_modules", None)
        plugin.on_startup(**plugin.startup)
    except BaseException:
        sys.modules.update(before)
        for name, module in before.items():
            package, attribute = _parts(name)
            setattr(sys.modules[package], attribute, module)
        plugin.__class__, plugin.__dict__ = old
        raise


def _parts(name: str) -> tuple[str, str]:
    package, _, attribute = name.rpartition(".")
    return package, attribute
