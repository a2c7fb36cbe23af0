"""The Playground's looks: one palette, shapes and dashes, room for all of it, and what stands beside what."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, SOON
from site_tests.pages.playground import NEXT_FRAMES, PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed
from site_tests.suite.slow import slow_except

SCREENS: list[ViewportSize] = [
    {"width": 1280, "height": 720},
    {"width": 1440, "height": 900},
    {"width": 1920, "height": 1080},
]
PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
ALL_SCREENS: list[ViewportSize] = [LAPTOP, *SCREENS, {"width": 820, "height": 1180}, PHONE]
QUICK = "#data=gaussians&samples=200&epochs=4&layers=Linear~4,Tanh,Linear~3,Tanh,Linear~2&rate=0.01"
DEEP = "#data=moons&layers=" + "Linear~8,Tanh," * 7 + "Linear~2"
CUT = """part => [part, ...part.querySelectorAll("*")].filter(node => {
    const { overflowY } = getComputedStyle(node);
    return (overflowY === "auto" || overflowY === "hidden") && node.scrollHeight > node.clientHeight + 1;
}).map(node => node.className)"""
SHIFTS = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().reduce(
    (sum, { value, hadRecentInput }) => (hadRecentInput ? sum : sum + value), 0
))).observe({ type: "layout-shift", buffered: true }))"""
"""How much has moved by itself so far, as browsers measure it."""
MISSED = """() => [...document.querySelectorAll(".playground :is(button, select, input)")].flatMap((node) => {
    node.scrollIntoView({ block: "center", inline: "center" });
    const { x, y, width, height } = node.getBoundingClientRect();
    if (!width || getComputedStyle(node).visibility === "hidden") return [];
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    return node === hit || node.contains(hit) || hit?.contains(node) ? [] : [node.outerHTML];
})"""
"""What cannot be pressed, because something else lies over it."""
PLACES = """() => {
    scrollTo(0, 0);
    const parts = document.querySelectorAll(".pg-stage, .pg-stage > *, .pg-panel-tabs, .pg-small-charts");
    return [...parts].map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        return [node.className || node.dataset.playground, x, y, width, height].join(" ");
    });
}"""
WIDTH = """document.querySelector('[data-at="8.1"]').getBoundingClientRect().width"""
AT = """(canvas, [x, y]) => {
    const { width, height } = canvas;
    const [red, , blue] = canvas.getContext("2d").getImageData(x * width, y * height, 1, 1).data;
    return Math.sign(blue - red);
}"""
"""Whether a place of a canvas is rather blue (1) or rather orange (-1)."""


def box_of(node: Locator) -> FloatRect:
    box = node.bounding_box()
    assert box
    return box


def unit(playground: PlaygroundPage, at: str) -> Locator:
    return playground.page.locator(f'.pg-unit[data-at="{at}"]')


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen['width']}x{screen['height']}")
def test_the_stage_is_on_one_screen_with_its_timeline(
    browser: Browser, site_url: str, screen: ViewportSize
) -> None:
    context = browser.new_context(viewport=screen, reduced_motion="reduce", service_workers="block")
    playground = PlaygroundPage(context.new_page()).open(site_url)
    expect(playground.playhead).to_be_visible()
    playground.page.evaluate("() => document.fonts.ready.then(() => null)")
    for part in ("top", "time", "data", "network", "result"):
        box = box_of(playground.part(part))
        assert box["y"] + box["height"] <= screen["height"], part
        assert playground.part(part).evaluate(CUT) == [], part
    charts = [box_of(one) for one in playground.part("result").locator(".pg-chart--small .u-wrap").all()]
    assert all(chart["y"] + chart["height"] <= screen["height"] for chart in charts)
    stage = box_of(playground.page.locator(".pg-stage"))
    assert stage["width"] >= 0.9 * screen["width"]
    context.close()


@pytest.mark.parametrize(
    "screen", slow_except([LAPTOP, PHONE], PHONE), ids=lambda screen: f"{screen['width']}"
)
def test_nothing_moves_while_the_page_loads(browser: Browser, site_url: str, screen: ViewportSize) -> None:
    context = browser.new_context(viewport=screen, service_workers="block")
    playground = PlaygroundPage(context.new_page()).open(site_url)
    expect(playground.status).to_contain_text("Your turn", timeout=FIRST_LOAD)
    assert playground.page.evaluate(SHIFTS) <= 0.02
    context.close()


@pytest.mark.slow
def test_nothing_moves_or_is_covered_however_many_strips_there_are(page: Page, site_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    playground = PlaygroundPage(page).open(site_url)
    expect(playground.playhead).to_be_visible()
    page.evaluate("() => document.fonts.ready.then(() => null)")

    def seen() -> list[object]:
        all_places = []
        for screen in ALL_SCREENS:
            page.set_viewport_size(screen)
            page.evaluate(NEXT_FRAMES)
            assert page.evaluate(MISSED) == [], screen
            all_places.append(page.evaluate(PLACES))
        return all_places

    places = seen()
    for strips, field, value in ((2, "learning rate", "0.03"), (3, "regularization", "L2")):
        playground.look_at(5)
        playground.set("top", field, value)
        expect(playground.status).to_contain_text("Continue goes on")
        assert seen() == places
        playground.button("Step").click()
        expect(playground.strips).to_have_count(strips, timeout=FIRST_LOAD)
        assert seen() == places


def test_two_classes_have_the_colors_of_the_signs(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, QUICK)
    playground.train()
    legend = playground.part("result").get_by_role("listitem")
    expect(legend).to_have_text(["Orange", "Blue"])
    expect(
        playground.part("result").get_by_role("img", name="Scale of the colors: from 100% to 100%")
    ).to_be_visible()
    ground = playground.plane.locator("canvas").first
    below, above = (0.2, 0.8), (0.8, 0.2)
    for _ in range(3):  # what the model says, then each score
        assert [ground.evaluate(AT, place) for place in (below, above)] == [-1, 1]
        page.keyboard.press("Escape")
        unit(playground, "3.1" if _ else "3.0").hover()
        expect(playground.part("result").locator(".pg-plane-said")).to_contain_text("score of")
    marks = [one.get_attribute("data-mark") for one in playground.part("result").locator(".pg-keyed").all()]
    assert marks == ["circle", "square", "line", "dashed", "line", "dashed", "line", "dashed"]


def test_a_unit_that_is_looked_at_has_a_scale_of_its_numbers(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, QUICK)
    unit(playground, "0.0").hover()  # x₁ goes from -2 to 2
    scale = playground.part("result").locator(".pg-scale")
    expect(scale).to_have_text(re.compile(r"^−(1\.9\d|2\.00)(1\.9\d|2\.00)$"))


def test_the_card_of_weights_covers_nothing(page: Page, site_url: str) -> None:
    page.set_viewport_size(LAPTOP)
    playground = PlaygroundPage(page).open(site_url, QUICK)
    sizes = [2, 4, 3, 2]
    for column in (1, 2, 3):
        unit(playground, f"{column}.1").click()
        card = box_of(playground.card)
        for own in (column - 1, column):
            for row in range(sizes[own]):
                other = box_of(unit(playground, f"{own}.{row}"))
                assert other["y"] + other["height"] <= card["y"], (column, own, row)
        network = box_of(playground.part("network"))
        assert card["x"] >= network["x"]
        assert card["y"] + card["height"] <= network["y"] + network["height"]
        page.keyboard.press("Escape")
        expect(unit(playground, f"{column}.1")).to_be_focused()


def test_inputs_are_chosen_at_the_network_by_keys(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, QUICK)
    card = page.get_by_role("dialog", name="Inputs")
    playground.units.first.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="x₁", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(playground.units).to_have_count(1 + 4 + 3 + 2)
    expect(card.get_by_role("button", name="x₂", exact=True)).to_be_disabled()  # at least one stays
    card.get_by_role("button", name="x₁x₂").click()
    assert "nn.Linear(2, 4)" in playground.program
    assert "torch.stack([x2, x1 * x2], dim=1)" in playground.program
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(playground.units.first).to_be_focused()
    playground.train()
    expect_same(playground, printed(playground.program))


def test_the_problem_is_named_and_painted_points_have_no_noise(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, QUICK)
    data = playground.part("data")
    for name, problem in (
        ("Gaussians", "Classification, 2 classes"),
        ("Spirals", "Classification, 3 classes"),
        ("Hills", "Regression"),
        ("MNIST", "Classification, 10 classes"),
    ):
        playground.button(name, "data").click()
        expect(data.locator(".pg-problem")).to_have_text(problem)
    page.goto(page.url.split("#")[0] + "#data=painted&noise=0.5&layers=Linear~2")
    playground.expect_built()
    expect(data.get_by_label("noise")).to_be_hidden()
    assert "randn" not in playground.program


def test_a_deep_model_is_fitted_in_and_may_have_the_whole_width(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, DEEP)
    expect(playground.units).to_have_count(2 + 7 * 8 + 2)
    network = playground.part("network")
    panel, last = box_of(network), unit(playground, "8.1")
    assert box_of(last)["x"] + box_of(last)["width"] <= panel["x"] + panel["width"]
    small = box_of(last)["width"]
    wide = network.get_by_role("button", name="Full width")
    wide.click()
    expect(wide).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(f"small => {WIDTH} > 1.2 * small", arg=small)
    assert box_of(network)["width"] > 1.5 * panel["width"]
    wide.click()
    page.wait_for_function(f"small => {WIDTH} < 1.2 * small", arg=small)


def test_on_a_phone_the_network_is_seen_beside_the_plane(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport=PHONE, service_workers="block")
    playground = PlaygroundPage(context.new_page()).open(site_url, QUICK)
    small = playground.page.get_by_role("button", name="To the network")
    plane, beside = box_of(playground.plane), box_of(small)
    assert beside["x"] >= plane["x"] + plane["width"]
    assert beside["y"] < plane["y"] + plane["height"]
    picture = small.locator("canvas")
    before = picture.evaluate("canvas => canvas.toDataURL()")
    playground.train()
    assert picture.evaluate("canvas => canvas.toDataURL()") != before
    small.click()
    expect(playground.units.first).to_be_in_viewport(timeout=SOON)
    context.close()


def test_a_preset_asks_and_answers(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url)
    for title in playground.presets.locator("option").all_inner_texts():
        if title == "Your own setup":
            continue
        playground.choose_preset(title)
        quiz = playground.part("top").locator(".pg-quiz")
        expect(quiz).to_contain_text("?")
        answer = playground.button("Answer")
        expect(quiz.locator(".pg-answer")).to_be_hidden()
        answer.click()
        expect(answer).to_have_attribute("aria-expanded", "true")
        expect(quiz.locator(".pg-answer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".pg-answer")).to_be_hidden()
    expect(playground.button("Answer")).to_be_focused()
    playground.set("training", "seed", 3)
    expect(quiz).to_be_hidden()  # the setup is one's own


def test_the_strip_says_which_epoch_the_mouse_is_at(page: Page, site_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    playground = PlaygroundPage(page).open(site_url)
    expect(playground.playhead).to_be_visible()
    box = box_of(playground.playhead)
    tip = playground.part("time").locator(".pg-tip")
    said = []
    for share in (0, 0.25, 0.5, 1):
        page.mouse.move(box["x"] + share * (box["width"] - 1), box["y"] + 5)
        expect(tip).to_have_text(re.compile(r"^epoch \d+$"))
        said.append(int(tip.inner_text().split()[1]))
    assert said[0] == 0
    assert all(one < other for one, other in pairwise(said))
    page.mouse.click(box["x"] + 0.25 * (box["width"] - 1), box["y"] + 5)
    expect(playground.status).to_contain_text(f"Epoch {said[1]} of {said[-1]}")
