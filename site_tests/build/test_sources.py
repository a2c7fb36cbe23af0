"""Listings of the engine on pages are what stands in its files."""

import re

import pytest

from docs.course.pages.sources import NotInSource, with_sources
from live_cells.plugin.cache import ROOT

FILE = "docs/course/pages/sources.py"


def test_a_definition_is_shown_as_it_stands_in_its_file() -> None:
    shown = with_sources(f"Before.\n\n<!-- source: with_sources in {FILE} -->\n\nAfter.")
    title, *code = shown.split("\n\n", 1)[1].rsplit("\n\n", 1)[0].splitlines()
    first, last = map(int, title.removeprefix(f'```python title="{FILE}, lines ').strip('"').split("–"))
    lines = (ROOT / FILE).read_text("utf8").splitlines()
    assert code == [*lines[first - 1 : last], "```"]
    assert code[0].startswith("def with_sources")


def test_a_part_of_it_begins_and_ends_where_a_text_stands() -> None:
    shown = with_sources(f'<!-- source: span in {FILE} from "for part" to "found = " -->')
    _, first, *_, last, _ = shown.splitlines()
    assert first == 'for part in name.split("."):'  # without the function's indent
    assert last == "    found = inside[-1]"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("with_sources in docs/nothing.py", "there is no file docs/nothing.py"),
        (f"nothing in {FILE}", f"{FILE} has no definition nothing"),
        (f"NotInSource.nothing in {FILE}", f"{FILE} has no definition NotInSource.nothing"),
        (f'span in {FILE} from "nowhere"', "'nowhere' does not stand in"),
        (f'span in {FILE} from "found = inside" to "inside = [node"', "'inside = [node' does not stand in"),
    ],
)
def test_what_is_not_there_is_said(asked: str, said: str) -> None:
    with pytest.raises(NotInSource, match=re.escape(said)):
        with_sources(f"<!-- source: {asked} -->")
