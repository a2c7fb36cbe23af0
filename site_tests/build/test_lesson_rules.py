"""A build says what a notebook's cells lack: which cell, what is wanted, what to do."""

import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.exceptions import PluginError

from docs.course import lessons_linted
from docs.course.pages import directives, lesson_rules, recording
from docs.course.pages.form_rules import about_form
from live_cells.plugin.pages.notebook import read_notebook
from site_tests import ROOT
from site_tests.lessons.notebooks import LAB, LESSONS, TEMPLATE

TRAINS = "for step in range(3):\n    loss.backward()\n    optimizer.step()\nprint(loss)"
PRINTED = [{"output_type": "stream", "name": "stdout", "text": "loss 0.1234\n"}]
PICTURE = [{"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}, "metadata": {}}]


def code(name: str, source: str = "x = 1", outputs: Any = (), **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source, "outputs": list(outputs)}


def task(name: str, starter: str = "x = 1") -> list[dict[str, Any]]:
    """A whole exercise."""
    statement = {
        "cell_type": "markdown",
        "id": f"{name}-task",
        "metadata": {"exercise": name, "assesses": "Sums"},
        "source": "### Exercise: add",
    }
    sources = {"exercise": starter, "check": CHECK}
    parts = {part: sources.get(part, "x = 1") for part in lesson_rules.PARTS}
    cells = [code(f"{name}-{part}", parts[part], exercise=name, tags=[part]) for part in parts]
    return [statement, *cells]


CHECK = "%%check\nverdict(lambda: None, 'Right.')"


def checked(source: str, *above: dict[str, Any]) -> list[dict[str, Any]]:
    """A whole exercise with this check."""
    return [
        *above,
        *(cell | {"source": source} if cell["id"] == "add-check" else cell for cell in task("add")),
    ]


def claim(name: str) -> dict[str, Any]:
    source = f"Adam needs it.[(tried)](#{name})"
    return {"cell_type": "markdown", "id": "claims", "metadata": {}, "source": source}


def experiment(name: str, printed: str, question: str = "Is it eps?") -> dict[str, Any]:
    about = {"refuted": "A larger share.", "output": "share (.+)", "holds": "a < 0.6"}
    outputs = [{"output_type": "stream", "name": "stdout", "text": printed}]
    source = f"# @title Experiment: {question}\nshare = 0.5\nprint('share', share)"
    return code(name, source, outputs, tags=["experiment"], experiment=about)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    for name in ("add", "double"):
        (tmp_path / f"{name}.py").write_text("# %% says: too large\nx = 2\n", "utf8")
    return tmp_path


BROKEN = {
    "no speaking id": ([code("3f2a9c1b")], "cell 1 (3f2a9c1b)", "cell_ids.py"),
    "an id twice": ([code("one"), code("one")], "cell 1 (one)", "give each its own"),
    "no alt text": ([code("draw", outputs=PICTURE)], "cell 1 (draw): figure 1 has no alt text", '"alt": '),
    "one alt text for two": (
        [code("draw", outputs=PICTURE * 2, alt="A line.")],
        "cell 1 (draw): figure 2 has no alt text",
        "one text for each",
    ),
    "no tolerance": (
        [code("first"), code("fit", TRAINS, PRINTED, estimate={})],
        "cell 2 (fit): it trains and prints figures, but has no tolerance",
        '"tolerance": {"loss": 0.02',
    ),
    "a tolerance without a reason": (
        [code("fit", tolerance={"loss": 0.02})],
        "cell 1 (fit): its tolerance has no reason",
        '"why"',
    ),
    "no estimate": (
        [code("fit", f"def fit():\n    {TRAINS.replace(chr(10), chr(10) + '    ')}"), code("run", "fit()")],
        "cell 2 (run): it trains, but nothing says how long it takes",
        "estimates.py",
    ),
    "an unknown tag": ([code("one", tags=["hnit"])], "cell 1 (one): the tag 'hnit' is unknown", "hint"),
    "unknown metadata": ([code("one", toleranse={})], "the metadata 'toleranse' is unknown", "tolerance"),
    "no wrong answers": (task("sum"), "exercise 'sum': no wrong answers", "sum.py"),
    "no hint": (
        [cell for cell in task("add") if cell["metadata"].get("tags") != ["hint"]],
        "exercise 'add': no cell has the tag 'hint'",
        "solution",
    ),
    "a check without its magic": (
        checked("verdict(lambda: None, 'Right.')"),
        "cell 3 (add-check): a check has to begin with the line `%%check`",
        "names of its own",
    ),
    "a check that is no Python": (
        checked("%%check\nx = 1\nverdict(lambda: None 'Right.')"),
        "cell 3 (add-check): Python cannot read the check: ",
        "in line 3",
    ),
    "a check that takes a name from nowhere": (
        checked(f"{CHECK[:-1]} if torch.is_tensor(x) and sum([y]) else '')", code("one", "y = 1")),
        "cell 4 (add-check): the check takes torch, which",
        "import or define it in the check",
    ),
    "a check that takes a name of another exercise": (
        [*task("double", "other = 1"), *checked("%%check\nverdict(lambda: other, '')")],
        "(add-check): the check takes other, which",
        "belongs to no other exercise",
    ),
    "a claim without its experiment": (
        [claim("eps"), code("one")],
        "cell 1 (claims): it links to the experiment 'eps'",
        "give a code cell that id and the tag 'experiment'",
    ),
    "an experiment without a claim": (
        [experiment("eps", "share 0.5\n")],
        "cell 1 (eps): no claim links to this experiment",
        "[(tried)](#eps)",
    ),
    "an experiment that no longer supports its claim": (
        [claim("eps"), experiment("eps", "share 0.7\n")],
        "cell 2 (eps): its recorded output no longer supports the claim",
        "a < 0.6 does not hold",
    ),
    "an experiment that asks nothing": (
        [claim("eps"), experiment("eps", "share 0.5\n", question="Adam")],
        "cell 2 (eps): its first line has to be its question",
        "# @title Experiment: …?",
    ),
    "an experiment that takes a name from the lesson": (
        [claim("eps"), experiment("eps", "share 0.5\n"), code("one", "print(share)")],
        "cell 2 (eps): a cell below takes share, which it binds",
        "choose other names",
    ),
    "no statement": (
        [cell | {"metadata": cell["metadata"] | {"assesses": "Sums"}} for cell in task("add")[1:]],
        "exercise 'add': its first cell",
        "### Exercise: title",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_notebook_is_told_where_and_what_to_do(fault: str, answers: Path) -> None:
    cells, where, advice = BROKEN[fault]
    [complaint] = lesson_rules.complaints(cells, "lessons/one.ipynb", answers)
    assert complaint.startswith("lessons/one.ipynb, ")
    assert where in complaint
    assert advice in complaint


def test_a_whole_notebook_is_not_complained_about(answers: Path) -> None:
    cells = [
        code("draw", outputs=PICTURE, alt="A line."),
        code(
            "fit",
            TRAINS,
            PRINTED,
            tolerance={"loss": 0.02, "why": "sums"},
            estimate={"seconds": 3, "yardstick": 0.1},
        ),
        code("quick", TRAINS, PRINTED, exact="few steps", estimate={}),
        code("on-a-gpu", TRAINS, PRINTED, tags=["torch-only"]),
        code("from-jupyterlab", editable=True, slideshow={"slide_type": ""}, scrolled=False),
        *task("add"),
    ]
    assert lesson_rules.complaints(cells, "lessons/one.ipynb", answers) == []


CONTROLS = {
    'width = 8  # @param {type:"slider", min:1, max:64': "cannot be read; write choices in [ ]",
    'act = "relu"  # @param ["relu", "tanh"': "cannot be read; write choices in [ ]",
    'width = 8  # @param {type:"slider" min:1}': None,
    'width = 8  # @param {type="slider"}': "cannot be read",
    'width = 8  # @param {type:"slidr"}': "there is no type 'slidr'; choose one of slider, number",
    'width = 8  # @param {type:"slider", mni:1}': "there is no setting 'mni'; there are type, min",
    'width = 8  # @param {type:"slider", min:one}': "its min is 'one'; write a number",
    'width = 80  # @param {type:"slider", min:1, max:64}': "its value 80 lies outside of 1 to 64",
    'width = 101  # @param {type:"slider"}': "its value 101 lies outside of 0 to 100",
    'rate = -1  # @param {type:"number", min:0}': "its value -1 lies outside of 0 to any number",
    'width = 8  # @param {type:"slider", min:64, max:1}': "it goes from 64 to 1; min has to be less",
    'width = n  # @param {type:"integer"}': 'its value is n; write a number, or type:"raw"',
    'width = 8.5  # @param {type:"integer"}': "its value is 8.5; an integer is a whole number",
    'bias = true  # @param {type:"boolean"}': "its value is true; a boolean is True or False",
    'act = "selu"  # @param ["relu", "tanh"]': 'its value "selu" is none of the choices: relu, tanh',
    'act = "selu"  # @param ["relu", "tanh"] {allow-input: true}': None,
    'day = "tomorrow"  # @param {type:"date"}': 'its value is "tomorrow"; a date is written like',
    'name = n  # @param {type:"string"}': "its value is n; a text stands in quotation marks",
    'print(width)  # @param {type:"integer"}': "has to stand behind the assignment of one name",
    "anything = nn.ReLU()  # @param": None,
    'loss = nn.MSELoss  # @param ["nn.MSELoss", "nn.L1Loss"] {type:"raw"}': None,
    'rate = 1e-3  # @param {type:"number", min:0, label:"learning rate"}': None,
}


@pytest.mark.parametrize("line", CONTROLS)
def test_a_control_that_cannot_be_read_or_shown_is_named_with_its_line(line: str) -> None:
    wanted = CONTROLS[line]
    found = list(about_form(f"# @title Settings\n{line}\nx = 1"))
    assert found == [] if wanted is None else (len(found) == 1 and wanted in found[0]), found
    assert all(problem.startswith("the control in line 2: ") for problem in found)


def test_code_that_is_not_the_recorded_one_is_named() -> None:
    cells = [code("setup"), code("first"), code("second"), code("third")]
    recorded = {"sources": recording.sources_of(cells)}
    wanted = {
        "changed": [cells[0], code("first", "x = 2"), *cells[2:]],
        "new": [*cells, code("fourth")],
        "gone": [cells[0], *cells[2:]],
        "moved": [cells[2], cells[1], cells[3]],
    }
    said = {
        name: "".join(
            recording.about_recording({"cells": now, "metadata": {"recorded": recorded}}, "a.ipynb")
        )
        for name, now in wanted.items()
    }
    assert said["changed"].startswith("a.ipynb, cell 2 (first): its code has changed since")
    assert said["new"].startswith("a.ipynb, cell 5 (fourth): its output was never recorded")
    assert said["gone"].startswith("a.ipynb: the cell first is gone since the outputs were recorded")
    assert said["moved"].startswith("a.ipynb: its cells have another order")
    assert all(
        message.endswith("run `python site_tests/generators/record.py docs/a.ipynb`")
        for message in said.values()
    )
    same = {"cells": [code("setup", "y = 3"), *cells[1:]], "metadata": {"recorded": recorded}}
    assert list(recording.about_recording(same, "a.ipynb")) == []


def test_settings_that_a_prediction_asks_about_are_recorded_anew() -> None:
    def asking(rate: float) -> dict[str, Any]:
        return code("first") | {"metadata": {"predict": {"then": [{"set": {"rate": rate}}]}}}

    metadata = {"recorded": {"sources": recording.sources_of([asking(0.1)])}}
    same = {"cells": [asking(0.1)], "metadata": metadata}
    other = {"cells": [asking(0.2)], "metadata": metadata}
    assert list(recording.about_recording(same, "a.ipynb")) == []
    [problem] = recording.about_recording(other, "a.ipynb")
    assert "its prediction's settings or its code has changed" in problem


def test_ids_are_given_by_a_command(tmp_path: Path) -> None:
    path = tmp_path / "one.ipynb"
    random = "0b9f1c9e-3f0a-4a55-9b7e-0123456789a"
    statement, start, *_ = task("add")
    cells = [
        {"cell_type": "markdown", "id": f"{random}0", "metadata": {}, "source": "# Sums & more"},
        code(f"{random}1"),
        code("kept"),
        code(f"{random}2", "def mean(x):\n    return x.mean()"),
        code(f"{random}3", "# @title Drag the slope\nslope = 1"),
        code("kept"),
        {"cell_type": "code", "metadata": {}, "source": "x = 2", "outputs": []},
        {"cell_type": "markdown", "id": "1a2b3c4d", "metadata": {}, "source": "Words."},
        statement | {"id": f"{random}4"},
        start | {"id": f"{random}5"},
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), "utf8")
    command = [sys.executable, ROOT / "site_tests" / "generators" / "cell_ids.py", path]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    notebook = json.loads(path.read_text("utf8"))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert ids == [
        *("sums-more", "sums-more-code", "kept", "mean", "drag-the-slope"),
        *("sums-more-code-2", "sums-more-code-3", "sums-more-notes", "add-task", "add-start"),
    ]
    assert notebook["nbformat_minor"] == 5
    assert "one.ipynb: 1a2b3c4d is now sums-more-notes" in said
    before = path.read_bytes()
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == ""
    assert path.read_bytes() == before


def test_a_cell_without_an_id_is_told_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps({"cells": [code("one"), {"cell_type": "code"}], "metadata": {}}), "utf8")
    with pytest.raises(
        PluginError,
        match=r"lessons/one.ipynb: one.ipynb, cell 2: no id; run `python site_tests/generators/cell_ids.py`",
    ):
        read_notebook(path, "lessons/one.ipynb")


def test_the_build_warns_so_that_a_strict_one_fails(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "one.ipynb"
    cells = [code("3f2a9c1b"), code("one", tags=["hnit"])]
    recorded = {"sources": recording.sources_of(cells)}
    path.write_text(json.dumps({"cells": cells, "metadata": {"recorded": recorded}}), "utf8")
    file = SimpleNamespace(src_uri="lessons/one.ipynb", abs_src_path=str(path))
    with caplog.at_level(logging.WARNING):
        files: Any = SimpleNamespace(documentation_pages=lambda: [file])
        config: Any = SimpleNamespace(nav=[])
        lessons_linted.on_files(files, config)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert all(
        record.name.startswith("mkdocs.") for record in caplog.records
    )  # those are what a strict build counts


def test_the_authors_guide_names_every_tag_key_and_directive_that_is_used(site_dir: Path) -> None:
    text = (site_dir / "guides" / "authors" / "index.html").read_text("utf8")
    cells = [
        cell for path in [*LESSONS, LAB, TEMPLATE] for cell in json.loads(path.read_text("utf8"))["cells"]
    ]
    used = {tag for cell in cells for tag in cell["metadata"].get("tags", [])}
    used |= {key for cell in cells for key in cell["metadata"]}
    read = re.compile(
        r'metadata(?:"\])?\.get\("(\w+)"|(?:has\(|hasTag\(\w+, |in tags_of\(\w+\) and )"([\w-]+)"'
    )
    for file in [
        *(ROOT / "live_cells/plugin").rglob("*.py"),
        *(ROOT / "live_cells/live/page").rglob("*.ts"),
    ]:
        if file.name not in ("setup.ts", "ansi.ts", "doctest.ts", "recorded_on.py"):
            used |= {
                name for found in read.finditer(file.read_text("utf8")) for name in found.groups() if name
            }
    fences = {"autorun", "reactive"}
    others = {"example", "alt", "recorded", "full_run"} | fences  # of the reference and of notebooks
    used -= others - set(lesson_rules.METADATA)
    missing = [name for name in sorted(used) if f"<code>{name}</code>" not in text]
    assert missing == []
    for form in directives.FORMS:
        assert form.replace("<", "&lt;").replace(">", "&gt;") in text


def test_every_directive_is_one_of_the_forms() -> None:
    """So that the guide, which is made of the forms, leaves none out."""
    known = [
        value for name, value in vars(directives).items() if isinstance(value, re.Pattern) and name.isupper()
    ]
    known = [
        pattern
        for pattern in known
        if pattern not in (directives.TABLES,) and not pattern.pattern.startswith("<!--.")
    ]
    for pattern in known:
        if pattern is not directives._COMMENT:
            assert any(pattern.search(form) for form in directives.FORMS), pattern.pattern
