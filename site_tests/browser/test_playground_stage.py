"""The Playground's stage: what is there at once, the network that is built on it, the plane, the digits."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD
from site_tests.pages.playground import PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed

QUICK = "#data=moons&samples=200&epochs=6&layers=Linear~4,ReLU,Linear~3,ReLU,Linear~2&rate=0.01"
SOFTMAX = "#data=mnist&samples=6000&validation=15&batch=64&rate=0.003&epochs=1&layers=Flatten,Linear~10"
CONVNET = (
    "#data=mnist&samples=6000&validation=15&batch=64&rate=0.003&epochs=1"
    "&layers=Conv2d~4~3~0,ReLU,MaxPool2d~2,Flatten,Linear~10"
)
SMALL_SCREEN: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST = """() => Math.min(...[...document.querySelectorAll(
    ".pg-stage :is(button:not(.pg-unit), select, input[type=range], input[type=number], input[type=checkbox])"
)].map((node) => node.getBoundingClientRect().height).filter((height) => height))"""


@pytest.fixture
def playground(page: Page, site_url: str) -> PlaygroundPage:
    return PlaygroundPage(page).open(site_url, QUICK)


def expect_untrained(playground: PlaygroundPage) -> None:
    """Nothing is said of a model that was trained on other points or with other layers."""
    expect(playground.figures_line).to_have_text("")
    expect(playground.part("result").locator(".pg-key span")).to_have_count(0)


def test_all_of_it_is_on_one_small_screen_before_any_python(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport=SMALL_SCREEN, service_workers="block")
    playground = PlaygroundPage(context.new_page()).open(site_url)
    page = playground.page
    for part in ("top", "data", "network", "result"):
        box = playground.part(part).bounding_box()
        assert box
        assert box["y"] + box["height"] <= SMALL_SCREEN["height"], part
    assert page.evaluate("scrollY") == 0
    assert page.evaluate(OVERFLOW) == 0
    expect(playground.plane.get_by_role("img", name="210 training and 90 validation points")).to_be_visible()
    assert playground.is_painted
    expect(playground.units).to_have_count(2 + 6 + 4 + 2)
    expect(playground.part("data").locator("button[data-set] canvas")).to_have_count(9)
    playground.live.expect_kernel("off")
    expect(playground.status).to_contain_text("Recorded. Your turn: Start.", timeout=FIRST_LOAD)
    first = playground.pixels
    playground.button("Another seed", "data").click()
    page.wait_for_function("() => location.hash.includes('seed=1&')")
    untrained = playground.pixels
    assert untrained != first
    playground.button("Start").click()
    expect(playground.figures_line).to_contain_text("correct", timeout=FIRST_LOAD)
    assert playground.pixels != untrained
    context.close()


@pytest.mark.chromium_only  # over WebDriver BiDi, nobody taps
def test_on_a_phone_the_plane_comes_first_and_thumbs_reach_everything(
    browser: Browser, site_url: str
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, service_workers="block")
    playground = PlaygroundPage(context.new_page()).open(site_url, QUICK)
    tops = []
    for part in ("top", "result", "network", "data"):
        box = playground.part(part).bounding_box()
        assert box
        tops.append(box["y"])
    assert tops == sorted(tops)
    plane = playground.plane.bounding_box()
    assert plane
    assert plane["y"] + plane["height"] <= PHONE["height"]
    assert playground.page.evaluate(OVERFLOW) == 0
    assert playground.page.evaluate(SMALLEST) >= 24
    starter = playground.starter.bounding_box()
    assert starter
    assert starter["height"] >= 40
    playground.button("More units in layer hidden 1", "network").tap()
    expect(playground.units).to_have_count(2 + 5 + 3 + 2)
    playground.units.nth(2).tap()
    expect(playground.card.get_by_label("value", exact=True)).to_be_focused()
    playground.choose_preset("One that learns by heart")  # it has a question, and an answer
    assert playground.page.evaluate(SMALLEST) >= 24
    context.close()


@pytest.mark.every_browser
def test_the_network_is_built_on_the_stage(playground: PlaygroundPage) -> None:
    network = playground.part("network")
    drawn = network.locator("canvas").first
    before = drawn.evaluate("canvas => canvas.toDataURL()")
    playground.button("Add a hidden layer", "network").click()
    expect(network).to_contain_text("3 hidden layers")
    expect(playground.units).to_have_count(2 + 4 + 3 + 3 + 2)
    assert drawn.evaluate("canvas => canvas.toDataURL()") != before
    assert playground.kinds == ["Linear", "ReLU", "Linear", "ReLU", "Linear", "ReLU", "Linear"]
    playground.button("Remove a hidden layer", "network").click()
    playground.button("Fewer units in layer hidden 2", "network").click()
    playground.set("network", "Units of layer hidden 1", 20)
    network.get_by_label("Activation of layer hidden 1").select_option("Tanh")
    network.get_by_label("Activation of layer hidden 2").select_option("")  # none
    assert playground.kinds == ["Linear", "Tanh", "Linear", "Linear"]
    for code in ("nn.Linear(2, 20)", "nn.Tanh()", "nn.Linear(20, 2)", "nn.Linear(2, 2)"):
        assert code in playground.program
    expect(network).to_contain_text("+4")  # of twenty units, sixteen are drawn
    playground.button("x₁²", "data").click()
    expect(playground.units).to_have_count(3 + 16 + 2 + 2)
    playground.train()
    expect_same(playground, printed(playground.program))


def test_weights_are_edited_by_keyboard_and_stand_in_the_program(
    playground: PlaygroundPage, page: Page
) -> None:
    playground.units.first.focus()
    for key in ("ArrowRight", "ArrowDown", "End"):
        page.keyboard.press(key)
    unit = page.get_by_role("button", name="hidden 1, unit 4")
    expect(unit).to_be_focused()
    expect(playground.part("result")).to_contain_text("hidden 1, unit 4")  # its map is on the plane
    page.keyboard.press("Enter")
    expect(playground.card).to_have_accessible_name("Weights of hidden 1, unit 4")
    before = playground.pixels
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    expect(playground.part("code")).to_contain_text("model[0].weight.data[3, 0] = 1.5", timeout=FIRST_LOAD)
    playground.card.get_by_label("from").select_option(label="bias")
    playground.set("network", "value", -2)
    expect(playground.part("code")).to_contain_text("model[0].bias.data[3] = -2")
    playground.card.get_by_label("value", exact=True).focus()
    page.keyboard.press("Escape")
    expect(unit).to_be_focused()
    expect(playground.card).to_be_hidden()
    assert playground.pixels != before
    playground.train()
    expect_same(playground, printed(playground.program))
    assert playground.epochs_and_steps[0] == 6


def test_a_line_is_a_weight(playground: PlaygroundPage, page: Page) -> None:
    x, y = playground.between("x₂", "hidden 1, unit 4")
    page.mouse.move(x, y)
    tip = playground.part("network").locator(".pg-tip")
    expect(tip).to_have_text(re.compile(r"^x₂ → hidden 1, unit 4: −?\d\.\d+$"))
    page.mouse.click(x, y)
    expect(playground.card).to_have_accessible_name("Weights of hidden 1, unit 4")
    expect(playground.card.get_by_label("from").locator("option:checked")).to_have_text("x₂")
    value = float(playground.card.get_by_label("value", exact=True).input_value())
    assert value == pytest.approx(float(tip.inner_text().split(": ")[1].replace("−", "-")), abs=1e-4)


def test_a_change_of_the_data_or_the_layers_leaves_nothing_that_no_longer_holds(
    playground: PlaygroundPage,
) -> None:
    playground.train()
    line, plane = playground.figures_line.text_content() or "", playground.pixels
    assert line
    playground.button("More units in layer hidden 1", "network").click()
    expect_untrained(playground)
    assert playground.pixels != plane
    playground.button("Fewer units in layer hidden 1", "network").click()
    expect(playground.figures_line).to_have_text(line)  # the run was not lost
    assert playground.pixels == plane
    playground.button("Circles", "data").click()
    expect_untrained(playground)
    expect(playground.plane.get_by_role("img", name="210 training and 90 validation points")).to_be_visible()


def test_the_plane_has_switches_and_says_what_its_colors_are(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, QUICK.replace("moons", "spirals").replace("~2&", "~3&"))
    colors = playground.part("result").get_by_role("listitem")
    for at, name in enumerate(("Green", "Purple", "Pink")):
        expect(colors.nth(at)).to_have_text(name)
    ground = playground.pixels
    playground.part("result").get_by_role("checkbox", name="discretize").check()
    assert playground.pixels != ground
    points = playground.plane.locator("canvas").nth(1)
    all_points = points.evaluate("canvas => canvas.toDataURL()")
    playground.part("result").get_by_role("checkbox", name="validation points").uncheck()
    assert points.evaluate("canvas => canvas.toDataURL()") != all_points
    playground.button("Plane", "data").click()
    for at, name in enumerate(("below 0", "above 0")):
        expect(colors.nth(at)).to_have_text(name)  # drawn with the next frame
    playground.train()
    expect(playground.figures_line).to_have_text(re.compile(r"validation loss \d"))
    expect(playground.part("result").locator(".pg-chart--small:visible")).to_have_count(1)


def test_panels_are_tabs(playground: PlaygroundPage, page: Page) -> None:
    tabs = page.get_by_role("tablist", name="More about the model").get_by_role("tab")
    panels = page.get_by_role("tabpanel")
    expect(panels).to_have_accessible_name("Model")
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(panels).to_have_count(1)
    expect(panels).to_have_accessible_name("Training")
    page.keyboard.press("End")
    expect(panels).to_have_accessible_name("Depth and width")
    page.keyboard.press("ArrowRight")
    expect(panels).to_have_accessible_name("Model")


def test_a_digit_is_read_while_the_model_learns(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, SOFTMAX)
    expect(playground.units).to_have_count(1 + 10)
    playground.train()
    expect(playground.sentence).to_contain_text("It says 2")  # the digit that is there at first
    share = playground.bars.nth(2).inner_text().split()[-1].rstrip("%")
    expect(playground.part("network").locator(".pg-net-name").nth(2)).to_have_text(
        f"2: {round(float(share))}%"
    )
    playground.draw([(0.5, 0.15), (0.5, 0.85)])
    expect(playground.sentence).to_contain_text("It says 1")
    playground.choose_preset("MNIST: a small convnet")
    expect(
        playground.part("network").get_by_role("img", name=re.compile("^The model: input"))
    ).to_be_visible()
    page.goto(page.url.split("#")[0] + CONVNET)
    playground.train("Start")
    maps = playground.part("network").get_by_role("application")
    expect(maps).to_be_visible()
    maps.get_by_role("button", name=re.compile(r"^Conv2d \(0\), map 1")).click()
    expect(playground.part("network")).to_contain_text("Conv2d(1, 4, kernel_size=(3, 3)")


def test_what_was_not_trained_is_not_said_to_have_been(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, QUICK)
    playground.units.first.focus()
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    expect(playground.part("code")).to_contain_text("weight.data[0, 0] = 1.5", timeout=FIRST_LOAD)
    playground.button("XOR", "data").click()
    expect(playground.status).to_have_text("Press Start to train the model.")
    charts = playground.open_panel("charts")
    words = charts.locator(".pg-plot").evaluate_all("plots => plots.map(plot => plot.dataset.meanwhile)")
    assert words[:2] == ["Nothing has been trained yet."] * 2  # the first weights can be measured


@pytest.mark.slow
def test_nothing_moves_when_the_page_can_be_read_offline(browser: Browser, site_url: str) -> None:
    context = browser.new_context(service_workers="allow")
    page = context.new_page()
    playground = PlaygroundPage(page).open(site_url)
    all_places = "nodes => nodes.map((node) => node.getBoundingClientRect().x)"
    top = playground.part("top").locator("*")
    page.evaluate("() => document.fonts.ready.then(() => null)")
    before = top.evaluate_all(all_places)
    expect(page.locator(".live-offline")).to_be_visible(timeout=60_000)
    assert top.evaluate_all(all_places) == before
    context.close()
