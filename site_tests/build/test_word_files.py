"""The site's own words: each language says all of them, and each is used."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

import docs.course  # noqa: F401  its words join the tool's
from live_cells.plugin import site_language, site_words
from live_runner import exercise_checks, page_words
from site_tests import ROOT

ENGLISH = site_words.read("en")
SOURCES = [
    path
    for folder in ("live_cells", "docs/course")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".js", ".ts", ".py")
]
_SCRIPTS = re.compile(r"(?<![\w.])WORDS\.([\w.]*\w)")
ASKED = {
    ".js": _SCRIPTS,
    ".ts": _SCRIPTS,
    ".py": re.compile(r"[\"']([a-z]\w*(?:\.\w+)+|licenses|fault|search)[\"']"),
}
"""How scripts and Python name a word."""
BY_PART = {
    "weights_file": "weights_file.py's `_refusal`",
    "figure_in_words": "figure_text.py, by kind",
    "syllabus": "syllabus.py's `_head`",
    "checks": "exercise_checks.py",
}
"""Groups of which each word is named by its last part."""


def leaves(table: dict[str, Any], place: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict) and not site_words.is_counted(value):
            yield from leaves(value, f"{place}{key}.")
        else:
            yield f"{place}{key}"


@pytest.mark.parametrize(
    "path",
    [path for folder in site_words.FOLDERS for path in sorted(folder.iterdir())],
    ids=lambda path: f"{path.parts[-3]}-{path.name}",
)
def test_each_language_says_every_word(path: Path) -> None:
    table = json.loads(path.read_text("utf8"))
    english = json.loads(path.with_name("en.json").read_text("utf8"))
    assert list(site_words.differences(english, table)) == []
    assert table["language"] == path.stem
    assert table.items() <= site_words.read(path.stem).items()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"buttons": {"run": None}}, "buttons.run is missing"),
        ({"buttons": {"go": "Ir"}}, "buttons.go is not in en.json"),
        ({"buttons": "Botones"}, "buttons is a text, wanted a group"),
        ({"cell": {"name": "Celda {numero}"}}, "cell.name has other placeholders than en.json: {number}"),
        ({"lost": {"count": "{count} celdas"}}, "lost.count is wanted as forms, with `other`"),
        (
            {"lost": {"count": {"other": "celdas"}}},
            "lost.count.other has other placeholders than en.json: {count}",
        ),
        ({"lost": {"count": {"some": "{count}", "other": "{count}"}}}, "lost.count.some is no form"),
        ({"search": {"other": "Buscar"}}, "search is wanted as one text"),
        ({"language": "en"}, "language: says 'en', wanted 'es'"),
    ],
)
def test_a_build_in_a_language_that_is_not_complete_stops_and_names_the_key(
    change: dict[str, Any], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spanish = site_words.read("es")
    for name, table in (("en", ENGLISH), ("es", changed(spanish, change))):
        (tmp_path / f"{name}.json").write_text(json.dumps(table), "utf8")
    monkeypatch.setattr(site_words, "FOLDERS", [tmp_path])
    config = load_config(str(ROOT / "mkdocs.yml"), theme={"name": "material", "language": "es"})
    with pytest.raises(PluginError, match=re.escape(said)) as stopped:
        site_language.on_config(config)
    assert str(tmp_path / "es.json") in str(stopped.value)


def changed(table: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The table with other words; without those that are None."""
    deeper = {
        key: changed(table[key], value)
        if isinstance(value, dict) and isinstance(table.get(key), dict) and key != "count"
        else value
        for key, value in change.items()
    }
    return {key: value for key, value in (table | deeper).items() if value is not None}


def test_a_language_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(site_words.WordsError, match=r"live_cells/words/xx\.json is not there: copy "):
        site_words.read("xx")


def test_each_word_is_used() -> None:
    asked = {name for path in SOURCES for name in ASKED[path.suffix].findall(path.read_text("utf8"))}
    unused = {
        name
        for name in leaves(ENGLISH)
        if name.partition(".")[0] not in BY_PART
        and not any(name == one or name.startswith(f"{one}.") for one in asked)
    }
    assert unused == {"language"} - asked, "no script or hook asks for these words"


def test_what_notebooks_carry_along_says_what_the_table_says() -> None:
    assert ENGLISH["checks"] == exercise_checks.WORDS


def test_python_outside_the_page_speaks_english() -> None:
    assert page_words.counted("figure_in_words.lines", 1) == "1 line"
    assert page_words.counted("figure_in_words.lines", 2) == "2 lines"
    from live_lab import weights_file  # noqa: F401  it says where its words are

    assert page_words.said("weights_file.more", names="a, b", count=3) == "a, b and 3 more"


def test_a_marked_table_marks_every_word_and_keeps_its_braces() -> None:
    marked = site_words.marked({"one": "Cell {number}", "group": {"other": "{count} cells"}})
    assert marked["one"].startswith("⟦Cell {number}~")
    assert marked["group"]["other"].endswith("⟧")
