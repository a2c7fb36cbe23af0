"""Measure stepping through a training of 300 steps of Adam, in Chromium.

    SEQLITE_TEST_SITE=site uv run python site_tests/bench/stepping.py [--runs 5]

A cell of a lesson gets the program below and is run once, so that Python is here. Then: from the press on
*Step* to the slider; from a new value of the slider to the frame that shows its step; from a changed variable
to the end of the run that goes on from there; from the press on *Values* to the values inside a line; from
Enter to where a condition holds at all steps. Each is the median of the runs.
"""

import argparse
import functools
import os
import statistics
import time
from collections.abc import Callable

from on_site import on_site
from playwright.sync_api import Locator, Page

PAGE, CELL = "lessons/sequential-models/", "#cell-dense-layer"
PROGRAM = """\
import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(64, 2), torch.randint(0, 2, (64,))
net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(300):
    loss = nn.functional.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())"""
TO = """(slider, value) => new Promise((done) => {
    const began = performance.now();
    slider.valueAsNumber = value < 0 ? slider.valueAsNumber + value : Math.min(value, Number(slider.max));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now() - began);
        channel.port2.postMessage(0);
    });
})"""


def opened(page: Page, address: str) -> Locator:
    page.goto(address + PAGE)
    cell = page.locator(CELL)
    cell.get_by_role("textbox").click()
    cell.locator(".cm-content").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(PROGRAM)
    cell.get_by_role("button", name="Run", exact=True).click()
    page.locator(f"{CELL}[data-state=done]").wait_for()
    return cell


def over(cell: Locator, act: str) -> float:
    """Milliseconds of what a button begins, until the slider is at what came of it."""
    began = time.perf_counter()
    cell.get_by_role("button", name=act).click()
    cell.page.locator(f"{CELL}[data-state=done]").wait_for()
    cell.get_by_role("slider", name="Steps").wait_for()
    return 1000 * (time.perf_counter() - began)


def until(cell: Locator, act: Callable[[], None], shown: str) -> float:
    """Milliseconds from an act to what comes of it."""
    began = time.perf_counter()
    act()
    cell.locator(shown).first.wait_for()
    return 1000 * (time.perf_counter() - began)


def looks(cell: Locator, found: dict[str, list[float]]) -> None:
    """The values inside a line, and a condition at all steps."""
    values = cell.get_by_role("button", name="Values", exact=True)
    found.setdefault("values inside a line", []).append(until(cell, values.click, ".steps-values li"))
    values.click()
    field = cell.get_by_label("Go to where")
    for name, condition in (("loss < 0.1", "a comparison"), ("x.isnan().any()", "a call")):
        field.fill(name)
        press = functools.partial(field.press, "Enter")
        hit = ".steps-found:has-text('It holds'), .steps-found:has-text('Nowhere')"
        found.setdefault(f"search for {condition}", []).append(until(cell, press, hit))
    field.fill("")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    found: dict[str, list[float]] = {}
    with on_site(parser) as (address, browser):
        cell = opened(browser.new_page(), address)
        for _ in range(arguments.runs):
            found.setdefault("start", []).append(over(cell, "Step"))
            slider = cell.get_by_role("slider", name="Steps")
            steps = int(slider.get_attribute("max") or 0)
            for name, value in (
                ("to the end", steps),
                ("one step back", -1),
                ("to the middle", steps // 2),
                ("one step back from there", -1),
                ("to the beginning", 0),
            ):
                found.setdefault(name, []).append(slider.evaluate(TO, value))
            slider.evaluate(TO, steps - 10)
            slider.press("PageDown")
            slider.press("ArrowRight")
            looks(cell, found)
            cell.get_by_label("Change here:").fill("loss = loss * 1")
            found.setdefault("a change near the end, run on", []).append(over(cell, "Run on from here"))
            slider.press("Escape")
    print(f"{steps} steps of lines; load {os.getloadavg()[0]:.1f}")
    for name, times in found.items():
        print(f"{name:32} {statistics.median(times):7.0f} ms [{min(times):.0f} to {max(times):.0f}]")


if __name__ == "__main__":
    main()
