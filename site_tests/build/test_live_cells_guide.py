"""Who follows live_cells/CONTRIBUTING.md to the letter, in a copy of the tree, gets a change that works."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from site_tests import ROOT
from site_tests.build.test_script_types import compiled
from site_tests.oracle.torch_side import find_torch_python
from site_tests.servers import foreign_site
from site_tests.servers.mkdocs_serve import copy_of_tree, environment_of

GUIDE = (ROOT / "live_cells" / "CONTRIBUTING.md").read_text("utf8")
SECTIONS = re.findall(r"^## (.+)$", GUIDE, re.M)


def blocks(section: str) -> list[str]:
    text = GUIDE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```diff\n(.*?)^```", text, re.S | re.M)


def applied(block: str, tree: Path) -> None:
    """Do what a block says: its context has to be in the file once, and all of a new file is added."""
    head, *lines = block.splitlines()
    path = tree / head.removeprefix("--- ")
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = path.read_text("utf8") if before else ""
    assert path.is_file() == bool(before), f"{path.name} is there, or the block has no context"
    assert not before or text.count(before) == 1, f"{path.name} has not once:\n{before}"
    path.write_text(text.replace(before, after) if before else after, "utf8")


@pytest.fixture
def tree(assets: None, tmp_path: Path) -> Path:
    return copy_of_tree(tmp_path / "clone")


def followed(section: str, tree: Path) -> set[str]:
    """Apply a section's blocks; returns the files that it names."""
    for block in blocks(section):
        applied(block, tree)
    return {block.splitlines()[0].removeprefix("--- ") for block in blocks(section)}


def python(tree: Path, program: str) -> Any:
    """What a program prints as JSON that runs with the modules of this tree."""
    paths = f"import sys; sys.path[:0] = [{str(tree / 'live_cells/live/python')!r}]\n"
    done = subprocess.run(
        [sys.executable, "-c", paths + program],
        cwd=tree,
        env=environment_of(tree),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def types(tree: Path) -> str:
    return compiled(tree / "live_cells" / "live")


def test_each_section_has_a_test() -> None:
    tested = Path(__file__).read_text("utf8")
    assert [section for section in SECTIONS if f'followed("{section}"' not in tested] == []


@pytest.mark.slow
def test_a_kind_of_output(tree: Path) -> None:
    assert len(followed("Add a kind of output", tree)) == 3
    assert types(tree) == ""
    part = python(
        tree,
        "import json\n"
        "from live_runner.runner_rich import part_of\n"
        "class Table:\n"
        "    def _repr_csv_(self): return 'a,b\\n1,2'\n"
        "    def __repr__(self): return 'Table'\n"
        "print(json.dumps(part_of(Table())))",
    )
    assert part == {"part": "csv", "text": "a,b\n1,2", "plain": "Table"}
    output = {"output_type": "display_data", "data": {"text/csv": "a,b\n<1>,2", "text/plain": "Table"}}
    [html] = python(
        tree,
        "import json\n"
        "from live_cells.plugin.cells import output_parts, part_html\n"
        f"print(json.dumps([part_html(*part) for part in output_parts({{'outputs': [{output!r}]}})]))",
    )
    assert "<table><tr><td>a</td><td>b</td></tr><tr><td>&lt;1&gt;</td>" in html
    assert 'data-part="csv"' in html


@pytest.mark.slow
def test_a_button(tree: Path) -> None:
    followed("Add a button", tree)
    assert types(tree) == ""
    words = [json.loads((tree / f"live_cells/words/{name}.json").read_text("utf8")) for name in ("en", "es")]
    assert [{*words[0]["cell"]} ^ {*words[1]["cell"]}, "clear" in words[0]["cell"]] == [set(), True]


@pytest.mark.slow
def test_a_setting(tree: Path, tmp_path: Path) -> None:
    followed("Add a setting", tree)
    site = foreign_site.written(tmp_path / "site", {"image": False, "look": "ours"})
    done = foreign_site.built(site, PYTHONPATH=str(tree))
    assert done.returncode == 0, done.stderr
    assert '<div class="live-cells ours">' in (site / "site" / "index.html").read_text("utf8")


def test_each_setting_is_in_the_guide() -> None:
    from live_cells.plugin.settings import Settings

    guide = (ROOT / "docs" / "guides" / "live-cells.md").read_text("utf8")
    rows = {*re.findall(r"^\| `(\w+)` \|", guide, re.M)}
    assert rows == {name for name, _ in Settings._schema}


@pytest.mark.slow
def test_a_picture(tree: Path) -> None:
    followed("Add a picture", tree)
    assert types(tree) == ""
    shown = python(
        tree,
        "import json\n"
        "import seqlite.as_torch\n"
        "seqlite.as_torch.install()\n"
        "from pictures.bars import bar\n"
        "from live_cells.plugin.pages.pictures import description_of\n"
        "forms, _ = bar(0.5)._repr_mimebundle_()\n"
        "print(json.dumps([repr(bar(0.5)), description_of(forms, 'c'), forms['image/svg+xml']]))",
    )
    assert shown[0] == "bar: 50%"
    assert json.loads(shown[1]) == {"kind": "bar", "version": 1, "share": 0.5}
    assert 'width="50.0"' in shown[2]
    heights = python(
        tree,
        "import json\n"
        "from live_cells.plugin.pages import picture_heights\n"
        f"print(json.dumps(picture_heights.heights({shown[1]!r})))",
    )
    assert {*heights} == {8}


@pytest.mark.slow
def test_a_mistake(tree: Path) -> None:
    followed("Add a mistake", tree)
    tests = ["site_tests/live/test_beginner_mistakes.py", "-k", "their or place"]
    environment = {**environment_of(tree), "SEQLITE_TEST_TORCH": find_torch_python()[0] or ""}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", *tests]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_generator(tree: Path) -> None:
    followed("Add a generator", tree)
    script = tree / "site_tests" / "generators" / "lesson_count.py"
    for arguments in (["--help"], []):
        done = subprocess.run(
            [sys.executable, script, *arguments], env=environment_of(tree), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    lessons = len([*(ROOT / "docs" / "lessons").glob("*.ipynb")])
    written = json.loads((tree / "docs" / "about" / "lessons.json").read_text("utf8"))
    assert written == {"lessons": lessons}


def test_each_generator_is_in_the_readme() -> None:
    folder = ROOT / "site_tests" / "generators"
    rows = {*re.findall(r"^\| `(\w+\.py)` \|", (folder / "README.md").read_text("utf8"), re.M)}
    assert rows == {path.name for path in folder.glob("*.py")} - {"__init__.py"}


@pytest.mark.slow
def test_a_source_of_packages(tree: Path, tmp_path: Path) -> None:
    followed("Add a source of packages", tree)
    (folder := (site := tmp_path / "site") / "wheels").mkdir(parents=True)
    for version in ("1.0", "1.1"):
        with zipfile.ZipFile(folder / f"tides-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr("tides.py", "")
    found = python(
        tree,
        "import json\n"
        "from pathlib import Path\n"
        "from live_cells.plugin.site_requirements import _wheel_of\n"
        f"folder = Path({str(site)!r})\n"
        "entries = [{'folder': 'wheels', 'project': 'tides'}]\n"
        "print(json.dumps(_wheel_of(entries[0], folder).name))",
    )
    assert found == "tides-1.1-py3-none-any.whl"
