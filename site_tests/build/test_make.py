"""Finished pages of other generators: which of their code becomes live, and that all else stays as it is."""

import re
import shutil
from pathlib import Path

import pytest

from live_cells.make import cells, command
from live_cells.make.examples import examples_of
from live_cells.plugin.html_source import HtmlSource, value_of
from site_tests import ROOT

FINISHED = ROOT / "site_tests" / "foreign" / "finished"
"""The main parts of pages that these generators have written."""
NOTEBOOK = {"x = 3\nprint('hi')\nx ** 2": [("stdout", "hi"), ("result", "9")], "x + 1": [("result", "4")]}
WITH_TABLE = {**NOTEBOOK, "x + 1": [("html", "4")]}
BEAT = 'import numpy as np\nt = np.linspace(0, 1, 5)\nprint("<b>", t & 1 if False else t.sum())'
DOUBLE = ">>> double(2)\n>>> y = double(3)\n>>> for i in range(2):\n...     print(i)\n>>> double([1])"
EXPECTED: dict[str, dict[str, list[tuple[str, str]]]] = {
    "superfences": {
        BEAT: [],
        "t.mean()": [],
        ">>> 1 + 1\n>>> [n * n for n in range(3)]": [("result", "2\n[0, 1, 4]")],
    },
    "sphinx": {"import numpy as np\nprint(np.arange(3))": [], DOUBLE: [("result", "4\n0\n1\n[1, 1]")]},
    "myst_nb": WITH_TABLE,
    "mkdocs_jupyter": WITH_TABLE,
    "nbconvert": WITH_TABLE,
    "nbconvert_classic": WITH_TABLE,
    "quarto": {"x = 3\nprint('hi')\nx ** 2": [("stdout", "hi"), ("result", "9")]},
    "by_hand": {
        "print(1 / 2)  # <half>": [],
        "2 ** 10": [],
        "sum(range(4))": [],
    },
    "hugo": {"print(1 / 2)": [], "x = 3\nx + 1": [], "y = 5\ny": []},
    "docusaurus": {'base = 3\nprint(base < 2, "&")': []},
}
RULES: list[cells.Rule] = [cells.marked, cells.of_notebook, cells.of_docstring]
PLAIN = "image = false\ndocstrings = true\n"


def found_in(text: str) -> list[cells.Found]:
    return list(cells.find(HtmlSource(text), RULES))


def without(text: str, selector: str = "") -> str:
    """The text without its cells, or without other elements."""
    page = HtmlSource(text)
    for element in page.select(selector) if selector else [cell.element for cell in cells.find(page, RULES)]:
        page.replace(page.whole(element), "")
    return page.changed()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_cells_of_a_page_are_found_with_their_outputs(name: str) -> None:
    found = found_in((FINISHED / f"{name}.html").read_text("utf8"))
    outputs = {
        cell.source: [
            (value_of(part, "data-part"), part.text.strip())
            for part in HtmlSource(cell.outputs, part=True).select("[data-part]")
        ]
        for cell in found
    }
    assert outputs == EXPECTED[name]


@pytest.mark.parametrize(
    ("said", "examples"),
    [
        (">>> 1\n1\n>>> 2\n2\n", [(">>> 1", "1"), (">>> 2", "2")]),
        (
            ">>> def f():\n...     return 1\n...\n>>> f()\n1",
            [(">>> def f():\n...     return 1\n...", ""), (">>> f()", "1")],
        ),
        (
            ">>> [].pop()\nTraceback (most recent call last):\n...\nIndexError: pop from empty list",
            [(">>> [].pop()", "Traceback (most recent call last):\n...\nIndexError: pop from empty list")],
        ),
        (">>> print(*range(99))\n0 1\n... 98", [(">>> print(*range(99))", "0 1\n... 98")]),
        (">>> print('a\\n\\nb')\na\n\nb\n\n>>> 1\n1", [(">>> print('a\\n\\nb')", "a\n\nb"), (">>> 1", "1")]),
        (
            ">>> x = 1\n\n# Twice\n>>> x * 2\n2\n\n# Thrice,\n# or more\n>>> x * 3\n3\n# printed\n>>> x",
            [
                (">>> x = 1", ""),
                ("# Twice\n>>> x * 2", "2"),
                ("# Thrice,\n# or more\n>>> x * 3", "3\n# printed"),
                (">>> x", ""),
            ],
        ),
        ("  >>> print(' a')\n   a\n  b", [("  >>> print(' a')", " a\nb")]),
    ],
)
def test_each_example_has_what_it_prints(said: str, examples: list[tuple[str, str]]) -> None:
    assert examples_of(said) == examples
    [found] = found_in(f"<body><pre>{said}</pre></body>")
    assert found.documented == [printed for _, printed in examples]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_cell_takes_the_whole_place_of_its_code_and_no_more(name: str) -> None:
    text = (FINISHED / f"{name}.html").read_text("utf8")
    rest = without(text)
    assert not found_in(rest)
    assert "After it" not in text or rest.endswith("well.\n</body>\n</html>\n")
    opened, closed = (len(re.findall(rf"<{slash}div\b", rest)) for slash in ("", "/"))
    assert opened == closed


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "live-cells.toml").write_text(PLAIN)
    return Path(shutil.copytree(FINISHED, tmp_path / "site"))


def make(*options: str) -> int:
    return command.main(["make", "site", *options])


def contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def test_a_second_run_changes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "plain.html").write_text("<p>No code.")
    assert make("--check") == 1
    assert contents(site).keys() == {"plain.html", *(f"{name}.html" for name in EXPECTED)}
    assert make() == 0
    *_, said, reader = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"a reader's first run fetches \d+\.\d MB; a second visit, nothing", reader)
    assert re.fullmatch(r"10 pages, 21 cells, 0 packages, \d+\.\d MB, \d+ files changed", said)
    made = contents(site)
    assert made["plain.html"] == b"<p>No code."
    assert make() == 0
    assert make("--check") == 0
    assert contents(site) == made
    assert capsys.readouterr().out.splitlines()[-2].endswith("0 files changed")


def test_only_cells_and_the_head_of_a_page_change(site: Path) -> None:
    before = (site / "sphinx.html").read_text("utf8")
    assert make() == 0
    after = (site / "sphinx.html").read_text("utf8")
    kept = re.sub(r"<!-- live-cells -->.*?<!-- /live-cells -->", "", after)
    assert without(kept, ".live-cells") == without(before)


def test_lines_that_end_as_on_windows_stay_so(site: Path) -> None:
    lines = ["<head></head>", "<p>é", '<pre class="live">', "1", "</pre>", "<p>After", ""]
    (site / "by_hand.html").write_bytes("\r\n".join(lines).encode())
    assert make() == 0
    after = (site / "by_hand.html").read_bytes().decode()
    assert re.fullmatch(
        r'<head><!-- live-cells -->.*</head>\r\n<p>é\r\n<div class="live-cells">.*</div>\r\n<p>After\r\n',
        after,
    )
    assert '<code class="nohighlight"><span class="m">1</span></code>' in after


def test_links_to_code_lead_to_its_cell(site: Path) -> None:
    assert make() == 0
    page = HtmlSource((site / "superfences.html").read_text("utf8"))
    assert [value_of(element, "class") for element in page.select("#beat")] == ["live-cells"]


def test_a_page_whose_cells_are_gone_has_no_scripts_any_more(site: Path) -> None:
    assert make() == 0
    page = site / "quarto.html"
    page.write_text(without(page.read_text("utf8"), ".live-cells"))
    assert make() == 0
    assert "live-cells" not in page.read_text("utf8")


def test_what_an_earlier_run_has_left_goes(site: Path) -> None:
    (site.parent / "live-cells.toml").write_text(PLAIN + "offline = true\n")
    assert make() == 0
    [old] = {name for name in contents(site) if name.endswith("page/config.js")}
    assert "service_worker.js" in contents(site)
    (site.parent / "live-cells.toml").write_text(PLAIN)
    assert make() == 0
    [new] = {name for name in contents(site) if name.endswith("page/config.js")}
    assert old != new


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("imag = false", "configuration name: imag"),
        ("image = 'no'", "live-cells.toml: image: "),
        ("image = ", "live-cells.toml cannot be read: "),
        ("words = 'fr.json'", "no language is named"),
        ("language = 'fr'\nwords = 'fr.json'", "fr.json is not there: copy"),
        ("isolated = true", "isolated needs the service worker"),
        ("setup = 'import a'", "setup runs before examples of docstrings: write `docstrings = true` as well"),
        (
            "packages = ['nothing-like-it']",
            "packages: no wheel for the browser fulfills nothing-like-it (as named)",
        ),
    ],
)
def test_a_fault_of_the_settings_is_a_sentence(
    site: Path, settings: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (site.parent / "live-cells.toml").write_text(settings)
    assert make() == 1
    assert said in capsys.readouterr().err


def test_settings_may_stand_in_pyproject(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site.parent / "live-cells.toml").unlink()
    (site.parent / "pyproject.toml").write_text("[tool.live-cells]\nimage = false\nnotebooks = false\n")
    assert make() == 0
    assert capsys.readouterr().out.startswith("5 pages, 10 cells, ")


def test_imports_that_nothing_gives_are_named_with_their_remedy(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    optional = "try:\n    import cupy\nexcept ImportError:\n    pass"
    code = f"import os, numpy.linalg\nfrom sklearn.svm import SVC\nimport cowsay, torch\n{optional}"
    (site / "by_hand.html").write_text(f"<pre class=live id=models>{code}</pre>")
    assert make() == 0
    said = capsys.readouterr().err.splitlines()
    assert [line.removeprefix("warning: by_hand.html, cell models: ") for line in said] == [
        "line 2: nothing gives the module 'sklearn'; add 'scikit-learn' to packages",
        "line 3: nothing gives the module 'cowsay'; add 'cowsay' to packages",
        "line 3: nothing gives the module 'torch'; set torch to true",
    ]


SETUP = "setup = 'from numpy import *'\n"
TWO_PAGES = {
    "api.html": "<pre>&gt;&gt;&gt; pi &gt; 3\nTrue</pre>"
    "<div class='live hidden'><pre><code>import cowsay</code></pre></div>",
    "plain.html": "<pre class=live>1</pre>",
}


def test_hidden_code_is_no_cell_and_comes_after_the_sites_own_setup(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(site)
    site.mkdir()
    (site.parent / "live-cells.toml").write_text(PLAIN + SETUP)
    for name, text in TWO_PAGES.items():
        (site / name).write_text(text)
    assert make() == 0
    said = capsys.readouterr()
    assert said.out.startswith("2 pages, 2 cells, ")
    wanted = "line 1: nothing gives the module 'cowsay'; add 'cowsay' to packages"
    assert said.err == f"warning: api.html, hidden cell: {wanted}\n"
    pages = {name: HtmlSource((site / name).read_text("utf8")) for name in TWO_PAGES}
    assert cells.set_up_already(pages["api.html"]) == ["from numpy import *", "import cowsay"]
    assert cells.set_up_already(pages["plain.html"]) == []
    made = contents(site)
    assert make("--check") == 0
    assert contents(site) == made
    assert capsys.readouterr().err == said.err


def test_two_cells_of_one_name_are_an_error(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "by_hand.html").write_text("<pre class=live id=a>1</pre><pre class=live id=a>2</pre>")
    assert make() == 1
    sentence = "live-cells: by_hand.html has two cells with the name 'a': give one of them another."
    assert capsys.readouterr().err.strip() == sentence


def test_a_site_without_cells_is_told_how_to_mark_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("<p>No code.")
    assert command.main(["make", str(tmp_path)]) == 0
    assert "has no cells: mark code with the class `live`" in capsys.readouterr().err
    assert command.main(["make", str(tmp_path / "nowhere")]) == 1


def test_code_that_docusaurus_draws_anew_is_an_error(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "by_hand.html").write_text("<div class='live codeBlockContainer_x'><pre>1</pre></div>")
    assert make() == 1
    assert "by_hand.html: Docusaurus draws its code blocks anew in the browser" in capsys.readouterr().err


def test_titles_are_those_of_the_fence() -> None:
    found = {
        name: found_in((FINISHED / f"{name}.html").read_text("utf8"))[0] for name in ("hugo", "docusaurus")
    }
    assert {name: (cell.name, cell.title) for name, cell in found.items()} == {
        "hugo": ("beat", "beat.py"),
        "docusaurus": ("beat", "beat.py"),
    }


def test_cells_that_a_notebook_folds_are_found() -> None:
    code = "<div class='cell_input docutils'><div class='highlight-ipython3'><pre>x = 1</pre></div></div>"
    folded = f"<div class='cell tag_hide-cell'><details><summary>Show</summary>{code}</details></div>"
    [cell] = found_in(f"<body>{folded}<p>After")
    assert cell.source == "x = 1"
    assert without(f"<body>{folded}<p>After") == "<body><p>After"
