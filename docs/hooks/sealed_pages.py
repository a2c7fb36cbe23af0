"""Pages as they go out: no style in an attribute, each script and style sheet with its hash (an mkdocs hook).

The policy of a page (site_shell.py) lets no attribute style an element. Markdown's tables, drawings and
recorded figures come with such attributes, so what they say moves into a style sheet. The hashes are
Subresource Integrity: a browser runs what was built, or nothing.
"""

import base64
import hashlib
import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fetch import short_hash
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"'>]+)"""
_TAG = re.compile(
    rf"<!--.*?-->|<(?P<raw>script|style|textarea)\b.*?</(?P=raw)>|<[a-z](?:[^\s\"'<>=]|\s|=\s*{_VALUE})*>",
    re.S | re.I,
)
_STYLE = re.compile(rf"\sstyle=(?P<value>{_VALUE})", re.I)
_CLASS = re.compile(rf"\sclass=(?P<value>{_VALUE})", re.I)
_LOADS = re.compile(r"<script\b[^>]*\ssrc=[^>]*>|<link\b[^>]*\srel=.?stylesheet[^>]*>", re.I)
_ADDRESS = re.compile(rf"\s(?:src|href)=(?P<value>{_VALUE})", re.I)


@event_priority(50)  # before others list the site's files
def on_post_build(config: MkDocsConfig) -> None:
    site = Path(config.site_dir)
    pages = {path: path.read_text("utf8") for path in sorted(site.rglob("*.html"))}
    rules: dict[str, str] = {}
    texts = {path: without_style_attributes(text, rules) for path, text in pages.items()}
    sheet = style_sheet(rules)
    name = f"assets/styled-{short_hash(sheet.encode())}/styled.css"
    (site / name).parent.mkdir(parents=True)
    (site / name).write_text(sheet, "utf8")
    root = urlsplit(config.site_url or "/").path

    @cache
    def hash_of(path: Path) -> str:
        return integrity(path.read_bytes())

    for path, text in texts.items():
        up = root if path.name == "404.html" else "../" * (len(path.relative_to(site).parts) - 1)
        text = text.replace("</head>", f'<link rel="stylesheet" href="{up}{name}"></head>', 1)
        path.write_text(with_integrity(text, path, site, root, hash_of), "utf8")


def without_style_attributes(text: str, rules: dict[str, str]) -> str:
    """The page with a class for each `style` attribute; `rules` gains what each class says."""

    def styled(tag: re.Match[str]) -> str:
        found = not tag["raw"] and _STYLE.search(tag[0])
        if not found:
            return tag[0]
        css = html.unescape(_bare(found["value"])).strip().rstrip(";")
        plain = tag[0].replace(found[0], "", 1)
        if not css:
            return plain
        name = f"s-{short_hash(css.encode())}"
        rules[name] = css
        given = _CLASS.search(plain)
        if given:
            return plain.replace(given[0], f' class="{_bare(given["value"])} {name}"', 1)
        return re.sub(r"^<[^\s/>]+", lambda start: f'{start[0]} class="{name}"', plain)

    return _TAG.sub(styled, text)


def style_sheet(rules: dict[str, str]) -> str:
    """As strong as an id is, as attributes are stronger than classes."""
    return "".join(f":is(#_,.{name}){{{css}}}\n" for name, css in sorted(rules.items()))


def with_integrity(text: str, page: Path, site: Path, root: str, hash_of: Callable[[Path], str]) -> str:
    """The page with a hash at each script and style sheet of the site's own that it names."""

    def sealed(tag: re.Match[str]) -> str:
        found = _ADDRESS.search(tag[0])
        if not found or " integrity=" in tag[0]:
            return tag[0]
        address = unquote(urlsplit(html.unescape(_bare(found["value"]))).path)
        file = site / address.removeprefix(root) if address.startswith("/") else page.parent / address
        if not file.is_file():
            return tag[0]
        return f'{tag[0].rstrip("/>").rstrip()} integrity="{hash_of(file.resolve())}">'

    return _LOADS.sub(sealed, text)


def _bare(value: str) -> str:
    return value.strip("\"'")


def integrity(content: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"
