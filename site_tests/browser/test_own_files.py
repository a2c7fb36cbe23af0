"""The reader's own files: dropped on a cell or chosen, they are there for Python, also for the next one."""

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LivePage

DROP = """(cell, [name, text]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name, { type: "text/csv" }));
    const code = cell.querySelector("[role=textbox]");
    code.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


@pytest.mark.every_browser
def test_a_dropped_file_can_be_read_also_after_a_restart(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit('print(open("my_data_1_.csv").read())')
    cell.root.evaluate(DROP, ["my data (1).csv", "a,b\n1,2"])
    expect(page.locator(".live-files")).to_contain_text('open("my_data_1_.csv")')
    cell.run()
    cell.expect_output("stdout", "a,b\n1,2\n", timeout=FIRST_LOAD)
    cell.expect_source('print(open("my_data_1_.csv").read())')
    lesson.restart()
    lesson.expect_kernel("ready")
    cell.run()
    cell.expect_output("stdout", "a,b\n1,2\n")


def test_a_file_is_chosen_by_the_button(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit('print(len(open("table.csv", "rb").read()))')
    cell.run()
    cell.expect_error("No such file or directory: 'table.csv'")
    with page.expect_file_chooser() as chooser:
        lesson.choose("Add file")
    chooser.value.set_files({"name": "table.csv", "mimeType": "text/csv", "buffer": b"1,2,3"})
    expect(page.locator(".live-files")).to_contain_text('open("table.csv")')
    cell.run()
    cell.expect_output("stdout", "5\n")


NAMES = """
    cell_needs display_functions display_objects exercise_checks figures input_lines interrupts
    lab_answers look_inside magics page_calls page_needs page_words playground plots introspection
    restored runner runner_errors runner_output runner_rich short_repr shown_models sklearn_datasets
    sleeping lazy_imports weights_file yardstick models train utils words
"""
"""What readers call their modules, and what one of the page's own might be called."""


@pytest.mark.every_browser
def test_a_module_of_the_reader_is_imported_whatever_its_name(lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(
        "from importlib import import_module, invalidate_caches\n"
        f"names = {NAMES!r}.split()\n"
        "for name in names:\n"
        '    open(f"{name}.py", "w").write("whose = \'mine\'")\n'
        "invalidate_caches()\n"
        "print(len(names), {import_module(name).whose for name in names})"
    )
    cell.run()
    cell.expect_output("stdout", f"{len(NAMES.split())} {{'mine'}}\n", timeout=FIRST_LOAD)
