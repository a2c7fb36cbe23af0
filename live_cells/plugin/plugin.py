"""The MkDocs plugin `live-cells`: its settings, and the steps that answer the events of a build, in order."""

from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority

from live_cells.plugin.fetch import after_build
from live_cells.plugin.settings import Settings, check

STEPS = (
    "live_cells.plugin.site_language",
    "live_cells.plugin.site_cells",
    "live_cells.plugin.staging",
    "live_cells.plugin.made_later",
    "live_cells.plugin.links_within_page",
    "live_cells.plugin.offline",
)
"""At each event, these modules answer by their functions `on_<event>`, in this order.

A site with steps of its own names a module in `steps`. Its `STEPS` are in the place of these, and its
`around(event, answer)`, if it has one, wraps each answer.
"""
FIRST, LAST = 100, -100
"""The priorities of the plugin: before all others, and after them, wherever `plugins` names it."""


class LiveCells(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """Passes each event to the steps. It stays the same while the site is served."""

    @cached_property
    def _modules(self) -> list[ModuleType]:
        return [import_module(name) for name in getattr(self._own, "STEPS", STEPS)]

    @property
    def _own(self) -> ModuleType | None:
        """The site's own module of steps."""
        return import_module(self.config.steps) if self.config.steps else None

    def _pass(self, event: str, *item: Any, **about: Any) -> Any:
        """Let the steps answer an event; what one makes of the item, the next one gets."""
        around = getattr(self._own, "around", None)
        for module in self._modules:
            if answer := getattr(module, f"on_{event}", None):
                made = (around(event, answer) if around else answer)(*item, **about)
                item = (made,) if item and made is not None else item
        return item[0] if item else None

    def on_startup(self, **about: Any) -> None:
        self.startup = about  # for modules that are imported later
        self._pass("startup", **about)

    @event_priority(FIRST)  # mermaid2 looks for a script that stands in for its own
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        check(config)
        made: MkDocsConfig = self._pass("config", config)
        return made

    @event_priority(LAST)  # mkdocs-jupyter says which files are pages
    def on_files(self, files: Any, **about: Any) -> Any:
        return self._pass("files", files, **about)

    @event_priority(LAST)
    def on_pre_page(self, page: Any, **about: Any) -> Any:
        return self._pass("pre_page", page, **about)

    @event_priority(LAST)
    def on_page_markdown(self, markdown: str, **about: Any) -> Any:
        return self._pass("page_markdown", markdown, **about)

    @event_priority(LAST)
    def on_page_content(self, content: str, **about: Any) -> Any:
        return self._pass("page_content", content, **about)

    @event_priority(LAST)
    def on_env(self, env: Any, **about: Any) -> Any:
        return self._pass("env", env, **about)

    @event_priority(FIRST)
    def _before_context(self, context: Any, /, **about: Any) -> Any:
        return self._pass("page_context", context, **about)

    @event_priority(LAST)
    def _after_context(self, context: Any, /, **about: Any) -> Any:
        return self._pass("page_context_done", context, **about)

    on_page_context = CombinedEvent(_before_context, _after_context)  # around the search

    @event_priority(LAST)
    def on_post_page(self, output: str, **about: Any) -> Any:
        return self._pass("post_page", output, **about)

    @event_priority(LAST)
    def on_post_template(self, output: str, **about: Any) -> Any:
        return self._pass("post_template", output, **about)

    @event_priority(LAST)
    def on_post_build(self, **about: Any) -> None:
        self._pass("post_build", **about)
        after_build()

    def on_serve(self, server: LiveReloadServer, **about: Any) -> Any:
        return self._pass("serve", server, **about)
