"""Fences on a site of somebody else, as its build shows them, and what it says of those that fail."""

import json
from pathlib import Path

from live_cells.plugin.html_source import HtmlSource, value_of
from site_tests.servers.foreign_site import built, written

OPTIONS = """

```{.python .live #beat title="beat<1>.py" hl_lines="2 4" linenums="1"}
x = 1
y = \"\"\"a
b
c\"\"\"
```

```{.py .live}
x
```
"""
IMPORTS = """

```python {live hidden}
import cowsay
```

```python {live #more}
import os, numpy, cowsay
import torch
```
"""
IN_VAIN = """

```python {Live}
1
```

```python live
2
```
"""


def test_a_title_and_highlighted_lines_are_shown_and_the_code_stays(assets: None, tmp_path: Path) -> None:
    folder = written(tmp_path / "site", {"image": False}, page=OPTIONS)
    done = built(folder)
    assert done.returncode == 0, done.stderr
    page = HtmlSource((folder / "site" / "index.html").read_text("utf8"))
    [beat] = page.select("[data-cell=beat]")
    assert [title.text for title in page.select("[data-cell] > .cell-title")] == ["beat<1>.py"]
    [code] = beat.select("code")
    assert code.text == 'x = 1\ny = """a\nb\nc"""'
    assert [line.text for line in code.select(".hll")] == ['y = """a\n', 'c"""']
    assert [span.text for span in code.select(".s")] == ['"""a\n', "b\n", 'c"""']
    assert [value_of(cell, "data-cell") for cell in page.select("[data-cell]")] == [
        "cell-1",
        "beat",
        "cell-3",
    ]


def test_a_strict_build_ends_at_fences_that_say_live_in_vain(assets: None, tmp_path: Path) -> None:
    folder = written(tmp_path / "site", {"image": False}, page=IN_VAIN)
    index = folder / "docs" / "index.md"
    index.write_text(f"---\ntitle: Waves\n---\n\n{index.read_text('utf8')}", "utf8")
    lines = index.read_text("utf8").split("\n")
    done = built(folder)
    assert done.returncode != 0
    for said in ("python {Live}", "python live"):
        line = lines.index(f"```{said}") + 1
        assert (
            f"live-cells: index.md, line {line}: the fence `{said}` is not a live cell, since" in done.stderr
        )
    assert "write `python {live}`" in done.stderr


def test_imports_that_nothing_gives_are_warnings_in_fences_and_notebooks(
    assets: None, tmp_path: Path
) -> None:
    folder = written(tmp_path / "site", {"image": False}, page=IMPORTS)
    notebook = folder / "docs" / "figures.ipynb"
    content = json.loads(notebook.read_text("utf8"))
    codes = ("%matplotlib inline\nimport sklearn.svm", "import sklearn", "import dask")
    content["cells"] += [
        {"cell_type": "code", "id": f"c{at}", "metadata": {}, "source": code, "outputs": []}
        for at, code in enumerate(codes)
    ]
    content["cells"][-1]["metadata"]["tags"] = ["notebook-only"]
    notebook.write_text(json.dumps(content), "utf8")
    done = built(folder)
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if "nothing gives" in line]
    assert sorted(line.partition("live-cells: ")[2] for line in lines) == [
        "figures.ipynb, cell c0: line 2: nothing gives the module 'sklearn'; add 'scikit-learn' to packages.",
        "index.md, cell more: line 2: nothing gives the module 'torch'; set torch to true.",
        "index.md, cell setup-1: line 1: nothing gives the module 'cowsay'; add 'cowsay' to packages.",
    ]


def test_a_site_makes_cells_reactive_and_a_page_says_otherwise(assets: None, tmp_path: Path) -> None:
    folder = written(tmp_path / "site", {"image": False, "reactive": True})
    index = folder / "docs" / "index.md"
    still = f"---\nlive-cells:\n  reactive: false\n---\n\n{index.read_text('utf8')}"
    (folder / "docs" / "still.md").write_text(still, "utf8")
    done = built(folder)
    assert done.returncode == 0, done.stderr
    for name, tags in {"index.html": "live reactive", "still/index.html": "live"}.items():
        page = HtmlSource((folder / "site" / name).read_text("utf8"))
        assert [value_of(cell, "data-tags") for cell in page.select("[data-cell]")] == [tags]


def test_a_check_without_a_cell_is_a_warning_with_page_and_line(assets: None, tmp_path: Path) -> None:
    check = '\n\n```python {live check exercise="sum"}\nverdict(f, "Right.")\n```\n'
    folder = written(tmp_path / "site", {"image": False}, page=check)
    lines = (folder / "docs" / "index.md").read_text("utf8").split("\n")
    done = built(folder)
    assert done.returncode != 0
    line = lines.index('```python {live check exercise="sum"}') + 1
    assert f"live-cells: index.md, line {line}: the check of 'sum' has no cell; write" in done.stderr
