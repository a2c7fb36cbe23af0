"""The built site with pictures of the tests' own: each on a page of its own, which is a lesson's copy."""

import html
import json
import re
from itertools import count
from pathlib import Path
from typing import Any

LESSON = "lessons/exercises/"
"""A page without pictures, whose first cell shows its code."""
STILL = '<img alt="A small network" src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>">'


class PictureSite:
    """Pages beside the built one, so that a browser that knows the site fetches nothing else anew."""

    def __init__(self, site: Path, folder: Path) -> None:
        for path in site.iterdir():
            if path.name != "lessons":
                (folder / path.name).symlink_to(path)
        self._pages = folder / LESSON
        self._pages.mkdir(parents=True)
        (folder / "lessons" / "figures").symlink_to(site / "lessons" / "figures")
        self._lesson = (site / LESSON / "index.html").read_text("utf8")
        self._numbers = count()
        self.folder = folder

    def page_with(self, data: Any) -> str:
        """The path of a page with this description in the output of its first cell; text is left as it is."""
        text = data if isinstance(data, str) else json.dumps(data)
        picture = f'<div class="picture" data-part="picture" data-picture="{html.escape(text)}">{STILL}</div>'
        page = self._pages / f"{next(self._numbers)}.html"
        shown = re.sub(r"(data-output[^>]*>)", lambda start: start[1] + picture, self._lesson, count=1)
        page.write_text(shown, "utf8")
        return f"{LESSON}{page.name}"
