"""All that the build knows of the theme's own HTML, Material for MkDocs."""

from importlib.metadata import version

from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from live_cells.plugin.fetch import CACHE, short_hash
from live_cells.plugin.site_words import said

TEXT = 'class="md-content__inner md-typeset"'
NAMES = (("md-search", "search"), ("md-progress", "theme.loading"))
SCHEMES = ("theme.to_light", "theme.to_dark", "theme.follow_system")


def on_config(config: MkDocsConfig) -> None:
    """Name the buttons that change the colors, each by what it does."""
    for option, name in zip(config.theme["palette"], SCHEMES, strict=True):
        option["toggle"]["name"] = said(name)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Keep the theme's templates compiled. Jinja names each by its source, its own version and Python's."""
    folder = CACHE / "templates" / short_hash(version("mkdocs"), version("jinja2"))
    folder.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(folder))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give the text of a page the class that the site's styles go by; its language, where the interface has
    another; and two parts names to read out.
    """
    for css, name in NAMES:
        output = output.replace(f'class="{css}" ', f'aria-label="{said(name)}" class="{css}" ')
    language = config.extra.get("content_language", "en")
    other = "" if language == config.theme["language"] else f' lang="{language}"'
    return output.replace(TEXT, f'{TEXT[:-1]} course live-cells"{other}')
