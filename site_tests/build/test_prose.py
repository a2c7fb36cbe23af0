"""The English of the pages: a style checker is content, and words that plain sentences avoid are absent."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.style import prose as english
from site_tests.style.prose import NOTEBOOKS, PAGES

NOT_PROSE = re.compile(
    r"^[ \t]*(```|~~~).*?^[ \t]*\1"
    r"|<!-- api lists.*?end of api lists -->|<!--.*?-->"
    r"|\$\$.*?\$\$|`[^`\n]*`|\$[^$\n]*\$|\]\([^)\s]*\)|<[^>]*>",
    re.S | re.M,
)
AVOIDED = {
    "simply": "it is not simple for those who read it; leave it out",
    "obviously": "leave it out",
    "of course": "leave it out",
    "utilize": "use",
    "mend": "fix",
    "whilst": "while",
    "amongst": "among",
    "and/or": "say which",
}
"""Words that a plain sentence does without, and what to write instead."""
AVOIDED_IN_CODE = {
    "whoever": "name the caller, the reader or the module",
    "nobody": "say what does not happen",
    "somebody": "name the caller, the reader or the module",
    "anybody": "name the caller, the reader or the module",
    "someone": "name the caller, the reader or the module",
    "told": "called with, notified, given, configured",
}
"""Words of comments, names and messages that leave open who does what."""
SCRIPTS = sorted(
    path
    for folder in ("live_cells", "docs/course")
    for kind in ("ts", "py", "mjs", "css", "json")
    for path in (ROOT / folder).rglob(f"*.{kind}")
    if not {"node_modules"} & {*path.parts}
)


def prose(page: Path) -> str:
    """The page's sentences; what is code, a formula or an address leaves three dots."""
    text = page.read_text("utf8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return NOT_PROSE.sub(lambda match: "]" if match[0].startswith("](") else " … ", text)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prose")
    for page in [*NOTEBOOKS, *PAGES]:
        name = "-".join(page.relative_to(ROOT).with_suffix(".md").parts)
        (folder / name).write_text(prose(page), "utf8")
    return folder


def test_the_style_checker_is_content(texts: Path, tmp_path: Path) -> None:
    config = tmp_path / "proselint.json"
    config.write_text(
        json.dumps({"checks": {"typography": False, "dates_times": False}})
    )  # Markdown has straight quotes; no dates
    command = [sys.executable, "-m", "proselint", "check", "--config", config, *sorted(texts.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True)
    found = done.stdout.replace(f"{texts}/", "")
    assert (done.returncode, found) == (0, ""), found + done.stderr


def test_words_to_avoid_are_avoided(texts: Path) -> None:
    pattern = re.compile(rf"\b({'|'.join(AVOIDED)})\b", re.I)
    found = [
        f"{path.name}: {match[0]!r} in {line.strip()[:90]!r} ({AVOIDED[match[0].lower()]})"
        for path in sorted(texts.iterdir())
        for line in path.read_text("utf8").splitlines()
        for match in pattern.finditer(line)
    ]
    assert found == []


def test_code_says_who_does_what() -> None:
    pattern = re.compile(rf"\b({'|'.join(AVOIDED_IN_CODE)})\b", re.I)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]!r} ({AVOIDED_IN_CODE[match[0].lower()]})"
        for path in SCRIPTS
        for number, line in enumerate(path.read_text("utf8").splitlines(), 1)
        for match in pattern.finditer(line)
    ]
    assert len(SCRIPTS) > 400
    assert found == []


def test_a_slip_of_style_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("The the model is very unique.\n")
    command = [sys.executable, "-m", "proselint", "check", page]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    assert "page.md" in done.stdout


@pytest.mark.slow
def test_spelling_and_grammar_are_right_in_pages_notebooks_and_docstrings() -> None:
    found = english.all_complaints()
    assert found == [], "\n".join([*found, f"words of the field belong into {english.WORDS.name}"])


def test_planted_slips_are_found_in_notebooks_and_docstrings(tmp_path: Path) -> None:
    planted = {"recieve": "The gradient recieve a signal.", "an test": "This is an test."}  # codespell:ignore
    cells = [
        {
            "cell_type": "markdown",
            "id": name.replace(" ", "-"),
            "source": [f"# Title\n\n{text} It has $\\nablaa x$ and `foobarr`."],
        }
        for name, text in planted.items()
    ]
    notebook = tmp_path / "lesson.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), "utf8")
    module = tmp_path / "module.py"
    module.write_text(
        'def f():\n    """It is backpropogated.\n\n    >>> foobarr\n    """\n',
        "utf8",
    )
    found = english.complaints([*english.of_notebook(notebook), *english.of_docstrings(module)])
    assert [line.partition(":")[0] for line in found] == [
        "lesson.ipynb, cell recieve",  # codespell:ignore
        "lesson.ipynb, cell an-test",
        "module.py, line 1",
    ]


def test_the_word_list_is_in_order_and_every_word_is_needed() -> None:
    words = english.WORDS.read_text("utf8").splitlines()[1:]
    assert words == sorted(set(words), key=lambda word: (word.lower(), word))
    texts = [text for path in NOTEBOOKS for _, text in english.of_notebook(path)]
    texts += [english.plain(path.read_text("utf8")) for path in PAGES]
    texts += [text for path in english.SOURCES for _, text in english.of_docstrings(path)]
    everything = " ".join(texts)
    assert [word for word in words if word not in everything] == []
