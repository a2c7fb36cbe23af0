"""How high a page's script draws a picture: that room is kept free, so that nothing moves when it does."""

import json
import subprocess
from functools import cache
from pathlib import Path

from live_cells.plugin.cache import PACKAGE, atomic_write, kept, short_hash
from live_cells.plugin.fetch import node

_PROGRAM = PACKAGE / "plugin" / "pages" / "picture_heights.mjs"
_SCRIPTS = PACKAGE / "live" / "page" / "pictures"
_WORDS = PACKAGE / "words" / "en.json"
"""Of no drawing does the height depend on the language."""
WIDTHS = ("690", "330")
"""Of a lesson's text, and of it on a phone."""


def heights(description: str) -> list[int]:
    """The height of the drawing, in pixels, for each width.

    Args:
        description: as JSON.
    """
    cached = kept("heights", f"{short_hash(_sources(), description)}.json")
    if not cached.is_file():
        command: list[str | Path] = [node(), _PROGRAM, _SCRIPTS.as_uri(), _WORDS, *WIDTHS]
        request = json.dumps([description])
        done = subprocess.run(
            command, input=request, capture_output=True, text=True, check=True, encoding="utf8"
        )
        with atomic_write(cached) as path:
            path.write_text(json.dumps(json.loads(done.stdout)[0]), "utf8")
    return list(json.loads(cached.read_text("utf8")))


@cache
def _sources() -> str:
    parts = [_PROGRAM.read_bytes(), *(path.read_bytes() for path in sorted(_SCRIPTS.glob("*.ts")))]
    return short_hash(*parts, *WIDTHS)
