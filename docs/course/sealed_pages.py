"""Pages as they go out: no style in an attribute, each script and style sheet with its hash.

The policy of a page (site_shell.py) lets no attribute style an element. Markdown's tables, drawings and
recorded figures come with such attributes, so what they say moves into a style sheet. The hashes are
Subresource Integrity: a browser runs what was built, or nothing. What scripts import stands in the page, too:
so it has a hash, and comes without waiting for them.
"""

import html
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from turbohtml import Element

from live_cells.plugin.cache import short_hash
from live_cells.plugin.fetch import sha256_base64
from live_cells.plugin.html_source import HtmlSource, value_of

_LOADS = "script[src], link[rel~=stylesheet i], link[rel~=modulepreload i]"
_IMPORT = re.compile(r"""\b(?:from|import)\s*["'](\.[^"']+)["']""")


def on_post_build(config: MkDocsConfig) -> None:
    site = Path(config.site_dir).resolve()
    root = urlsplit(config.site_url or "/").path
    for known in (imports, _hash, typefaces):  # while the site is served, files change
        known.cache_clear()
    rules: dict[str, str] = {}
    pages = {path: HtmlSource(path.read_text("utf8")) for path in sorted(site.rglob("*.html"))}
    for page in pages.values():
        take_styles(page, rules)
    text = style_sheet(rules)
    sheet = site / f"assets/styled-{short_hash(text.encode())}/styled.css"
    sheet.parent.mkdir(parents=True, exist_ok=True)
    sheet.write_text(text, "utf8")
    for path, page in pages.items():
        BuiltPage(path, site, root).seal(page, sheet)
        path.write_text(page.changed(), "utf8")


def take_styles(source: HtmlSource, rules: dict[str, str]) -> None:
    """Put a class in the place of each `style` attribute; `rules` gains what each class says."""
    for element in source.select("[style]"):
        css = value_of(element, "style").strip().rstrip(";")
        if not css:
            source.remove_attribute(element, "style")
            continue
        name = f"s-{short_hash(css.encode())}"
        rules[name] = css
        given = element.attr("class")
        if given is None:
            source.replace(source.attribute(element, "style"), f'class="{name}"')
        else:
            source.remove_attribute(element, "style")
            source.replace(source.attribute(element, "class"), f'class="{html.escape(given)} {name}"')


def style_sheet(rules: dict[str, str]) -> str:
    """As strong as an id is, for attributes are stronger than classes."""
    return "".join(f".{name}:not(#_){{{css}}}\n" for name, css in sorted(rules.items()))


class BuiltPage:
    """A page and the files of the site that it names."""

    def __init__(self, path: Path, site: Path, root: str) -> None:
        self._folder, self._site, self._root = path.parent, site, root
        deep = len(path.relative_to(site).parts) - 1
        self._up = root if path.name == "404.html" else "../" * deep  # that one may stand at any address

    def seal(self, source: HtmlSource, sheet: Path) -> None:
        """Name one style sheet more and what scripts import, and put a hash at all that the page loads."""
        links = [
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{self._up}{font}">'
            for part, font in typefaces(self._site)
            if source.select(part)
        ]
        links += [
            f'<link rel="{kind}" href="{self._up}{file.relative_to(self._site).as_posix()}" {_hash(file)}>'
            for kind, file in [("stylesheet", sheet), *(("modulepreload", m) for m in self._imported(source))]
        ]
        for element in source.select(_LOADS):
            if file := self._file(element):
                source.add_attribute(element, _hash(file))
        for head in source.select("head"):
            if end := source.end_tag(head):
                source.insert(end[0], "".join(links))

    def _imported(self, source: HtmlSource) -> Iterator[Path]:
        started = [self._file(script) for script in source.select("script[src][type=module i]")]
        waiting = [file for file in started if file]
        seen = set(waiting)
        while waiting:
            new = sorted(imports(waiting.pop()) - seen)
            yield from new
            seen |= set(new)
            waiting += new

    def _file(self, element: Element) -> Path | None:
        given = element.attr("src" if element.tag == "script" else "href")
        if not given:
            return None
        address = unquote(urlsplit(given.strip()).path)
        inside = address.removeprefix(self._root) if address.startswith("/") else None
        file = Path(os.path.normpath(self._site / inside if inside else self._folder / address))
        return file if file.is_file() else None


_TYPEFACES = (
    ("body", "inter/*-latin-*.woff2"),
    ("code", "jetbrains-mono/*-latin-*.woff2"),
    (".katex", "katex/fonts/KaTeX_Main-Regular-common.woff2"),
    (".katex", "katex/fonts/KaTeX_Math-Italic.woff2"),
)


@cache
def typefaces(site: Path) -> list[tuple[str, str]]:
    """The elements of a page that are set in a typeface, as a selector, and its file.

    Where they come after the text, Chromium lays the page out anew.
    """
    return [
        (part, font.relative_to(site).as_posix())
        for part, name in _TYPEFACES
        for font in site.glob(f"assets/theme-*/{name}")
    ]


@cache
def imports(module: Path) -> set[Path]:
    """The files that a module imports as it starts."""
    names = _IMPORT.findall(module.read_text("utf8"))
    return {Path(os.path.normpath(module.parent / name)) for name in names}


@cache
def _hash(file: Path) -> str:
    return f'integrity="sha256-{sha256_base64(file.read_bytes())}"'
