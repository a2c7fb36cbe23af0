"""All that the build knows of the theme's own HTML, Material for MkDocs."""

import logging
import os
import re
from functools import cache
from importlib.metadata import version
from importlib.resources import files as files_of
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from live_cells.plugin.cache import atomic_write, kept, short_hash
from live_cells.plugin.site_words import said

log = logging.getLogger("mkdocs.theme")

NOTICE = os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
"""The theme announces its end of life when it is imported, unless this is set before: mkdocs.yml names it."""
TEXT = 'class="md-content__inner md-typeset"'
NAMES = (("md-search", "search"), ("md-progress", "theme.loading"))
SCHEMES = ("theme.to_light", "theme.to_dark", "theme.follow_system")
_PALETTE = re.compile(r"assets/stylesheets/palette\.\w+\.min\.css")
_SWITCHING = re.compile(r"\[data-md-color-switching\][^{}]*\{[^}]*\}")


@cache
def palette() -> Path:
    """The theme's colors without a rule that has each page styled anew, twice, when it is opened.

    It keeps transitions from running while a reader turns to the other scheme.
    """
    text = _SWITCHING.sub("", _palette_sheet().partition("/*# source")[0])
    target = kept(f"palette-{short_hash(text)}", "palette.css")
    if not target.is_file():
        with atomic_write(target) as path:
            path.write_text(text, "utf8")
    return target


def _palette_sheet() -> str:
    """The theme's style sheet of colors: the one that its pages name, whatever lies beside it."""
    templates = files_of("material") / "templates"
    named = _PALETTE.search((templates / "base.html").read_text("utf8"))
    assert named, "the theme's base.html names no palette"
    return (templates / named[0]).read_text("utf8")


def on_config(config: MkDocsConfig) -> None:
    """Name the buttons that change the colors, each by what it does; warn of colors that there are not."""
    named = config.theme["icon"] or {}
    icons = [(place, icon) for place, icon in named.items() if isinstance(icon, str)]
    for place, icon in icons:
        if not _has_icon(icon, config):
            named.pop(place)
            log.warning("mkdocs.yml: icon.%s is %s, which the theme does not have", place, icon)
    for option in config.theme["palette"]:
        for part in ("primary", "accent"):
            colors = {"custom", *re.findall(rf"data-md-color-{part}=([\w-]+)", _palette_sheet())}
            if (color := option.get(part, "custom")) and color.replace(" ", "-") not in colors:
                known = ", ".join(sorted(colors))
                log.warning("mkdocs.yml: the palette's %s is %r; there are %s", part, color, known)
    for option, name in zip(config.theme["palette"], SCHEMES, strict=True):
        option["toggle"]["name"] = said(name)


def _has_icon(name: str, config: MkDocsConfig) -> bool:
    return any((Path(folder) / ".icons" / f"{name}.svg").is_file() for folder in config.theme.dirs)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Keep the theme's templates compiled. Jinja names each by its source, its own version and Python's."""
    for file in files.documentation_pages():
        meta = file.page.meta if file.page else {}
        if (icon := meta.get("icon")) and not _has_icon(str(icon), config):
            log.warning("%s: there is no icon %s; the theme's documentation lists them", file.src_uri, icon)
            del meta["icon"]
    folder = kept("templates", short_hash(version("mkdocs"), version("jinja2")))
    folder.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(folder))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give the text of a page the class that the site's styles go by; its language, where the interface has
    another; and two parts names to read out.
    """
    for css, name in NAMES:
        output = output.replace(f'class="{css}" ', f'aria-label="{said(name)}" class="{css}" ')
    ours = next(sheet for sheet in config.extra_css if str(sheet).endswith("/theme.css"))
    output = _PALETTE.sub(f"{Path(str(ours)).parent.as_posix()}/palette.css", output)
    language = config.extra.get("content_language", "en")
    other = "" if language == config.theme["language"] else f' lang="{language}"'
    return output.replace(TEXT, f'{TEXT[:-1]} course live-cells"{other}')
