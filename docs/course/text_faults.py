"""Slips in the text of a page that Markdown lets pass, links that lead to no file: where, what to do."""

import logging
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from turbohtml import Text, parse_fragment

from live_cells.plugin.pages.notebook import place_of
from live_cells.plugin.pages.values import outside_code

log = logging.getLogger("mkdocs.text")

BOXES = (
    *("note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug"),
    *("example", "quote"),
)
"""The kinds of boxes that have a look."""
OTHER_NAMES = (
    *("seealso", "summary", "tldr", "todo", "hint", "important", "check", "done", "help", "faq", "caution"),
    *("attention", "fail", "missing", "error", "snippet", "cite"),
)
"""Others that the theme knows for the same."""
_BOX = re.compile(r"^[ \t]*(?:!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)", re.M)
_PICTURE = re.compile(r"!\[\s*\]\((?P<address>[^)\s]+)[^)]*\)(?!\{[^}]*role=)")
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[\w-]+:")
_LINK = re.compile(
    r"Doc file '(?P<page>[^']+)' contains (?:a|an \w+) link '(?P<link>[^']+)', but the target"
    r"(?: '(?P<target>[^']+)')? is not found among documentation files\."
    r"(?: Did you mean '(?P<near>[^']+)'\?)?"
)
_NAV = re.compile(
    r"A reference to '(?P<target>[^']+)' is included in the 'nav' configuration, which is not found.*"
)
_OMITTED = re.compile(r"The following pages exist in the docs directory, but are not included in the \"nav\"")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    _warn(page, faults_of_source(markdown))


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    _warn(page, faults(content))


def _warn(page: Page, found: Iterable[tuple[str, str]]) -> None:
    uri, path = page.file.src_uri, Path(str(page.file.abs_src_path))
    for words, problem in found:
        log.warning("%s: %s", place_of(path, uri, words), problem)


def faults(content: str) -> Iterator[tuple[str, str]]:
    """Words by which each is found in the page's Markdown, and what is wrong."""
    text = parse_fragment(content)
    for title in text.select("h1")[1:]:
        words = title.text.removesuffix("¶")
        yield f"# {words}", f"a second title, '# {words}'; a page has one: write ## for a section"
    for element in text.select("p, li, td, th, h2, h3, h4"):
        for child in element.children:
            for icon in _ICON.findall(child.data) if isinstance(child, Text) else ():
                yield icon, f"there is no icon {icon}; the theme's documentation lists them"


def faults_of_source(markdown: str) -> Iterator[tuple[str, str]]:
    """The same, of what only the source shows."""
    text = outside_code(markdown)
    for found in _PICTURE.finditer(text):
        yield found[0], f"the picture {found['address']} has no text; say between the brackets what it shows"
    for found in _BOX.finditer(text):
        if (kind := found["kind"]) not in (*BOXES, *OTHER_NAMES):
            near = get_close_matches(kind, BOXES, 1, 0.5) or ["note"]
            known = ", ".join(BOXES)
            yield found[0].strip(), f"there is no box '{kind}'; did you mean {near[0]}? There are {known}"


class WithRemedy(logging.Filter):
    """Says of a link that leads to no file where it stands, and what to do."""

    def __init__(self, docs: Path) -> None:
        super().__init__()
        self._docs = docs

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if found := _LINK.match(said):
            place = place_of(self._docs / found["page"], found["page"], f"({found['link']}")
            near = found["near"]
            advice = f"did you mean {near}?" if near else f"correct it, or add {self._named(found)}"
            record.msg, record.args = f"{place}: the link {found['link']} leads to no file; {advice}", ()
        elif found := _NAV.match(said):
            said = f"nav in mkdocs.yml names {found['target']}, which is not there"
            record.msg, record.args = f"{said}; correct it, or add {self._named(found)}", ()
        elif found := _OMITTED.match(said):
            pages = ", ".join(line.removeprefix("  - ") for line in said.split("\n")[1:])
            record.msg, record.args = f"nav in mkdocs.yml lacks {pages}; add it, or name it in not_in_nav", ()
        return True

    def _named(self, found: re.Match[str]) -> str:
        return f"{self._docs.name}/{found['target']}" if found["target"] else "what it names"


def on_config(config: MkDocsConfig) -> None:
    for name in ("pages", "nav"):
        logger = logging.getLogger(f"mkdocs.structure.{name}")
        for old in [each for each in logger.filters if type(each).__name__ == WithRemedy.__name__]:
            logger.removeFilter(old)
        logger.addFilter(WithRemedy(Path(config.docs_dir)))
