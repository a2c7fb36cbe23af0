"""What draws pictures comes late, the script and the package, and nothing moves when it does."""

import pytest
from playwright.sync_api import Page, Route, expect

from site_tests.lessons.notebooks import LESSONS
from site_tests.pages.cells import DRAW_FAR, FIRST_LOAD, UNFINISHED, LivePage
from site_tests.suite.slow import slow_except

CELL = """\
import torch
from torch import nn
from pictures import network

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
seen = network(model, torch.tensor([0.5, -1.0]), target=torch.tensor([1.0]), loss=nn.MSELoss())
print(seen)
"""


def test_a_cell_that_imports_pictures_brings_them(lesson: LivePage) -> None:
    asked: list[str] = []
    lesson.page.context.on("request", lambda request: asked.append(request.url))
    cell = lesson.cell(lesson.cell_ids[1])
    cell.edit("pictures = 3\npictures")
    cell.run()
    cell.expect_output("result", "3")
    assert not [url for url in asked if "pictures.zip" in url]
    cell.edit(CELL)
    cell.run()
    expect(cell.part("stdout")).to_contain_text("MSELoss() = 2.8290")  # as PyTorch has it
    assert len([url for url in asked if "pictures.zip" in url]) == 1


MODEL = """import torch
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.Linear(3, 1))
x, batch = torch.ones(2), torch.zeros(8, 2)
drawn = torch.rand(1).item()
model"""


def test_a_model_is_looked_into_where_it_is_shown_and_among_the_variables(used: LivePage) -> None:
    cell, other = (used.cell(name) for name in used.cell_ids[:2])
    page = used.page
    cell.edit(MODEL)
    cell.run()
    cell.button("Look inside").click()
    shown = page.get_by_role("dialog", name="Inside the model")
    expect(shown.locator(".picture-live")).to_be_visible(timeout=FIRST_LOAD)
    expect(shown).to_contain_text("The model at work on batch")
    shown.get_by_label("Input:").select_option("x")
    expect(shown).to_contain_text("The model at work on x")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)

    used.choose("Variables")
    panel = page.get_by_role("region", name="Variables")
    row = panel.get_by_role("row").filter(has=page.get_by_role("cell", name="model", exact=True))
    row.get_by_role("button", name="Look inside").click()
    expect(page.get_by_role("dialog", name="Inside model").locator(".picture-live")).to_be_visible()
    page.keyboard.press("Escape")
    panel.get_by_role("button", name="Close").click()

    other.edit(f"{MODEL}\n(torch.rand(1).item(), model.training)")
    cell.edit("(torch.rand(1).item(), model.training)")
    cell.run()
    looked_at = cell.part("result").inner_text()
    other.run()
    other.expect_output("result", looked_at)


def test_a_model_of_another_python_is_gone_and_says_so(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit("from torch import nn\nnn.Linear(2, 1)")
    cell.run()
    used.restart()
    cell.button("Look inside").click()
    shown = used.page.get_by_role("dialog", name="Inside the model")
    expect(shown).to_contain_text("This model is no longer there. Run its cell again.", timeout=FIRST_LOAD)
    used.page.keyboard.press("Escape")


STILL = "[data-picture]:not([data-live], [data-far])"
SHIFTS = """
window.shifts_ = [];
new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries())
        window.shifts_.push(`${value}: ${sources.map(({ node }) => node?.className)}`);
}).observe({ type: "layout-shift", buffered: true });
"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
HEIGHTS = """() => {
    for (const cover of document.querySelectorAll("details.prediction:has(.picture)")) cover.open = true;
    return [...document.querySelectorAll(".picture")].map((picture) => picture.offsetHeight);
}"""


SIZES = [(1280, 800), (390, 844)]
STABLE = ["", "gradients", "training"]
"""Home, and two lessons; the others are in the second tier."""


@pytest.mark.parametrize("lesson", slow_except(["", *(path.stem for path in LESSONS)], *STABLE))
def test_the_page_stays_where_it_is_while_it_loads(page: Page, site_url: str, lesson: str) -> None:
    page.add_init_script(SHIFTS)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        LivePage(page).open(f"{site_url}lessons/{lesson}/" if lesson else site_url).settle(scrolls=False)
        page.evaluate(DRAWN)
        shifts = page.evaluate("window.shifts_")
        assert sum(float(shift.partition(":")[0]) for shift in shifts) <= 0.02, (width, shifts)


@pytest.mark.parametrize(
    ("width", "height"), [pytest.param(*SIZES[0], marks=pytest.mark.slow), SIZES[1]], ids=["desktop", "phone"]
)
def test_nothing_moves_when_a_still_comes_to_life(page: Page, site_url: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(SHIFTS)
    held: list[Route] = []
    page.route("**/page/mount-*", lambda route: held.append(route))
    for lesson in ("sequential-models", "gradients", "losses-and-optimizers", "convolutions"):
        held.clear()
        page.goto(f"{site_url}lessons/{lesson}/", wait_until="domcontentloaded")  # `load` may wait
        expect(page.locator(UNFINISHED.replace(f"{STILL}, ", ""))).to_have_count(0)
        pictures = page.locator(".picture")
        before = page.evaluate(HEIGHTS)
        pictures.first.evaluate("picture => { picture.scrollIntoView(); scrollBy(0, -100); }")
        expect(page.locator(STILL)).not_to_have_count(0)
        page.evaluate(DRAWN)
        page.evaluate("window.shifts_.length = 0")
        held.pop().continue_()
        page.evaluate(DRAW_FAR)
        expect(page.locator(".picture[data-drawn]")).to_have_count(len(before))
        after = page.evaluate(
            f"() => new Promise((done) => requestAnimationFrame(() => done(({HEIGHTS})())))"
        )
        assert after == before, lesson
        assert page.evaluate("window.shifts_") == [], lesson


def test_a_picture_is_drawn_when_it_comes_near(page: Page, site_url: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{site_url}lessons/sequential-models/")
    expect(page.locator(".picture[data-far]")).not_to_have_count(0)
    expect(page.locator(STILL)).to_have_count(0)
    assert not [url for url in fetched if "/page/network-" in url]
    picture = page.locator(".picture[data-far]").first
    picture.scroll_into_view_if_needed()
    expect(page.locator(".picture[data-drawn] .picture-live").first).to_be_visible()


def test_pictures_without_a_still_are_drawn_for_paper(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}lessons/convolutions/")
    expect(page.locator(".picture[data-far]")).not_to_have_count(0)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".picture[data-far]")).to_have_count(0)
    expect(page.locator(STILL)).to_have_count(0)
