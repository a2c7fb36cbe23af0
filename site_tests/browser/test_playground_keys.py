"""The Playground with keys alone, as large as a reader wants it, and without colors."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.playground import PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed

POINTS = "#data=moons&samples=200&epochs=6&rate=0.01&layers=Linear~4,Tanh,Linear~2"
SPIRALS = "#data=spirals&samples=200&epochs=6&rate=0.01&layers=Linear~4,Tanh,Linear~3"
FOCUSED = """() => {
    const node = document.activeElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    const label = node.closest("label") ?? node;
    return {
        isVisible: (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none"
            || getComputedStyle(label).outlineStyle !== "none",
        name: node.getAttribute("aria-label") || node.textContent.trim().slice(0, 40) || node.className,
        isInside: Boolean(node.closest(".playground")),
        isOver: Boolean(node.closest("footer")) || node === document.body,
    };
}"""
"""What has the focus, and whether that is seen."""
WATCH_DRAWING = """canvas => {
    const pen = canvas.getContext("2d");
    const { setLineDash, rect, arc, closePath, stroke } = pen;
    const drawn = { marks: new Set(), lines: new Set() };
    window.drawn_ = drawn;
    let dashes = [];
    const watch = (name, old, note) => {
        pen[name] = (...given) => {
            note(given);
            old.apply(pen, given);
        };
    };
    watch("setLineDash", setLineDash, ([given]) => { dashes = given; });
    watch("stroke", stroke, ([path]) => path && drawn.lines.add(dashes.length ? "dashed" : "plain"));
    watch("rect", rect, () => drawn.marks.add("square"));
    watch("arc", arc, () => drawn.marks.add("circle"));
    watch("closePath", closePath, () => drawn.marks.add("triangle"));
}"""
"""From now on, note what lines and marks the network is drawn with."""
ALL_DRAWN = "() => window.drawn_.marks.size === 3 && window.drawn_.lines.size === 2"


@pytest.fixture
def playground(page: Page, site_url: str) -> PlaygroundPage:
    return PlaygroundPage(page).open(site_url, POINTS)


def press(node: Locator, key: str = "Enter") -> None:
    node.focus()
    node.page.keyboard.press(key)


def test_tab_goes_through_all_of_it_is_seen_and_is_nowhere_trapped(
    playground: PlaygroundPage, page: Page
) -> None:
    playground.button("Start").focus()
    names = []
    for _ in range(160):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found["isOver"] or not found["isInside"]:
            break
        assert found["isVisible"], found["name"]
        names.append(found["name"])
    else:
        raise AssertionError(f"no way out: {names[-20:]}")
    for one in ("Step", "speed", "Add a hidden layer", "More units in layer hidden 1", "Larger (+)", "noise"):
        assert one in names, names


def test_a_session_with_keys_alone(playground: PlaygroundPage, page: Page) -> None:
    press(playground.button("Start"))
    playground.expect_over()
    playground.look_at(3)
    press(playground.button("More units in layer hidden 1", "network"))
    press(playground.button("Continue"))
    playground.expect_over()
    expect(playground.strips).to_have_count(2)
    unit = playground.part("network").get_by_role("button", name="x₁", exact=True)
    press(unit, "ArrowRight")
    page.keyboard.press("Enter")
    expect(playground.card).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(playground.card).to_be_hidden()
    expect_same(playground, printed(playground.program))
    press(playground.button("Backward", "network"), "Space")
    expect(playground.part("network").locator(".pg-net-words")).to_contain_text("140 training points")


@pytest.mark.every_browser
def test_the_network_is_drawn_larger_by_keys_buttons_and_the_wheel(
    playground: PlaygroundPage, page: Page
) -> None:
    network = playground.part("network").locator(".pg-net")
    shown = page.locator(".pg-zoom .live-button--zoom")
    expect(shown).to_have_text("100%")
    width = network.evaluate("node => node.scrollWidth")
    unit = playground.part("network").get_by_role("button", name="x₁", exact=True)
    press(unit, "=")  # the key of the plus
    expect(shown).to_have_text("125%")
    playground.button("Larger (+)", "network").click()
    expect(shown).to_have_text("156%")
    assert network.evaluate("node => node.scrollWidth") > 1.5 * width
    size = page.evaluate("() => innerWidth")
    network.evaluate(
        """node => node.dispatchEvent(new WheelEvent("wheel", {
            deltaY: -200, ctrlKey: true, bubbles: true, cancelable: true }))"""
    )
    expect(shown).to_have_text(re.compile(r"^2\d\d%$"))
    assert page.evaluate("() => innerWidth") == size  # and not the page
    press(unit, "0")
    expect(shown).to_have_text("100%")
    assert network.evaluate("node => node.scrollWidth") == width
    playground.button("Add a hidden layer", "network").click()  # no button lies over another one
    playground.button("Remove a hidden layer", "network").click()


def test_without_colors_shapes_and_dashes_tell_classes_and_signs_apart(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, SPIRALS)
    page.context.new_cdp_session(page).send(
        "Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"}
    )
    legend = playground.part("result").get_by_role("listitem")
    shapes = {legend.nth(at).get_attribute("data-mark") for at in range(3)}
    assert shapes == {"circle", "square", "triangle"}
    network = playground.part("network")
    network.locator(".pg-net-ground").evaluate(WATCH_DRAWING)
    network.get_by_role("button", name="x₁", exact=True).focus()  # it is drawn again
    page.wait_for_function(ALL_DRAWN)
