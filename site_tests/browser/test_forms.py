"""Colab's form fields above a cell: a control writes its value into the code, and the cell runs again."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import copied
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage

FIELDS = """\
# @title A net
width = 8  # @param {type:"slider", min:1, max:64, step:1}
rate = 0.5  # @param {type:"number"}
act = "relu"  # @param ["relu", "tanh"]
bias = True  # @param {type:"boolean"}
note = 'a'  # @param {type:"string"}
print(width, rate, act, bias, note)"""
LESSON = "lessons/tour/"
COUNTING = """\
n = 0  # @param {type:"slider", min:0, max:60, step:1}
print("n is", n)"""
SEE = """output => {
    globalThis.seen = [];
    const note = () => globalThis.seen.push(output.textContent);
    new MutationObserver(note).observe(output, {childList: true, subtree: true});
}"""
SEE_STATES = """root => {
    globalThis.states = [];
    const note = () => globalThis.states.push(root.dataset.state);
    new MutationObserver(note).observe(root, {attributeFilter: ["data-state"]});
}"""
HAS_RUN = "() => globalThis.states.some((state) => ['loading', 'running'].includes(state))"
SLOW = """\
import time
n = 0  # @param {type:"slider", min:0, max:60, step:1}
runs = globals().get("runs", []) + [n]
time.sleep(0.5)
print(runs)"""


def with_code(lesson: LivePage, source: str) -> LiveCell:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(source)
    return cell


def type_over(field: Locator, text: str) -> None:
    """As by hand: `fill` leaves Firefox's fields for numbers empty."""
    field.press("ControlOrMeta+a")
    field.page.keyboard.type(text)


@pytest.mark.every_browser
def test_each_control_writes_its_value_and_runs_the_cell(used: LivePage) -> None:
    cell = with_code(used, FIELDS)
    form = cell.form
    expect(form.get_by_text("A net")).to_be_visible()
    form.get_by_label("width").focus()
    form.get_by_label("width").press("ArrowRight")
    cell.expect_output("stdout", "9 0.5 relu True a\n", timeout=FIRST_LOAD)
    type_over(form.get_by_label("rate"), "0.25")
    cell.expect_output("stdout", "9 0.25 relu True a\n")
    form.get_by_label("act").select_option("tanh")
    cell.expect_output("stdout", "9 0.25 tanh True a\n")
    form.get_by_label("bias").uncheck()
    cell.expect_output("stdout", "9 0.25 tanh False a\n")
    type_over(form.get_by_label("note"), "it's")
    form.get_by_label("note").press("Enter")
    cell.expect_output("stdout", "9 0.25 tanh False it's\n")
    expect(cell.root.locator(".cm-line").nth(1)).to_contain_text("width = 9  # @param")


def test_code_that_a_control_changes_keeps_its_colors(page: Page, site_url: str) -> None:
    cell = LivePage(page).open(site_url + "lessons/sequential-models/").cell("try-width")
    cell.form.get_by_label("hidden units").press("End")
    line = cell.root.locator(".cm-line", has_text="width = 64")
    expect(line.locator(".tok-number")).to_have_text("64")
    cell.expect_over()
    expect(cell.part("stdout")).to_contain_text("mean squared distance")


def test_controls_follow_the_code_and_are_kept_with_it(lesson: LivePage, page: Page) -> None:
    cell = with_code(lesson, COUNTING)
    slider = cell.form.get_by_label("n")
    slider.press("End")
    cell.expect_output("stdout", "n is 60\n", timeout=FIRST_LOAD)
    page.reload()
    expect(slider).to_have_value("60")
    cell.edit(COUNTING.replace("n = 0", "n = 7"))
    expect(slider).to_have_value("7")
    cell.edit(COUNTING.replace("max:60", "max:5"))
    expect(slider).to_have_attribute("max", "5")
    cell.reset()
    expect(cell.form).to_be_hidden()


def test_a_value_that_is_not_allowed_is_not_written(used: LivePage) -> None:
    cell = with_code(used, "n = 3  # @param {type:'integer', min:1, max:9}\nn")
    field = cell.form.get_by_label("n")
    for wrong in ("10", "1.5", ""):
        field.fill(wrong)
        expect(field).to_have_attribute("aria-invalid", "true")
    expect(cell.root.locator(".cm-line").first).to_contain_text("n = 3")
    field.fill("4")
    cell.expect_output("result", "4", timeout=FIRST_LOAD)


@pytest.mark.every_browser
def test_a_slider_that_is_dragged_fast_ends_with_its_last_value(used: LivePage) -> None:
    cell = with_code(used, COUNTING)
    cell.run()
    cell.output.evaluate(SEE)
    slider = cell.form.get_by_label("n")
    for _ in range(40):
        slider.press("ArrowRight")
    cell.expect_output("stdout", "n is 40\n")
    cell.expect_state("done")
    expect(cell.part("stdout")).to_have_count(1)
    assert "" not in used.page.evaluate("globalThis.seen")  # never empty between two runs


@pytest.mark.slow
def test_a_slow_cell_waits_for_the_hand_and_gives_way_to_the_last_value(
    page: Page, isolated_site_url: str
) -> None:
    cell = with_code(LivePage(page).open(isolated_site_url + LESSON), SLOW)
    cell.run()
    cell.root.evaluate(SEE_STATES)
    slider = cell.form.get_by_label("n")
    for _ in range(20):
        slider.press("ArrowRight")
    page.wait_for_function(HAS_RUN)  # it may be over on a busy machine
    for _ in range(10):
        slider.press("ArrowRight")
    cell.expect_output("stdout", re.compile(r"^\[0, .*30\]\n$"))
    runs = json.loads(cell.part("stdout").inner_text())
    assert len(runs) <= 10  # the first, a few of thirty on the way, the last


def test_code_that_came_with_a_link_is_not_run_by_a_control(lesson: LivePage, page: Page) -> None:
    cell = with_code(lesson, COUNTING)
    cell.button("Share").click()
    expect(cell.label).to_have_text("Link copied")  # until then, the clipboard holds what was copied before
    link = copied(page)
    cell.reset()
    page.goto("about:blank")  # of a way within the page, Firefox's driver may not hear
    page.goto(link)
    expect(cell.root).to_have_attribute("data-shared", "")
    cell.form.get_by_label("n").press("ArrowRight")
    expect(cell.root.locator(".cm-line").first).to_contain_text("n = 1")
    cell.expect_state("idle")


def test_stop_ends_what_a_control_began(used: LivePage) -> None:
    cell = with_code(used, "n = 0  # @param {type:'slider'}\nwhile n: pass\nn")
    cell.run()
    cell.form.get_by_label("n").press("ArrowRight")
    cell.expect_state("running")
    cell.stop()
    cell.expect_state("stopped")
