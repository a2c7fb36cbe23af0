"""extremes_in_browsers.py moves the controls of a page as a reader does, and says how each run ends."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.lessons import extremes_in_browsers
from site_tests.pages.cells import LivePage

FRAGILE = """\
from torch import nn
Plain = nn.Linear
def narrow(inputs, outputs):
    if outputs == 64: raise ValueError("too wide")
    return Plain(inputs, outputs)
nn.Linear = narrow"""


def test_pages_with_controls_are_found(site_dir: Path) -> None:
    found = extremes_in_browsers.pages(site_dir)
    assert "lessons/sequential-models/" in found
    assert "about/how-it-works/" not in found


@pytest.mark.slow
def test_each_control_goes_to_its_ends_and_back(page: Page, site_url: str) -> None:
    lesson = LivePage(page).open(site_url + "lessons/sequential-models/")
    other = lesson.cell("plain-functions")
    other.edit(FRAGILE)
    other.run()
    cell = lesson.cell("try-width")
    runs = list(extremes_in_browsers.runs(cell))
    assert [(run.control, run.value, run.outcome) for run in runs] == [
        ("as published", "", "done"),
        ("hidden units", "1", "done"),
        ("hidden units", "64", "failed"),
        ("seed of the weights", "0", "done"),
        ("seed of the weights", "20", "done"),
    ]
    assert [run.error for run in runs if run.error] == ["ValueError: too wide"]
    assert [run.is_fine for run in runs] == [run.outcome == "done" for run in runs]
    expect(cell.form.get_by_label("hidden units")).to_have_value("8")
    expect(cell.form.get_by_label("seed of the weights")).to_have_value("1")
