"""The reference: the engine's public names, as pages ask for them.

    <!-- reference: torch in creation creation_ranges -->

on a line of its own becomes the names of `torch` that those files of the engine declare,
`<!-- reference: torch.optim -->` all names of a module, `<!-- reference: torch.Tensor -->` one.
reference/entries.py has them, from the engine itself.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from docs.course.pages.directives import REFERENCE, REFERENCE_INDEX
from docs.course.reference.entries import Entry, entries, pytorch_page
from live_cells.plugin.cells import cell_html
from live_cells.plugin.html_source import HtmlSource
from live_cells.plugin.pages.figure_files import FigureFiles
from live_cells.plugin.pages.highlighting import highlighted
from live_cells.plugin.site_words import said

_entries: list[Entry] = []
_addresses: dict[str, str] = {}


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Find out which page explains which name."""
    _entries[:] = entries()
    _addresses.clear()
    for file in files.documentation_pages():
        for entry in explained_on(file):
            for each in (entry, *entry.get("members", ())):
                for name in (each["name"], *each.get("also", ()), *each.get("in_place", ())):
                    _addresses.setdefault(name, f"{file.url}#{each['name']}")
    if not _addresses:
        raise PluginError(
            "docs/reference/ is missing, or no page in it has a <!-- reference: … -->: bring it back "
            "(`git checkout HEAD -- docs/reference`), or take reference_pages out of STEPS in "
            "live_cells/plugin/plugin.py"
        )
    left = [f"{entry['name']} (in {entry['file']})" for entry in _entries if entry["name"] not in _addresses]
    if left:
        raise PluginError(f"No page of the reference explains {', '.join(left)}: add a <!-- reference: … -->")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not page.file.src_uri.startswith("reference/"):
        return markdown
    writer = Writer(page, config, files)
    markdown = REFERENCE.sub(
        lambda match: writer.names(match["of"], match["files"] or "", match[0]), markdown
    )
    return REFERENCE_INDEX.sub(lambda match: writer.index(), markdown)


def explained_on(file: File) -> Iterator[Entry]:
    """The entries that a page asks for."""
    if file.src_uri.startswith("reference/") and file.src_uri.endswith(".md"):
        for of, where in REFERENCE.findall(file.content_string):
            yield from asked(of, where.split())


def asked(of: str, declared_in: list[str]) -> Iterator[Entry]:
    """The entries of a module, or those that some files declare, or the one of this name."""
    for entry in _entries or entries():
        is_there = entry["name"].rpartition(".")[0] == of and (
            not declared_in or entry["file"] in declared_in
        )
        if entry["name"] == of or (is_there and entry["name"] != "torch.Tensor"):
            yield entry


class Writer:
    """Entries as the Markdown of one page: headlines for its contents and the search, the rest as HTML."""

    def __init__(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        self._page, self._files, self._nav = page, files, config.nav
        self._figures = FigureFiles(page, config, files)
        self._slots: list[str] = page.meta["slots"]

    def names(self, of: str, declared_in: str, directive: str) -> str:
        """The entries that a directive asks for."""
        chosen = list(asked(of, declared_in.split()))
        if not chosen:
            raise PluginError(f"{self._page.file.src_uri}: nothing of the engine is {directive}")
        values = [entry for entry in chosen if entry["kind"] == "value"]
        parts = [self._entry(entry) for entry in chosen if entry["kind"] != "value"]
        return "\n\n".join([*parts, self._slot(value_table(values))] if values else parts)

    def index(self) -> str:
        """Every page of the reference with the names on it."""
        parts = []
        for uri in re.findall(r"reference/[\w-]+\.md", json.dumps(self._nav)):
            file = self._files.get_file_from_path(uri)
            names = [entry["name"] for entry in explained_on(file)] if file else []
            if file and names:
                title = re.search(r"^# (.+)$", file.content_string, re.M)
                links = " ".join(f"<li>{self._link(name, name.rpartition('.')[2])}</li>" for name in names)
                heading = f"[{title[1] if title else file.name}]({uri.removeprefix('reference/')})"
                listed = self._slot(f'<ul class="api-names">{links}</ul>')
                parts.append(f"## {heading}\n\n{listed}")
        return "\n\n".join(parts)

    def _link(self, name: str, text: str) -> str:
        return f'<a href="{get_relative_url(_addresses[name], self._page.url)}">{text}</a>'

    def _linked(self, content: str, entry: Entry) -> str:
        """The HTML with links from names to what explains them."""
        places = [entry["name"], entry["name"].rpartition(".")[0], "torch.Tensor", "torch"]

        if "<code>" not in content:
            return content
        source = HtmlSource(content, part=True)
        for code in source.select("code:not(a *)"):
            known = (f"{place}.{code.text}" for place in places)
            name = next((name for name in (*known, code.text) if name in _addresses), entry["name"])
            if name != entry["name"]:
                span = source.whole(code)
                source.replace(span, self._link(name, source.text[slice(*span)]))
        return source.changed()

    def _slot(self, content: str) -> str:
        self._slots.append(content)
        return f'<div data-slot="{len(self._slots) - 1}"></div>'

    def _entry(self, entry: Entry) -> str:
        name = entry["name"]
        cell, diagram = self._example(entry)
        body = (
            signature_html(entry),
            f'<div class="api-text">{self._linked(entry["text"], entry)}</div>',
            other_names(entry),
            cell,
            self._members(entry),
        )
        headline = f"### <code>{name.rpartition('.')[2]}</code> {{: #{name} .api-name }}"
        return f"{headline}\n\n{self._slot(''.join(body))}{diagram}"

    def _members(self, entry: Entry) -> str:
        """The methods of a class: those that it explains itself, then those that are functions as well."""
        own = [member for member in entry.get("members", ()) if not member["see"]]
        shared = [member for member in entry.get("members", ()) if member["see"]]
        items = "".join(
            f'<dt id="{member["name"]}"><code>{name_of(member)}{highlighted(member["signature"])}</code></dt>'
            f"<dd>{self._linked(member['text'], member)}{other_names(member)}{self._example(member)[0]}</dd>"
            for member in own
        )
        rows = "".join(
            f'<tr id="{member["name"]}"><td><code>{self._link(member["see"], name_of(member))}'
            f"{html.escape(member['signature'], quote=False)}</code></td>"
            f"<td>{codes(member['in_place'], member['name'])}</td></tr>"
            for member in shared
        )
        return (f'<dl class="api-members">{items}</dl>' if items else "") + table(
            "api-shared",
            (said("reference.shared", module="<code>torch</code>"), said("reference.in_place")),
            rows,
        )

    def _example(self, entry: Entry) -> tuple[str, str]:
        """The example as a live cell; where it prints a diagram, the Markdown that draws it as well."""
        ran = entry.get("cell")
        if not ran:
            return "", ""
        outputs: list[dict[str, Any]] = []
        if ran["printed"]:
            outputs.append({"output_type": "stream", "name": "stdout", "text": ran["printed"]})
        if ran["result"] is not None:
            outputs.append({"output_type": "execute_result", "data": {"text/plain": ran["result"]}})
        if ran["error"]:
            outputs.append({"output_type": "error", "traceback": [ran["error"]]})
        tags = ["example", *(["raises-exception"] if ran["error"] else [])]
        cell = {
            "id": entry["name"].replace(".", "-"),
            "metadata": {"tags": tags},
            "source": ran["source"],
            "outputs": outputs,
        }
        is_diagram = ran["printed"].startswith("flowchart")
        diagram = f"\n\n```mermaid\n{ran['printed'].rstrip()}\n```\n" if is_diagram else ""
        return f"<div data-search-exclude>{cell_html(cell, '', self._figures)}</div>", diagram


def signature_html(entry: Entry) -> str:
    """Name and parameters, and the way to PyTorch's page about it."""
    module = entry["name"].rpartition(".")[0]
    address = pytorch_page(entry["name"])
    link = (
        f'<a class="api-pytorch" data-search-exclude href="{html.escape(address)}" rel="noopener external" '
        f'title="{said("reference.at_pytorch", name=entry["name"])}">PyTorch</a>'
        if address
        else ""
    )
    code = f'<span class="api-module">{module}.</span>{name_of(entry)}{highlighted(entry["signature"])}'
    return f'<div class="api-signature"><code>{code}</code>{link}</div>'


def name_of(entry: Entry) -> str:
    return f"<b>{entry['name'].rpartition('.')[2]}</b>"


def other_names(entry: Entry) -> str:
    names = [
        said(words, names=codes(entry[key], entry["name"]))
        for key, words in (("also", "reference.also"), ("in_place", "reference.also_in_place"))
        if entry.get(key)
    ]
    return f'<p class="api-also">{" ".join(names)}</p>' if names else ""


def codes(names: Iterable[str], beside: str) -> str:
    """Names; those in the same place as `beside` without that place."""
    place = beside.rpartition(".")[0]
    return ", ".join(f"<code>{name.removeprefix(f'{place}.')}</code>" for name in names)


def value_table(values: Iterable[Entry]) -> str:
    rows = "".join(
        f'<tr id="{value["name"]}"><td><code>{value["name"]}</code></td>'
        f"<td><code>{html.escape(value['text'])}</code></td></tr>"
        for value in values
    )
    return table("api-values", (said("reference.value"), said("reference.prints")), rows)


def table(kind: str, heads: Iterable[str], rows: str) -> str:
    top = "".join(f"<th>{head}</th>" for head in heads)
    return f'<table class="{kind}"><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>' if rows else ""
