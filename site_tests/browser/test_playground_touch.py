"""The Playground with fingers alone, on a phone and on a tablet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from site_tests.drivers import expect
from site_tests.pages.cells import SOON
from site_tests.pages.playground import Place, PlaygroundPage
from site_tests.suite.slow import slow_except

POINTS = "#data=moons&samples=200&epochs=6&rate=0.01&layers=Linear~4,Tanh,Linear~2"
WIDTHS = {"phone": 390, "tablet": 820}
FINGER = 24
"""Pixels that a finger needs."""

UNTIL_STILL = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    for (let same = 0, last = NaN; same < 5; same = scrollY === last ? same + 1 : 0) {
        last = scrollY;
        await frame();
    }
}"""
"""The page has come to rest."""


class Fingers:
    """One or two fingers on the screen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)

    def tap(self, node: Locator) -> None:
        node.scroll_into_view_if_needed()
        node.tap()

    def tap_at(self, place: Place) -> None:
        self._page.touchscreen.tap(*place)

    def drag(self, *ways: list[Place]) -> None:
        """Put a finger down at the beginning of each way, move them together, let them rest, and lift them.

        Without the rest the page would roll on, and a tap that stops it is no tap.
        """
        self._send("touchStart", [way[0] for way in ways])
        for places in zip(*(between(way) for way in ways), strict=True):
            self._send("touchMove", list(places))
        self._page.evaluate(UNTIL_STILL)
        self._send("touchEnd", [])
        self._page.evaluate(UNTIL_STILL)

    def _send(self, kind: str, places: list[Place]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self._devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def between(way: list[Place], steps: int = 12) -> list[Place]:
    """Places on the way from its first to its last."""
    (x0, y0), (x1, y1) = way[0], way[-1]
    return [(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps) for step in range(1, steps + 1)]


def at(node: Locator, x: float, y: float) -> Place:
    """A place on an element, by shares of its sides."""
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    assert box
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.fixture(params=slow_except(WIDTHS, "phone"))
def playground(request: pytest.FixtureRequest, browser: Browser, site_url: str) -> Iterator[PlaygroundPage]:
    """A trained model, on a screen that is only touched."""
    size = {"width": WIDTHS[request.param], "height": 844}
    with browser.new_context(viewport=size, has_touch=True, is_mobile=True) as context:
        found = PlaygroundPage(context.new_page()).open(site_url, POINTS)
        found.button("Start").tap()
        found.expect_over()
        yield found


@pytest.fixture
def fingers(playground: PlaygroundPage) -> Fingers:
    return Fingers(playground.page)


def test_a_line_is_tapped_and_its_weight_nudged(playground: PlaygroundPage, fingers: Fingers) -> None:
    playground.part("network").scroll_into_view_if_needed()
    fingers.tap_at(playground.between("x₁", "hidden 1, unit 1"))
    expect(playground.card).to_be_visible(timeout=SOON)
    assert playground.card.get_by_label("from").evaluate("field => field.selectedOptions[0].text") == "x₁"
    expect(playground.card).to_contain_text("hidden 1, unit 1")
    handle = playground.page.get_by_label("Nudge ε")
    box = handle.bounding_box()
    assert box
    assert (box["width"] > 4 * FINGER, box["height"] >= FINGER) == (True, True)
    before = handle.input_value()
    fingers.drag([at(handle, 0.65, 0.5), at(handle, 0.9, 0.5)])
    assert float(handle.input_value()) > float(before)
    fingers.tap(playground.card.get_by_role("button", name="Close"))
    expect(playground.card).to_be_hidden()


def test_the_strip_is_scrolled_over_tapped_and_dragged_along(
    playground: PlaygroundPage, fingers: Fingers
) -> None:
    strip = playground.playhead
    there = playground.status.inner_text()
    x, y = at(strip, 0.1, 0.4)
    fingers.drag([(x, y), (x + 3, y - 160)])
    expect(playground.status).to_have_text(there)
    strip.scroll_into_view_if_needed()
    fingers.tap_at(at(strip, 0.1, 0.4))
    expect(playground.status).to_contain_text("Epoch 2 of 6 trained")
    fingers.drag([at(strip, 0.1, 0.4), at(strip, 0.2, 0.4)])
    expect(playground.status).to_contain_text("Epoch 4 of 6 trained")


def test_a_point_stays_where_the_finger_is_lifted(playground: PlaygroundPage, fingers: Fingers) -> None:
    words = playground.part("network").locator(".pg-net-words")
    points = playground.plane.locator("canvas").nth(1)
    expect(words).to_have_text("")
    fingers.drag([at(points, 0.3, 0.5), at(points, 0.7, 0.5)])
    expect(words).to_contain_text(" = ")
    dragged = words.inner_text()
    fingers.tap_at(at(points, 0.7, 0.5))
    expect(words).to_have_text("")
    fingers.tap_at(at(points, 0.7, 0.5))
    expect(words).to_have_text(dragged)
    x, y = at(points, 0.2, 0.8)
    fingers.drag([(x, y), (x + 2, y - 200)])  # the page scrolls
    expect(words).to_have_text(dragged)


def test_two_fingers_draw_the_network_larger(playground: PlaygroundPage, fingers: Fingers) -> None:
    network = playground.part("network").locator(".pg-net")
    size = playground.page.get_by_role("group", name="Size of the network")
    left, right = at(network, 0.45, 0.6), at(network, 0.55, 0.6)
    width = network.evaluate("node => node.scrollWidth")
    fingers.drag([left, at(network, 0.2, 0.6)], [right, at(network, 0.8, 0.6)])
    expect(size).to_contain_text(re.compile(r"([2-9]\d\d|1[5-9]\d)%"))
    assert network.evaluate("node => node.scrollWidth") > 1.4 * width
    expect(playground.card).to_be_hidden()
    fingers.tap(size.get_by_role("button", name=re.compile("%")))
    assert network.evaluate("node => node.scrollWidth") == width


def test_what_is_pressed_has_room_for_a_finger(playground: PlaygroundPage) -> None:
    small = playground.page.locator(".pg-stage :is(button, select, input)").evaluate_all(
        """(nodes, least) => nodes.flatMap((node) => {
            const { width, height } = (node.closest("label") ?? node).getBoundingClientRect();
            return width && Math.min(width, height) < least ? [node.outerHTML] : [];
        })""",
        FINGER,
    )
    assert small == []


def test_layers_units_and_branches_by_finger(playground: PlaygroundPage, fingers: Fingers) -> None:
    fingers.tap_at(at(playground.playhead, 0.15, 0.4))
    fingers.tap(playground.button("More units in layer hidden 1", "network"))
    fingers.tap(playground.button("Add a hidden layer", "network"))
    fingers.tap(playground.button("Continue"))
    playground.expect_over()
    expect(playground.strips).to_have_count(2)
    assert "resized(" in playground.program
