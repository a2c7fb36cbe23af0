"""The Playground's stack of layers and its data: by mouse, by finger, by keyboard, by link."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import copied, without_javascript
from site_tests.pages.playground import ADDRESS, PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed

STACK = "#data=moons&samples=200&epochs=4&layers=Linear~8,ReLU,Linear~4,Tanh,Linear~2"
DRAG_BY_FINGER = """(handle, by) => {
    const { x, y, width, height } = handle.getBoundingClientRect();
    const finger = { pointerId: 7, pointerType: "touch", isPrimary: true, bubbles: true, cancelable: true };
    const say = (kind, dy) => handle.dispatchEvent(
        new PointerEvent(kind, { ...finger, clientX: x + width / 2, clientY: y + height / 2 + dy })
    );
    say("pointerdown", 0);
    for (const share of [0.3, 0.6, 1]) say("pointermove", share * by);
    say("pointerup", by);
}"""


@pytest.fixture
def playground(page: Page, site_url: str) -> PlaygroundPage:
    return PlaygroundPage(page).open(site_url, STACK)


def expect_focus(playground: PlaygroundPage, name: str) -> None:
    """The keyboard is at the control of this name."""
    expect(playground.page.locator("*:focus")).to_have_accessible_name(name)


def test_a_layer_is_added_set_and_removed(playground: PlaygroundPage) -> None:
    playground.add_layer("Dropout")
    assert playground.kinds == ["Linear", "ReLU", "Linear", "Tanh", "Dropout", "Linear"]
    playground.set("model", "p of layer 5, Dropout", 0.5)
    playground.set("model", "outputs of layer 1, Linear", 16)
    expect(playground.layers.first).to_contain_text("→ 16 · 48 parameters")
    assert "nn.Linear(2, 16)" in playground.program
    assert "nn.Linear(16, 4)" in playground.program
    assert "nn.Dropout(0.5)" in playground.program
    playground.layer_button("Remove layer 2, ReLU").click()
    expect(playground.part("model")).to_contain_text("Two linear layers in a row")
    strip = playground.part("strip").get_by_role("img")
    expect(strip).to_have_accessible_name(
        "The model: input 2, then Linear 16, then Linear 4, then Tanh 4, then Dropout 4, then Linear 2."
    )
    playground.train()


@pytest.mark.every_browser
def test_layers_are_reordered_by_keyboard(playground: PlaygroundPage, page: Page) -> None:
    playground.layer_button("Move layer 2, ReLU down").focus()
    page.keyboard.press("Enter")
    assert playground.kinds == ["Linear", "Linear", "ReLU", "Tanh", "Linear"]
    expect_focus(playground, "Move layer 3, ReLU down")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert playground.kinds == ["Linear", "Linear", "Tanh", "Linear", "ReLU"]
    expect_focus(playground, "Move layer 5, ReLU up")  # it cannot go farther down
    page.keyboard.press("Space")
    expect_focus(playground, "Move layer 4, ReLU up")


def test_the_keyboard_keeps_its_place_where_layers_go(playground: PlaygroundPage, page: Page) -> None:
    playground.layer_button("Remove layer 3, Linear").focus()
    page.keyboard.press("Enter")
    expect_focus(playground, "Remove layer 3, Tanh")
    for _ in range(2):
        page.keyboard.press("Enter")
    expect_focus(playground, "Remove layer 2, ReLU")
    for _ in range(2):
        page.keyboard.press("Enter")
    assert playground.kinds == []
    expect_focus(playground, "Add layer")
    page.keyboard.press("Enter")
    assert playground.kinds == ["Linear"]
    expect_focus(playground, "Add layer")


def test_a_number_is_typed_and_tab_goes_on(playground: PlaygroundPage, page: Page) -> None:
    field = playground.part("model").get_by_label("outputs of layer 3, Linear")
    field.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("6")
    page.keyboard.press("Tab")
    expect_focus(playground, "Move layer 4, Tanh up")
    expect(field).to_have_value("6")
    field.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_have_value("8")
    expect_focus(playground, "outputs of layer 3, Linear")
    page.keyboard.press("Shift+Tab")
    expect_focus(playground, "Remove layer 3, Linear")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("9999")
    page.keyboard.press("Enter")
    expect(field).to_have_value("512")


def test_layers_are_dragged_by_mouse(playground: PlaygroundPage) -> None:
    playground.drag_layer(0, 2)
    assert playground.kinds == ["ReLU", "Linear", "Linear", "Tanh", "Linear"]
    playground.drag_layer(4, 0)
    assert playground.kinds == ["Linear", "ReLU", "Linear", "Linear", "Tanh"]
    assert playground.layers.locator("[style*=translate]").count() == 0


def test_layers_are_dragged_by_finger(playground: PlaygroundPage) -> None:
    handle = playground.layers.locator(".pg-handle").first
    expect(handle).to_have_css("touch-action", "none")  # else the page would scroll
    handle.evaluate(DRAG_BY_FINGER, 90)
    assert playground.kinds[0] == "ReLU"


@pytest.mark.parametrize(
    ("layers", "said", "fix"),
    [
        pytest.param("Conv2d~8~3~0,Linear~2", "Conv2d needs a picture", "Remove it", marks=pytest.mark.slow),
        ("Linear~8,ReLU,Linear~3", "one score for each of the 2 classes", "Give it 2 outputs"),
        pytest.param(
            "Linear~8,ReLU", "one score for each of the 2 classes", "Add a Linear", marks=pytest.mark.slow
        ),
        pytest.param("ReLU", "there is nothing to train", "Add a Linear", marks=pytest.mark.slow),
    ],
)
def test_what_does_not_fit_is_said_and_repaired(
    page: Page, site_url: str, layers: str, said: str, fix: str
) -> None:
    playground = PlaygroundPage(page).open(site_url, f"#data=moons&epochs=2&layers={layers}")
    expect(playground.part("model")).to_contain_text(said)
    expect(playground.status).to_contain_text(said)
    expect(playground.button("Start")).to_be_disabled()
    for name in ("Copy", "Notebook", "Script"):
        expect(playground.button(name, "code")).to_be_disabled()
    playground.layer_button(fix).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.pg-stack') !== null")
    expect(playground.part("model")).not_to_contain_text(said)
    playground.train()


def test_a_convnet_out_of_shape_is_repaired_step_by_step(page: Page, site_url: str) -> None:
    layers = "Conv2d~4~3~0,MaxPool2d~7,Conv2d~4~5~0,Linear~10"
    playground = PlaygroundPage(page).open(site_url, f"#data=mnist&epochs=1&layers={layers}")
    expect(playground.status).to_contain_text("the picture is only 3 × 3")
    playground.layer_button("Make the window 3 × 3").click()
    expect(playground.status).to_contain_text("gets a picture of 4 × 1 × 1")
    playground.layer_button("Put a Flatten before it").click()
    assert playground.kinds == ["Conv2d", "MaxPool2d", "Conv2d", "Flatten", "Linear"]
    expect(playground.button("Start")).to_be_enabled()


@pytest.mark.slow
def test_painted_points_are_the_data(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, STACK)
    playground.button("Your own", "data").click()
    expect(playground.status).to_have_text("Paint at least ten points, of both colors.")
    expect(playground.part("data")).to_contain_text("0 for training, 0 for validation.")
    left = [(0.1 + 0.05 * i, 0.2 + 0.1 * (i % 3)) for i in range(6)]
    right = [(0.6 + 0.05 * i, 0.6 + 0.1 * (i % 3)) for i in range(7)]
    playground.paint(*left)
    playground.button("Blue", "data").click()
    playground.paint(*right)
    playground.button("Undo", "data").click()
    expect(playground.part("data")).to_contain_text("8 for training, 4 for validation.")
    playground.train()
    assert playground.program.count("),\n") >= 12
    expect_same(playground, printed(playground.program))
    playground.button("Clear", "data").click()
    expect(playground.status).to_contain_text("Paint at least ten points")


def test_painted_points_stay_where_the_pen_put_them(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, STACK)
    noise = playground.part("data").get_by_label("noise")
    before = noise.input_value()
    assert float(before) > 0
    playground.button("Your own", "data").click()
    expect(noise).to_be_hidden()
    playground.paint(*((0.1 + 0.06 * i, 0.5) for i in range(12)))
    assert "randn" not in playground.program
    playground.button("Moons", "data").click()
    expect(noise).to_have_value(before)


def test_points_are_painted_by_keyboard(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, STACK)
    playground.button("Your own", "data").click()
    playground.plane.get_by_role("application").focus()
    for key in ("ArrowLeft", "Enter", "ArrowUp", "Space"):
        page.keyboard.press(key)
    expect(playground.part("data")).to_contain_text("1 for training, 1 for validation.")


def test_a_link_opens_the_set_up_in_another_browser(
    playground: PlaygroundPage, page: Page, browser: Browser
) -> None:
    playground.choose_preset("MNIST: a small convnet")
    playground.set("data", "noise", 0.3)
    playground.set("training", "schedule", "cosine")
    playground.button("Link", "code").click()
    expect(playground.part("code")).to_contain_text("A link to this setup is copied.")
    link = copied(page)
    program = playground.program
    context: BrowserContext = browser.new_context()
    other = PlaygroundPage(context.new_page())
    other.page.goto(link)
    other.expect_built()
    assert other.program == program
    expect(other.part("data").get_by_label("noise")).to_have_value("0.3")
    context.close()


@pytest.mark.parametrize(
    "fragment",
    [
        pytest.param("#data=nothing&layers=", marks=pytest.mark.slow),
        "#data=moons&layers=Linear~x,__proto__,Linear~-3&epochs=1e99&rate=abc",
        pytest.param("#data", marks=pytest.mark.slow),
        "#%%%",
    ],
)
def test_a_broken_link_gives_a_set_up_that_stands(page: Page, site_url: str, fragment: str) -> None:
    playground = PlaygroundPage(page).open(site_url, fragment)
    expect(playground.status).not_to_have_text("")
    playground.choose_preset("Two moons")
    assert playground.kinds == ["Linear", "Tanh", "Linear", "Tanh", "Linear"]


def test_without_javascript_the_page_says_what_it_is(browser: Browser, site_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()  # it may log that scripts do not run
    page.goto(site_url)
    plain = without_javascript(page, site_url + ADDRESS)
    expect(plain.locator("article noscript a")).to_be_visible()
    for words in (
        "A stack of layers.",
        "Points in a plane or handwritten digits",
        "Draw a digit, and the model",
    ):
        expect(plain.get_by_text(words)).to_be_visible()
    context.close()


@pytest.mark.chromium_only  # over WebDriver BiDi, nobody taps
def test_it_fits_a_phone_and_is_used_by_finger(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    playground = PlaygroundPage(context.new_page()).open(site_url, STACK)
    playground.button("Start").tap()
    playground.expect_over()
    playground.layer_button("Move layer 1, Linear down").tap()
    assert playground.kinds[:2] == ["ReLU", "Linear"]
    playground.button("Your own", "data").tap()
    playground.plane.tap()
    expect(playground.part("data")).to_contain_text("1 for validation")
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert playground.page.evaluate(width) == 0
    context.close()
