"""The site of somebody else comes to life, in its own theme, with what it names and nothing else."""

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LivePage
from site_tests.pages.page_errors import complaints_of
from site_tests.servers.foreign_site import built, written
from site_tests.servers.site_server import served
from site_tests.suite.slow import slow_except

OWN = {"name": "mkdocs", "highlightjs": False}
"""MkDocs' own theme, without what it would fetch."""
OF_THE_THEME = "/js/darkmode.js", "/search/worker.js"
"""Where that theme throws when it fetches no highlighter."""
LIME: dict[str, Any] = {
    "name": "material",
    "font": False,
    "palette": [
        {"scheme": "default", "accent": "lime", "toggle": {"icon": "material/weather-night", "name": "Dark"}},
        {"scheme": "slate", "accent": "lime", "toggle": {"icon": "material/weather-sunny", "name": "Light"}},
    ],
}
MORE = """

```python {live #more}
import tides
tides.height(3)
```
"""
TORCH = """

```python {live #torch}
1
```
"""
BLACK = "rgb(0, 0, 0)"

Build = Callable[..., str]


@pytest.fixture
def address(assets: None, tmp_path: Path) -> Iterator[Build]:
    """Builds the example, serves it, and gives its address."""
    from live_cells.plugin.cache import CACHE

    with ExitStack() as stack:

        def build(settings: dict[str, Any], theme: Any, page: str = "", python: str = sys.executable) -> str:
            folder = written(tmp_path / "site", settings, theme, page)
            if settings.get("packages"):
                wheel(folder)
            done = built(folder, python, SEQLITE_ASSET_CACHE=str(CACHE))  # what is fetched already
            assert done.returncode == 0, done.stderr
            return stack.enter_context(served(folder / "site"))

        yield build


@pytest.fixture
def page(reader: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on any error that is not the theme's own, and any request elsewhere."""
    page = reader.new_page()
    complaints = complaints_of(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert [each for each in complaints if not any(script in each for script in OF_THE_THEME)] == []
    assert [url for url in asked if urlsplit(url).hostname not in ("127.0.0.1", None)] == []


def wheel(folder: Path) -> str:
    """A wheel of one module in a folder; returns its hash."""
    path = folder / "tides-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in {
            "tides.py": "def height(hours):\n    return 2 * hours\n",
            "tides-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tides\nVersion: 1.0\n",
        }.items():
            packed.writestr(zipfile.ZipInfo(name), text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def clean_python(assets: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python that has what `pip install "live-cells"` brings from the wheels, and nothing else."""
    uv = shutil.which("uv")
    if not uv:
        pytest.skip("there is no uv on this machine, which makes the environment")
    folder = tmp_path_factory.mktemp("clean")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    for project in (ROOT, ROOT / "live_cells"):
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
    (pinned := folder / "pinned.txt").write_text("\n".join(project["dependency-groups"]["pinned"]))
    home = folder / "environment"
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(home)}
    for command in (
        ["venv", "--quiet", "--python", sys.executable, str(home)],
        ["pip", "install", "--quiet", "-c", str(pinned), "--find-links", str(folder), "live-cells"],
    ):
        done = subprocess.run([uv, *command], env=env, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"pip cannot install it here: {done.stderr.strip()}")
    return str(next(home.glob("*/python")))


@pytest.mark.every_browser
def test_what_pip_installs_makes_a_site_live(clean_python: str, address: Build, page: Page) -> None:
    site = address({"image": False}, OWN, python=clean_python)
    cell = LivePage(page).open(site).cell("cell-1")
    cell.run()
    cell.expect_output("stdout", "loudest: 1.995")
    figure = LivePage(page).open(f"{site}figures/").cell("beat")
    figure.run()
    expect(figure.part("image")).to_be_visible()


@pytest.mark.slow
@pytest.mark.every_browser
@pytest.mark.parametrize("image", [True, "only"])
def test_python_starts_from_an_image_on_every_site(image: bool | str, address: Build, page: Page) -> None:
    cell = LivePage(page).open(address({"image": image}, OWN)).cell("cell-1")
    cell.run()
    cell.expect_output("stdout", "loudest: 1.995")
    cell.edit("import numpy.fft, csv\nfloat(numpy.fft.fft([1, 2])[0].real)")
    cell.run()
    cell.expect_output("result", "3.0")


@pytest.mark.slow
def test_a_site_without_figures_is_small_and_starts_from_an_image(
    assets: None, page: Page, tmp_path: Path
) -> None:
    from live_cells.plugin.cache import CACHE

    folder = written(tmp_path / "site", {"image": "only"}, OWN)
    (folder / "docs" / "figures.ipynb").unlink()
    index = folder / "docs" / "index.md"
    index.write_text(index.read_text("utf8").partition("The [notebook]")[0], "utf8")
    done = built(folder, SEQLITE_ASSET_CACHE=str(CACHE))
    assert done.returncode == 0, done.stderr
    assert sum(path.stat().st_size for path in (folder / "site").rglob("*")) < 18_000_000
    with served(folder / "site") as address:
        cell = LivePage(page).open(address).cell("cell-1")
        cell.run()
        cell.expect_output("stdout", "loudest: 1.995")


def test_cells_import_what_the_site_names_and_no_more(address: Build, page: Page, tmp_path: Path) -> None:
    named = {"wheel": "tides-1.0-py3-none-any.whl", "sha256": wheel(tmp_path)}
    live = LivePage(page).open(address({"image": False, "packages": [named]}, OWN, MORE + TORCH))
    more, torch = live.cell("more"), live.cell("torch")
    torch.edit("import torch")
    more.run()
    more.expect_output("result", "6")
    torch.run()
    torch.expect_error("there are numpy, PIL, matplotlib, mpl_toolkits, tides, and no other packages.")


@pytest.mark.slow
def test_torch_is_seqlite_where_the_site_says_so(address: Build, page: Page) -> None:
    live = LivePage(page).open(address({"image": False, "torch": True}, OWN, TORCH))
    torch = live.cell("torch")
    torch.edit("import torch\ntorch.arange(3.)")
    torch.run()
    torch.expect_output("result", "tensor([0., 1., 2.])")


@pytest.mark.parametrize("forms", slow_except([True, False], False))
def test_fields_have_controls_unless_the_site_wants_none(forms: bool, address: Build, page: Page) -> None:
    field = '\n\n```python {live #rate}\nrate = 3 #@param {type: "integer"}\nrate\n```\n'
    live = LivePage(page).open(address({"image": False, "forms": forms}, OWN, field)).settle()
    expect(live.cell("rate").form.get_by_role("spinbutton")).to_have_count(int(forms))


HIDDEN = """

```python {live hidden}
print("set up")
doubled = [2 * n for n in range(3)]
```

```python {live #uses}
doubled.append(9)
doubled
```

```python {live #too}
len(doubled)
```
"""


@pytest.mark.slow
@pytest.mark.every_browser
def test_hidden_code_runs_once_in_each_python_before_the_first_cell(address: Build, page: Page) -> None:
    live = LivePage(page).open(address({"image": False}, OWN, HIDDEN))
    uses, too = live.cell("uses"), live.cell("too")
    assert "set up" not in page.locator("body").inner_text()
    uses.run()
    uses.expect_output("result", "[0, 2, 4, 9]")
    expect(uses.part("stdout")).to_have_count(0)
    too.run()
    too.expect_output("result", "4")
    page.evaluate("liveKernel.restart()")
    too.run()
    too.expect_output("result", "3")
    too.edit("while doubled:\n    pass")
    too.start()
    too.expect_state("running")
    too.stop()
    too.expect_over()
    expect(too.note).to_contain_text("One cell had run before.")
    too.note.get_by_role("button", name="Run those cells again").click()
    too.expect_state("done")
    too.expect_output("result", "3")
    uses.run()
    uses.expect_output("result", "[0, 2, 4, 9]")


def test_an_error_in_hidden_code_is_shown_in_the_cell_that_was_run(address: Build, page: Page) -> None:
    broken = HIDDEN.replace("range(3)", "range(None)")
    live = LivePage(page).open(address({"image": False}, OWN, broken))
    for name in ("uses", "too"):
        cell = live.cell(name)
        cell.run()
        cell.expect_error("'NoneType' object cannot be interpreted as an integer")
        expect(cell.part("error")).to_contain_text("<cell hidden code>")
        expect(cell.marked_line).to_have_count(0)


@pytest.mark.slow
@pytest.mark.chromium_only
def test_hidden_code_of_a_page_and_of_the_site_runs_before_cells_of_any_generator(
    page: Page, assets: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from live_cells.make import command

    monkeypatch.chdir(tmp_path)
    settings = "image = false\ndocstrings = true\nsetup = 'base = 5'\n"
    (tmp_path / "live-cells.toml").write_text(settings)
    (site := tmp_path / "site").mkdir()
    (site / "index.html").write_text(
        "<!doctype html><head></head><pre>&gt;&gt;&gt; tide(1)\n7</pre>"
        "<pre class='live hidden'>def tide(x):\n    return base + 2 * x</pre>"
    )
    assert command.main(["make", "site"]) == 0
    with served(site) as address:
        cell = LivePage(page).open(address).cell("cell-1")
        cell.run()
        cell.expect_output("result", "7")


def color(page: Page, selector: str, name: str) -> str:
    return str(page.locator(selector).first.evaluate("(node, name) => getComputedStyle(node)[name]", name))


@pytest.mark.parametrize("scheme", slow_except(["light", "dark"], "dark"))
def test_cells_are_as_light_or_dark_as_mkdocs_own_theme(scheme: str, address: Build, page: Page) -> None:
    LivePage(page).open(address({"image": False}, OWN | {"color_mode": scheme})).settle()
    assert color(page, ".cell", "backgroundColor") == color(page, "body", "backgroundColor")
    assert color(page, ".cell-output", "color") == color(page, "body", "color")
    expect(page.locator("html")).to_have_attribute("data-live-scheme", scheme)


def test_cells_follow_any_palette_when_it_changes(address: Build, page: Page) -> None:
    LivePage(page).open(address({"image": False}, LIME)).settle()
    run = ".live-button--run"
    assert color(page, run, "color") == BLACK  # on lime
    fonts = color(page, "h1", "fontFamily"), color(page, "h1", "color")
    page.get_by_title("Dark").click()
    expect(page.locator("html")).to_have_attribute("data-live-scheme", "dark")
    expect(page.locator(".cell")).to_have_css("background-color", color(page, "body", "backgroundColor"))
    assert color(page, run, "color") == BLACK
    assert color(page, "h1", "fontFamily") == fonts[0]


@pytest.mark.slow
def test_links_within_a_page_that_the_theme_turns_leave_what_cells_have_printed(
    address: Build, page: Page
) -> None:
    turned = LIME | {"features": ["navigation.instant"]}
    live = LivePage(page).open(
        address({"image": False}, turned, "\n\n## The end\n\n[To the end](#the-end)\n")
    )
    cell = live.cell("cell-1")
    cell.run()
    cell.expect_output("stdout", "loudest: 1.995")
    cell.root.evaluate("cell => { cell.dataset.seen = ''; }")
    page.get_by_role("link", name="To the end").click()
    page.wait_for_url("**#the-end")
    page.evaluate("history.back()")  # of a way back within the page, Firefox's driver does not hear
    page.wait_for_function("!location.hash")
    expect(cell.root).to_have_attribute("data-seen", "")
    expect(cell.part("stdout")).to_have_text("loudest: 1.995")


@pytest.mark.slow
@pytest.mark.keeps_pages
@pytest.mark.chromium_only
def test_a_kept_page_runs_without_a_network_and_its_site_may_ask_others(
    address: Build, page: Page, reader: BrowserContext, tmp_path: Path
) -> None:
    live = LivePage(page).open(address({"image": False, "offline": True}, OWN))
    live.cell("cell-1").run()
    expect(page.locator("html")).to_have_attribute("data-offline", "runs", timeout=FIRST_LOAD)
    page.reload()
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (elsewhere / "index.html").write_text("fonts")
    with served(elsewhere, {"Access-Control-Allow-Origin": "*"}) as other:
        assert page.evaluate("async (url) => (await fetch(url)).status", other) == 200
    reader.set_offline(True)
    page.reload()
    cell = live.cell("cell-1")
    cell.run()
    cell.expect_output("stdout", "loudest: 1.995")


@pytest.mark.every_browser
def test_finished_pages_of_other_generators_come_to_life(
    page: Page, assets: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from live_cells.make import command

    monkeypatch.chdir(tmp_path)
    (tmp_path / "live-cells.toml").write_text("docstrings = true")
    site = shutil.copytree(ROOT / "site_tests" / "foreign" / "finished", tmp_path / "site")
    assert command.main(["make", "site"]) == 0
    with served(site) as address:
        for name in ("superfences", "nbconvert", "quarto"):
            live = LivePage(page).open(f"{address}{name}.html")
            for cell_id in live.cell_ids:
                cell = live.cell(cell_id)
                recorded = cell.output.inner_text()
                cell.run()
                cell.expect_state("done")
                if recorded and "two" not in cell_id:  # whose table was made by a library that is not here
                    expect(cell.output).to_have_text(recorded, use_inner_text=True)
