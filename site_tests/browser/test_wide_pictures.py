"""Pictures of wide and unknown models: what is cut off says so, and a line stands for a dependence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from test_drawn_pictures import GRAPH, SMALL, node, unit

from site_tests.drivers import expect
from site_tests.pages.cells import LivePage, button_of


def module(number: int, kind: str, values: list[float], links: Any, shape: Any = None) -> dict[str, Any]:
    described = {"name": str(number), "kind": kind, "text": f"{kind}()", "training": False, "settings": {}}
    described["output"] = {"shape": shape or [len(values)], "values": values}
    return described | ({} if links is None else {"links": links})


def model(values: list[float], *modules: dict[str, Any], shape: Any = None) -> dict[str, Any]:
    entry = {"shape": shape or [len(values)], "values": values}
    return {"kind": "network", "version": 1, "input": entry, "modules": list(modules)}


WIDE = model([1, 2, 3], *(module(number, "Sigmoid", [1, 2, 3], "own") for number in range(14)))


def lines(picture: Locator, column: int) -> Locator:
    return picture.locator(f'.picture-line[data-to^="{column}."]')


def drawn_width(picture: Locator) -> float:
    box = picture.locator(".picture-drawing").bounding_box()
    assert box
    return box["width"]


@pytest.mark.every_browser
def test_a_wide_drawing_is_fitted_in_at_first_and_fades_when_cut_off(
    open_with: Callable[[Any], LivePage],
) -> None:
    picture = open_with(WIDE).page.locator(".picture")
    scroll = picture.locator(".picture-scroll")
    fit = button_of(picture, "Fit")
    expect(fit).to_have_attribute("aria-pressed", "true")
    room = scroll.evaluate("node => node.clientWidth")
    assert drawn_width(picture) <= room + 1
    expect(scroll).not_to_have_attribute("data-more-right", "")
    expect(unit(picture, 14, 2)).to_be_in_viewport()
    fit.click()
    expect(scroll).to_have_attribute("data-more-right", "")
    assert scroll.evaluate("node => getComputedStyle(node).maskImage") != "none"
    assert drawn_width(picture) > room
    button_of(picture, "Fit").click()
    expect(scroll).not_to_have_attribute("data-more-right", "")


def test_a_drawing_that_has_room_has_no_button(open_with: Callable[[Any], LivePage]) -> None:
    picture = open_with(SMALL).page.locator(".picture")
    expect(picture.locator(".picture-live")).to_be_attached()
    expect(button_of(picture, "Fit")).to_be_hidden()
    expect(picture.locator("[data-more-right]")).to_have_count(0)


def test_lines_are_those_that_the_description_names(open_with: Callable[[Any], LivePage]) -> None:
    """A token feeds its own row; what is flat has its own; of a block, nothing is known."""
    picture = open_with(
        model(
            [3, 1],
            module(0, "Embedding", [1, 2, 3, 4], [[0, 0], [0, 1], [1, 2], [1, 3]], [2, 2]),
            module(1, "Flatten", [1, 2, 3, 4], "own"),
            module(2, "Block", [1, 2, 3, 4], None),
            module(3, "Softmax", [0.1, 0.2, 0.3, 0.4], "all"),
        )
    ).page.locator(".picture")
    for column, count in ((1, 4), (2, 4), (3, 0), (4, 16)):
        expect(lines(picture, column)).to_have_count(count)
    expect(picture.locator(".picture-band")).to_have_count(1)
    expect(picture.locator(".picture-box")).to_have_count(1)
    expect(picture.get_by_text("Each square is a map of one unit")).to_be_hidden()
    unit(picture, 3, 1).focus()
    expect(picture.locator(".picture-formula")).to_have_text("Block → 2.00")


def test_pooling_goes_map_by_map_although_more_maps_follow(open_with: Callable[[Any], LivePage]) -> None:
    """Of three maps, two are described before the pooling, and all after it."""
    before = module(0, "ReLU", [1.0] * 8, "own", [3, 2, 2]) | {"units": [0, 1]}
    picture = open_with(
        model([1.0] * 12, before, module(1, "MaxPool2d", [1, 1, 1], "own", [3, 1, 1]), shape=[3, 2, 2])
    ).page.locator(".picture")
    expect(lines(picture, 1)).to_have_count(2)
    expect(lines(picture, 2)).to_have_count(2)


def test_a_plane_is_explained(open_with: Callable[[Any], LivePage]) -> None:
    picture = open_with(SMALL).page.locator(".picture")
    expect(picture.get_by_text("Each square is a map of one unit")).to_be_visible()


def test_on_a_phone_the_step_that_is_shown_is_in_view(on_phone: Callable[[Any], Locator]) -> None:
    chain = [node(number, f"t{number}", "*" if number else "", 1.0, 1.0) for number in range(8)]
    edges = [
        {"from": number, "to": number + 1, "derivative": 1.0, "contribution": 1.0} for number in range(7)
    ]
    picture = on_phone({**GRAPH, "nodes": chain, "edges": edges})
    button_of(picture, "Fit").click()
    step = picture.get_by_role("button", name="Step")
    for number in reversed(range(8)):  # the gradients come back
        step.click()
        expect(picture.locator(f'[data-key="node-{number}"]')).to_be_in_viewport(ratio=0.9)
    step.click()  # from the end to the beginning
    for number in range(1, 8):
        step.click()
        expect(picture.locator(f'[data-key="node-{number}"]')).to_be_in_viewport(ratio=0.9)
    assert picture.locator(".picture-scroll").evaluate("node => node.scrollLeft") > 0


def test_a_named_result_says_its_operation(open_with: Callable[[Any], LivePage]) -> None:
    graph = {**GRAPH, "nodes": [*GRAPH["nodes"][:5], {**GRAPH["nodes"][5], "sign": "×"}]}
    picture = open_with(graph).page.locator(".picture")
    expect(picture.locator(".graph-sign").last).to_have_text("×")
    picture.locator('[data-key="node-5"]').click()
    expect(picture.locator(".picture-name")).to_have_text("L (×): 2.00")
    picture.get_by_role("button", name="Backward").click()
    expect(picture.locator(".picture-name")).to_have_text("L (×): 2.00, gradient 1.00")


def test_names_of_inputs_are_whole(page: Page, site_url: str) -> None:
    features = "x1,x2,x1x1,x2x2,x1x2,sin1,sin2"
    page.goto(f"{site_url}lab/playground/#data=xor&features={features}&layers=Linear~4,ReLU,Linear~2")
    names = page.locator(".pg-net-name--left")
    expect(names).to_have_text(["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin 3x₁", "sin 3x₂"])
    left = page.locator(".pg-net").bounding_box()
    assert left
    for box in (names.nth(number).bounding_box() for number in range(7)):
        assert box
        assert box["x"] >= left["x"]


def test_many_layers_say_that_more_of_them_are_there(page: Page, site_url: str) -> None:
    layers = ",".join(["Linear~4,ReLU"] * 7)
    page.goto(f"{site_url}lab/playground/#data=xor&layers={layers},Linear~2")
    network = page.locator(".pg-net")
    fit = page.locator(".pg-net-panel").get_by_role("button", name="Fit")
    expect(page.locator('[data-at="8.1"]')).to_be_in_viewport()  # all of it is shown at first
    expect(network).not_to_have_attribute("data-more-right", "")
    fit.click()
    expect(network).to_have_attribute("data-more-right", "")
    fit.click()
    expect(network).not_to_have_attribute("data-more-right", "")
    expect(page.locator('[data-at="8.1"]')).to_be_in_viewport()
