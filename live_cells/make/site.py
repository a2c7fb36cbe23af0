"""A finished site: its pages are read, their cells made, what the browser needs is put beside them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from live_cells.make import cells
from live_cells.make.exercises import sections
from live_cells.make.settings import SiteSettings
from live_cells.plugin import site_words
from live_cells.plugin.browser_assets import Assets
from live_cells.plugin.build_cache import BuildCache
from live_cells.plugin.cache import PACKAGE, short_hash
from live_cells.plugin.cells import setup_html
from live_cells.plugin.html_source import HtmlSource
from live_cells.plugin.missing_imports import given_modules, missing_imports
from live_cells.plugin.offline import with_policies
from live_cells.plugin.reader_bytes import ReaderBytes, reader_bytes
from live_cells.plugin.settings import fault, speak_language
from live_cells.plugin.site_assets import collect_for
from live_cells.plugin.site_requirements import SiteRequirements, requirements_of

LISTED = Path("assets") / "live-cells.json"
"""What an earlier run has put into the site, so that the next one takes away what is not needed any more."""
_HEAD = re.compile(r"<!-- live-cells -->.*?<!-- /live-cells -->", re.S)
_WORTH_READING = re.compile(r"\blive\b|jp-CodeCell|code_cell|cell_input|cell-code|&gt;&gt;&gt;|data-cell=")
_INSTANT = re.compile(r'"navigation\.instant[".]|<meta name="generator" content="Docusaurus ')


@dataclass
class Page:
    """A page, and what there is to do."""

    path: Path
    before: str
    body: str
    """The page with its cells, and without a head block."""
    head: int
    """Where in it the head ends."""
    names: list[str]
    sources: list[str]
    setups: list[str]
    """What runs before the cells."""


@dataclass
class Made:
    """What was done."""

    pages: int
    cells: int
    packages: int
    size: int
    changed: list[str]
    warnings: list[str]
    reader: ReaderBytes | None = None

    @property
    def summary(self) -> str:
        def counted(number: int, what: str) -> str:
            return f"{number:,} {what}{'s'[: number != 1]}"

        parts = (
            counted(self.pages, "page"),
            counted(self.cells, "cell"),
            counted(self.packages, "package"),
            f"{self.size / 1e6:.1f} MB",
            f"{counted(len(self.changed), 'file')} changed",
        )
        return "\n".join([", ".join(parts), *([str(self.reader)] if self.reader else [])])


def make(site: Path, settings: SiteSettings, folder: Path, check: bool = False) -> Made:
    """Bring the code of a site to life.

    Args:
        site: the folder with the HTML.
        folder: from which the settings name files.
        check: write nothing.

    Raises:
        PluginError: a setting, or a page, is not as it should be.
        AssetError: what the browser needs cannot be had.
    """
    if not site.is_dir():
        raise fault(f"{site} is not a folder: name the one that the generator has written")
    speak_language(settings, folder, site_words.REFERENCE)
    warnings: list[str] = []
    pages = list(_pages(site, settings, warnings))
    live = [page for page in pages if page.names]
    if not live:
        asked = "mark code with the class `live`, or set notebooks or docstrings"
        return Made(0, 0, 0, 0, [], [*warnings, f"{site} has no cells: {asked}"])
    wants = requirements_of(
        "\n".join(source for page in live for source in (*page.setups, *page.sources)),
        settings,
        folder,
        _rem(live),
    )
    given = given_modules(wants)
    warnings += missing_imports([("setup", settings.setup)], given)
    for page in live:
        uri = page.path.relative_to(site).as_posix()
        code = [(f"cell {name}", source) for name, source in zip(page.names, page.sources, strict=True)]
        code += [("hidden cell", source) for source in page.setups if source != settings.setup]
        warnings += [f"{uri}, {said}" for said in missing_imports(code, given)]
    assets = collect_for(wants)
    with_scripts = pages if _is_instant(pages) else live
    files = _files(site, assets, with_scripts, wants)
    for page in pages:
        had_scripts = page.body != page.before  # from an earlier run
        if with_scripts is live and not page.names and had_scripts:
            files[page.path.relative_to(site).as_posix()] = page.body.encode()
    changed = sorted(_changes(site, files))
    if not check:
        _write(site, files, changed)
    packages = len(wants.packages) + len(wants.wheels)
    size = sum(map(_size, files.values()))
    number = sum(len(page.names) for page in live)
    return Made(len(live), number, packages, size, changed, warnings, reader_bytes(assets))


def _pages(site: Path, settings: SiteSettings, warnings: list[str]) -> Iterator[Page]:
    rules: list[cells.Rule] = [cells.marked]
    rules += [cells.of_notebook] if settings.notebooks else []
    rules += [cells.of_docstring] if settings.docstrings else []
    programs = sorted(path for folder in ("make", "plugin") for path in (PACKAGE / folder).rglob("*.py"))
    chosen = (
        settings.notebooks,
        settings.docstrings,
        settings.outputs,
        settings.setup,
        settings.reactive,
        settings.exercises,
        site_words.word("output"),
        site_words.word("exercises"),
    )
    made_by = (repr(chosen), version("turbohtml"), version("pygments"))
    kept = BuildCache("made-pages", 50_000, *made_by, *(path.read_bytes() for path in programs))
    for path in sorted(site.rglob("*.html")):
        uri = path.relative_to(site).as_posix()
        try:
            before = path.read_bytes().decode("utf8")
        except UnicodeDecodeError:
            warnings.append(f"{uri} is not in UTF-8, and stays as it is")
            continue
        text = _HEAD.sub("", before)
        key = short_hash(text)
        if not (found := kept.get(key)):
            kept.put(key, found := _brought_to_life(text, uri, rules, settings))
        pieces, head, *code, faults = found
        warnings += [f"{uri}: {fault}" for fault in faults]
        body = _replaced(text, pieces)
        if pieces:  # what the next run finds
            kept.put(short_hash(body), [[], head, *code, faults])
        yield Page(path, before, body, head, *code)
    kept.save()


def _brought_to_life(text: str, uri: str, rules: list[cells.Rule], settings: SiteSettings) -> list[Any]:
    """What comes in which places of a page; where its head ends; all names, all code, all set-ups."""
    page = HtmlSource(text)
    if page.select(".live[class*=codeBlockContainer]"):
        raise fault(
            f"{uri}: Docusaurus draws its code blocks anew in the browser, without cells: mark code by the "
            "plugin that the guide has"
        )
    place = _places(text)
    here = dict(cells.live_already(page))
    setups = cells.set_up_already(page)
    pieces: list[Any] = []
    found = list(cells.find(page, rules)) if _WORTH_READING.search(text) else []
    for cell in found:
        free = (name for number in count(len(here) + 1) if (name := f"cell-{number}") not in here)
        name = cell.name or next(free)
        start, end = page.whole(cell.element)
        pieces.append([place(start), place(end), cell.html(name, settings.outputs, settings.reactive)])
        if cell.is_hidden:
            setups.append(cell.source)
        elif name in here:
            raise fault(f"{uri} has two cells with the name {name!r}: give one of them another")
        else:
            here[name] = cell.source
    if settings.setup and any(cell.documented for cell in found):
        pieces[0][2] = setup_html(settings.setup) + pieces[0][2]
        setups.insert(0, settings.setup)
    around, faults = sections(page, found) if settings.exercises else ([], [])
    pieces = [*([place(start), place(end), new] for start, end, new in around), *pieces]
    pieces.sort(key=lambda piece: piece[0])
    if head := page.select("head"):
        head_end = page.inside(head[0])[1]
    else:
        head_end = next((page.whole(each)[0] for each in page.select("*") if each.tag != "html"), 0)
    return [pieces, place(head_end), [*here], [*here.values()], setups, faults]


def _places(text: str) -> Callable[[int], int]:
    """Where something stands in a text whose lines may end in two characters; a browser reads one."""
    ends = [found.start() - number for number, found in enumerate(re.finditer("\r\n", text))]
    return lambda place: place + bisect_left(ends, place)


def _replaced(text: str, pieces: list[tuple[int, int, str]]) -> str:
    """The text with others in the place of some of its pieces, each given as start, end and new text."""
    for start, end, new in reversed(pieces):
        text = text[:start] + new + text[end:]
    return text


def _rem(pages: list[Page]) -> str:
    """What is a `rem` of the style sheets: Material and those that continue it have one of 20 pixels."""
    return "1rem" if any("md-typeset" in page.body for page in pages) else "20px"


def _is_instant(pages: list[Page]) -> bool:
    """Do links of this site show the next page without loading it? Then all pages need the scripts.

    Those of Docusaurus load it, by the scripts: it would show what its own scripts hold, which has no cells.
    """
    return any(_INSTANT.search(page.before) for page in pages)


def _files(site: Path, assets: Assets, pages: list[Page], wants: SiteRequirements) -> dict[str, bytes | Path]:
    """All files that the run is about, by their addresses: contents, or where they are copied from."""
    files: dict[str, bytes | Path] = {file.uri: file.path for file in assets.files}
    if wants.offline:
        script = files["service_worker.js"]
        assert isinstance(script, Path)
        files["service_worker.js"] = with_policies(script.read_text("utf8"), "", wants.isolated).encode()
    listed = {uri: _hash(content) for uri, content in sorted(files.items())}
    files[LISTED.as_posix()] = json.dumps(listed, indent=1).encode()
    for page in pages:
        uri = page.path.relative_to(site).as_posix()
        files[uri] = _with_head(page, uri, assets, wants.offline).encode()
    return files


def _with_head(page: Page, uri: str, assets: Assets, offline: bool) -> str:
    root = "../" * uri.count("/") + assets.live
    build = f'<meta name="site-build" content="{short_hash(page.body)}">' if offline else ""
    block = (
        f'<!-- live-cells -->{build}<link rel="stylesheet" href="{root}/style/live.css">'
        f'<script type="module" src="{root}/any_theme/any_theme.js"></script>'
        f'<script type="module" src="{root}/page/page.js"></script><!-- /live-cells -->'
    )
    return page.body[: page.head] + block + page.body[page.head :]


def _hash(content: bytes | Path) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.read_bytes()).hexdigest()


def _size(content: bytes | Path) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _changes(site: Path, files: dict[str, bytes | Path]) -> Iterator[str]:
    """The addresses of files that are not as they should be, or that an earlier run has left."""
    for uri, content in files.items():
        path = site / uri
        if not path.is_file() or path.stat().st_size != _size(content) or _hash(path) != _hash(content):
            yield uri
    if (site / LISTED).is_file():
        earlier = json.loads((site / LISTED).read_text("utf8"))
        ours = (uri for uri in earlier if uri not in files and ".." not in uri)
        yield from (uri for uri in ours if (site / uri).is_file())


def _write(site: Path, files: dict[str, bytes | Path], changed: list[str]) -> None:
    for uri in changed:
        path = site / uri
        if uri not in files:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        content = files[uri]
        if isinstance(content, bytes):
            beside.write_bytes(content)
        else:
            shutil.copyfile(content, beside)
        beside.replace(path)
