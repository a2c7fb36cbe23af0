"""The course's terms: the glossary page, and hover texts at their first use in a lesson.

Both come from docs/guides/glossary.toml.
"""

import html
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from turbohtml import Token, TokenType

from docs.course.pages.directives import GLOSSARY
from docs.course.pages.glossary_pictures import PICTURES
from live_cells.plugin.html_source import HtmlSource, tokens, value_of
from live_cells.plugin.pages.notebook import read_notebook, source_of
from live_cells.plugin.pages.values import outside_code
from live_cells.plugin.site_words import word

SOURCE = "guides/glossary.toml"
_NO_PROSE = "h1 h2 h3 h4 h5 h6 a abbr button code details figure kbd math pre script style summary svg"
_NO_PROSE_CLASSES = "arithmatex cell exercises filename lab mermaid notebook-links recorded"
_HEADLINE = re.compile(r"^#+ (?P<title>.+?)(?: +\{:? *#(?P<id>[\w-]+)[^}]*\})?$", re.M)


@dataclass(frozen=True)
class Term:
    """One entry of the glossary."""

    name: str
    text: str
    see: str = ""
    """The page and section that explains it, from `docs`: `lessons/training.ipynb#the-digits`."""
    forms: tuple[str, ...] | None = None
    """The words that get the hover text; none: the name."""
    shows: str = ""
    """What its moving picture shows, in words; without a picture, nothing."""

    @property
    def anchor(self) -> str:
        """Its id on the glossary page."""
        return slugify(self.name, "-") or "-".join(f"u{ord(letter):x}" for letter in self.name)

    @property
    def hover(self) -> str:
        return self.text.replace("`", "")


def read_terms(docs: Path) -> list[Term]:
    file = docs / SOURCE
    entries = tomllib.loads(file.read_text("utf8")).get("term", []) if file.is_file() else []
    terms = [Term(**entry | {"forms": tuple(entry.get("forms", [entry["name"]]))}) for entry in entries]
    return sorted(terms, key=lambda term: term.name.lower())


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    docs = Path(config.docs_dir)
    return GLOSSARY.sub(lambda match: entries(read_terms(docs), docs, page.file.src_uri), markdown)


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not page.file.src_uri.endswith(".ipynb"):
        return with_pictures(content, read_terms(Path(config.docs_dir)))
    return with_hover_texts(content, tuple(read_terms(Path(config.docs_dir))))


def entries(terms: Sequence[Term], docs: Path, page: str) -> str:
    """The letters, which lead to their first terms, and the list of terms, as Markdown."""
    listed = "\n\n".join(
        f"{term.name} {{: #{term.anchor} }}\n:   {_place(term)}{term.text}{_link(term, docs, page)}"
        for term in terms
    )
    return f'{_letters(terms)}\n\n<div class="glossary" markdown>\n\n{listed}\n\n</div>'


def _place(term: Term) -> str:
    """Where the picture of a term will stand."""
    return f'<span data-moving="{html.escape(term.name)}"></span>' if term.shows else ""


def with_pictures(content: str, terms: Iterable[Term]) -> str:
    """The glossary's HTML with the moving pictures of its terms."""
    if "data-moving" not in content:
        return content
    shows = {term.name: term.shows for term in terms}
    source = HtmlSource(content, part=True)
    for place in source.select("span[data-moving]"):
        name = value_of(place, "data-moving")
        if name not in PICTURES:
            raise PluginError(f"{SOURCE}: {name!r} has no picture; there are {', '.join(PICTURES)}")
        drawing = PICTURES[name]().svg(shows[name])
        source.replace(source.whole(place), f'<span class="moving" data-search-exclude>{drawing}</span>')
    return source.changed()


def _letters(terms: Iterable[Term]) -> str:
    first: dict[str, Term] = {}
    for term in terms:
        first.setdefault(term.name[0].upper(), term)
    links = (f'<a href="#{term.anchor}">{html.escape(letter)}</a>' for letter, term in first.items())
    label = html.escape(word("glossary.letters"))
    return f'<nav class="glossary-letters" aria-label="{label}">{" ".join(links)}</nav>'


@lru_cache(maxsize=64)  # while the site is served, most pages are as they were
def with_hover_texts(content: str, terms: tuple[Term, ...]) -> str:
    """The page's HTML with a hover text at the first use of each term in its prose."""
    left = {form.lower(): term for term in terms for form in term.forms or ()}
    if not left:
        return content
    longest_first = sorted(left, key=len, reverse=True)
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
    pattern = re.compile(rf"(?<![\w-])(?P<form>{words})(?:e?s)?(?![\w-])", re.I)
    seen: set[str] = set()

    def marked(match: re.Match[str]) -> str:
        form = " ".join(match["form"].split())
        term = left[form.lower()]
        if term.name in seen or not _is_written_so(form, term):
            return match[0]
        seen.add(term.name)
        return f'<abbr title="{html.escape(term.hover)}" tabindex="0">{match[0]}</abbr>'

    return "".join(pattern.sub(marked, text) if prose else text for prose, text in _pieces(content))


def _is_written_so(found: str, term: Term) -> bool:
    """Capitals count, but for the first letter of a sentence: Adam is an optimizer, `adam` a word in code."""
    forms = term.forms or ()
    return found in forms or found in {form[0].upper() + form[1:] for form in forms}


def _pieces(content: str) -> Iterator[tuple[bool, str]]:
    """Text and tags in their order; true for prose, in which terms are marked."""
    within, depth = "", 0
    for token, piece in tokens(content):
        yield token.type is TokenType.TEXT and not within, piece
        if token.type is TokenType.START_TAG and not within and _is_left_alone(token):
            within, depth = str(token.tag), 1
        elif within and token.tag == within:
            depth += {TokenType.START_TAG: not token.self_closing, TokenType.END_TAG: -1}[token.type]
            within = within if depth else ""


def _is_left_alone(tag: Token) -> bool:
    if tag.tag in _NO_PROSE.split():
        return True
    classes = dict(tag.attrs or ()).get("class", "").split()
    return tag.tag in ("div", "p", "span", "ul") and not set(classes).isdisjoint(_NO_PROSE_CLASSES.split())


def _link(term: Term, docs: Path, page: str) -> str:
    if not term.see:
        return ""
    path, _, anchor = term.see.partition("#")
    titles = _titles(docs / path, page)
    if anchor and anchor not in titles:
        raise PluginError(
            f"{SOURCE}: {term.name!r} points to {term.see}; the sections there are: {', '.join(titles)}"
        )
    lesson = next(iter(titles.values()))
    label = f"{lesson}: {titles[anchor]}" if anchor else lesson
    return f" → [{label}]({get_relative_url(term.see, page.rpartition('/')[0] + '/')})"


def _titles(path: Path, page: str) -> dict[str, str]:
    """A page's headlines by their ids, the page's own first."""
    if path.suffix == ".ipynb":
        cells = read_notebook(path, page)["cells"]
        text = "\n".join(source_of(cell) for cell in cells if cell["cell_type"] == "markdown")
    else:
        text = path.read_text("utf8")
    found = _HEADLINE.finditer(outside_code(text))
    return {match["id"] or slugify(match["title"], "-"): match["title"] for match in found}
