"""Links within a page that Material turns without loading leave what cells have printed."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from live_cells.plugin.packages.scripts import LIVE, smaller

_SCRIPT = LIVE / "any_theme" / "links_within_page.ts"


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    if "navigation.instant" not in (config.theme.get("features") or ()):
        return output
    script = smaller([_SCRIPT])[_SCRIPT].read_text("utf8").strip()
    return output.replace("</head>", f"<script>{script}</script></head>", 1)
