"""Figures in the browser: brought when first used, seen in both schemes and on a phone, stopped at will."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route

from site_tests.drivers import expect
from site_tests.pages import theme
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage, fetched_for_python
from site_tests.servers.site_server import addresses, held_back
from site_tests.suite.slow import slow_except

LESSON = "lessons/sequential-models/"
IMPORT = "import matplotlib.pyplot as plt"
DRAW = f"{IMPORT}\nplt.plot([1, 3, 2])\nplt.title('A title')\nplt.show()\nprint('after')"


def cells_of(page: Page, site_url: str) -> tuple[LiveCell, LiveCell]:
    lesson = LivePage(page).open(site_url + LESSON)
    first, second, *_ = lesson.cell_ids
    return lesson.cell(first), lesson.cell(second)


@pytest.fixture
def cell(reused: Callable[[str], LivePage], site_url: str) -> LiveCell:
    """A cell of a page that earlier tests have used."""
    lesson = reused(site_url + LESSON)
    return lesson.cell(lesson.cell_ids[0])


def expect_drawn(cell: LiveCell, count: int = 1) -> None:
    """So many figures are seen, each loaded in the scheme's own inks."""
    seen = cell.part("image").locator("img:visible")
    expect(seen).to_have_count(count, timeout=FIRST_LOAD)
    for image in seen.all():
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300


@pytest.mark.slow
def test_what_a_python_that_draws_starts_from_is_fetched_once(page: Page, site_url: str) -> None:
    fetched: list[str] = []
    page.context.on("request", lambda request: request.service_worker or fetched.append(request.url))
    lesson = LivePage(page).open(site_url + LESSON)
    cell = lesson.cell(lesson.cell_ids[0])

    def parts() -> list[int]:
        return [
            sum(url.endswith(f"/{part}") for url in fetched) for part in ("core.zst", "figures/memory.zst")
        ]

    cell.edit("1 + 1")
    cell.run()
    assert parts() == [1, 0]
    cell.edit(DRAW)
    cell.run()
    expect_drawn(cell)
    assert parts() == [1, 0]  # this Python has fetched matplotlib by itself
    for _ in range(2):
        lesson.restart()
        cell.run()
        expect_drawn(cell)
        assert parts() == [1, 1]


@pytest.mark.slow
def test_where_what_draws_does_not_arrive_the_image_without_it_serves(
    page: Page, context: BrowserContext, site_url: str
) -> None:
    context.route("**/figures/head.json", lambda route: route.fulfill(json={"sides": []}))
    cell, _ = cells_of(page, site_url)
    cell.edit(DRAW)
    page.reload()  # a start that typing makes cannot know that figures follow
    with page.expect_event("console", lambda message: "starts from the one without" in message.text):
        cell.run()
    expect_drawn(cell)
    assert not [url for url in fetched_for_python(page) if url.endswith(".wasm")]


@pytest.mark.slow
@pytest.mark.parametrize("isolated", [True, False], ids=["isolated", "plain"])
@pytest.mark.parametrize("image", [True, False], ids=["memory-image", "no-memory-image"])
def test_a_figure_is_drawn_where_it_is_shown(
    isolated: bool, image: bool, page: Page, context: BrowserContext, site_url: str, isolated_site_url: str
) -> None:
    if not image:
        context.route("**/head.json", lambda route: route.fulfill(json={}))
    cell, _ = cells_of(page, isolated_site_url if isolated else site_url)
    cell.edit(DRAW)
    cell.run()
    cell.expect_state("done")
    expect_drawn(cell)
    kinds = cell.output.locator("[data-part]").evaluate_all("parts => parts.map(part => part.dataset.part)")
    assert kinds == ["image", "stdout"]


def test_an_import_alone_fetches_nothing_and_a_later_use_does(page: Page, site_url: str) -> None:
    fetched: list[str] = []
    # What a service worker asks for is there already: it keeps what the page has had.
    page.context.on("request", lambda request: request.service_worker or fetched.append(request.url))
    lesson = LivePage(page).open(site_url)  # the home page, whose cell draws no figure
    [cell] = map(lesson.cell, lesson.cell_ids)
    cell.show_code()
    cell.edit(IMPORT)
    cell.run()
    cell.expect_state("done")
    lesson.expect_kernel("ready")
    assert not [url for url in fetched if "matplotlib" in url]
    cell.edit("exec('plt.plot([1, 2])')")  # a use that nobody could see in the code
    cell.run()
    expect_drawn(cell)
    assert len([url for url in fetched if url.endswith("matplotlib.pack")]) == 1


@pytest.mark.every_browser
def test_what_other_cells_of_the_page_use_is_fetched_after_the_first_run(page: Page, site_url: str) -> None:
    cell, _ = cells_of(page, site_url)
    cell.edit("1 + 1")
    cell.run()
    cell.expect_output("result", "2")
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('matplotlib.pack'))"
    )


@pytest.mark.slow
def test_what_other_cells_draw_with_is_imported_while_nothing_runs(page: Page, site_url: str) -> None:
    cell, _ = cells_of(page, site_url)
    for python in ("the first", "another"):
        for turn in range(300):  # a run waits for no more than a step of it
            cell.edit(f"import sys\n'live_plots.inline_figures' in sys.modules, {turn}")
            cell.run()
            if "True" in cell.part("result").inner_text():
                break
        else:
            raise AssertionError(f"{python} Python has not imported it")
        LivePage(page).restart()
    cell.edit(DRAW)
    cell.run()
    expect_drawn(cell)


@pytest.mark.parametrize("isolated", slow_except([True, False], False), ids=["isolated", "plain"])
def test_the_arrival_is_told_can_be_stopped_and_if_it_fails_tried_again(
    isolated: bool, page: Page, context: BrowserContext, site_url: str, isolated_site_url: str
) -> None:
    context.route("**/matplotlib.pack", lambda route: route.fulfill(status=200, body=b"not an archive"))
    first, second = cells_of(page, isolated_site_url if isolated else site_url)
    first.edit("kept = 'still here'")
    first.run()
    second.edit(DRAW)
    second.run()
    second.expect_state("failed")
    expect(second.part("error")).to_contain_text("Something this cell needs could not be loaded")
    context.unroute("**/matplotlib.pack")
    with held_back("*/matplotlib.pack"):
        second.start()
        expect(second.label).to_have_text(re.compile(r"matplotlib 0\.00 of \d+ MB"))
        second.expect_state("loading")
        second.stop()
        second.expect_state("stopped")
    second.run()
    second.expect_state("done")
    expect_drawn(second)
    first.edit("kept")
    first.run()
    first.expect_output("result", "'still here'")


PICTURE = f"{IMPORT}\nimport torch\nplt.imshow(torch.rand(28, 28), cmap='gray_r')\nplt.colorbar();"
LATER = "**/{python_stdlib.zip,later.zst,matplotlib.pack,matplotlib-later.pack}"


@pytest.mark.parametrize("source", slow_except([None, PICTURE], None), ids=["as-published", "picture"])
def test_a_first_figure_needs_nothing_that_comes_later(
    source: str | None, page: Page, context: BrowserContext, site_url: str
) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(f"{route.request.resource_type} {route.request.url}")
        route.abort()

    context.route(LATER, refuse)
    cell = LivePage(page).open(site_url + LESSON).cell("try-width")
    if source:
        cell.edit(source)
    cell.run()
    cell.expect_state("done")
    expect_drawn(cell)
    # in the background; a run that waited for it would have sent an "xhr"
    assert not [one for one in asked if not one.startswith("fetch ")]


RARE = """import matplotlib.pyplot as plt
figure = plt.figure()
figure.add_subplot(121, projection="3d").plot([1, 2], [1, 2], [1, 2])
figure.add_subplot(122).contourf([[1, 2], [2, 3]])
figure.suptitle("bold", weight="bold")
figure.text(0, 0, r"$\\theta$", family="monospace")
plt.show()"""


@pytest.mark.slow
@pytest.mark.every_browser
def test_a_figure_that_needs_what_comes_later_is_drawn(page: Page, site_url: str) -> None:
    cell, _ = cells_of(page, site_url)
    cell.edit(RARE)
    cell.run()
    cell.expect_state("done")
    expect_drawn(cell)


@pytest.mark.usefixtures("context")
def test_what_a_figure_waits_for_while_it_is_drawn_is_announced(page: Page, site_url: str) -> None:
    with held_back("*/matplotlib-later.pack"):
        cell, _ = cells_of(page, site_url)
        cell.edit(RARE)
        cell.start()
        expect(cell.label).to_have_text(
            re.compile(r"Running · .* · matplotlib 0\.00 of 1 MB"), timeout=FIRST_LOAD
        )
    expect_drawn(cell)


IMPORT_ALL = """import contextlib, importlib, io, sys, warnings
warnings.simplefilter("ignore")
names = ["xml.dom.minidom", "unittest.mock", "html.parser", "importlib.resources.readers"]  # half there
names += [*sorted(sys.stdlib_module_names - {"this", "antigravity", "idlelib", "turtledemo"})]
for name in names:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            importlib.import_module(name)
    except BaseException as error:
        print(name, type(error).__name__)
"""


@pytest.mark.slow
def test_all_of_the_library_can_be_imported_after_a_figure_as_before(page: Page, site_url: str) -> None:
    cell, _ = cells_of(page, site_url)
    cell.edit(IMPORT_ALL)
    cell.run()
    cell.expect_state("done")
    before = cell.part("stdout").inner_text()
    page.reload()
    cell, other = cells_of(page, site_url)
    cell.edit(DRAW)
    cell.run()
    expect_drawn(cell)
    other.edit(IMPORT_ALL)
    other.run()
    other.expect_state("done")
    assert other.part("stdout").inner_text() == before
    assert "xml" not in before


@pytest.mark.slow
@pytest.mark.usefixtures("context")
def test_what_a_page_fetches_ahead_makes_way_for_what_a_run_waits_for(page: Page, site_url: str) -> None:
    cell, _ = cells_of(page, site_url)
    cell.edit("1")

    def is_ahead(request: Request) -> bool:
        return request.url.endswith("matplotlib.pack")

    with held_back("*/matplotlib.pack"):
        with page.expect_request(is_ahead):
            cell.run()
        cell.edit("from torchvision import datasets\nlen(datasets.MNIST('data', download=True))")
        with held_back("*/mnist*/*"), page.expect_event("requestfailed", is_ahead):
            cell.start()
            expect(cell.label).to_have_text(re.compile(r"MNIST 0\.00 of \d+ MB"))
        cell.expect_output("result", "60000")
    cell.edit(DRAW)
    cell.run()
    expect_drawn(cell)


@pytest.mark.every_browser
def test_a_figure_follows_the_scheme_at_once(cell: LiveCell) -> None:
    page = cell.page
    cell.edit(DRAW)
    cell.run()
    expect_drawn(cell)
    seen = cell.part("image").locator("img:visible")
    light = seen.get_attribute("src")
    page.evaluate(f"siteTheme.scheme = '{theme.DARK}'")
    expect_drawn(cell)
    assert seen.get_attribute("src") != light


def test_a_figure_fits_a_phone(cell: LiveCell) -> None:
    page = cell.page
    cell.edit(DRAW)
    cell.run()
    expect_drawn(cell)
    page.set_viewport_size({"width": 390, "height": 800})
    box = cell.part("image").locator("img:visible").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert 1.4 < box["width"] / box["height"] < 2


FIGURES = ".cell-output img:visible"
OVERHANG = """image => {
    const output = image.closest(".cell-output");
    const { paddingLeft, paddingRight } = getComputedStyle(output);
    return image.offsetWidth - (output.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
}"""
"""By how much a picture is wider than the room that its cell has for it."""


SCROLLED = """outputs => outputs.filter(output => output.scrollWidth > output.clientWidth + 1)
    .map(output => output.closest("[data-cell]").dataset.cell)"""
"""The cells whose output does not fit into the column."""


@pytest.mark.slow
def test_no_figure_of_any_page_is_wider_than_its_cell(page: Page, site_dir: Path, site_url: str) -> None:
    wide, seen = [], 0
    for name in addresses(site_dir):
        if "figures/" not in (site_dir / name / "index.html").read_text("utf8"):
            continue
        page.goto(site_url + name)
        page.evaluate("document.querySelectorAll('details').forEach(folded => (folded.open = true))")
        for width in (601, 768, 1280, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            overhangs = page.locator(FIGURES).evaluate_all(f"images => images.map({OVERHANG})")
            seen += len(overhangs)
            wide += [f"{name} at {width} px: by {overhang}" for overhang in overhangs if overhang > 1]
            if (
                width >= 1280
            ):  # a long line that is printed with it takes a part of the figure out of sight, too
                cut = page.locator(".cell-output:has(img)").evaluate_all(SCROLLED)
                wide += [f"{name} at {width} px: {cell} scrolls sideways" for cell in cut]
    assert not wide, "\n".join(wide)
    assert seen > 50


@pytest.mark.usefixtures("context")
def test_a_recorded_figure_has_its_place_before_it_comes(page: Page, site_url: str) -> None:
    sizes = "images => images.map(image => [image.offsetWidth, image.offsetHeight])"
    with held_back("*/figures/*"):
        page.goto(site_url + LESSON, wait_until="domcontentloaded")
        # none that is covered, and no still, which a picture replaces
        figures = page.locator(".cell > .cell-output > [data-part=image] img.figure-light")
        reserved = figures.evaluate_all(sizes)
        assert all(height > 100 for _, height in reserved)
    own = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    for figure, (width, height) in zip(figures.all(), reserved, strict=True):
        figure.scroll_into_view_if_needed()
        natural_width, natural_height = figure.evaluate(own)
        assert natural_width / natural_height == pytest.approx(width / height, rel=0.02)
    assert figures.evaluate_all(sizes) == reserved


def test_a_drawn_figure_has_its_own_size_and_stands_where_it_was_shown(cell: LiveCell) -> None:
    cell.edit(DRAW)
    cell.run()
    expect_drawn(cell)
    drawn = cell.part("image").locator("img:visible")
    for side in ("Width", "Height"):
        shown, own = drawn.evaluate(f"image => [image.offset{side}, image.natural{side}]")
        assert shown == pytest.approx(own, abs=1)
    kinds = cell.output.locator("[data-part]").evaluate_all("parts => parts.map(part => part.dataset.part)")
    assert kinds == ["image", "stdout"]


def test_a_wide_flat_figure_fits_a_desktop_and_scrolls_on_a_phone(cell: LiveCell) -> None:
    page = cell.page
    cell.edit(f"{IMPORT}\nplt.subplots(1, 8, figsize=(9, 1.4));")
    cell.run()
    expect_drawn(cell)
    figure = cell.part("image").locator("img:visible")
    for width in (601, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert figure.evaluate(OVERHANG) <= 1
        assert figure.evaluate("image => image.offsetWidth / image.offsetHeight") > 5
    page.set_viewport_size({"width": 390, "height": 844})
    assert figure.evaluate("image => image.offsetHeight") > 100
    assert figure.evaluate(OVERHANG) > 100
    expect(cell.output).to_have_attribute("tabindex", "0")


def test_a_figure_has_words(cell: LiveCell) -> None:
    cell.edit(DRAW)
    cell.run()
    expect(cell.part("image").locator("img:visible")).to_have_attribute("alt", "Figure. A title, 1 line.")


def test_a_picture_of_pixels_shows(cell: LiveCell) -> None:
    cell.edit(f"import torch\n{IMPORT}\nplt.imshow(torch.rand(28, 28), cmap='gray')\nplt.colorbar()")
    cell.run()
    cell.expect_state("done")
    expect_drawn(cell)


def test_pillow_comes_for_image_files(cell: LiveCell) -> None:
    cell.edit(
        "import torch\nfrom torchvision.io import read_image\nfrom torchvision.utils import save_image\n"
        "save_image(torch.arange(48.0).reshape(3, 4, 4) / 48, 'image.png')\nread_image('image.png').shape"
    )
    cell.run()
    cell.expect_output("result", "torch.Size([3, 4, 4])")


def test_progress_bars_stay_on_their_line(cell: LiveCell) -> None:
    cell.edit("from tqdm.auto import tqdm\nsum(tqdm(range(5), desc='sum'))")
    cell.run()
    cell.expect_output("result", "10")
    text = cell.part("stderr").inner_text()
    assert text.count("sum:") == 1
    assert "100%" in text
    assert "5/5" in text
