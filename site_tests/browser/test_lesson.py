"""The lesson in the reader's browser: every cell prints what PyTorch printed; MNIST trains to the end."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from site_tests.drivers import expect
from site_tests.lessons.comparison import differences
from site_tests.lessons.notebooks import LESSONS, PICTURE, recorded_cells
from site_tests.pages import theme
from site_tests.pages.browser_probes import change_palette, unpainted, without_javascript
from site_tests.pages.cells import LivePage
from site_tests.servers.site_server import file_behind
from site_tests.suite.slow import slow_except

LONG = 400_000  # three epochs of MNIST
FIRST = [lesson for lesson in LESSONS if lesson.stem == "defining-a-model"]


def live_text(cell) -> str:
    """What the cell shows apart from warnings."""
    texts = []
    for part in cell.output.locator("[data-part]:not([data-part='stderr'])").all():
        match part.get_attribute("data-part"):
            case "image" | "picture":
                texts.append(PICTURE)
            case "html":
                texts.append((part.get_attribute("title") or "") + "\n")
            case _:
                texts.append((part.text_content() or "").removesuffix("\n") + "\n")  # folded parts, too
    return "".join(texts).rstrip("\n")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("lesson", slow_except(LESSONS, *FIRST), ids=lambda path: path.stem)
def test_every_cell_prints_what_pytorch_printed_and_mnist_trains(lesson, page: Page, site_url: str) -> None:
    live = LivePage(page).open(f"{site_url}lessons/{lesson.stem}/")
    cells = recorded_cells(lesson)
    assert live.cell_ids == [cell.id for cell in cells]
    live.run_all(with_experiments=True)
    wrong, accuracy = [], None
    for recorded in cells:
        cell = live.cell(recorded.id)
        cell.expect_over(timeout=LONG)
        cell.expect_state(recorded.outcome)
        text = live_text(cell)
        wrong += [f"{recorded.id}: {p}" for p in differences(recorded.output, text, recorded.tolerance)]
        if found := re.search(r"Accuracy: \d+/10000 \((.*)%\)", text):
            accuracy = float(found[1])
    assert not wrong, "\n".join(wrong)
    assert unpainted(page) == []
    if lesson.stem in ("tour", "training"):
        assert accuracy >= 97


def test_formulas_are_set_by_katex_and_diagrams_drawn(page: Page, site_url: str) -> None:
    page.goto(site_url + "lessons/tour/")
    expect(page.locator(".arithmatex .katex-html").first).to_be_visible()
    assert page.locator(".katex-error").count() == 0
    expect(page.locator(".mermaid svg")).to_have_count(2)
    for diagram in page.locator(".mermaid svg").all():
        expect(diagram).to_have_attribute("aria-roledescription", "flowchart-v2")
        assert "Layer 1" in (diagram.text_content() or "")


@pytest.mark.parametrize(  # with classes, and as it comes
    "lesson", slow_except(["lessons/tour/", "template/lesson/"], "lessons/tour/")
)
def test_diagrams_follow_the_color_scheme(page: Page, site_url: str, lesson: str) -> None:
    page.goto(site_url + lesson)
    layer = page.locator(".mermaid svg .node > rect").nth(1)
    color = "element => getComputedStyle(element).fill"
    light = layer.evaluate(color)
    assert light != "rgb(0, 0, 0)"
    change_palette(page)
    change_palette(page)
    expect(page.locator("body")).to_have_attribute(theme.SCHEME, theme.DARK)
    expect(layer).not_to_have_css("fill", light)


def test_without_javascript_everything_is_there_to_read(browser: Browser, site_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()  # it may log that scripts do not run
    page.goto(site_url)
    plain = without_javascript(page, site_url + "lessons/tour/")
    expect(plain.locator("math").first).to_be_visible()
    expect(plain.locator("figure.diagram svg")).to_have_count(2)
    for picture in plain.locator("figure.diagram svg").all():
        box = picture.bounding_box()
        assert box
        assert box["width"] > 600
        assert 40 < box["height"] < 200
    expect(plain.locator("figcaption", has_text="There is exactly one path.")).to_be_visible()
    expect(plain.get_by_text("parameters: 109386")).to_be_visible()
    expect(plain.get_by_text("Epoch 3, Batch 900: Loss")).to_be_visible()
    context.close()


def test_nothing_of_python_is_fetched_before_the_first_run(page: Page, site_url: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    live = LivePage(page).open(site_url + "lessons/tour/").settle()
    live.expect_kernel("off")
    assert not [url for url in requests if "pyodide" in url or "mnist" in url or "seqlite-" in url]


@pytest.mark.parametrize("lesson", slow_except(["gradients", "tour", "training"], "tour", "training"))
def test_a_page_is_light_before_anything_is_touched(
    lesson: str, page: Page, site_url: str, site_dir: Path
) -> None:
    """What a phone pays for looking: typefaces and scripts, as they travel."""
    files: set[Path] = set()
    page.on("request", lambda request: files.add(file_behind(request.url, site_dir)))
    LivePage(page).open(f"{site_url}lessons/{lesson}/").settle(scrolls=False)
    scripts = {
        file: len(gzip.compress(file.read_bytes(), 6)) for file in files if file.suffix in (".js", ".mjs")
    }
    typefaces = {file: file.stat().st_size for file in files if file.suffix == ".woff2"}
    draws = page.locator("[data-drawn]").count() > 0  # a picture is about a screen away
    assert sum(scripts.values()) <= 94_000 + (38_000 if draws else 0), scripts
    assert sum(typefaces.values()) <= 144_000, typefaces


def test_the_index_of_the_search_comes_when_a_reader_turns_to_it(page: Page, site_url: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    LivePage(page).open(site_url + "lessons/tour/").settle()
    assert not [url for url in requests if "search_index" in url]
    page.keyboard.press("/")
    page.keyboard.type("dropout")
    expect(page.locator(theme.FOUND).first).to_be_visible()
    page.goto(site_url + "?q=momentum")  # a link to a search
    expect(page.locator(theme.FOUND).first).to_be_visible()


@pytest.mark.slow
def test_a_model_with_the_readers_own_sizes_runs(lesson: LivePage) -> None:
    cell = lesson.cell("first-model")
    cell.edit(
        "import torch.nn as nn, torch\n"
        "net = nn.Sequential(nn.Linear(20, 7), nn.Tanh(), nn.Linear(7, 3))\n"
        "print(net(torch.zeros(5, 20)).shape)\nnet[0]"
    )
    cell.run()
    cell.expect_output("stdout", "torch.Size([5, 3])")
    cell.expect_output("result", "Linear(in_features=20, out_features=7, bias=True)")


@pytest.mark.slow
def test_layers_that_do_not_fit_are_named(lesson: LivePage) -> None:
    cell = lesson.cell("first-model")
    cell.edit(
        "import torch, torch.nn as nn\n"
        "net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(9, 2))\n"
        "net(torch.zeros(1, 4))"
    )
    cell.run()
    cell.expect_error("mat1 and mat2 shapes cannot be multiplied (1x8 and 9x2)", line=3)
    expect(cell.part("error")).to_contain_text("(2) Linear(9, 2)")


def test_the_style_sheets_stay_when_a_reader_turns_the_page(lesson: LivePage) -> None:
    """Where they were exchanged, each page would be styled twice."""
    page, own = lesson.page, "link[rel=stylesheet][integrity]"  # scripts bring others, such as that of curves
    count = page.evaluate(f"(window.sheets = [...document.querySelectorAll('{own}')]).length")
    title = page.locator("h1").inner_text()
    page.locator(theme.NEXT_PAGE).click()
    expect(page.locator("h1")).not_to_have_text(title)
    expect(page.locator(own)).to_have_count(count)
    assert page.evaluate("sheets.every((sheet) => sheet.isConnected)")


@pytest.mark.slow
def test_links_within_a_page_leave_what_cells_have_printed(lesson: LivePage) -> None:
    page, cell = lesson.page, lesson.cell(lesson.cell_ids[0])
    title = page.locator("h1").inner_text()
    cell.edit("print('mine')")
    cell.run()
    cell.expect_output("stdout", "mine")
    first = page.url
    for link in page.locator(theme.TABLE_OF_CONTENTS).get_by_role("link").all()[1:3]:
        link.click()
        page.wait_for_url(re.compile("#"))
        page.go_back()
        page.wait_for_url(first)
        cell.expect_output("stdout", "mine")
    page.locator(theme.NEXT_PAGE).click()
    expect(page.locator("h1")).not_to_have_text(title)
    page.go_back()
    expect(page.locator("h1")).to_have_text(title)
