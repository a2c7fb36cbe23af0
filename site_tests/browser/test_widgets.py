"""Widgets made with anywidget: their scripts run in frames, and Python has the same state."""

import json
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import LiveCell, LivePage
from site_tests.servers.foreign_site import built
from site_tests.servers.site_server import served

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def site(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("widgets")
    shutil.copytree(ROOT / "site_tests" / "foreign" / "widgets", folder / "docs")
    live = {"image": False, "packages": ["anywidget"]}
    config = {"site_name": "Widgets", "theme": {"name": "material", "font": False}}
    (folder / "mkdocs.yml").write_text(json.dumps({**config, "plugins": [{"live-cells": live}]}))
    done = built(folder)
    if "cannot be had" in done.stderr or "package index" in done.stderr:
        pytest.skip("the package index is not within reach")
    assert done.returncode == 0, done.stderr
    assert not [*(folder / "site").rglob("*IPython*"), *(folder / "site").rglob("*widgetsnbextension*")]
    with served(folder / "site") as address:
        yield address


@pytest.fixture
def live(site: str, page: Page) -> LivePage:
    live = LivePage(page).open(site)
    live.cell("counter").run()
    return live


def inside(cell: LiveCell) -> str:
    """Where the frame of a cell's widget is."""
    return f'[data-cell="{cell.cell_id}"] [data-part="widget"] iframe'


def test_a_change_in_the_frame_reaches_python_and_what_follows(live: LivePage, page: Page) -> None:
    cell = live.cell("counter")
    button = page.frame_locator(inside(cell)).get_by_role("button")
    expect(button).to_have_text("count is 42")
    expect(cell.root.get_by_title("Widget Counter")).to_be_visible()
    button.click()
    button.click()
    live.cell("follows").expect_output("result", "'Python has 44'")
    expect(button).to_have_text("count is 44")


def test_a_change_in_python_reaches_all_views(live: LivePage, page: Page) -> None:
    live.cell("observed").edit("counter")
    live.cell("observed").run()
    live.cell("set").run()
    for name in ("counter", "observed"):
        button = page.frame_locator(inside(live.cell(name))).get_by_role("button")
        expect(button).to_have_text("count is 7")
    page.frame_locator(inside(live.cell("observed"))).get_by_role("button").press("Enter")
    expect(page.frame_locator(inside(live.cell("counter"))).get_by_role("button")).to_have_text("count is 8")


def test_what_a_callback_prints_and_raises_is_shown_below_the_widget(live: LivePage, page: Page) -> None:
    cell = live.cell("observed")
    cell.run()
    button = page.frame_locator(inside(cell)).get_by_role("button")
    button.click()
    cell.expect_output("stdout", "became 43\n")
    button.click()
    expect(cell.part("error")).to_contain_text("ZeroDivisionError")


def test_a_callback_that_hangs_is_stopped(live: LivePage, page: Page) -> None:
    live.cell("hangs").run()
    page.frame_locator(inside(live.cell("counter"))).get_by_role("button").click()
    live.expect_kernel("busy")
    live.button("Stop").click()
    live.cell("set").edit("1 + 1")
    live.cell("set").run()
    live.cell("set").expect_output("result", "2")


def test_a_widget_of_a_python_that_is_gone_says_so(live: LivePage, page: Page) -> None:
    live.restart()
    live.expect_kernel("ready")
    expect(live.cell("counter").output).to_contain_text("this widget is gone from it: run the cell again")


def test_bytes_and_commands_travel_both_ways(live: LivePage, page: Page) -> None:
    cell = live.cell("bytes")
    cell.run()
    expect(page.frame_locator(inside(cell)).locator("body")).to_have_text("42 2")


def test_a_widget_reaches_neither_the_page_nor_what_it_keeps(live: LivePage, page: Page) -> None:
    cell = live.cell("curious")
    cell.run()
    seen = "SecurityError,SecurityError,SecurityError,null"
    expect(page.frame_locator(inside(cell)).locator("body")).to_have_text(seen)


def test_a_control_without_a_script_of_its_own_is_text(live: LivePage, page: Page) -> None:
    cell = live.cell("control")
    cell.run()
    expect(cell.part("widget")).to_contain_text("IntSlider(value=0)")
    expect(cell.output).to_contain_text("IntSlider brings no script of its own.")


def test_what_the_policy_forbids_is_said(site: str, browser_page: Page) -> None:
    live = LivePage(browser_page).open(site)
    live.cell("counter").run()
    cell = live.cell("foreign")
    cell.run()
    expect(cell.output).to_contain_text(
        "This widget asks for https://esm.sh/canvas-confetti@1.6, which the policy of this page forbids"
    )


@pytest.fixture
def browser_page(context: object) -> Iterator[Page]:
    """A page whose console may complain: a browser says of itself what it has refused."""
    page: Page = context.new_page()  # type: ignore[attr-defined]
    yield page
    page.close()
