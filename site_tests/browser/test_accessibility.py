"""axe-core finds nothing serious: on every page, in both schemes, on a phone, before and after runs."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from site_tests.pages import theme
from site_tests.pages.browser_probes import change_palette, print_styles
from site_tests.pages.cells import LivePage
from site_tests.pages.origins import Origins
from site_tests.pages.playground import PlaygroundPage
from site_tests.servers.site_server import addresses
from site_tests.style.tools import npm_tool
from site_tests.suite.slow import slow_except

WIDE: ViewportSize = {"width": 1280, "height": 900}
TALL: ViewportSize = {"width": 1280, "height": 1800}  # nothing is half below the header
PHONE: ViewportSize = {"width": 390, "height": 844}
POINTS = "#data=moons&noise=0.5&epochs=4&layers=Linear~8,ReLU,Dropout~0.2,BatchNorm,Linear~2"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe() -> str:
    return (npm_tool("axe") / "axe.min.js").read_text("utf8")


OF_COLORS = ["color-contrast", "link-in-text-block"]
"""What of it can be otherwise in the other scheme."""


END_CHANGES = """async () => {
    const changes = () => document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    for (let left = changes(); left.length; left = changes()) {
        for (const change of left) change.finish();
        await new Promise(requestAnimationFrame);
    }
}"""
"""Ends all changes of color: half of the way, they have too little contrast. To wait for them would be to
wait forever where an element is hidden: there, browsers leave them as they are."""


def serious(page: Page, axe: str, rules: list[str] = TAGS) -> list[str]:
    """What is serious or critical, one line for each element."""
    page.evaluate(axe)
    page.evaluate(END_CHANGES)
    # What passed is only counted: to write down where it stands was two thirds of the work.
    found = page.evaluate("rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", rules)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if node["impact"] in ("serious", "critical")
    ]


def show(page: Page, dark: bool) -> None:
    """Choose the color scheme, at once."""
    page.evaluate("scheme => (siteTheme.scheme = scheme)", "slate" if dark else "default")
    page.evaluate(END_CHANGES)


REFERENCE = ("reference/", "reference/tensor/", "reference/instruments/")
"""One page of the reference of each kind: they are made by one program."""
SOME = ("", "lessons/sequential-models/", "lab/playground/", "guides/teachers/", "reference/instruments/")
"""One page of each kind."""


@pytest.mark.parametrize(
    ("size", "schemes", "pages"),
    [
        pytest.param(WIDE, ("light", "dark"), SOME, id="some"),
        pytest.param(WIDE, ("light", "dark"), None, id="wide", marks=pytest.mark.slow),
        pytest.param(PHONE, ("dark",), None, id="phone", marks=pytest.mark.slow),
    ],
)
def test_every_page(
    browser: Browser,
    site_dir: Path,
    site_url: str,
    axe: str,
    size: ViewportSize,
    schemes: tuple[str, ...],
    pages: tuple[str, ...] | None,
) -> None:
    context = browser.new_context(viewport=size, bypass_csp=True)
    page = context.new_page()
    found = {}
    for name in pages or addresses(site_dir):
        if name.startswith("reference/") and name not in REFERENCE:
            continue
        LivePage(page).open(site_url + name).settle()
        for scheme in schemes:
            show(page, dark=scheme == "dark")
            found[f"{name} ({scheme})"] = serious(page, axe, TAGS if scheme == schemes[0] else OF_COLORS)
    context.close()
    found = {place: lines for place, lines in found.items() if lines}
    assert not found, json.dumps(found, indent=1)


@pytest.mark.parametrize("dark", slow_except([False, True], True), ids=["light", "dark"])
def test_a_page_whose_cells_have_run(browser: Browser, site_url: str, axe: str, dark: bool) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    lesson = LivePage(page).open(site_url + "lessons/sequential-models/")
    show(page, dark)
    failing, asking, drawing, waiting, *_ = map(lesson.cell, lesson.cell_ids[1:])  # the first is folded
    failing.edit("print('\\033[31mred\\033[0m')\nimport torch\ntorch.zeros(2) @ torch.zeros(3)")
    failing.run()
    drawing.edit("import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()\nkept = torch.eye(2)")
    drawing.run()
    asking.edit("input('Your name? ')")
    asking.start()
    waiting.start()
    expect(asking.output.get_by_role("textbox")).to_be_visible()  # the focus would close a menu
    lesson.choose("Variables")
    assert not serious(page, axe)
    context.close()


@pytest.mark.parametrize("dark", slow_except([False, True], True), ids=["light", "dark"])
def test_where_a_number_comes_from(browser: Browser, site_url: str, axe: str, dark: bool) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    lesson = LivePage(page).open(site_url + "lessons/tour/")
    show(page, dark)
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("import torch\nx = torch.tensor([1.5, 2.5])\nprint((x * x).sum())")
    cell.run()
    origins = Origins(cell)
    origins.count()
    origins.button.focus()
    page.keyboard.press("Enter")
    assert not serious(page, axe)
    page.keyboard.press("Enter")
    origins.expect_levels(1)
    page.keyboard.press("Enter")
    origins.expect_levels(2)
    assert not serious(page, axe)
    context.close()


@pytest.mark.parametrize(
    ("size", "dark"),
    [
        pytest.param(TALL, False, id="light", marks=pytest.mark.slow),
        pytest.param(TALL, True, id="dark", marks=pytest.mark.slow),
        pytest.param(PHONE, True, id="phone"),
    ],
)
def test_the_playground_after_a_run(
    browser: Browser, site_url: str, axe: str, size: ViewportSize, dark: bool
) -> None:
    context = browser.new_context(viewport=size, bypass_csp=True)
    playground = PlaygroundPage(context.new_page()).open(site_url, POINTS)
    show(playground.page, dark)
    playground.units.nth(3).click()  # its weights, over the network
    assert not serious(playground.page, axe)
    playground.train()
    playground.table("Loss")
    for title in ("Units", "Weights", "One sample", "Gradient", "Confusion", "Mistakes"):
        playground.choose_look(title)
        expect(playground.look.locator("canvas, table, p").first).to_be_visible()
        assert not serious(playground.page, axe), title
    playground.layer_button("Remove layer 5, Linear").click()  # a fault and its fix
    assert not serious(playground.page, axe)
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert playground.page.evaluate(width) == 0
    context.close()


def test_paper_is_light_and_shows_every_figure(browser: Browser, site_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    LivePage(page).open(site_url + "lessons/sequential-models/")
    body = page.locator("body")
    change_palette(page)
    change_palette(page)
    expect(body).to_have_attribute(theme.SCHEME, theme.DARK)
    print_styles(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(body).to_have_attribute(theme.SCHEME, theme.LIGHT)
    for figure in page.locator(".cell-output img:visible").all():
        assert figure.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    expect(page.locator("img.figure-light:visible")).not_to_have_count(0)
    expect(page.locator("img.figure-dark:visible")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(body).to_have_attribute(theme.SCHEME, theme.DARK)
    context.close()


def test_figures_are_fetched_in_the_inks_of_the_scheme(browser: Browser, site_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    LivePage(page).open(site_url + "lessons/sequential-models/").settle()
    light, dark = page.locator("img.figure-light"), page.locator("img.figure-dark")
    for image in page.locator("img.figure-light:visible").all():  # those that nobody has to predict first
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    assert dark.count() == light.count() > 1
    assert not any(image.evaluate("image => image.complete") for image in dark.all())
    change_palette(page)
    change_palette(page)
    shown = page.locator("img.figure-dark:visible").first
    shown.scroll_into_view_if_needed()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    context.close()


def resize(page: Page, width: int) -> None:
    """Change the window's width, and let everything that watches sizes have its turn."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("() => new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))")


def test_a_long_live_output_keeps_its_name_and_scrolls_by_key(lesson: LivePage, page: Page) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("print('\\n'.join('wide ' * 60 + str(line) for line in range(100)))")
    cell.run()
    output = cell.root.get_by_role("group", name="Output")
    node = cell.output.element_handle()
    for width in (390, 1280):
        resize(page, width)
        expect(output).to_have_attribute("tabindex", "0")
        output.focus()
        for key, place in (("ArrowDown", "scrollTop"), ("ArrowRight", "scrollLeft")):
            output.evaluate(f"node => node.{place} = 0")
            page.keyboard.press(key)
            page.wait_for_function(f"node => node.{place} > 0", arg=node)


@pytest.mark.parametrize(
    ("address", "name"),
    [("pytorch/mnist_gpu/", "Output"), ("lessons/tour/", "Diagram"), ("lessons/tour/", "Formula")],
)
def test_what_becomes_wider_than_its_place_can_be_reached_by_key(
    page: Page, site_url: str, address: str, name: str
) -> None:
    LivePage(page).open(site_url + address).settle()
    wide = page.get_by_role("region", name=f"{name}, scrolls sideways")
    expect(wide).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 900})
    expect(wide.first).to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(wide).to_have_count(0)
