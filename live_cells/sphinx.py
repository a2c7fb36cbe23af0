"""An extension of Sphinx: the directive `live`, and `live-cells make` at the end of each HTML build.

    extensions = ["live_cells.sphinx"]
    live_cells = {"docstrings": True, "packages": ["./"]}

The settings are those of `live-cells.toml`, which is read where conf.py has none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from mkdocs.exceptions import PluginError
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.code import CodeBlock
from sphinx.errors import ExtensionError
from sphinx.util import logging

import live_cells
from live_cells.make.settings import checked, read_settings
from live_cells.make.site import make
from live_cells.plugin.fetch import AssetError

BUILDERS = frozenset({"html", "dirhtml", "singlehtml"})
log = logging.getLogger(__name__)


class Live(CodeBlock):
    """Python that runs in the reader's browser; elsewhere than in HTML, a code block."""

    required_arguments = 0
    optional_arguments = 0
    option_spec: ClassVar[dict[str, Any]] = {
        "title": directives.unchanged_required,
        "name": directives.unchanged_required,
        "hidden": directives.flag,
        "class": directives.class_option,
        "dedent": CodeBlock.option_spec["dedent"],
    }

    def run(self) -> list[nodes.Node]:
        """A block of Python with the class by which `make` knows it."""
        is_hidden = "hidden" in self.options
        self.arguments = ["python"]
        self.options["class"] = [*self.options.get("class", []), "live", *(["hidden"] if is_hidden else [])]
        if title := self.options.get("title"):
            self.options["caption"] = title
        found = super().run()
        if not is_hidden:
            return found
        only_there = addnodes.only(expr="html")
        only_there += found
        return [only_there]


def bring_to_life(app: Sphinx, error: Exception | None) -> None:
    """Make the finished pages live."""
    if error or app.builder.name not in BUILDERS:
        return
    confdir = Path(app.confdir)
    try:
        if app.config.live_cells:
            settings, folder = checked(app.config.live_cells, confdir / "conf.py"), confdir
        else:
            settings, folder = read_settings(None, confdir)
        made = make(Path(app.outdir), settings, folder)
    except (PluginError, AssetError) as problem:
        raise ExtensionError(str(problem), modname=__name__) from problem
    for warning in made.warnings:
        log.warning(warning, type="live_cells")
    log.info("live-cells: %s", made.summary)


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_config_value("live_cells", {}, "", types=frozenset({dict}))
    app.add_directive("live", Live)
    app.connect("build-finished", bring_to_life, priority=900)  # after what others add to the pages
    return {"version": live_cells.__version__, "parallel_read_safe": True, "parallel_write_safe": True}
