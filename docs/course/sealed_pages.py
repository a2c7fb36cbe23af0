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

from live_cells.plugin.fetch import sha256_base64, short_hash

_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"'>]+)"""
_TAG = re.compile(
    rf"<!--.*?-->|<(?P<raw>script|style|textarea)\b.*?</(?P=raw)>|<[a-z](?:[^\s\"'<>=]|\s|=\s*{_VALUE})*>",
    re.S | re.I,
)
_STYLE = re.compile(rf"\sstyle=(?P<value>{_VALUE})", re.I)
_CLASS = re.compile(rf"\sclass=(?P<value>{_VALUE})", re.I)
_ADDRESS = re.compile(rf"\s(?:src|href)=(?P<value>{_VALUE})", re.I)
_MODULE = re.compile(r"""<script\b[^>]*\stype=["']?module\b[^>]*>""", re.I)
_LOADS = re.compile(
    r"""<script\b[^>]*\ssrc=[^>]*>|<link\b[^>]*\srel=["']?(?:stylesheet|modulepreload)[^>]*>""", re.I
)
_IMPORT = re.compile(r"""\b(?:from|import)\s*["'](\.[^"']+)["']""")


def on_post_build(config: MkDocsConfig) -> None:
    site = Path(config.site_dir).resolve()
    root = urlsplit(config.site_url or "/").path
    for known in (imports, integrity, typefaces):  # while the site is served, files change
        known.cache_clear()
    rules: dict[str, str] = {}
    pages = {
        path: without_style_attributes(path.read_text("utf8"), rules) for path in sorted(site.rglob("*.html"))
    }
    text = style_sheet(rules)
    sheet = site / f"assets/styled-{short_hash(text.encode())}/styled.css"
    sheet.parent.mkdir(parents=True, exist_ok=True)
    sheet.write_text(text, "utf8")
    for path, text in pages.items():
        path.write_text(BuiltPage(path, site, root).sealed(text, sheet), "utf8")


def without_style_attributes(text: str, rules: dict[str, str]) -> str:
    """The page with a class for each `style` attribute; `rules` gains what each class says."""

    def styled(tag: re.Match[str]) -> str:
        found = not tag["raw"] and _STYLE.search(tag[0])
        if not found:
            return tag[0]
        css = _bare(found["value"]).strip().rstrip(";")
        plain = tag[0].replace(found[0], "", 1)
        if not css:
            return plain
        name = f"s-{short_hash(css.encode())}"
        rules[name] = css
        given = _CLASS.search(plain)
        if given:
            return plain.replace(given[0], f' class="{html.escape(_bare(given["value"]))} {name}"', 1)
        return re.sub(r"^<[^\s/>]+", lambda start: f'{start[0]} class="{name}"', plain)

    return _TAG.sub(styled, text) if _STYLE.search(text) else text  # most pages have none


def style_sheet(rules: dict[str, str]) -> str:
    """As strong as an id is, for attributes are stronger than classes."""
    return "".join(f".{name}:not(#_){{{css}}}\n" for name, css in sorted(rules.items()))


class BuiltPage:
    """A page and the files of the site that it names."""

    def __init__(self, path: Path, site: Path, root: str) -> None:
        self._folder, self._site, self._root = path.parent, site, root
        deep = len(path.relative_to(site).parts) - 1
        self._up = root if path.name == "404.html" else "../" * deep  # that one may stand at any address

    def sealed(self, text: str, sheet: Path) -> str:
        """The page with one style sheet more, what its scripts import, and a hash at all that it loads."""
        links = [
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{self._up}{font}">'
            for part, font in typefaces(self._site)
            if part in text
        ]
        links += [
            f'<link rel="{kind}" href="{self._up}{file.relative_to(self._site).as_posix()}">'
            for kind, file in [("stylesheet", sheet), *(("modulepreload", m) for m in self._imported(text))]
        ]
        return _LOADS.sub(self._with_hash, text.replace("</head>", f"{''.join(links)}</head>", 1))

    def _imported(self, text: str) -> Iterator[Path]:
        started = [self._file(tag) for tag in _MODULE.findall(text)]
        waiting = [file for file in started if file]
        seen = set(waiting)
        while waiting:
            new = sorted(imports(waiting.pop()) - seen)
            yield from new
            seen |= set(new)
            waiting += new

    def _with_hash(self, tag: re.Match[str]) -> str:
        file = self._file(tag[0])
        return f'{tag[0].rstrip("/>").rstrip()} integrity="{integrity(file)}">' if file else tag[0]

    def _file(self, tag: str) -> Path | None:
        found = _ADDRESS.search(tag)
        if not found:
            return None
        address = unquote(urlsplit(_bare(found["value"])).path)
        inside = address.removeprefix(self._root) if address.startswith("/") else None
        file = Path(os.path.normpath(self._site / inside if inside else self._folder / address))
        return file if file.is_file() else None


_TYPEFACES = (
    ("<body", "inter/*-latin-*.woff2"),
    ("<code", "jetbrains-mono/*-latin-*.woff2"),
    ('class="katex"', "katex/fonts/KaTeX_Main-Regular-common.woff2"),
    ('class="katex"', "katex/fonts/KaTeX_Math-Italic.woff2"),
)


@cache
def typefaces(site: Path) -> list[tuple[str, str]]:
    """What a page has in its HTML that is set in a typeface, and its file.

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
def integrity(file: Path) -> str:
    return f"sha256-{sha256_base64(file.read_bytes())}"


def _bare(value: str) -> str:
    """An attribute's value as it is meant."""
    return html.unescape(value.strip("\"'"))
