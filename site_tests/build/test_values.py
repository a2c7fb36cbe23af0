"""Figures in prose are those of recorded outputs, and comments that nobody knows stop the build."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from docs.course import comments
from docs.course.pages import directives
from live_cells.plugin.pages import values
from site_tests.generators import values as command

PRINTED = """epoch 1 accuracy 0.9312
epoch 2 accuracy 0.9741
numbers: 205800, -6.84
gradient 7.13e-10
12,345 images"""
CODE = {
    "cell_type": "code",
    "id": "run",
    "metadata": {},
    "source": [],
    "outputs": [
        {"output_type": "stream", "name": "stderr", "text": ["accuracy 0.5\n"]},
        {"output_type": "stream", "name": "stdout", "text": PRINTED.splitlines(keepends=True)},
        {"output_type": "execute_result", "data": {"text/plain": ["tensor(0.25)"]}, "metadata": {}},
    ],
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "lessons").mkdir()
    notebook(tmp_path)
    return tmp_path


def notebook(docs: Path, text: str = "") -> Path:
    prose = {"cell_type": "markdown", "id": "notes", "metadata": {}, "source": text.splitlines(keepends=True)}
    path = docs / "lessons" / "one.ipynb"
    path.write_text(json.dumps({"metadata": {}, "cells": [CODE, prose]}), "utf8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        r"0.974<!-- = run: epoch 2 accuracy ([\d.]+) -->",
        r"**97 %**<!-- = 100 * a in run: epoch 2 accuracy ([\d.]+) -->",
        r"2.6<!-- = 100 - 100 * a in run: epoch 2 accuracy ([\d.]+) --> % are wrong",
        r"4.29<!-- = 100 * (b - a) in run: epoch 1 accuracy (.+)\nepoch 2 accuracy (.+) --> points",
        r"205,800<!-- = run: numbers: (\d+) -->",
        r"$-6.8$<!-- = run: numbers: \d+, (\S+) -->",
        r"−7<!-- = run: numbers: \d+, (\S+) -->",
        r"epochs 1-2<!-- = run: epoch (2) -->",
        r"7e-10<!-- = run: gradient (.*) -->",
        r"$7.1 \cdot 10^{-10}$<!-- = run: gradient (.*) -->",
        r"7.1 × 10⁻¹⁰<!-- = run: gradient (.*) -->",
        r"about 12,000<!-- = round(a, -3) in run: ([\d,]+) images -->",
        r"`0.25`<!-- = run: tensor\((.*)\) -->",
        r"0.3<!-- = lessons/one.ipynb#run: tensor\((.*)\) --> and 0.2<!-- = run: tensor\((.*)\) -->",
        r"`1<!-- = nowhere: (.) -->` shows how it is written",
    ],
)
def test_figures_that_the_outputs_hold(docs: Path, text: str) -> None:
    assert values.problems(text, "lessons/one.ipynb", docs) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"0.98<!-- = run: epoch 2 (accuracy .*) -->", ["holds 'accuracy 0.9741', which is no figure"]),
        (r"0.98<!-- = run: epoch 2 accuracy (.*) -->", ["0.98 stands", "2 accuracy 0.9741'", "makes 0.97;"]),
        (r"7.3e-10<!-- = run: gradient (.*) -->", ["makes 7.1e-10;"]),
        (r"some<!-- = run: gradient (.*) -->", ["no figure stands just before it"]),
        (r"1<!-- = runs: gradient (.*) -->", ["no code cell 'runs'"]),
        (r"1<!-- = run: gradients (.*) -->", ["does not fit into the output of cell run", "7.13e-10"]),
        (r"1<!-- = run: accuracy (.*) -->", ["fits in 2 places"]),
        (r"1<!-- = run: gradient -->", ["has no group"]),
        (r"1<!-- = run: gradient (.* -->", ["is no regular expression"]),
        (r"1<!-- = run: (gradient) -->", ["holds 'gradient', which is no figure"]),
        (r"1<!-- = a / 0 in run: gradient (.*) -->", ["cannot be calculated"]),
        (r"1<!-- = open(a) in run: gradient (.*) -->", ["'open(a)': wanted + - * /"]),
        (r"1<!-- = lessons/two.ipynb#run: (.) -->", ["lessons/two.ipynb is no notebook"]),
    ],
)  # fmt: skip
def test_a_figure_that_is_wrong_is_named_with_its_place(docs: Path, text: str, said: list[str]) -> None:
    [problem] = values.problems(text, "lessons/one.ipynb", docs, "notes")
    assert problem.startswith("lessons/one.ipynb, cell notes: ")
    for words in said:
        assert words in problem


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"**1.0 %**<!-- = 100 * a in run: epoch 2 accuracy (.*) -->", "**97.4 %**"),
        (r"1,000<!-- = run: numbers: (\d+) -->", "205,800"),
        (r"−1.0<!-- = run: numbers: \d+, (\S+) -->", "−6.8"),
        (r"3.0e-12<!-- = run: gradient (.*) -->", "7.1e-10"),
        (r"3e-07<!-- = run: gradient (.*) -->", "7e-10"),
        (r"$3.0 \cdot 10^{-5}$<!-- = run: gradient (.*) -->", r"$7.1 \cdot 10^{-10}$"),
        (r"3 × 10⁻⁵<!-- = run: gradient (.*) -->", "7 × 10⁻¹⁰"),
        (r"5 and 0.2<!-- = run: tensor\((.*)\) -->", "5 and 0.2"),
    ],
)
def test_the_command_writes_figures_in_the_form_they_had(docs: Path, before: str, after: str) -> None:
    comment = before[before.index("<!--") :]
    path = notebook(docs, f"# Title\n\nIt is {before} in all.\n")
    changed = command.rewrite(path, docs)
    assert dict(command.texts(path)) == {"notes": f"# Title\n\nIt is {after}{comment} in all.\n"}
    assert len(changed) == (before != after + comment)
    assert all(line.startswith("lessons/one.ipynb, cell notes: ") for line in changed)
    assert command.problems(path, docs) == [] == command.rewrite(path, docs)


def test_a_page_of_markdown_is_rewritten_too(docs: Path) -> None:
    page = docs / "index.md"
    page.write_text("It is 1.00<!-- = lessons/one.ipynb#run: tensor\\((.*)\\) -->.\n", "utf8")
    [line] = command.rewrite(page, docs)
    assert line.startswith("index.md: 1.00 is now 0.25 (cell run")
    assert page.read_text("utf8").startswith("It is 0.25<!--")


def built(docs: Path, path: Path, markdown: str) -> str:
    config = MkDocsConfig()
    config.load_dict({"site_name": "test", "docs_dir": str(docs)})
    file = SimpleNamespace(src_uri=path.relative_to(docs).as_posix(), abs_src_path=str(path))
    page: Any = SimpleNamespace(file=file, meta={})
    return comments.on_page_markdown(markdown, page, config, Files([]))


def test_the_build_names_a_wrong_figure_and_leaves_out_the_comments(
    docs: Path, caplog: pytest.LogCaptureFixture
) -> None:
    right, wrong = (rf"It is {n}<!-- = run: tensor\((.*)\) -->, so." for n in ("0.25", "0.26"))
    assert built(docs, notebook(docs, right), right) == "It is 0.25, so."
    assert not caplog.messages
    assert built(docs, notebook(docs, wrong), wrong) == "It is 0.26, so."
    [warning] = caplog.messages
    assert warning.startswith("lessons/one.ipynb, cell notes: 0.26 stands before")


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- values: run -->",
        "<!-- exercise -->",
        "<!-- a note\nto myself -->",
        "in a line <!-- cell: lessons/one.ipynb#run -->",
        "1<!-- = run -->",
        "1<!--= run: (.) -->",
    ],
)
def test_an_unknown_comment_is_named_with_one_like_it_or_where_all_are(
    docs: Path, comment: str, caplog: pytest.LogCaptureFixture
) -> None:
    built(docs, docs / "index.md", f"Words.\n\n{comment}\n")
    [warning] = caplog.messages
    assert warning.startswith("index.md: unknown comment <!--")
    near = re.search(r"did you mean (<!--.*-->)\?$", warning)
    assert near[1] in directives.FORMS if near else warning.endswith("authors.md lists what there is")


def test_comments_in_code_are_code(docs: Path) -> None:
    text = "Write `<!-- anything: here -->` or\n\n```html\n<!-- this: one -->\n```\n"
    assert built(docs, docs / "index.md", text) == text


@pytest.mark.parametrize("path", command.pages(), ids=lambda path: path.stem)
def test_all_figures_on_pages_hold(path: Path) -> None:
    assert command.problems(path) == []
