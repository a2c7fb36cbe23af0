"""Notebook → page: each code cell becomes the HTML that live_cells/live/ upgrades.

mkdocs-jupyter makes the page and gives it the notebook's name and links; what stands on it is made
here, from the notebook itself. Markdown cells join the page's Markdown; code cells leave a slot there,
which is filled once the Markdown is HTML, so that no Markdown rule ever touches code or output. Any
page can show a cell of a notebook, with its recorded output, by a line of its own:

    <!-- cell: lessons/tour.ipynb#first-model -->

and a cell's recorded figure alone, as an ornament, by `figure:` in the place of `cell:`.
"""

import html
import json
import logging
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from live_cells.plugin.pages import directives, exercises
from live_cells.plugin.pages.ansi import terminal_html
from live_cells.plugin.pages.covers import Covers
from live_cells.plugin.pages.figure_files import FigureFiles
from live_cells.plugin.pages.highlighting import KEPT, highlighted
from live_cells.plugin.pages.notebook import (
    Cell,
    alts_of,
    joined,
    place_of,
    read_notebook,
    recorded_with,
    source_of,
    tags_of,
)
from live_cells.plugin.pages.pictures import MIME as PICTURE
from live_cells.plugin.pages.reading_time import whole_minutes
from live_cells.plugin.site_words import said, word

log = logging.getLogger("mkdocs.live_cells")

Cover = Callable[[str], str]
"""Puts the HTML of an output where the page is to have it."""
VERDICT = "application/vnd.exercise-verdict+json"
"""How a recorded output is marked that is a check's verdict (live/python/live_runner/exercise_checks.py)."""
DRAWN = ("image", "picture")
"""The parts that are figures: a picture has a description besides."""
_REFUSED_HTML = re.compile(
    r"""<(script|iframe|object|embed|link|meta|base|form|audio|video)\b|\son\w+\s*=|javascript:
    |\b(src|srcset|poster|background)\s*=\s*["']?(?!["']?data:image/)|url\(["']?(?!["']?(\#|data:image/))|@import""",
    re.I | re.X,
)


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Spare mkdocs-jupyter its own rendering, which nobody would see."""
    if page.file.src_uri.endswith(".ipynb"):
        page._mkdocs_jupyter_content = lambda: {"content": ""}  # type: ignore[attr-defined]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    slots: list[str] = []
    figures = FigureFiles(page, config, files)

    def in_slot(content: str) -> str:
        slots.append(content)
        return f'\n\n<div data-slot="{len(slots) - 1}"></div>\n\n'

    def slot(cell: Cell, recorded: str, cover: Cover = uncovered) -> str:
        return in_slot(cell_html(cell, recorded, figures, cover))

    def parts(cell: Cell) -> str:
        return outputs_html(cell, figures)

    def place(cell: Cell, recorded: str, covers: Covers) -> str:
        if "notebook-only" in tags_of(cell):
            return ""
        match cell["cell_type"]:
            case "markdown":
                return covers.text_of(cell)
            case "code":
                return slot(cell, recorded, lambda output: covers.covered(cell, output, parts))
            case _:
                return ""

    def include(match: re.Match[str]) -> str:
        place = place_of(Path(str(page.file.abs_src_path)), page.file.src_uri, match[0])
        path = Path(config.docs_dir) / match["path"]
        if not path.is_file():
            log.warning("%s: %s asks for a notebook that is not there; name one in docs/", place, match[0])
            return ""
        notebook = read_notebook(path, page.file.src_uri)
        cell = next((c for c in notebook["cells"] if c.get("id") == match["id"]), None)
        if cell is None:
            ids = ", ".join(c["id"] for c in notebook["cells"] if c["cell_type"] == "code")
            log.warning("%s: %s has no cell %r; choose one of %s", place, match["path"], match["id"], ids)
            return ""
        if match["what"] == "cell":
            return slot(cell, recorded_with(notebook))
        picture = next((output for kind, output in output_parts(cell) if kind in DRAWN), None)
        if picture is None:
            log.warning("%s: the cell %r of %s has no recorded figure", place, match["id"], match["path"])
            return ""
        return in_slot(figures.ornament(cell["id"], picture))

    if page.file.src_uri.endswith(".ipynb"):
        notebook = read_notebook(Path(str(page.file.abs_src_path)), page.file.src_uri)
        page.meta["notebook"] = Path(page.file.src_uri).name
        page.meta["recorded"] = notebook["metadata"].get("recorded")
        page.meta["minutes"] = whole_minutes(notebook["cells"])
        recorded = recorded_with(notebook)
        covers = Covers(notebook, page.file.src_uri, markdown_html)
        markdown = exercises.markdown_of(notebook["cells"], lambda cell: place(cell, recorded, covers))
    markdown = directives.CELL.sub(include, markdown)
    page.meta["slots"] = slots
    lessons = re.findall(r"[\w/-]+\.ipynb", json.dumps(config.nav))
    return exercises.with_list(markdown, config.docs_dir, lessons, page.url)


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    slots = page.meta.pop("slots", [])
    content = exercises.html_of(content)
    return re.sub(r'<div data-slot="(\d+)"></div>', lambda match: slots[int(match[1])], content)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    return without_gaps(output)


@lru_cache(maxsize=128)  # while the site is served, most pages are as they were
def without_gaps(output: str) -> str:
    """Without the white space that templates leave between elements."""
    kept = re.split(r"(<pre\b.*?</pre>|<script\b.*?</script>)", output, flags=re.S)
    return "".join(part if i % 2 else re.sub(r"\s*\n\s*", "\n", part) for i, part in enumerate(kept))


def on_post_build(config: MkDocsConfig) -> None:
    KEPT.save()


def uncovered(output: str) -> str:
    """The HTML of an output as it is."""
    return output


def cell_html(cell: Cell, recorded: str, figures: FigureFiles, cover: Cover = uncovered) -> str:
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
    view = ' data-view="form"' if metadata.get("cellView") == "form" else ""
    why = metadata.get("tolerance", {}).get("why")
    drift = f' data-drift="{html.escape(why)}"' if why else ""
    output = cover(f'<div class="cell-output" data-output{shown}>{parts}</div>')
    copied = "" if "torch-only" in tags else " no-copy"  # the theme adds no button where there will be ours
    return (
        f'<div class="cell" id="cell-{name}" data-cell="{name}" data-state="idle"{view}'
        f' data-tags="{html.escape(" ".join(tags))}"{estimate}{drift}>'
        f'<div class="language-python highlight{copied}"><pre><code>{code}</code></pre></div>'
        f"{output}</div>"
    )


def outputs_html(cell: Cell, figures: FigureFiles) -> str:
    """The recorded outputs of a cell as HTML."""
    alts = alts_of(cell)
    return "".join(
        figures.html(cell["id"], output, number, alts) if kind in DRAWN else part_html(kind, output)
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
                if PICTURE in data:
                    yield "picture", output
                elif "image/svg+xml" in data or "image/png" in data:
                    yield "image", output
                elif rich := next((kind for kind in RICH_TEXTS if f"text/{kind}" in data), None):
                    yield rich, data
                else:
                    kind = "verdict" if VERDICT in data else "result"
                    yield kind, joined(data["text/plain"])


def numbered(parts: Iterator[tuple[str, Any]]) -> Iterator[tuple[int, tuple[str, Any]]]:
    """Each part with the number of pictures before it."""
    pictures = 0
    for part in parts:
        yield pictures, part
        pictures += part[0] == "image"


def part_html(kind: str, content: Any) -> str:
    if kind in RICH_TEXTS:
        name = html.escape(joined(content.get("text/plain", word("output.title"))))
        shown = RICH_TEXTS[kind](joined(content[f"text/{kind}"]))
        if _REFUSED_HTML.search(shown):
            raise PluginError(f"a recorded output brings a script, or what would have to be fetched: {name}")
        return f'<div data-part="{kind}" role="group" aria-label="{name}">{shown}</div>'
    return f'<pre data-part="{kind}">{terminal_html(content)}</pre>'


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
