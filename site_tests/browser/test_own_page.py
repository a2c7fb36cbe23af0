"""A notebook of one's own: made, kept, saved, shared; and files of others opened in it, safely."""

import json
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Page

from site_tests.drivers import expect
from site_tests.pages.cells import LivePage
from site_tests.pages.own_page import ADDRESS, OwnPage
from site_tests.pages.playground import PlaygroundPage
from site_tests.suite.slow import slow_except

HOSTILE = {
    "cells": [
        {
            "cell_type": "code",
            "id": '"><img src=x onerror="window.evil=1">',
            "metadata": {},
            "source": ["a = 1\n", "a"],
            "execution_count": 1,
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "<b>printed</b>\n"},
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {
                        "text/plain": "a table",
                        "text/html": "<script>parent.evil=1</script><script src='live-cells:plotly'></script>"
                        "<b>cleaned</b><img src=x onerror='parent.evil=1'>",
                        "application/javascript": "window.evil=1",
                    },
                },
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {
                        "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
                        "<script>parent.evil=1</script></svg>",
                        "text/plain": "a drawing",
                    },
                },
            ],
        },
        {
            "cell_type": "markdown",
            "id": "words",
            "metadata": {},
            "source": "# Title\n<script>window.evil=1</script><img src=x onerror='parent.evil=1'>",
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def own(page: Page, site_url: str) -> OwnPage:
    return OwnPage(page, site_url + ADDRESS)


@pytest.mark.every_browser
def test_an_empty_page_says_what_to_write_and_has_programs_to_start_from(own: OwnPage, page: Page) -> None:
    expect(page.locator(".own-item .highlight [role=textbox]")).to_be_focused()
    expect(page.locator(".own-item .cell-form")).to_be_hidden()  # no strip above the code
    page.get_by_role("group", name="Write Python").get_by_role("button", name="A tensor").click()
    expect(page.locator(".own-start")).to_be_hidden()
    own.run(0)
    expect(own.items.locator("[data-part=result]")).to_contain_text("tensor([9., 4., 1., 0., 1., 4., 9.])")


@pytest.mark.every_browser
def test_a_page_is_made_run_and_kept(own: OwnPage, page: Page) -> None:
    own.name.fill("My notes")
    own.write(0, "import torch\nx = torch.ones(3)")
    page.keyboard.press("Shift+Enter")  # in the last cell it goes on to a new one
    own.expect_cells(2)
    page.keyboard.insert_text("x.sum()")
    own.add("Text")
    page.keyboard.insert_text("# A sum\n\nwith *words*")
    page.keyboard.press("Shift+Enter")
    expect(own.items.nth(2).frame_locator("iframe").get_by_role("heading")).to_have_text("A sum")
    page.locator(".live-bar").get_by_role("button", name="Run all").click()
    expect(own.items.nth(1).locator("[data-part=result]")).to_have_text("tensor(3.)")
    expect(own.kept).to_contain_text("Kept in this browser")
    page.reload()
    own.expect_cells(3)
    own.expect_code("import torch\nx = torch.ones(3)", "x.sum()")
    expect(own.name).to_have_value("My notes")


def test_cells_are_moved_joined_turned_removed_and_come_back(own: OwnPage, page: Page) -> None:
    own.write(0, "a = 1")
    own.add("Code")
    own.write(1, "b = 2")
    own.tool(0, "Move down")
    own.expect_code("b = 2", "a = 1")
    names = page.locator(".own-item .highlight [role=textbox]")
    expect(names.first).to_have_attribute("aria-label", "Code of cell 1")
    own.tool(0, "Join with the cell below")
    own.expect_code("b = 2\na = 1")
    own.tool(0, "Delete cell")
    own.expect_code("")
    own.note.get_by_role("button", name="Undo").click()
    own.expect_code("b = 2\na = 1")
    own.tool(0, "Turn into text")
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_value("b = 2\na = 1")


def test_a_download_is_a_notebook_and_can_be_opened_again(own: OwnPage) -> None:
    own.name.fill("One/two: three")
    own.write(0, "print('é😀')")
    own.add("Text")
    own.page.keyboard.insert_text("Some $x^2$")
    notebook = own.downloaded()
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [
        ("code", "print('é😀')"),
        ("markdown", "Some $x^2$"),
    ]
    own.open_file("again.ipynb", nbformat.writes(notebook))
    expect(own.name).to_have_value("again")
    own.expect_code("print('é😀')")
    assert [option.inner_text() for option in own.page.locator(".own-pages option").all()] == [
        "again",
        "One/two: three",
    ]


def test_a_hostile_file_shows_text_and_pictures_and_nothing_runs(own: OwnPage, page: Page) -> None:
    own.open_file("hostile.ipynb", json.dumps(HOSTILE))
    own.expect_cells(2)
    output = own.items.nth(0).locator(".cell-output")
    expect(output.locator("[data-part=stdout]")).to_have_text("<b>printed</b>")
    expect(output.frame_locator("iframe").locator("b")).to_have_text("cleaned")
    assert output.locator("iframe").get_attribute("sandbox") == "allow-same-origin"  # and no scripts
    expect(output.locator("> img")).to_have_attribute("alt", "a drawing")
    heading = own.items.nth(1).frame_locator("iframe").get_by_role("heading")
    expect(heading).to_have_text("Title")
    assert page.evaluate("window.evil") is None
    assert page.locator("html").get_attribute("data-kernel") == "off"
    notebook = own.downloaded()
    assert len(notebook.cells[0].outputs) == 3
    page.reload()
    expect(output.frame_locator("iframe").locator("b")).to_have_text("cleaned")
    assert page.evaluate("window.evil") is None


SHOWS_ALL = """\
import torch, sys
from IPython.display import HTML, Markdown, display
print("printed", end="")
print("\\rover it")
print("warned", file=sys.stderr)
display(HTML("<b>bold</b>"), Markdown("*leaning*"))
torch.ones(2)"""


def test_what_runs_have_shown_is_kept_exported_and_comes_back(own: OwnPage, page: Page) -> None:
    own.write(0, SHOWS_ALL)
    own.run(0)
    own.add("Code")
    own.write(1, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    own.run(1)
    own.add("Code")
    own.write(2, "1 / 0")
    own.run(2, "failed")
    own.expect_kept()
    page.reload()
    own.expect_cells(3)
    first, second, third = (own.items.nth(at).locator(".cell-output") for at in range(3))
    expect(first.locator("[data-part=stdout]")).to_have_text("over it")
    expect(first.locator("[data-part=stderr]")).to_have_text("warned")
    expect(first.frame_locator("iframe[data-part=html]").locator("b")).to_have_text("bold")
    expect(first.frame_locator("iframe[data-part=markdown]").locator("em")).to_have_text("leaning")
    expect(first.locator("[data-part=result]")).to_have_text("tensor([1., 1.])")
    expect(second.locator("[data-part=image]")).to_have_count(1)
    expect(third.locator("[data-part=error]")).to_contain_text("ZeroDivisionError")
    expect(own.items.nth(0).locator(".cell-bar")).to_contain_text("Output of an earlier run")
    assert page.locator("html").get_attribute("data-kernel") == "off"

    notebook = own.downloaded()
    shown = [[output.get("name", output.output_type) for output in cell.outputs] for cell in notebook.cells]
    assert shown == [["stdout", "stderr", *["display_data"] * 3], ["display_data"], ["error"]]
    assert "<svg" in notebook.cells[1].outputs[0].data["image/svg+xml"]
    assert notebook.cells[2].outputs[0].ename == "ZeroDivisionError"
    own.open_file("again.ipynb", nbformat.writes(notebook))
    expect(own.name).to_have_value("again")
    expect(second.locator("[data-part=image]")).to_have_count(1)
    assert own.downloaded().cells == notebook.cells


def test_a_changed_cell_does_not_keep_what_its_old_code_showed(own: OwnPage, page: Page) -> None:
    own.write(0, "print('old')")
    own.run(0)
    own.write(0, "# new\n")
    own.expect_kept()
    assert own.downloaded().cells[0].outputs == []
    page.reload()
    own.expect_cells(1)
    expect(own.items.nth(0).locator("[data-part]")).to_have_count(0)


def test_pictures_of_models_come_back_as_pictures(own: OwnPage, page: Page) -> None:
    own.write(
        0, "import torch\nfrom pictures import network\nnetwork(torch.nn.Linear(2, 1), torch.ones(1, 2))"
    )
    own.run(0)
    own.expect_kept()
    page.reload()
    expect(own.items.nth(0).locator("[data-part=picture] .picture-live")).to_be_visible()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is no notebook, or it is damaged."),
        pytest.param("<html>", "it is no notebook, or it is damaged.", marks=pytest.mark.slow),
        pytest.param("[1, 2]", "it has no cells, as a notebook would.", marks=pytest.mark.slow),
        ('{"cells": 3}', "it has no cells, as a notebook would."),
        (json.dumps({"cells": [{}] * 501}), "it has more than 500 cells."),
    ],
)
def test_a_file_that_is_no_notebook_is_refused_in_words(own: OwnPage, content: str, why: str) -> None:
    own.write(0, "mine = 1")
    own.open_file("odd.ipynb", content)
    expect(own.note).to_have_text(f"odd.ipynb cannot be opened: {why}")
    own.expect_code("mine = 1")


def test_an_old_notebook_is_read(own: OwnPage) -> None:
    old = {
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "source": "Old"},
                    {
                        "cell_type": "code",
                        "input": ["1 + 1"],
                        "outputs": [{"output_type": "pyout", "text": ["2"], "png": "no picture!"}],
                    },
                ]
            }
        ],
        "nbformat": 3,
    }
    own.open_file("old.ipynb", json.dumps(old))
    own.expect_code("1 + 1")
    expect(own.items.nth(1).locator("[data-part=result]")).to_have_text("2")


def test_a_link_has_the_page_in_it_and_keeps_what_was_there(own: OwnPage, page: Page) -> None:
    own.write(0, "shared = 1")
    expect(own.kept).to_contain_text("Kept")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    own.button("Copy link").click()
    expect(own.note).to_have_text("Link copied")
    link = page.evaluate("window.copied")
    own.button("New page").click()
    own.expect_code("")
    own.write(0, "other = 2")
    page.goto("about:blank")
    page.goto(link)
    own.expect_code("shared = 1")
    expect(own.note).to_contain_text("not yours")
    assert page.locator("html").get_attribute("data-kernel") == "off"
    own.note.get_by_role("button", name="Discard it").click()
    own.expect_code("other = 2")
    page.goto("about:blank")
    page.goto(link)
    own.note.get_by_role("button", name="Keep as my page").click()
    expect(own.kept).to_contain_text("Kept")
    page.reload()
    own.expect_code("shared = 1")
    assert page.locator(".own-pages option").count() == 3


def test_two_tabs_lose_nothing(own: OwnPage, page: Page, site_url: str) -> None:
    own.write(0, "one = 1")
    expect(own.kept).to_contain_text("Kept")
    other = OwnPage(page.context.new_page(), site_url + ADDRESS)
    other.expect_code("one = 1")
    other.write(0, "two = 2\n")
    expect(own.note).to_contain_text("changed in another tab")
    own.note.get_by_role("button", name="Keep this as a copy").click()
    expect(page.locator(".own-pages option")).to_have_count(2)
    page.reload()
    own.expect_code("one = 1")
    other.page.close()


def test_a_lesson_leads_on_to_an_empty_page(own: OwnPage, page: Page, site_url: str) -> None:
    own.write(0, "earlier = 1")
    expect(own.kept).to_contain_text("Kept")
    page.goto(site_url + "lessons/tour/")
    page.get_by_role("link", name="Go on with a page of your own").click()
    own.expect_code("")
    own.write(0, "later = 2")
    expect(page.locator(".own-pages option")).to_have_count(2)


@pytest.mark.parametrize("runs", slow_except([False, True], False), ids=["is there", "runs"])
def test_a_lesson_is_taken_along_with_what_was_changed_and_shown(
    runs: bool, own: OwnPage, page: Page, site_url: str
) -> None:
    own.write(0, "earlier = 1")
    own.expect_kept()
    live = LivePage(page).open(site_url + "lessons/gradients/")
    changed = live.cell("relu-derivative")
    changed.edit("import torch\ntorch.full((2,), 7.)")
    changed.run()
    changed.expect_output("result", "tensor([7., 7.])")
    page.locator(".live-bar summary", has_text="More").click()
    page.get_by_role("button", name="Go on in a page of your own").click()
    expect(own.name).to_have_value("Gradients")
    expect(page.locator(".own-pages option")).to_have_count(2)
    mine = page.locator("#cell-relu-derivative")
    expect(mine.get_by_role("textbox")).to_have_text(
        "import torch\ntorch.full((2,), 7.)", use_inner_text=True
    )
    expect(mine.locator("[data-part=result]")).to_have_text("tensor([7., 7.])")
    expect(page.locator(".own-item [data-tags~=check]")).to_have_count(0)
    page.reload()
    expect(mine.locator("[data-part=result]")).to_have_text("tensor([7., 7.])")
    if not runs:
        return
    page.locator(".live-bar").get_by_role("button", name="Run all").click()
    expect(page.locator(".own-item .cell").last).to_have_attribute("data-state", "done")
    expect(page.locator(".own-item [data-state=failed]")).to_have_count(0)


def test_a_page_that_could_not_be_copied_says_so(context: BrowserContext, site_url: str) -> None:
    context.route("**/page/going_on-*.js", lambda route: route.abort())
    page = context.new_page()  # the browser logs what it could not fetch
    LivePage(page).open(site_url + "lessons/gradients/")
    page.locator(".live-bar summary", has_text="More").click()
    page.get_by_role("button", name="Go on in a page of your own").click()
    expect(page.locator(".live-failed")).to_contain_text(
        "This page could not be copied to a page of your own: "
    )


def test_the_playgrounds_program_goes_on_as_cells(own: OwnPage, page: Page, site_url: str) -> None:
    points = "#data=moons&samples=200&epochs=6&rate=0.01&layers=Linear~8,Tanh,Linear~2"
    code = PlaygroundPage(page).open(site_url, points).open_panel("code")
    code.get_by_role("button", name="Go on in a page of your own").click()
    expect(own.name).not_to_have_value("Untitled page")
    expect(page.locator(".own-item[data-kind=code]").first).to_be_visible()
    page.locator(".live-bar").get_by_role("button", name="Run all").click()
    expect(page.locator(".own-item .cell").last).to_have_attribute("data-state", "done")


def test_a_deleted_page_comes_back(own: OwnPage, page: Page) -> None:
    own.name.fill("Precious")
    own.write(0, "gold = 1")
    own.button("Delete page").click()
    own.note.get_by_role("button", name="Delete page").click()
    expect(own.note).to_contain_text("“Precious” is deleted.")
    own.expect_code("")
    own.note.get_by_role("button", name="Undo").click()
    own.expect_code("gold = 1")
    expect(own.name).to_have_value("Precious")


def test_what_the_browser_does_not_keep_is_said(own: OwnPage, page: Page) -> None:
    full = "() => { throw new DOMException('full', 'QuotaExceededError') }"
    page.evaluate(f"void (Storage.prototype.setItem = {full})")
    own.write(0, "x = 1")
    expect(own.note).to_contain_text("does not keep this page")
    assert own.downloaded().cells[0].source == "x = 1"


def test_all_of_it_works_by_keyboard(own: OwnPage, page: Page) -> None:
    own.button("New page").focus()
    page.keyboard.press("Enter")
    expect(own.name).to_be_focused()
    page.keyboard.type("By keyboard")
    own.items.first.get_by_role("textbox").focus()
    expect(own.items.first.locator(".cm-content")).to_be_focused()
    page.keyboard.type("number = 6 * 7")
    page.keyboard.press("Shift+Enter")
    own.expect_cells(2)
    expect(own.items.nth(0).locator(".cell")).to_have_attribute("data-state", "done")
    expect(own.items.nth(1).locator(".cm-content")).to_be_focused()
    page.keyboard.type("numb")
    expect(page.get_by_role("option", name="number")).to_be_visible()
    page.keyboard.press("Tab")
    expect(own.items.nth(1).locator(".cm-content")).to_have_text("number")
    page.keyboard.press("Control+Enter")
    expect(own.items.nth(1).locator("[data-part=result]")).to_have_text("42")
    own.items.nth(1).get_by_role("button", name="Move up").focus()
    page.keyboard.press("Enter")
    own.expect_code("number", "number = 6 * 7")
    expect(own.items.nth(0).get_by_role("button", name="Move down")).to_be_focused()
    page.keyboard.press("End")
    expect(own.items.nth(0).get_by_role("button", name="Delete cell")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(own.items.nth(0).get_by_role("button", name="Turn into text")).to_be_focused()
    page.keyboard.press("Tab")  # Tab leaves the tools
    expect(own.items.nth(0).locator(".cm-content")).to_be_focused()


def test_without_scripts_the_page_says_what_it_needs(site_dir: Path) -> None:
    assert "needs JavaScript" in (site_dir / ADDRESS / "index.html").read_text("utf8")
