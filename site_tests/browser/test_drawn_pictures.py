"""Pictures of networks: each number explains itself, is dragged, is reached by key, and is there as text."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page
from test_accessibility import serious, show

from site_tests.drivers import expect
from site_tests.pages.browser_probes import print_styles
from site_tests.pages.cells import LivePage, button_of
from site_tests.servers.picture_site import LESSON
from site_tests.style.tools import npm_tool

CASES = json.loads((Path(__file__).parents[1] / "unit" / "network_cases.json").read_text("utf8"))
SMALL = CASES[0]["picture"]
"""Two inputs, Linear, Tanh, Linear, a target and MSELoss: see site_tests/recordings/record_pictures.py."""


@pytest.fixture
def picture(open_with: Callable[[Any], LivePage]) -> Locator:
    return open_with(SMALL).page.locator(".picture")


def unit(picture: Locator, column: int, row: int) -> Locator:
    return picture.locator(f'[data-key="unit-{column}-{row}"]')


def edge(picture: Locator, column: int, row: int, start: int) -> Locator:
    return picture.locator(f'[data-key="edge-{column}-{row}-{start}"]')


def formulas(picture: Locator) -> Locator:
    return picture.locator(".picture-formula")


@pytest.mark.every_browser
def test_a_unit_explains_itself_when_it_has_the_focus(picture: Locator) -> None:
    unit(picture, 1, 0).focus()
    expect(formulas(picture)).to_have_text(
        ["z = 0.31·1.00 − 0.52·2.00 + 0.10 = −0.63", "Tanh(−0.63) = −0.5581"]
    )
    label = unit(picture, 1, 0).get_attribute("aria-label")
    assert label == (
        "Linear (0), unit 0: −0.63. z = 0.31·1.00 − 0.52·2.00 + 0.10 = −0.63; Tanh(−0.63) = −0.5581"
    )


def test_what_is_pointed_at_explains_itself_and_what_was_chosen_comes_back(picture: Locator) -> None:
    unit(picture, 1, 0).click()
    unit(picture, 1, 1).hover()
    expect(formulas(picture).first).to_have_text("z = 0.80·1.00 + 0.25·2.00 − 0.20 = 1.10")
    picture.get_by_role("button", name="Forward").hover()
    expect(formulas(picture).first).to_have_text("z = 0.31·1.00 − 0.52·2.00 + 0.10 = −0.63")
    loss = picture.locator('[data-key="loss"]')
    loss.hover()
    expect(formulas(picture)).to_have_text(["(−0.6955 − 1.00)² = 2.8746"])


def test_a_term_leads_to_its_weight_and_a_slider_changes_it(picture: Locator) -> None:
    unit(picture, 1, 0).focus()
    picture.locator(".picture-panel").get_by_role("button", name="0.31·1.00").click()
    expect(picture.locator(".picture-name")).to_have_text("Linear (0), weight from unit 0 to unit 0: 0.31")
    picture.get_by_role("slider", name="Change it").fill("1")
    expect(unit(picture, 1, 0).locator("text")).to_have_text("0.06")
    expect(unit(picture, 2, 0).locator("text")).to_have_text("0.06")
    picture.get_by_role("button", name="Reset the picture").click()
    expect(unit(picture, 1, 0).locator("text")).to_have_text("−0.63")


def drag(page: Page, mark: Locator, by: int) -> None:
    """Drag something up, and let the page draw."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - by, steps=4)
    page.mouse.up()


@pytest.mark.every_browser
def test_a_dragged_input_is_answered_by_all_that_follows(picture: Locator, page: Page) -> None:
    later = [unit(picture, column, 0) for column in (1, 2, 3)] + [picture.locator('[data-key="loss"]')]
    before = [one.locator("text").text_content() or "" for one in later]
    drag(page, unit(picture, 0, 1), 60)
    expect(unit(picture, 0, 1).locator("text")).to_have_text("3.60")
    for one, words in zip(later, before, strict=True):
        assert one.locator("text").text_content() != words
    unit(picture, 1, 0).focus()
    expect(formulas(picture).first).to_contain_text("0.52·3.60")
    picture.get_by_role("button", name="Reset the picture").click()
    for one, words in zip(later, before, strict=True):
        expect(one.locator("text")).to_have_text(words)


def test_a_dragged_weight_is_answered_too(picture: Locator, page: Page) -> None:
    edge(picture, 3, 0, 1).focus()
    expect(picture.locator(".picture-name")).to_have_text("Linear (2), weight from unit 1 to unit 0: −0.90")
    drag(page, edge(picture, 3, 0, 1), 30)
    expect(picture.locator(".picture-name")).not_to_contain_text("−0.90")
    expect(unit(picture, 3, 0).locator("text")).not_to_have_text("−0.70")


@pytest.mark.every_browser
def test_keys_walk_from_unit_to_unit_and_into_their_weights(picture: Locator, page: Page) -> None:
    picture.get_by_role("button", name="Play").focus()
    page.keyboard.press("Shift+Tab")
    expect(unit(picture, 0, 0)).to_be_focused()
    for key, place in (
        ("ArrowDown", unit(picture, 0, 1)),
        ("ArrowDown", unit(picture, 0, 1)),
        ("ArrowRight", unit(picture, 1, 1)),
        ("Home", unit(picture, 1, 0)),
        ("Enter", edge(picture, 1, 0, 0)),
        ("ArrowDown", edge(picture, 1, 0, 1)),
        ("Escape", unit(picture, 1, 0)),
        ("ArrowRight", unit(picture, 2, 0)),
        ("ArrowRight", unit(picture, 3, 0)),
        ("ArrowRight", picture.locator('[data-key="loss"]')),
        ("ArrowLeft", unit(picture, 3, 0)),
    ):
        page.keyboard.press(key)
        expect(place).to_be_focused()
    expect(picture.locator('.picture-drawing [tabindex="0"]')).to_have_count(1)


def test_plus_and_minus_change_a_number(picture: Locator, page: Page) -> None:
    unit(picture, 0, 0).focus()
    page.keyboard.press("+")
    expect(unit(picture, 0, 0).locator("text")).to_have_text("1.05")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("-")
    expect(unit(picture, 0, 0).locator("text")).to_have_text("0.95")


def test_backward_shows_gradients_and_their_chain(picture: Locator) -> None:
    picture.get_by_role("button", name="Backward").click()
    expect(picture.get_by_role("button", name="Backward")).to_have_attribute("aria-pressed", "true")
    module = SMALL["modules"][0]
    expect(unit(picture, 1, 1).locator("text")).to_have_text(f"{module['output_gradient']['values'][1]:.2f}")
    unit(picture, 3, 0).focus()
    expect(formulas(picture)).to_have_text(["∂loss/∂z = 2·(−0.6955 − 1.00) = −3.3909"])
    edge(picture, 1, 1, 1).focus()
    gradient = module["weight_gradient"]["values"][3]
    expect(formulas(picture)).to_contain_text(["∂loss/∂w = "])
    expect(formulas(picture)).to_contain_text([f"= {gradient:.4f}"])


def test_the_numbers_are_there_as_a_table(picture: Locator) -> None:
    opener = button_of(picture, "The numbers as a table")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    table = picture.get_by_role("table", name=re.compile(r"^\(0\) Linear\(in_features=2"))
    expect(table.get_by_role("row").nth(1)).to_have_text(re.compile("0−0.63.*0.100.31  −0.52$"))
    unit(picture, 0, 0).focus()
    picture.page.keyboard.press("+")
    expect(table.get_by_role("row").nth(1)).not_to_contain_text("−0.63")


def test_it_has_names_for_those_who_cannot_see_it(picture: Locator, page: Page) -> None:
    drawing = picture.get_by_role("application", name="A small network")
    expect(drawing).to_have_accessible_description(re.compile("Arrow keys move from unit to unit"))
    expect(drawing.get_by_role("slider", name="Linear (0), unit 1: 1.10")).to_have_count(1)
    expect(drawing.get_by_role("slider", name="Input 0: 1.00")).to_have_count(1)
    expect(picture.get_by_role("img", name="A small network")).to_have_count(0)  # the still


def test_paper_shows_the_still(picture: Locator) -> None:
    expect(picture.locator("img")).to_be_hidden()
    print_styles(picture.page)
    expect(picture.locator("img")).to_be_visible()
    expect(picture.locator(".picture-live")).to_be_hidden()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("{", "The data of this picture are malformed at “JSON”."),
        pytest.param({**SMALL, "version": 2}, "malformed at “version”. Wanted: 1.", marks=pytest.mark.slow),
        ({**SMALL, "input": {"shape": [3], "values": [1, 2]}}, "malformed at “input.values”"),
    ],
    ids=["no JSON", "version", "shape"],
)
def test_what_is_malformed_leaves_the_still_and_a_sentence(
    open_with: Callable[[Any], LivePage], data: Any, said: str
) -> None:
    picture = open_with(data).page.locator(".picture")
    expect(picture.locator(".picture-fault")).to_contain_text(said)
    expect(picture.locator("img")).to_be_attached()
    assert picture.locator("img").evaluate("image => getComputedStyle(image).display") != "none"
    expect(picture.locator(".picture-live")).to_have_count(0)


def test_a_module_that_does_not_fit_is_marked(open_with: Callable[[Any], LivePage]) -> None:
    modules = json.loads(json.dumps(SMALL["modules"]))
    del modules[2]["output"], modules[2]["output_gradient"]
    said = "Linear(in_features=4, out_features=1) got 3 numbers."
    data = {"kind": "network", "version": 1, "input": SMALL["input"], "modules": modules}
    picture = open_with({**data, "fault": {"module": 2, "text": said}}).page.locator(".picture")
    expect(picture.locator(".picture-faulty")).to_contain_text("Linear")
    expect(picture.locator(".picture-fault")).to_have_text(said)
    expect(unit(picture, 3, 0)).to_have_count(0)


def test_a_page_without_pictures_fetches_nothing_for_them(page: Page, site_url: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    LivePage(page).open(site_url + LESSON).settle()
    assert not [url for url in fetched if "/page/mount-" in url]


def node(identifier: int, label: str, op: str, value: float, gradient: float) -> dict[str, Any]:
    return {"id": identifier, "label": label, "op": op, "value": value, "gradient": gradient, "leaf": not op}


def arrow(start: int, end: int, derivative: float, contribution: float) -> dict[str, Any]:
    return {"from": start, "to": end, "derivative": derivative, "contribution": contribution}


GRAPH = {
    **{"kind": "graph", "version": 1},
    "nodes": [
        *(node(0, "a", "", 2, -5), node(1, "b", "", -3, 4), node(2, "c", "", 7, 2)),
        *(node(3, "p", "*", -6, 2), node(4, "s", "+", 1, 2), node(5, "L", "*", 2, 1)),
    ],
    "edges": [
        *(arrow(0, 3, -3, -6), arrow(1, 3, 2, 4), arrow(3, 4, 1, 2), arrow(2, 4, 1, 2)),
        *(arrow(4, 5, 2, 2), arrow(0, 5, 1, 1)),
    ],
}
"""(a·b + c)·a: two gradients arrive at a."""


def test_a_graph_is_gone_through_step_by_step(open_with: Callable[[Any], LivePage]) -> None:
    picture = open_with(GRAPH).page.locator(".picture")
    values, gradients = picture.locator(".graph-value"), picture.locator(".graph-gradient")
    expect(values.last).to_have_text("2.00")
    expect(gradients).to_have_text([""] * 6)
    picture.get_by_role("button", name="Backward").click()
    expect(gradients).to_have_text([f"grad {value:.2f}".replace("-", "−") for value in (-5, 4, 2, 2, 2, 1)])
    step = picture.get_by_role("button", name="Step")
    step.click()  # from the end to the beginning
    expect(values).to_have_text(["2.00", "−3.00", "7.00", "…", "…", "…"])
    step.click()
    expect(values).to_have_text(["2.00", "−3.00", "7.00", "−6.00", "…", "…"])
    expect(formulas(picture)).to_have_text(["2.00 · (−3.00) = −6.00"])
    picture.get_by_role("button", name="Forward").click()
    expect(values.last).to_have_text("2.00")
    expect(gradients.last).to_have_text("")
    step.click()
    expect(gradients).to_have_text(["", "", "", "", "", "grad 1.00"])
    picture.get_by_role("button", name="Backward").click()
    picture.locator('[data-key="node-0"]').click()
    expect(formulas(picture)).to_have_text(["∂L/∂a = −3.00·2.00 + 1.00·1.00 = −6.00 + 1.00 = −5.00"])


def test_a_leaf_of_a_graph_is_moved_and_all_follows(open_with: Callable[[Any], LivePage]) -> None:
    """L = (a·b + c)·a, so ∂L/∂a = 2·a·b + c."""
    picture = open_with(GRAPH).page.locator(".picture")
    page = picture.page
    values, gradients = picture.locator(".graph-value"), picture.locator(".graph-gradient")
    picture.get_by_role("button", name="Backward").click()
    leaf = picture.locator('[data-key="node-0"]')
    leaf.focus()
    for key in ("+", "Shift+ArrowUp", "+", "-"):  # 0.05 each
        page.keyboard.press(key)
    expect(leaf).to_be_focused()
    expect(values).to_have_text(["2.10", "−3.00", "7.00", "−6.30", "0.70", "1.47"])
    expect(gradients.first).to_have_text("grad −5.60")
    expect(formulas(picture)).to_have_text(["∂L/∂a = −3.00·2.10 + 0.70·1.00 = −6.30 + 0.70 = −5.60"])
    picture.locator('[data-key="edge-0"]').click()
    expect(formulas(picture)).to_have_text(["∂p/∂a · ∂L/∂p = −3.00·2.10 = −6.30"])

    drag(page, picture.locator('[data-key="node-2"]'), 30)  # a tenth of the way from −14 to 14
    expect(values).to_have_text(["2.10", "−3.00", "9.80", "−6.30", "3.50", "7.35"])
    slider = picture.get_by_role("slider", name="Change it")
    slider.fill("7.3")
    expect(values.last).to_have_text("2.10")
    picture.get_by_role("button", name="Reset the picture").click()
    expect(values).to_have_text(["2.00", "−3.00", "7.00", "−6.00", "1.00", "2.00"])


def test_a_leaf_that_cannot_be_moved_says_why(open_with: Callable[[Any], LivePage]) -> None:
    graph = json.loads(json.dumps(GRAPH))
    graph["nodes"][4]["op"] = "Erfinv"
    picture = open_with(graph).page.locator(".picture")
    picture.locator('[data-key="node-2"]').click()
    expect(picture.locator(".picture-panel")).to_contain_text("the page cannot compute “s”")
    expect(picture.get_by_role("slider", name="Change it")).to_be_hidden()
    picture.page.keyboard.press("+")
    expect(picture.locator(".graph-value").nth(2)).to_have_text("7.00")


def test_keys_walk_through_a_graph(open_with: Callable[[Any], LivePage]) -> None:
    picture = open_with(GRAPH).page.locator(".picture")
    picture.get_by_role("button", name="Play").focus()
    for key, place in (
        ("Shift+Tab", "node-0"),
        ("ArrowRight", "node-3"),
        ("Enter", "edge-0"),
        ("ArrowDown", "edge-1"),
        ("Escape", "node-3"),
        ("ArrowRight", "node-4"),
        ("ArrowRight", "node-5"),
        ("ArrowLeft", "node-4"),
    ):
        picture.page.keyboard.press(key)
        expect(picture.locator(f'[data-key="{place}"]')).to_be_focused()


ARRIVES = """
const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data");
const arrived = (part) => {
    if (!part.text.startsWith('{"kind"')) return part;
    const alt = `Network ${JSON.parse(part.text).number}`;
    return { part: "picture", text: "the numbers", picture: part.text, alt };
};
Object.defineProperty(MessageEvent.prototype, "data", {
    get() {
        const data = get.call(this);
        return data?.type === "output" ? { ...data, parts: data.parts.map(arrived) } : data;
    },
});
"""
"""What a cell prints arrives as a picture."""


def test_a_run_shows_its_picture_a_rerun_another_and_reset_the_recorded_one(
    page: Page, open_with: Callable[[Any], LivePage]
) -> None:
    page.add_init_script(ARRIVES)
    lesson = open_with(SMALL)
    cell = lesson.cell(lesson.cell_ids[0])
    for number in (1, 2):
        cell.edit(f"print({json.dumps(json.dumps(CASES[number]['picture'] | {'number': number}))}, end='')")
        cell.run()
        picture = cell.output.locator(".picture")
        expect(picture).to_have_count(1)
        value = CASES[number]["picture"]["input"]["values"][0]
        expect(unit(picture, 0, 0)).to_have_attribute("aria-label", re.compile(f"{abs(value):.2f}"[:-1]))
        expect(picture.get_by_text("the numbers", exact=True)).to_be_hidden()
        expect(picture.get_by_role("application", name=f"Network {number}")).to_be_visible()
    cell.button("Reset").click()
    expect(unit(cell.output.locator(".picture"), 1, 0)).to_have_attribute("aria-label", re.compile("−0.63"))


def expect_nothing_serious(page: Page) -> None:
    """In both schemes, neither in the picture nor in the width of the page."""
    axe = (npm_tool("axe") / "axe.min.js").read_text("utf8")
    for dark in (False, True):
        show(page, dark)
        assert not [line for line in serious(page, axe) if "picture" in line]
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(width) == 0


def test_axe_finds_nothing_serious(on_phone: Callable[[Any], Locator]) -> None:
    picture = on_phone(SMALL)
    unit(picture, 1, 0).focus()
    button_of(picture, "The numbers as a table").click()
    expect_nothing_serious(picture.page)


def test_forced_colors_leave_signs_their_own(picture: Locator, page: Page) -> None:
    page.emulate_media(forced_colors="active")
    scale = Image.open(io.BytesIO(picture.locator(".picture-scale").screenshot())).convert("RGB")
    middle = scale.height // 2
    negative, positive = (scale.getpixel((x, middle)) for x in (8, scale.width - 9))
    assert negative[0] > negative[2] + 60, negative
    assert positive[2] > positive[0] + 60, positive
    formula = page.locator(".katex").first  # what is behind an accent would be painted over its letter
    expect(formula).to_have_css("forced-color-adjust", "none")


def test_a_large_description_comes_as_a_file(page: Page, site_url: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    LivePage(page).open(site_url + "lessons/convolutions/").settle()
    expect(page.locator("[data-file] > .picture-live").first).to_be_attached()
    assert [url for url in fetched if "/figures/" in url and url.endswith(".json")]
