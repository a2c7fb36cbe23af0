"""Recorded figures as files beside the page, in both schemes' inks, fetched when they come into view."""

import base64
import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from turbohtml import parse_fragment

from live_cells.plugin.cache import PACKAGE, short_hash
from live_cells.plugin.html_source import value_of
from live_cells.plugin.pages.notebook import joined
from live_cells.plugin.pages.picture_heights import heights
from live_cells.plugin.pages.pictures import MIME, description_of

DARK_INK_FILE = PACKAGE / "live" / "python" / "live_plots" / "dark_ink.json"
DARK_INK: Mapping[str, str] = json.loads(DARK_INK_FILE.read_text("utf8"))
IMAGES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
"""The types of recorded images, and how their files' names end."""
_COLOR = re.compile(r"#[0-9a-f]{6}\b")
_POINTS = re.compile(r"([\d.]+)pt")

LARGE = 6_000
"""Characters of a description beyond which it is a file of its own, so that the page is read sooner."""


class FigureFiles:
    """The figures of one page."""

    def __init__(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        self._page = page
        self._config = config
        self._files = files

    def html(self, cell_id: str, output: Mapping[str, Any], number: int, alts: Sequence[str]) -> str:
        """An output with a picture, the cell's figure `number` from 0, as HTML; its file joins the site."""
        data = output["data"]
        own = output.get("metadata", {}).get("alt", "")
        if MIME in data:  # a script draws it from its description, in the place of the still
            description = description_of(data, cell_id)
            still = self._figure(cell_id, data, own)
            if len(description) > LARGE:
                said = f'data-picture data-file="{self._address(cell_id, description.encode(), "json")}"'
            else:
                said = f'data-picture="{html.escape(description)}"'
            wide, narrow = heights(description)
            kind = data[MIME]["kind"]
            said += f' data-kind="{kind}" style="--drawn-wide: {wide}px; --drawn-narrow: {narrow}px"'
            return f'<div class="picture" data-part="picture" {said}>{still}</div>'
        return self._figure(cell_id, data, alts[number] if number < len(alts) else own)

    def ornament(self, cell_id: str, svg: str, on_paper: bool) -> str:
        """A drawing beside text that says all there is to say.

        `on_paper`: its colors are those of paper, whatever the scheme.
        """
        if not on_paper:
            return self._figure(cell_id, {"image/svg+xml": svg}, alt="")
        return self._image(cell_id, svg.encode(), "svg", 'alt="" class="on-paper" data-part="image"')

    def _figure(self, cell_id: str, data: Mapping[str, Any], alt: str) -> str:
        mime = next(mime for mime in IMAGES if mime in data)
        if mime != "image/svg+xml":
            content = base64.b64decode(joined(data[mime]))
            return self._image(cell_id, content, IMAGES[mime], f'alt="{html.escape(alt)}" data-part="image"')
        svg = joined(data[mime])
        names = f'alt="{html.escape(alt)}"'
        if size := _size(svg):
            width, height = size
            names += f' style="--figure-width: {width}pt; --figure-ratio: {width} / {height}"'
        if not any(ink in svg for ink in DARK_INK):
            return self._image(cell_id, svg.encode(), "svg", f'{names} data-part="image"')
        light = self._image(cell_id, svg.encode(), "svg", f'{names} class="figure-light"')
        dark = self._image(cell_id, in_dark_ink(svg).encode(), "svg", f'{names} class="figure-dark"')
        return f'<div data-part="image">{light}{dark}</div>'

    def _image(self, cell_id: str, content: bytes, suffix: str, attributes: str) -> str:
        return f'<img src="{self._address(cell_id, content, suffix)}" loading="lazy" {attributes}>'

    def _address(self, cell_id: str, content: bytes, suffix: str) -> str:
        """Where the page finds the content, as a file of the site."""
        folder = self._page.file.src_uri.rpartition("/")[0]
        uri = f"{folder}/figures/{cell_id}-{short_hash(content)}.{suffix}".lstrip("/")
        if self._files.get_file_from_path(uri) is None:
            self._files.append(File.generated(self._config, uri, content=content))
        return get_relative_url(uri, self._page.url)


def _size(svg: str) -> tuple[str, str] | None:
    """Width and height of a drawing in points, if it says both."""
    for drawing in parse_fragment(svg).select("svg")[:1]:
        sides = (_POINTS.fullmatch(value_of(drawing, side)) for side in ("width", "height"))
        width, height = (side[1] if side else "" for side in sides)
        return (width, height) if width and height else None
    return None


def in_dark_ink(svg: str) -> str:
    return _COLOR.sub(lambda color: DARK_INK.get(color[0], color[0]), svg)
