"""Small parts that pages get at build time: diagrams' captions, the notebook's stamp, the licence table (an mkdocs hook)."""

import html
import json
import re

from fetch import PINS, ROOT
from mkdocs.config.base import Config
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_DIAGRAM = re.compile(r'<div\s+class="mermaid">(?P<source>.*?)</div>', re.S)
_DESCRIPTION = re.compile(r"^\s*accDescr: (?P<text>.+)$", re.M)


def on_page_markdown(markdown: str, page: Page, config: Config, files: Files) -> str:
    return markdown.replace("<!-- licences -->", licence_table())


def on_page_content(content: str, page: Page, config: Config, files: Files) -> str:
    content = _DIAGRAM.sub(diagram, content)
    return content + recorded_note(page)


def diagram(match: re.Match[str]) -> str:
    """The diagram's own description (`accDescr`) doubles as its caption, for all who do not see it drawn."""
    source = match["source"].strip()
    described = _DESCRIPTION.search(source)
    caption = f"<figcaption>{described['text']}</figcaption>" if described else ""
    return f'<figure class="diagram"><div class="mermaid">{html.escape(source, quote=False)}</div>{caption}</figure>'


def recorded_note(page: Page) -> str:
    stamp = page.meta.get("recorded")
    if not stamp:
        return ""
    made = f"PyTorch {stamp['torch']}, torchvision {stamp['torchvision']}, Python {stamp['python']}, on {stamp['date']}"
    notebook = html.escape(page.meta["notebook"])
    return (
        f'<p class="recorded">The outputs on this page were recorded with {html.escape(made)}. '
        f'<a href="{notebook}" download>Download the notebook</a></p>'
    )


def licence_table() -> str:
    """Every third-party asset the site ships, from the list the build fetches by."""
    shipped = [(name, pin) for name, pin in PINS.items() if name != "node"]
    rows = [f"| {name} | {(pin.get('npm') or pin['wheel'])} | {pin['use']} | {pin['licence']} |" for name, pin in shipped]
    return "\n".join(["| Asset | Package | What for | Licence |", "| --- | --- | --- | --- |", *rows, *_editor_rows()])


def _editor_rows() -> list[str]:
    packages = json.loads((ROOT / "docs/live/package.json").read_text("utf8"))
    names = {**packages.get("dependencies", {})}
    return [f"| {name} | {name}@{version} | the cells' editor | MIT |" for name, version in sorted(names.items())]
