"""Which fences of a page in Markdown are live cells."""

import pytest

from live_cells.plugin.pages.fences import fences, replaced


def named(markdown: str) -> dict[str, str]:
    return {fence.name: fence.source for fence in fences(markdown)}


@pytest.mark.parametrize(
    "info", ["python {live}", "python {.live}", "python { live }", "{.python .live}", "{live}", "py {live}"]
)
def test_an_author_says_live_as_markdown_extensions_have_it(info: str) -> None:
    assert named(f"Text\n\n```{info}\nx = 1\n```\n") == {"cell-1": "x = 1"}


@pytest.mark.parametrize("info", ["python", "python {lively}", "js {live}", "python live", ""])
def test_other_fences_stay_what_they_are(info: str) -> None:
    markdown = f"```{info}\nx = 1\n```\n"
    assert named(markdown) == {}
    assert replaced(markdown, lambda fence: "cell") == markdown


def test_cells_have_their_names_or_their_numbers() -> None:
    page = "~~~python {live}\na\n~~~\n\n```python {live #second}\n\nb\n```\n\n```python {live}\nc\n```"
    assert named(page) == {"cell-1": "a", "second": "\nb", "cell-3": "c"}


def test_what_is_shown_in_a_longer_fence_is_text() -> None:
    assert named("````markdown\n```python {live}\nx\n```\n````\n\n```python {live}\ny\n```\n") == {
        "cell-1": "y"
    }


def test_a_cell_in_a_tab_keeps_its_indentation_and_loses_it_in_the_code() -> None:
    page = '=== "Tab"\n\n    ```python {live}\n    if x:\n        y\n    ```\n\nAfter\n'
    assert named(page) == {"cell-1": "if x:\n    y"}
    assert replaced(page, lambda fence: "<div></div>") == '=== "Tab"\n\n\n    <div></div>\n\n\nAfter\n'


def test_a_fence_that_never_ends_is_none() -> None:
    assert named("```python {live}\nx\n") == {}
