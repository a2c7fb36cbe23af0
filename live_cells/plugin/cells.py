"""A code cell and its recorded outputs as the HTML that live/ upgrades, readable without JavaScript."""

import html
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markdown import markdown
from mkdocs.exceptions import PluginError

from live_cells.plugin.pages.ansi import terminal_html
from live_cells.plugin.pages.code_lines import PLAIN, Lines, beside_lines, line_numbers
from live_cells.plugin.pages.figure_files import IMAGES, FigureFiles
from live_cells.plugin.pages.highlighting import highlighted
from live_cells.plugin.pages.notebook import (
    Cell,
    alts_of,
    joined,
    source_of,
    tags_of,
)
from live_cells.plugin.pages.pictures import MIME as PICTURE
from live_cells.plugin.pages.still_html import is_still
from live_cells.plugin.site_words import said, word

log = logging.getLogger("mkdocs.live_cells")

Cover = Callable[[str], str]
"""Puts the HTML of an output where the page is to have it."""
VERDICT = "application/vnd.exercise-verdict+json"
"""How a recorded output is marked that is a check's verdict (live/python/live_runner/exercise_checks.py)."""
ROOM = '<div class="live-room"></div>'
"""As high as the bar that the script puts there."""
_FORM = ' data-view="form"'
_OPENING = re.compile(r'<div class="cell" id="[^"]*"[^>]* data-tags="(?P<tags>[^"]*)"')
DRAWN = ("image", "picture")
"""The parts that are figures: a picture has a description besides."""


def uncovered(output: str) -> str:
    """The HTML of an output as it is."""
    return output


def cell_html(cell: Cell, recorded: str, figures: FigureFiles | None, cover: Cover = uncovered) -> str:
    """A code cell as HTML, readable without JavaScript: highlighted source, recorded output."""
    metadata = cell["metadata"]
    tags = tags_of(cell) or ["live"]
    estimate = "".join(
        f' data-{name}="{float(value)}"' for name, value in metadata.get("estimate", {}).items()
    )
    alts = alts_of(cell)
    origin = said("output.recorded_on", what=recorded) if recorded else said("output.recorded")
    shown = f' data-recorded="{html.escape(origin)}"'
    if alts:
        shown += f' data-alt="{html.escape(json.dumps(alts, ensure_ascii=False))}"'
    source = source_of(cell)  # a check's is long, and folded: the editor colors it, should anyone open it
    code = html.escape(source, quote=False) if "check" in tags else highlighted(source)
    parts = outputs_html(cell, figures)
    name = html.escape(cell["id"])
    view = _FORM if metadata.get("cellView") == "form" else ""
    drift = _data("drift", metadata.get("tolerance", {}).get("why"))
    own = "".join(_data(name, metadata.get(name)) for name in ("session", "height", "documented"))
    output = cover(f'<div class="cell-output" data-output{shown}>{parts}</div>')
    copied = "" if "torch-only" in tags else " no-copy"  # the theme adds no button where there will be ours
    return (
        f'<div class="cell" id="cell-{name}" data-cell="{name}" data-state="idle"{view}'
        f' data-tags="{html.escape(" ".join(tags))}"{estimate}{drift}{own}>'
        f'<div class="language-python highlight{copied}"><pre><code>{code}</code></pre></div>'
        f"{output}</div>"
    )


def with_room(page: str) -> str:
    """The page with room above its first cell that runs, where the script puts a bar: nothing moves then."""
    for found in _OPENING.finditer(page):
        tags = found["tags"].split()
        if "example" in tags:
            return page  # each runs by itself
        if "torch-only" not in tags:
            fields = page.count("@param", found.start(), page.find("</code>", found.start()))
            cell = found[0].replace(_FORM, f'{_FORM} style="--fields:{fields}"' if fields != 1 else _FORM)
            return page[: found.start()] + ROOM + cell + page[found.end() :]
    return page


def setup_html(source: str, session: str = "") -> str:
    """Code that runs before a page's first cell, and is not shown: an element that no reader meets."""
    said = html.escape(source).replace("\n", "&#10;")
    return f'<div hidden data-setup="{said}"{_data("session", session)}></div>'


def for_any_theme(region: str, title: str = "", lines: Lines = PLAIN) -> str:
    """A cell's HTML that no theme's highlighter touches, with its title and what is beside its lines."""
    before, _, after = region.partition("<pre><code>")
    code, closed, after = after.partition("</code></pre>")
    if title:
        shown = f'<div class="cell-title">{html.escape(title)}</div>'
        before = before.replace('<div class="language-python', f'{shown}<div class="language-python', 1)
    beside = line_numbers(code, lines.first)
    return f'{before}{beside}<pre><code class="nohighlight">{beside_lines(code, lines)}{closed}{after}'


def _data(name: str, value: object) -> str:
    """An attribute, unless there is nothing to say."""
    return f' data-{name}="{html.escape(str(value))}"' if value else ""


def outputs_html(cell: Cell, figures: FigureFiles | None) -> str:
    """The recorded outputs of a cell as HTML."""
    alts = alts_of(cell)
    return "".join(
        figures.html(cell["id"], output, number, alts)
        if figures and kind in DRAWN
        else part_html(kind, output)
        for number, (kind, output) in numbered(output_parts(cell))
    )


def output_parts(cell: Cell) -> Iterator[tuple[str, Any]]:
    """The recorded outputs as (part, content), in the vocabulary of live_cells/live/messages.ts."""
    for output in cell["outputs"]:
        match output["output_type"]:
            case "stream":
                yield output["name"], joined(output["text"])
            case "error":
                yield "error", "\n".join(output["traceback"])
            case "execute_result" | "display_data":
                data = output["data"]
                image = any(mime in data for mime in IMAGES)
                rich = next((kind for kind in RICH_TEXTS if f"text/{kind}" in data), None)
                if PICTURE in data:
                    yield "picture", output
                elif rich and (not image or is_still(_rich_html(rich, data))):
                    yield rich, data
                elif image:
                    yield "image", output
                else:
                    kind = "verdict" if VERDICT in data else "result"
                    yield kind, joined(data.get("text/plain", ""))


def numbered(parts: Iterator[tuple[str, Any]]) -> Iterator[tuple[int, tuple[str, Any]]]:
    """Each part with the number of pictures before it."""
    pictures = 0
    for part in parts:
        yield pictures, part
        pictures += part[0] == "image"


def part_html(kind: str, content: Any) -> str:
    if kind in RICH_TEXTS:
        name = html.escape(joined(content.get("text/plain", word("output.title"))))
        shown = _rich_html(kind, content)
        if not is_still(shown):
            raise PluginError(
                f"a recorded output has a script in it, or what would have to be fetched: {name}"
            )
        return f'<div data-part="{kind}" role="group" aria-label="{name}">{shown}</div>'
    return f'<pre data-part="{kind}">{terminal_html(content)}</pre>'


def _rich_html(kind: str, data: Mapping[str, Any]) -> str:
    return RICH_TEXTS[kind](joined(data[f"text/{kind}"]))


def markdown_html(text: str) -> str:
    """Markdown as a cell displays it; formulas are left to the step that sets them."""
    extensions = ["tables", "fenced_code", "pymdownx.arithmatex"]
    settings = {"pymdownx.arithmatex": {"generic": True}}
    return str(markdown(text, extensions=extensions, extension_configs=settings))


def latex_html(text: str) -> str:
    """TeX between dollar signs, or an environment, as the step that sets formulas wants it."""
    found = re.fullmatch(r"\s*(\$\$?)(.*?)\1\s*", text, re.S)
    tex = html.escape(found[2] if found else text, quote=False)
    if found and found[1] == "$":
        return f'<span class="arithmatex">\\({tex}\\)</span>'
    return f'<div class="arithmatex">\\[{tex}\\]</div>'


RICH_TEXTS: dict[str, Callable[[str], str]] = {
    "html": lambda text: text,
    "markdown": markdown_html,
    "latex": latex_html,
}
"""The texts that are more than text, and how each becomes HTML; the richest first."""
