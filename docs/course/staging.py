"""What readers' browsers need joins the course, and its pages name it."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from docs.course.assets import SOURCES, collect
from live_cells.plugin.staging import as_modules, collected, stage


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    assets = collected(collect, folders=SOURCES)
    theme = (f"{assets.theme}/{name}.js" for name in ("theme", "scrollable", "paper", "pages"))
    scripts = as_modules(*theme, f"{assets.live}/page/page.js")
    config.extra_javascript = [f"{assets.theme}/mermaid.js", *scripts]
    config.extra_css = [
        f"{assets.theme}/katex/katex.min.css",
        f"{assets.theme}/theme.css",
        f"{assets.theme}/site.css",
        f"{assets.live}/style/live.css",
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    return stage(collected(collect, folders=SOURCES), files, config)
