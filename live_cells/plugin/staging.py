"""What readers' browsers need joins the site, and pages name it."""

from functools import lru_cache
from pathlib import Path

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from live_cells.plugin.browser_assets import LAB, THEME, Assets, collect
from live_cells.plugin.fetch import ROOT, AssetError
from live_cells.plugin.packages.scripts import LIVE
from live_cells.plugin.settings import settings_of
from live_cells.plugin.site_assets import collect_for
from live_cells.plugin.site_words import FOLDER, word
from live_cells.plugin.wanted import Wanted, wanted


@lru_cache(maxsize=1)
def _collected_for(language: str, wants: Wanted | None, sources: tuple[tuple[Path, int], ...]) -> Assets:
    try:
        return collect_for(wants) if wants else collect()
    except AssetError as error:
        raise PluginError(f"Browser assets: {error}") from error


def _collected(wants: Wanted | None = None) -> Assets:
    """Collect anew only when a source changed: `mkdocs serve` calls this at every rebuild."""
    folders = (LIVE, THEME, FOLDER, LAB, ROOT / "seqlite")
    files = (p for folder in folders for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return _collected_for(word("language"), wants, tuple((p, p.stat().st_mtime_ns) for p in sorted(files)))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if not settings_of(config).course:
        return config
    assets = _collected()
    theme = (f"{assets.theme}/{name}.js" for name in ("theme", "scrollable", "paper", "pages"))
    config.extra_javascript = [f"{assets.theme}/mermaid.js", *_modules(*theme, f"{assets.live}/page/page.js")]
    config.extra_css = [
        f"{assets.theme}/katex/katex.min.css",
        f"{assets.theme}/theme.css",
        f"{assets.theme}/site.css",
        f"{assets.live}/style/live.css",
    ]
    return config


def _modules(*addresses: str) -> list[ExtraScriptValue]:
    modules = [ExtraScriptValue(uri) for uri in addresses]
    for module in modules:
        module.type = "module"
    return modules


def on_files(files: Files, config: MkDocsConfig) -> Files:
    settings = settings_of(config)
    assets = _collected(None if settings.course else wanted(files, config))
    if not settings.course:
        scripts = _modules(f"{assets.live}/any_theme/any_theme.js", f"{assets.live}/page/page.js")
        config.extra_javascript = [*config.extra_javascript, *scripts]
        config.extra_css = [
            f"{assets.live}/style/live.css",
            *config.extra_css,
        ]  # its own come last
    for staged in assets.files:
        files.append(File.generated(config, staged.uri, abs_src_path=str(staged.path)))
    return files
