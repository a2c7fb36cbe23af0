"""All that the build knows of the theme's own HTML, Material for MkDocs (an mkdocs hook)."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

TEXT = 'class="md-content__inner md-typeset"'
NAMES = (("md-search", "Search"), ("md-progress", "Loading"))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give the text of a page the class that the site's styles go by, and two parts names to read out."""
    for css, name in NAMES:
        output = output.replace(f'class="{css}" ', f'aria-label="{name}" class="{css}" ')
    return output.replace(TEXT, f'{TEXT[:-1]} course"')
