"""Which fences of a page in Markdown are live cells."""

import pytest

from live_cells.plugin.pages.fence_exercises import exercise_faults, with_exercises
from live_cells.plugin.pages.fences import faults, fences, replaced


def named(markdown: str) -> dict[str, str]:
    return {fence.name: fence.source for fence in fences(markdown)}


@pytest.mark.parametrize(
    "info", ["python {live}", "python {.live}", "python { live }", "{.python .live}", "{live}", "py {live}"]
)
def test_an_author_says_live_as_markdown_extensions_have_it(info: str) -> None:
    assert named(f"Text\n\n```{info}\nx = 1\n```\n") == {"cell-1": "x = 1"}


@pytest.mark.parametrize(
    ("info", "name", "title", "marked", "hidden"),
    [
        ('python {live} title="beat.py"', "cell-1", "beat.py", "", False),
        ('python title="a {b} live" {live #after}', "after", "a {b} live", "", False),
        ('{.python .live #beat title="x" hl_lines="2 4-5" linenums="1"}', "beat", "x", "245", False),
        ("{.py .live}", "cell-1", "", "", False),
        ("py { .live }", "cell-1", "", "", False),
        ("python {live #a} hl_lines=1", "a", "", "1", False),
        ('{.py .live linenums="1" .annotate}', "cell-1", "", "", False),
        ("{.python .live .hidden}", "setup-1", "", "", True),
        ("python {live hidden}", "setup-1", "", "", True),
    ],
)
def test_options_stand_beside_live_in_any_order(
    info: str, name: str, title: str, marked: str, hidden: bool
) -> None:
    page = f"```{info}\nx\n```\n"
    [fence] = fences(page)
    assert fence.name == name
    assert fence.info.title == title
    assert fence.info.marked == {*map(int, marked)}
    assert fence.info.hidden == hidden
    assert [*faults(page)] == []


@pytest.mark.parametrize(
    ("page", "line", "why"),
    [
        ("```python {Live}\nx\n```", 1, "is not a live cell, since `live` has to stand in the braces"),
        ("```python live\nx\n```", 1, "`live` is not in one pair of braces; write `python {live}`"),
        ("text\n\n```js {live}\nx\n```", 3, "only Python is live, and its language is 'js'"),
        ("```{.bash .LIVE}\nx\n```", 1, "is not a live cell"),
        ("```python {live} autorn=1\nx\n```", 1, "has no such option as `autorn`; write `python {live}`"),
        ("```python {live unseen}\nx\n```", 1, "has no such option as `unseen`;"),
        ("a\n```python {live}\nx", 2, "no line closes the fence `python {live}`; end it with ```"),
        ("- a\n\n    ```python {live}\n    x\n\nb\n\n```\nc\n```", 3, "no line closes the fence"),
        ("> ```python {live}\n> x\n> ```", 1, "begin it on a line of its own"),
    ],
)
def test_a_fence_that_says_live_in_vain_is_named(page: str, line: int, why: str) -> None:
    [(at, said)] = faults(page)
    assert at == line
    assert why in said


@pytest.mark.parametrize(
    "page",
    [
        '```python title="how to go live"\nx\n```',
        "```python {lively}\nx\n```",
        "````markdown\n```python {Live}\nx\n```\n````",
        "```live``` is a word\n\n> quoted live",
        "```python {#live}\nx\n```",
    ],
)
def test_other_fences_are_no_fault(page: str) -> None:
    assert [*faults(page)] == []
    assert [*fences(page)] == []


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


def test_a_fence_in_the_line_of_a_list_ends_with_its_list() -> None:
    page = "- ```bash\n  ls\n  ```\n\nText\n\n```python {live}\nx\n```\n"
    assert named(page) == {"cell-1": "x"}
    assert [*faults(page)] == []


def test_a_fence_that_never_ends_is_none() -> None:
    assert named("```python {live}\nx\n") == {}


@pytest.mark.parametrize(
    ("info", "tags", "session", "height", "first"),
    [
        ("python {live autorun reactive}", "live autorun reactive", "", 0, 0),
        (
            '{.python .live .autorun data-session="b" data-height="20" linenums="5"}',
            "live autorun",
            "b",
            20,
            5,
        ),
        ("python {live #a} session=b height=3 linenums=1 linenostart=7", "live", "b", 3, 7),
        ('python {live exercise="add"}', "live exercise", "", 0, 0),
        ('python {live check exercise="add"}', "live check", "", 0, 0),
        ('{.python .live .solution data-exercise="add"}', "live solution", "", 0, 0),
    ],
)
def test_words_and_options_say_what_a_cell_does(
    info: str, tags: str, session: str, height: int, first: int
) -> None:
    page = f"```{info}\nx\n```\n"
    [fence] = fences(page)
    said = fence.info
    assert [*faults(page)] == []
    assert (" ".join(said.tags), said.session, said.height, said.first_line) == (tags, session, height, first)


def test_marks_of_annotations_are_no_code_where_a_list_follows() -> None:
    code = "```python {live}\nx = 1  # (1)!\ny = 2 # (2)\n```\n"
    [fence] = fences(f"{code}\n1. One.\n2. Two.\n")
    assert (fence.source, fence.annotations) == ("x = 1\ny = 2", {1: 1, 2: 2})
    [fence] = fences(f"{code}\nText.\n")
    assert (fence.source, fence.annotations) == ("x = 1  # (1)!\ny = 2 # (2)", {})


EXERCISE = """```python {live exercise="add"}
x
```

```python {live check exercise="add"}
verdict(f, "")
```

??? hint "First"
    One.

    Two.

```python {live solution exercise="add"}
y
```

!!! hint
    Three.

Text.

!!! hint
    Four.
"""


def test_hints_and_solution_of_an_exercise_are_folded_and_what_follows_is_not() -> None:
    made = with_exercises(EXERCISE)
    inside, _, after = made.rpartition("<div data-mark></div>")
    assert inside.count('<div data-mark="section add"></div>') == 1
    assert '<div data-mark="details exercise-hint First"></div>\n\nOne.\n\nTwo.\n' in inside
    assert '<div data-mark="details exercise-hint Hint 2 of 2"></div>\n\nThree.\n' in inside
    assert '<div data-mark="details exercise-solution Solution"></div>' in inside
    assert after.strip() == "Text.\n\n!!! hint\n    Four."
    assert [fence.name for fence in fences(made)] == [fence.name for fence in fences(EXERCISE)]
    assert [*exercise_faults(EXERCISE)] == []


@pytest.mark.parametrize(
    ("page", "line", "why"),
    [
        (
            '```python {live check exercise="a"}\nverdict(f, "")\n```',
            1,
            "the check of 'a' has no cell; write",
        ),
        ("\n```python {live check}\nverdict(f, '')\n```", 2, "the check names no exercise; write"),
        (EXERCISE.replace("verdict(f", "print(f"), 5, "the check of 'add' gives no verdict; end it with"),
        (
            '- a\n\n    ```python {live exercise="a"}\n    x\n    ```\n\n'
            '```python {live check exercise="a"}\nverdict(1)\n```',
            7,
            "the check of 'a' is indented otherwise than its cell",
        ),
        (EXERCISE.replace("    One.\n\n    Two.", "One."), 9, "the hint of 'add' is empty; indent its text"),
    ],
)
def test_a_part_of_an_exercise_that_is_none_is_named(page: str, line: int, why: str) -> None:
    [(at, said)] = exercise_faults(page)
    assert at == line
    assert why in said
