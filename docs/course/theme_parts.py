"""All that the build knows of the theme's own HTML, Material for MkDocs."""

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
    folder = files_of("material") / "templates" / "assets" / "stylesheets"
    [sheet] = (file for file in folder.iterdir() if _PALETTE.fullmatch(f"assets/stylesheets/{file.name}"))
    text = _SWITCHING.sub("", sheet.read_text("utf8").partition("/*# source")[0])
    target = kept(f"palette-{short_hash(text)}", "palette.css")
    if not target.is_file():
        with atomic_write(target) as path:
            path.write_text(text, "utf8")
    return target


def on_config(config: MkDocsConfig) -> None:
    """Name the buttons that change the colors, each by what it does."""
    for option, name in zip(config.theme["palette"], SCHEMES, strict=True):
        option["toggle"]["name"] = said(name)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Keep the theme's templates compiled. Jinja names each by its source, its own version and Python's."""
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
