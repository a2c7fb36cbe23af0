"""What a service worker needs on sites other than the course, and what it gives pages with on every site."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from live_cells.plugin.cache import short_hash
from live_cells.plugin.html_source import HtmlSource
from live_cells.plugin.settings import settings_of


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Let the page name its build, so that a kept one is replaced by a newer one."""
    if not settings_of(config).offline:
        return output
    source = HtmlSource(output)
    for head in source.select("head"):
        source.insert(source.start_tag(head)[1], f'<meta name="site-build" content="{short_hash(output)}">')
    return source.changed()


def on_post_build(config: MkDocsConfig) -> None:
    """The site has its own policy, or none."""
    settings = settings_of(config)
    if settings.offline:
        write_policies(Path(config.site_dir) / "service_worker.js", "", settings.isolated)


def write_policies(service_worker: Path, policy: str, isolates: bool) -> None:
    """Say what a service worker gives pages with."""
    service_worker.write_text(with_policies(service_worker.read_text("utf8"), policy, isolates), "utf8")


def with_policies(script: str, policy: str, isolates: bool) -> str:
    """A service worker that gives pages with a security policy, or isolates them."""
    embedder = "require-corp" if isolates else ""
    return script.replace("%policy%", policy).replace("%embedder-policy%", embedder)
