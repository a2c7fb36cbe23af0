"""At the head of a page that is a notebook: how long it takes to read, links to open it in Colab or
download it.

The address in Colab follows from mkdocs.yml: `repo_url` names the repository, `edit_uri` the branch and the
folder of the pages. Where they name none on GitHub, or another folder than `docs_dir`, the build warns, and
the button says what to do instead. `extra.repository_is_public` says whether readers can get at the
repository already; until then the link itself has that advice, which is shown when it is pointed at.
"""

import html
import logging
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from live_cells.plugin.cells import ROOM
from live_cells.plugin.site_words import said

log = logging.getLogger("mkdocs.notebook_links")

COLAB = "https://colab.research.google.com/"
_PLACE = '<div class="live-place">{}</div>'
"""Where the bar of a page's cells stands; in a page that is no notebook, its author says where."""
_NARROW = '<div class="live-place live-place--narrow"></div>'
"""Where the line is on narrow screens: below what a page begins with (live/page/lesson/page_bar.ts)."""
_REPOSITORY = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
_EDIT = re.compile(
    r"(?:https://github\.com/[^/]+/[^/]+/)?(?:edit|blob|raw)/(?P<branch>[^/]+)/(?P<folder>.+?)/?"
)
_ICONS = {
    "colab": '<path d="M11.3 7.6a5.2 5.2 0 1 0 0 8.8M12.7 7.6a5.2 5.2 0 1 1 0 8.8"/>',
    "download": '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14"/>',
}


class WrongRepository(ValueError):
    """mkdocs.yml names no repository from which Colab could open a page's notebook."""


def on_config(config: MkDocsConfig) -> None:
    try:
        address_of("", config)
    except WrongRepository as error:
        log.warning("no notebook can be opened in Colab: %s", error)
        return
    if not is_public(config):
        log.info(
            "'Colab' leads to %s; set extra.repository_is_public once readers can get at it",
            config.repo_url,
        )


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not page.file.src_uri.endswith(".ipynb"):
        if (place := _PLACE.format("")) not in content:
            return content
        return content.replace(ROOM, "", 1).replace(place, _PLACE.format(ROOM), 1)
    row = links(page.file.src_uri, config, page.meta.get("minutes"))
    if ROOM in content:
        row, content = row + ROOM, content.replace(ROOM, "", 1).replace("<h2", f"{_NARROW}<h2", 1)
    return content.replace("<h1", f"{_PLACE.format(row)}<h1", 1)


def links(src_uri: str, config: MkDocsConfig, minutes: tuple[int, int] | None = None) -> str:
    """The line above the headline; the minutes, of reading and of working, stand in lessons only."""
    try:
        address, advice = address_of(src_uri, config), "" if is_public(config) else said("notebook.may_fail")
    except WrongRepository:
        address, advice = f"{COLAB}#upload=true", said("notebook.no_address")
    name = html.escape(src_uri.rpartition("/")[2])
    title = ". ".join(filter(None, [said("notebook.colab_title"), advice]))
    time = ""
    if minutes and src_uri.startswith("lessons/"):
        reading, working = minutes
        words = said("notebook.reading_time", minutes=reading, working=working)
        time = f'<span class="notebook-time">{words}</span>'
    return (
        f'<p class="notebook-links">{time}'
        f'<a href="{html.escape(address)}" rel="noopener external" title="{html.escape(title)}">'
        f"{_icon('colab')}{said('notebook.colab')}</a>"
        f'<a href="{name}" download>{_icon("download")}{said("notebook.download")}</a></p>'
    )


def address_of(src_uri: str, config: MkDocsConfig) -> str:
    """Where Colab opens the page's own notebook. Raises `WrongRepository`."""
    repository = _REPOSITORY.fullmatch(config.repo_url or "")
    if not repository:
        raise WrongRepository(
            f"repo_url is {config.repo_url!r}, wanted https://github.com/<owner>/<repository>"
        )
    edit = _EDIT.fullmatch(config.edit_uri or "")
    if not edit:
        raise WrongRepository(f"edit_uri is {config.edit_uri!r}, wanted edit/<branch>/<folder of the pages>/")
    folder = Path(config.docs_dir).relative_to(Path(config.config_file_path).absolute().parent).as_posix()
    if edit["folder"] != folder:
        raise WrongRepository(f"edit_uri names the folder {edit['folder']!r}, docs_dir is {folder!r}")
    return f"{COLAB}github/{repository['name']}/blob/{edit['branch']}/{folder}/{src_uri}"


def is_public(config: MkDocsConfig) -> bool:
    return str(config.extra.get("repository_is_public", False)).lower() == "true"


def _icon(name: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true">{_ICONS[name]}</svg>'
