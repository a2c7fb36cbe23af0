"""What readers' browsers need joins the site, and pages name it."""

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from live_cells.plugin.browser_assets import Assets
from live_cells.plugin.cache import ROOT
from live_cells.plugin.fetch import AssetError
from live_cells.plugin.made_later import made
from live_cells.plugin.missing_imports import given_modules, missing_imports
from live_cells.plugin.packages.scripts import LIVE
from live_cells.plugin.reader_bytes import reader_bytes
from live_cells.plugin.site_assets import collect_for
from live_cells.plugin.site_requirements import live_code, site_requirements
from live_cells.plugin.site_words import FOLDERS, word

log = logging.getLogger("mkdocs.live_cells")

Times = tuple[tuple[Path, int], ...]


@lru_cache(maxsize=1)
def _collected(
    language: str,
    collect: Callable[..., Assets],
    wants: tuple[object, ...],
    images: int,
    times: tuple[tuple[Path, int], ...],
) -> Assets:
    try:
        return collect(*wants)
    except AssetError as error:
        raise PluginError(f"Browser assets: {error}") from error


def collected(collect: Callable[..., Assets], *wants: object, folders: tuple[Path, ...] = ()) -> Assets:
    """Collect anew only when a source changed, or an image is there: `mkdocs serve` calls this each time."""
    sources = (LIVE, *FOLDERS, ROOT / "seqlite", *folders)
    files = (p for folder in sources for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    times = tuple((p, p.stat().st_mtime_ns) for p in sorted(files))
    about = (word("language"), collect, wants, made(), times)
    assets = _collected(*about)
    if all(file.path.exists() for file in assets.files):
        return assets
    _collected.cache_clear()  # another build has made room in the cache
    return _collected(*about)


def as_modules(*addresses: str) -> list[ExtraScriptValue]:
    """Scripts that are modules, as `extra_javascript` names them."""
    modules = [ExtraScriptValue(uri) for uri in addresses]
    for module in modules:
        module.type = "module"
    return modules


def stage(assets: Assets, files: Files, config: MkDocsConfig) -> Files:
    """The site's files, with these."""
    for staged in assets.files:
        files.append(File.generated(config, staged.uri, abs_src_path=str(staged.path)))
    return files


def on_files(files: Files, config: MkDocsConfig) -> Files:
    wants = site_requirements(files, config)
    given = given_modules(wants)
    for uri, cells in live_code(files, config):
        for said in missing_imports(cells, given):
            log.warning("live-cells: %s, %s.", uri, said)
    assets = collected(collect_for, wants)
    log.info("live-cells: %s", reader_bytes(assets))
    scripts = as_modules(f"{assets.live}/any_theme/any_theme.js", f"{assets.live}/page/page.js")
    config.extra_javascript = [*config.extra_javascript, *scripts]
    config.extra_css = [f"{assets.live}/style/live.css", *config.extra_css]  # the site's own come last
    return stage(assets, files, config)
