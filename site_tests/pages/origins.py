"""Where a number comes from, as a reader sees it: the levels of the panel below an output."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LiveCell

BUTTON = "Where does a number come from?"
_TERM = r"\([^()]*\)(?:\s*·\s*\([^()]*\))*"
_LONG_SUM = re.compile(rf"{_TERM}(?:\s*\+\s*{_TERM}){{50,}}")
"""Python compiles no sums of hundreds of terms."""
RUNNING = re.compile("is running again")
_SIGNS = {"·": "*", "−": "-", "^": "**", "²": "**2", "√": "sqrt", "⌊": "floor(", "⌋": ")", "mod": "%"}
_NAMES = {
    **{
        name: getattr(math, name)
        for name in ("sqrt", "floor", "ceil", "log", "tanh", "sin", "cos", "tan", "erf")
    },
    **{
        "e": math.e,
        "inf": math.inf,
        "nan": math.nan,
        "max": max,
        "min": min,
        "abs": abs,
        "round": round,
        "int": int,
    },
}
_READ = """level => {
    const formula = level.querySelector(".origin-formula");
    const exact = (node) => node.title.split(" = ").at(-1);
    const value = formula.querySelector(".origin-value");
    const isSpelledOut = [...formula.childNodes].some((node) => node.nodeType === 3 && node.data === " = ");
    const pieces = [];
    const numbers = [];
    for (const node of isSpelledOut ? formula.childNodes : []) {
        if (node.matches?.(".origin-label, .origin-value, .live-button--more")) continue;
        if (node.matches?.(".origin-number, .origin-setting")) {
            pieces.push(`(${exact(node)})`);
            numbers.push(exact(node));
        } else pieces.push(node.textContent);
    }
    return [value ? exact(value) : "", pieces.join("").replace(/^ = /, "").trim(), numbers];
}"""
"""The number of a level, its formula with all digits, and the numbers in it."""


@dataclass(frozen=True)
class Level:
    """A level as it is shown, with all digits of its numbers."""

    value: float
    formula: str
    numbers: tuple[float, ...]
    words: str

    @property
    def miss(self) -> float:
        """By how much the formula misses the number, as a share of the largest number in it."""
        if not self.formula:
            return 0.0
        found = evaluate(self.formula)
        if found == self.value or (math.isnan(found) and not math.isfinite(self.value)):
            return 0.0
        small = (abs(one) for one in self.numbers if math.isfinite(one) and abs(one) < 1e4)
        return abs(found - self.value) / max([abs(self.value), *small, 1e-30])


def evaluate(formula: str) -> float:
    """What a formula gives that the page shows."""
    formula = re.sub(r"\(\(([^()]*)\)\)", r"(\1)", formula)  # brackets around negative numbers
    formula = _LONG_SUM.sub(lambda found: f"({_sum_of(found[0])!r})", formula)
    for old, new in _SIGNS.items():
        formula = formula.replace(old, new)
    try:
        return float(eval(formula, {"__builtins__": {}, **_NAMES}))
    except OverflowError:
        return math.inf
    except (ZeroDivisionError, ValueError):
        return math.nan


def _sum_of(terms: str) -> float:
    return math.fsum(
        math.prod(float(one) for one in re.findall(r"\(([^()]*)\)", term)) for term in terms.split(" + ")
    )


class Origins:
    """The panel of a cell."""

    def __init__(self, cell: LiveCell) -> None:
        self.cell = cell
        self.walker = cell.root.locator(".origin-walker")
        self.panel = cell.root.locator(".origin-panel")
        self.levels = cell.root.locator(".origin-level")
        self.status = self.panel.locator(".origin-status")

    @property
    def button(self) -> Locator:
        return self.cell.button(BUTTON)

    def count(self) -> int:
        """How many numbers the output has."""
        self.cell.output.dispatch_event("pointerover")
        expect(self.cell.root.locator(".live-button--origin")).to_be_attached()
        self.button.focus()
        self.cell.page.keyboard.press("Enter")
        said = re.search(r"number 1 of (\d+)", self.walker.inner_text())
        self.cell.page.keyboard.press("Escape")
        return int(said[1]) if said else 0

    def open(self, number: int) -> str:
        """Walk to a number by arrows and open it. @returns how it is printed"""
        keyboard = self.cell.page.keyboard
        self.button.focus()
        keyboard.press("Enter")
        for _ in range(number):
            keyboard.press("ArrowRight")
        text = self.walker.inner_text().partition(",")[0]
        keyboard.press("Enter")
        expect(self.status).not_to_have_text(RUNNING, timeout=FIRST_LOAD)
        assert self.levels.count() == 1, f"{text} of {self.cell.cell_id}: {self.panel.inner_text()}"
        return text

    def expect_levels(self, count: int) -> None:
        expect(self.levels).to_have_count(count, timeout=FIRST_LOAD)

    def last(self) -> Level:
        """The level that was opened last, with all terms of its sum."""
        level = self.levels.last
        while (more := level.locator(".live-button--more")).count():
            before = level.element_handle()
            more.click()
            before.wait_for_element_state("hidden")
        value, formula, numbers = level.evaluate(_READ)
        words = level.locator(".origin-words").inner_text()
        found = tuple(float(one) for one in numbers)
        return Level(float(value) if value else math.nan, formula, found, words)

    def operands(self) -> Locator:
        """The numbers of the last level that can be opened."""
        return self.levels.last.locator(".origin-number")

    def close(self) -> None:
        self.panel.press("Escape")
        expect(self.panel).to_have_count(0)


def down(origins: Origins, rng: random.Random, most: int = 12) -> Iterator[Level]:
    """The levels below the first, one operand after the other."""
    for depth in range(1, most + 1):
        yield origins.last()
        operands = origins.operands()
        count = operands.count()
        if not count:
            return
        operands.nth(rng.randrange(count)).click()
        origins.expect_levels(depth + 1)
