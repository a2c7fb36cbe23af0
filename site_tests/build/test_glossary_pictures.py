"""The glossary's moving pictures: their numbers are those of the term, their last moment a whole drawing."""

import re
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError
from turbohtml import Element, parse_fragment

from docs.course import glossary
from docs.course.glossary import Term
from docs.course.pages.glossary_pictures import PICTURES, fitted
from docs.course.pages.moving import shape
from live_cells.plugin.html_source import value_of
from site_tests import ROOT

TERMS = glossary.read_terms(ROOT / "docs")
BUILT = {name: parse_fragment(make().svg("what it shows")) for name, make in PICTURES.items()}


def found(name: str, selector: str) -> list[Element]:
    return BUILT[name].select(selector)


def tracks(name: str) -> dict[str, list[str]]:
    """The values that each attribute of a drawing takes."""
    said = [value_of(element, "data-play") for element in found(name, "[data-play]")]
    pairs = [re.split("[:~]", track, maxsplit=1) for one in said if one for track in one.split(";")]
    return {f"{number} {attribute}": values.split("|") for number, (attribute, values) in enumerate(pairs)}


def test_each_picture_has_a_term_and_words_for_those_who_do_not_see_it() -> None:
    assert {term.name for term in TERMS if term.shows} == set(PICTURES)
    assert all(re.search(r"[.]$", term.shows) for term in TERMS if term.shows)


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_changes_longer_than_the_picture_lasts(name: str) -> None:
    [drawing] = found(name, "svg")
    moments = int(value_of(drawing, "data-moments"))
    assert moments > 1
    assert 2 <= float(value_of(drawing, "data-seconds")) <= 5
    assert all(len(values) <= moments for values in tracks(name).values())
    late = [int(value_of(element, "data-from")) for element in found(name, "[data-from]")]
    assert all(0 < moment < moments for moment in late)
    assert tracks(name) or late


@pytest.mark.parametrize("name", PICTURES)
def test_the_last_moment_is_in_the_page(name: str) -> None:
    for element in found(name, "[data-play]"):
        for track in value_of(element, "data-play").split(";"):
            attribute, values = re.split("[:~]", track, maxsplit=1)
            assert value_of(element, attribute) == values.split("|")[-1]


def test_softmax_shows_the_shares_of_its_scores() -> None:
    texts = [element.text for element in found("softmax", "text")]
    scores, shares = [float(text) for text in texts[::2]], texts[1::2]
    powers = [2.718281828**score for score in scores]
    assert shares == [f"{power / sum(powers):.0%}" for power in powers]


def test_pooling_keeps_the_largest_numbers() -> None:
    texts = [int(element.text) for element in found("pooling", "text")]
    numbers, kept = texts[:16], texts[16:]
    rows = [numbers[at : at + 4] for at in range(0, 16, 4)]
    blocks = [[*rows[r][c : c + 2], *rows[r + 1][c : c + 2]] for r in (0, 2) for c in (0, 2)]
    assert kept == [max(block) for block in blocks]


def test_a_stride_of_two_gives_nine_numbers_and_a_stride_of_one_sixteen() -> None:
    for name, cells in (("convolution", 16), ("stride", 9)):
        windows = found(name, ".window")
        assert len(windows) == 2
        places = re.findall(r"x~([^;]+)", value_of(windows[0], "data-play"))[0].split("|")
        assert len(places) == cells + 1


def test_only_the_largest_rate_leaves_the_valley() -> None:
    ends = [abs(float(value_of(dot, "cx")) - 84) for dot in found("learning rate", "circle")]
    small, good, large = ends
    assert good < 1 < small < large


def test_a_term_without_a_drawing_is_named() -> None:
    terms = [Term("spin", "Turns.", shows="A wheel.")]
    with pytest.raises(PluginError, match=r"'spin' has no picture; there are activation, "):
        glossary.with_pictures('<span data-moving="spin"></span>', terms)


def test_numbers_are_written_short_and_text_is_escaped() -> None:
    drawn = shape(
        "text", "a b", "1 &lt; 2", play={"x": [0, -0.01, 2.04]}, jump={"opacity": ["0", "1"]}, since=2
    )
    assert drawn == (
        '<text class="a b" x="2" opacity="1" data-play="x:0|0|2;opacity~0|1" data-from="2">1 &lt; 2</text>'
    )


def test_the_glossary_has_them_in_the_page(site_dir: Path) -> None:
    page = (site_dir / "guides" / "glossary" / "index.html").read_text("utf8")
    assert page.count("data-moments=") == len(PICTURES)
    assert "data-moving=" not in page


def test_least_squares_go_through_as_many_points_as_they_have_coefficients() -> None:
    xs, ys = [-0.9, -0.2, 0.4, 1.0], [1.0, -2.0, 0.5, 3.0]
    values = [sum(c * x**power for power, c in enumerate(fitted(xs, ys, 3))) for x in xs]
    assert values == pytest.approx(ys)
    a, b = fitted([0, 1, 2, 3], [1, 3, 2, 5], 1)  # by hand: slope 1.1, from 1.1 on
    assert (a, b) == pytest.approx((1.1, 1.1))
