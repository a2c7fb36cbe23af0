"""What a lesson's cells must say of themselves, and what may stand in their metadata.

`TAGS` and `METADATA` are all there is: the authors' guide is made of them, and anything else stops the build.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from docs.course.pages import cell_ids
from docs.course.pages.check_rules import about_checks
from docs.course.pages.experiment_rules import complaints as about_experiments
from docs.course.pages.form_rules import about_form
from docs.course.pages.prediction_rules import about_predictions
from live_cells.plugin.pages.notebook import Cell, alts_of, joined, source_of, tags_of

TAGS = {
    "exercise": "The starter of an exercise: code that runs as it stands and that the reader completes.",
    "check": "Tests the answer of an exercise, after the page has run the answer and what both need. "
    "Begins with the line `%%check`. Its code is folded away.",
    "hint": "A hint of an exercise, folded; the next one appears when this one has been opened.",
    "solution": "A solution of an exercise, folded.",
    "experiment": "A program behind a claim, folded until a reader opens it at the claim's mark, see "
    "[below](#claims-and-experiments).",
    "why": "Markdown below a cell with a `predict`: why its output is as it is. Folded until the output is "
    "uncovered.",
    "raises-exception": "Shows an error on purpose; *Run all* goes on behind it.",
    "page-only": "Only the page can run it: it uses what seqlite has beyond PyTorch. Its output is recorded "
    "on seqlite.",
    "torch-only": "Only PyTorch can run it: it is shown with its output, without a Run button.",
    "notebook-only": "Is in the notebook and not on the page, such as what installs packages in Colab.",
}
"""The tags of cells, and what each does."""

METADATA = {
    "tags": "What the cell is, see above.",
    "exercise": "The name of the exercise that the cell belongs to, unique in the course. Neighboring cells "
    "with the same name are one exercise.",
    "assesses": "On the first cell of an exercise: what it assesses, for the teachers' syllabus.",
    "enables": "On the first cell of an exercise: what its reader can do once it is solved. The page says it "
    "then, once.",
    "summary": "On a solution or a `why`: what its fold is called, if it is not “Solution” or “Why”.",
    "predict": "What readers predict before they see the cell's output, see [below](#predict-first).",
    "uncovered": "Why its output may be seen although the text above it asks for a prediction.",
    "alt": "What the cell's figures show, one text for each: a text or a list of texts.",
    "tolerance": "By how much figures may differ from the recorded ones, by the word before them, and `why`: "
    '`{"loss": 0.02, "why": "…"}`.',
    "exact": "Why the cell, although it trains, gives the very figures of PyTorch.",
    "estimate": "How long the cell takes; `site_tests/generators/estimates.py` writes it, and `{}` where "
    "that is less than two seconds.",
    "experiment": "What would refute the claim, and what in the recorded output supports it.",
    "claims": 'What the lesson concludes from the cell, as Python: `["accuracy_val > 0.9"]`. '
    "`site_tests/lessons/claims.py` tries it with other seeds.",
    "cellView": "`form` folds the code away and leaves the controls.",
    "slow_extremes": "Why the cell may take long at the ends of its controls.",
}
"""The metadata of cells, and what each key does."""

EDITORS = {
    *("editable", "deletable", "slideshow", "collapsed", "scrolled", "trusted", "jupyter", "format", "name"),
    *("execution", "ExecuteTime", "vscode", "pycharm", "colab", "colab_type", "id", "outputId"),
}
"""What Jupyter, VS Code and Colab write into a cell's metadata by themselves; it does nothing here."""

PARTS = ("exercise", "check", "hint", "solution")
_FIGURES = re.compile(r"\d\.\d{2,}")


def complaints(cells: Sequence[Cell], notebook: str, answers: Path) -> list[str]:
    """All that is missing in a notebook: where, what is wanted, what to do.

    `answers` is the folder with the wrong answers to exercises.
    """
    found = []
    trained, ids = training_cells(cells), Counter(cell["id"] for cell in cells)
    checks, predictions = about_checks(cells), about_predictions(cells)
    experiments = list(about_experiments(cells))
    for number, cell in enumerate(cells, 1):
        problems = [problem for rule in RULES for problem in rule(cell)]
        problems += checks.pop(cell["id"], []) + predictions.pop(cell["id"], [])
        problems += [problem for one, problem in experiments if one is cell]
        if ids.pop(cell["id"], 0) > 1:  # said of the first
            problems.append("another cell has this id; give each its own")
        if cell["id"] in trained:
            problems += about_training(cell)
        found += [f"{notebook}, cell {number} ({cell['id']}): {problem}" for problem in problems]
    found += about_ids(cells, notebook)
    places = Counter(
        name for name, _ in groupby(cells, lambda cell: cell["metadata"].get("exercise")) if name
    )
    found += [
        f"{notebook}, exercise {name!r}: its cells stand in {count} places; give each exercise a name of its "
        "own, and let its cells follow each other"
        for name, count in places.items()
        if count > 1
    ]
    return found + [
        f"{notebook}, exercise {name!r}: {problem}"
        for name in dict.fromkeys(cell["metadata"].get("exercise") for cell in cells)
        if name
        for problem in about_exercise(
            [c for c in cells if c["metadata"].get("exercise") == name], name, answers
        )
    ]


def about_ids(cells: Sequence[Cell], notebook: str) -> Iterator[str]:
    """One complaint, however many cells it is about."""
    random = [n for n, cell in enumerate(cells, 1) if cell_ids.RANDOM.fullmatch(cell["id"])]
    if random:
        first = f"cell {random[0]} ({cells[random[0] - 1]['id']})"
        more = f" and {len(random) - 1} more" if random[1:] else ""
        yield (
            f"{notebook}, {first}{more}: an id that says nothing, but links and readers' edits go by it; run "
            "`python site_tests/generators/cell_ids.py` on the notebook, which gives speaking ones"
        )


def about_kind(cell: Cell) -> Iterator[str]:
    if cell["cell_type"] not in ("markdown", "code"):
        yield f"a cell of the type {cell['cell_type']!r} is not on the page; make it Markdown or code"
    elif cell["cell_type"] == "markdown" and ("(attachment:" in source_of(cell) or cell.get("attachments")):
        yield (
            "a picture was pasted into it, and the page cannot show that; save the picture as a file beside "
            "the notebook, write `![what it shows](picture.png)`, and delete the cell's attachment"
        )
    elif cell["cell_type"] == "code":
        yield from about_form(source_of(cell))


def about_tags(cell: Cell) -> Iterator[str]:
    for tag in tags_of(cell):
        if tag not in TAGS:
            yield f"the tag {tag!r} is unknown; there are {', '.join(TAGS)}"
    for key in cell["metadata"]:
        if key not in METADATA and key not in EDITORS:
            yield f"the metadata {key!r} is unknown; there are {', '.join(METADATA)}"


def about_figures(cell: Cell) -> Iterator[str]:
    """A figure needs words for those who do not see it: the author's, or those that were found in it."""
    outputs = [
        o for o in cell.get("outputs", ()) if any(kind.startswith("image/") for kind in o.get("data", {}))
    ]
    for number, output in enumerate(outputs, 1):
        if len(alts_of(cell)) < number and not output.get("metadata", {}).get("alt"):
            yield (
                f"figure {number} has no alt text; say in the cell's metadata what it shows, "
                '"alt": "Loss over epochs: …", and one text for each figure'
            )


def about_tolerance(cell: Cell) -> Iterator[str]:
    tolerance = cell["metadata"].get("tolerance")
    if tolerance is not None and not str(tolerance.get("why", "")).strip():
        yield 'its tolerance has no reason; add "why": "…", which readers get to see'


RULES: tuple[Callable[[Cell], Iterator[str]], ...] = (
    about_kind,
    about_tags,
    about_figures,
    about_tolerance,
)


def about_training(cell: Cell) -> Iterator[str]:
    """A cell that trains takes time, and float32 sums differ in their last digits from machine to machine."""
    metadata = cell["metadata"]
    printed = "".join(
        joined(output.get("text") or output.get("data", {}).get("text/plain", ""))
        for output in cell["outputs"]
    )
    if _FIGURES.search(printed) and "tolerance" not in metadata and "exact" not in metadata:
        yield (
            "it trains and prints figures, but has no tolerance; add to its metadata "
            '"tolerance": {"loss": 0.02, "why": "…"}, or "exact": "why they are PyTorch\'s to the last digit"'
        )
    if "estimate" not in metadata:
        yield (
            "it trains, but nothing says how long it takes; run site_tests/generators/estimates.py, which "
            "measures and writes it"
        )


def about_exercise(cells: Sequence[Cell], name: str, answers: Path) -> Iterator[str]:
    roles = {tag for cell in cells for tag in tags_of(cell)}
    for part in PARTS:
        if part not in roles:
            yield f"no cell has the tag {part!r}; an exercise has {', '.join(PARTS)}"
    if not source_of(cells[0]).startswith("### Exercise: "):
        yield "its first cell has to be Markdown that begins with `### Exercise: title`"
    if not cells[0]["metadata"].get("assesses"):
        yield (
            "nothing says what it assesses; add to the metadata of its first cell "
            '"assesses": "The derivative of ReLU", which the teachers\' syllabus shows'
        )
    file = answers / f"{name}.py"
    text = file.read_text("utf8") if file.is_file() else ""
    if not re.search(r"^# %% says: \S", text, re.M):
        place = "/".join((*answers.parts[-3:], f"{name}.py"))
        yield (
            f"no wrong answers; write what readers get wrong into {place}, each below a line "
            "`# %% says: part of the diagnosis`"
        )


# ------------------------------------------------------------------ which cells train


def training_cells(cells: Sequence[Cell]) -> set[str]:
    """The ids of cells that call `backward` or `step` in a loop, themselves or in functions from above."""
    code = (cell for cell in cells if cell["cell_type"] == "code" and "torch-only" not in tags_of(cell))
    return set(_training(tuple((cell["id"], source_of(cell)) for cell in code)))


@lru_cache(maxsize=64)  # while the site is served, most notebooks are as they were
def _training(cells: tuple[tuple[str, str], ...]) -> set[str]:
    trainers: set[str] = set()
    found: set[str] = set()
    for name, source in cells:
        if not any(word in source for word in ("backward", "step", *trainers)):
            continue  # most cells: taking Python apart takes long
        statements = _statements(source)
        for statement in statements:
            if isinstance(statement, ast.FunctionDef) and _trains(statement, trainers):
                trainers.add(statement.name)
        done = [s for s in statements if not isinstance(s, ast.FunctionDef | ast.ClassDef)]
        if any(_trains(statement, trainers) for statement in done):
            found.add(name)
    return found


def _statements(source: str) -> list[ast.stmt]:
    plain = "\n".join("" if line.startswith(("%", "!")) else line for line in source.splitlines())
    try:
        return ast.parse(plain).body
    except SyntaxError:  # a cell may show one
        return []


def _trains(statement: ast.stmt, trainers: set[str]) -> bool:
    nodes = list(ast.walk(statement))
    loops = (node for node in nodes if isinstance(node, ast.For | ast.While))
    calls = (node.func for loop in loops for node in ast.walk(loop) if isinstance(node, ast.Call))
    if any(isinstance(called, ast.Attribute) and called.attr in ("backward", "step") for called in calls):
        return True
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in trainers
        for node in nodes
    )
