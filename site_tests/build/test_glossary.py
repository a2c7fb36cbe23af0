"""The glossary: short entries that lead to lessons, and hover texts at their first use, in prose only."""

import html
import re
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from docs.course import glossary
from docs.course.glossary import Term
from site_tests import ROOT
from site_tests.lessons.notebooks import LESSONS

DOCS = ROOT / "docs"
TERMS = glossary.read_terms(DOCS)

SEED = Term("seed", "Where random numbers start.", forms=("seed",))
ADAM = Term("Adam", "An optimizer.", forms=("Adam",))
BATCH = Term("batch", "Several examples.", forms=("batch",))
NORM = Term("batch normalization", 'Mean 0, "spread" 1.', forms=("batch normalization", "batch norm"))
VIEW = Term("view", "Another shape.", forms=())
ALL = (SEED, ADAM, BATCH, NORM, VIEW)


def words_with_hover(content: str) -> list[str]:
    shown = glossary.with_hover_texts(content, ALL)
    assert re.sub(r"</?abbr[^>]*>", "", shown) == content
    return re.findall(r"<abbr [^>]*>(.*?)</abbr>", shown, re.S)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.anchor)
def test_a_term_is_explained_in_two_plain_sentences(term: Term) -> None:
    assert len(re.findall(r"\.(?:\s|$)", term.text)) in (1, 2)
    assert term.text.endswith(".")
    assert len(term.text) < 200
    assert not re.search(r"[\[\]$*<>_](?!\()", re.sub(r"`.*?`|zero_\(\)", "", term.text)), (
        "words and code only"
    )


def test_every_term_leads_to_the_section_that_explains_it() -> None:
    assert not [term.name for term in TERMS if not term.see]


def test_terms_are_there_once() -> None:
    for unique in ([term.anchor for term in TERMS], [form.lower() for t in TERMS for form in t.forms or ()]):
        assert len(unique) == len(set(unique))


def test_a_link_to_no_section_is_named_with_those_there_are() -> None:
    lost = Term("loss", "A number.", see="lessons/training.ipynb#gone")
    with pytest.raises(PluginError, match=r"'loss' points to lessons/training\.ipynb#gone; .*the-digits"):
        glossary.entries([lost], DOCS, "guides/glossary.md")


def test_the_first_use_of_a_term_is_marked_with_its_plural_and_at_a_sentences_beginning() -> None:
    assert words_with_hover("<p>Seeds, seeds and one seed.</p><p>Its seed. Batches of the batch.</p>") == [
        "Seeds",
        "Batches",
    ]


def test_the_hover_text_can_be_reached_by_key_and_holds_any_letter() -> None:
    shown = glossary.with_hover_texts("a batch\nnorm", ALL)
    assert shown == 'a <abbr title="Mean 0, &quot;spread&quot; 1." tabindex="0">batch\nnorm</abbr>'


@pytest.mark.parametrize(
    "content",
    [
        "<h2 id='seed'>The seed</h2>",
        "<code>seed</code><pre><code>seed</code></pre>",
        '<p><a href="#">the <em>seed</em></a></p>',
        '<div class="cell" id="seed"><div><pre>a</pre></div>seed<div>seed</div></div>',
        '<div class="highlight"><span class="filename">seed.py</span><pre>seed</pre></div>',
        '<span class="arithmatex"><math><mi>seed</mi></math></span>',
        '<figure class="diagram"><div class="mermaid">seed</div><figcaption>seed</figcaption></figure>',
        "<details><summary>seed</summary><p>seed</p></details>",
        "<!-- seed -->",
        '<img alt="seed">',
        "seeding, reseed, seed-picked, adam, BATCH and a view",
    ],
)
def test_headlines_code_formulas_and_other_words_have_none(content: str) -> None:
    assert words_with_hover(content) == []
    assert words_with_hover(f"{content}<p>A seed.</p>") == ["seed"]


def test_the_longest_term_is_taken() -> None:
    assert words_with_hover("Batch normalization of a batch for Adam") == [
        "Batch normalization",
        "batch",
        "Adam",
    ]


def test_the_page_lists_all_terms_and_lessons_have_their_texts(site_dir: Path) -> None:
    page = (site_dir / "guides" / "glossary" / "index.html").read_text("utf8")
    assert re.findall(r'<dt id="([^"]+)"', page) == [term.anchor for term in TERMS]
    hovers = {term.hover for term in TERMS}
    for lesson in LESSONS:
        text = (site_dir / "lessons" / lesson.stem / "index.html").read_text("utf8")
        found = re.findall(r'<abbr [^>]*title="([^"]+)"', text)
        assert found, lesson.stem
        assert len(found) == len(set(found)), "once a page"
        assert {html.unescape(text) for text in found} <= hovers


def test_each_letter_leads_to_its_first_term() -> None:
    shown = glossary.entries([ADAM, BATCH, NORM, SEED], DOCS, "guides/glossary.md")
    letters = re.findall(r'<a href="#([\w-]+)">(\w)</a>', shown.partition("</nav>")[0])
    assert letters == [("adam", "A"), ("batch", "B"), ("seed", "S")]
    assert all(f"{{: #{anchor} }}" in shown for anchor, _ in letters)
