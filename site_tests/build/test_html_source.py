"""What a build reads in HTML is what a browser reads, and what it changes is that alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.course import sealed_pages
from docs.course.cells import without_gaps
from docs.course.glossary import Term, with_hover_texts
from live_cells.plugin.html_source import HtmlSource, tokens
from live_cells.plugin.pages.still_html import is_still

BITS = """
< </ > <!-- --> --!> <![CDATA[ ]]> <p </p> <P> <b </b> / /> <script> </script> <SCRIPT <style> </style>
<textarea> </textarea> <title> </title> <svg> </svg> <math> <template> </template> <table> <tr> <td> </table>
<select> <option> <br> <br/> </iframe> <noscript> </noscript> <plaintext> <!doctype <html <head> </head> <body
</body> </html> &amp; &lt &#x1F389; é 🎉 text = " ' <a </a> <form> <?xml <!x> </> <frameset> <xmp> </xmp> <li>
<i> <nobr> <foreignObject> <image a=b c='d>' e="<f>" style=x style='y' <iframe/srcdoc="<p/style=q>">
<template/shadowrootmode=open>
"""
STRANGE = st.lists(st.sampled_from([*BITS.split(), " ", "\n", "\t", "\f"]), max_size=25).map("".join)


@given(STRANGE)
def test_what_is_not_changed_stays_as_it_is(text: str) -> None:
    for source in (HtmlSource(text), HtmlSource(text, part=True)):
        assert source.changed() == text
        assert "".join(piece for _, piece in source.split("p, script, table, svg")) == text
        for element in source.select("*"):
            start, end = source.start_tag(element)
            assert (text[start], text[end - 1]) == ("<", ">")
            for name in element.attrs:
                begins, ends = source.attribute(element, name)
                assert start < begins < ends < end
                assert text[begins:ends].lower().startswith(name.lower())
    pieces = [piece for _, piece in tokens(text)]
    assert "".join(pieces) in (text, "")


UNTOUCHED = [
    "<!-- <p style='color: red'> -->",
    "<!--> <p> --!>",
    "<script>const a = '<p style=\"color: red\"></div>' < 1;</script>",
    "<SCRIPT>'<p style=a></div>'</SCRIPT>",
    "<style>p::after { content: '<p style=b>' }</style>",
    "<textarea><p style=c></textarea>",
    "<p title='<b style=d>' data-a=\"x > y\">a < b</p>",
    "<svg><desc><![CDATA[<p style=e>]]></desc></svg>",
    "<math><![CDATA[<p style=f>]]></math>",
    '<iframe srcdoc="<p style=g>"></iframe>',
]


@pytest.mark.parametrize("part", UNTOUCHED)
def test_what_only_looks_like_a_style_attribute_stays(part: str) -> None:
    page = f"<!doctype html><body>{part}<p>"
    assert styled(page) == (page, [])


@pytest.mark.parametrize(
    ("before", "after", "css"),
    [
        ('<P STYLE="color: red">', '<P class="{}">', "color: red"),
        ("<p style=color:red>", '<p class="{}">', "color:red"),
        ("<p style=color:red/>", '<p class="{}">', "color:red/"),
        ("<p a=b style='c'/>", '<p a=b class="{}"/>', "c"),
        ('<p\n style = "a: &quot;>&quot;;" id=x>', '<p\n class="{}" id=x>', 'a: ">"'),
        ('<p title="a > b" style="c" class=d>', '<p title="a > b" class="d {}">', "c"),
        ('<p class="d"style="c"id=x>', '<p class="d {}"id=x>', "c"),
        ("<p class=d style='c'/>", '<p class="d {}" />', "c"),
        ("<image style=c>", '<image class="{}">', "c"),
        ("<svg><path d='' style='c' /></svg>", "<svg><path d='' class=\"{}\" /></svg>", "c"),
        ("<template><p style=c></template>", '<template><p class="{}"></template>', "c"),
        (
            "<div><template shadowrootmode=open><p style=c></template></div>",
            '<div><template shadowrootmode=open><p class="{}"></template></div>',
            "c",
        ),
        ("<table><div style=c>", '<table><div class="{}">', "c"),
        ("<noscript><p style=c></noscript>", '<noscript><p class="{}"></noscript>', "c"),
    ],
)
def test_a_style_attribute_becomes_a_class_wherever_a_browser_sees_one(
    before: str, after: str, css: str
) -> None:
    page = "<!-- <p style=no> --><title><p style=no></title>{}<script>'<p style=no>'</script>"
    changed, [(name, rule)] = styled(page.format(before))
    assert changed == page.format(after.replace("{}", name))
    assert rule == css


def styled(page: str) -> tuple[str, list[tuple[str, str]]]:
    """The page without its style attributes, and the rules that stand for them."""
    rules: dict[str, str] = {}
    source = HtmlSource(page)
    sealed_pages.take_styles(source, rules)
    return source.changed(), list(rules.items())


def test_what_a_page_loads_gets_its_hash_and_what_only_looks_so_does_not(tmp_path: Path) -> None:
    (tmp_path / "a b.js").write_text("1", "utf8")
    (tmp_path / "s.css").write_text("a {}", "utf8")
    known = 'integrity="sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s="'
    sheet = 'integrity="sha256-'
    page = (
        "<html><head><!-- <script src='a b.js'></script></head> -->"
        "<SCRIPT SRC='a%20b.js' DEFER></SCRIPT><script src=s.css></script>"
        "<link href=s.css rel='preload StyleSheet' /><link rel=icon href=s.css>"
        "<script src=https://example.org/a.js></script><script>'<script src=s.css>'</script></head>"
        "<body><textarea><script src=s.css></textarea>"
    )
    source = HtmlSource(page)
    sealed_pages.BuiltPage(tmp_path / "index.html", tmp_path, "/").seal(source, tmp_path / "s.css")
    sealed = source.changed()
    assert f"<SCRIPT SRC='a%20b.js' DEFER {known}></SCRIPT>" in sealed
    assert sealed.count(sheet) == 4  # the two scripts, the sheet of the page and the one more
    assert f"<link href=s.css rel='preload StyleSheet' {sheet}" in sealed
    for untouched in (
        "<!-- <script src='a b.js'></script></head> -->",
        "<link rel=icon href=s.css>",
        "<script src=https://example.org/a.js></script><script>'<script src=s.css>'</script>",
        "<body><textarea><script src=s.css></textarea>",
    ):
        assert untouched in sealed


def test_gaps_close_but_not_where_they_can_be_seen() -> None:
    seen = "<PRE>a\n\n  b</PRE><textarea>a\n\n b</textarea><script>`a\n\n b`</script>"
    assert (
        without_gaps(f"<p>\n\n  a\n</p>{seen}<!-- <pre> -->\n\n<b>")
        == f"<p>\na\n</p>{seen}<!-- <pre> -->\n<b>"
    )


def test_a_term_is_marked_in_prose_alone() -> None:
    terms = (Term("tensor", "An array.", forms=("tensor",)),)
    around = (
        "<!-- a tensor > -->\n<p\ntitle='a tensor > 1' data-a=tensor>\n<CODE>tensor</CODE>\n"
        "<div class='x cell'><div>tensor</div>tensor</div><svg><title>tensor</title></svg> a &amp; <b>"
    )
    marked = '<abbr title="An array." tabindex="0">tensor</abbr>'
    assert with_hover_texts(f"{around}tensor</b>", terms) == f"{around}{marked}</b>"


@pytest.mark.parametrize(
    "html",
    [
        "<a href='javas&#99;ript:1'>",
        "<a href=' java&#10;script:1'>",
        "<svg><a><animate attributeName=href values='javascript:1'/></a></svg>",
        "<svg><image href=https://example.org/a.png></svg>",
        "<svg><use xlink:href='a.svg#b'/></svg>",
        "<body onload=1>",
        "<p/onclick=1>",
        "<template shadowrootmode=open><img src=a.png></template>",
        "<noscript><p title='</noscript><img src=a.png onerror=1>'></noscript>",
        "<textarea>",
        "<!-- ",
        "<p title='",
        "<title>",
        "<style>p { background: url(a.png) }</style>",
        "<p style='background: u&#114;l(a.png)'>",
        "<IMG SRC=a.png>",
        "<table><script>1</script></table>",
    ],
)
def test_a_recorded_output_that_runs_fetches_or_swallows_is_refused(html: str) -> None:
    assert not is_still(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Write javascript: or @import, or &lt;script&gt;</p>",
        "<!-- <script>1</script> --><table><td title='a > b'>1</table>",
        "<svg><use href='#a'/><image href='data:image/png;base64,AAAA'/></svg>",
        "<p>open<div>and unclosed",
    ],
)
def test_a_recorded_output_that_only_shows_is_taken(html: str) -> None:
    assert is_still(html)
