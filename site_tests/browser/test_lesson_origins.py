"""Every printed number of lessons 1 to 5 opens in its page, and each level is what its formula gives."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

import pytest

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LivePage
from site_tests.pages.origins import Origins, down

LESSONS = "sequential-models", "forward-pass", "gradients", "defining-a-model", "losses-and-optimizers"
SOME = 2
"""Of each cell, so many numbers in the first tier."""
LARGEST_MISS = 1e-5
"""Of a formula, as a share of its largest number: tensors keep seven digits, and sums of many lose some."""
LEFT_OUT = {"torch-only", "check", "exercise", "raises-exception"}


def cells_with_numbers(lesson: str) -> list[str]:
    """The cells whose recorded output has text with numbers."""
    notebook = json.loads((ROOT / "docs" / "lessons" / f"{lesson}.ipynb").read_text("utf8"))
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or LEFT_OUT & {*cell["metadata"].get("tags", [])}:
            continue
        texts = [
            "".join(one.get("text", one.get("data", {}).get("text/plain", ""))) for one in cell["outputs"]
        ]
        is_picture = any("picture" in kind for one in cell["outputs"] for kind in one.get("data", {}))
        if not is_picture and re.search(r"\d", "".join(texts)):
            found.append(cell["id"])
    return found


@pytest.mark.chromium_only
@pytest.mark.parametrize(
    ("lesson", "most"),
    [
        ("defining-a-model", SOME),
        *(pytest.param(lesson, 10**6, marks=pytest.mark.slow, id=f"all of {lesson}") for lesson in LESSONS),
    ],
)
def test_each_level_of_each_number_gives_what_it_shows(
    reused: Callable[[str], LivePage], site_url: str, lesson: str, most: int
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng, live = random.Random(seed), reused(f"{site_url}lessons/{lesson}/")
    live.run_all()
    expect(live.page.get_by_text("All cells have run.")).to_be_attached(timeout=5 * FIRST_LOAD)
    live.page.evaluate("for (const node of document.querySelectorAll('details')) node.open = true")
    numbers = levels = formulas = 0
    worst = 0.0
    for cell_id in cells_with_numbers(lesson):
        cell = live.cell(cell_id)
        cell.expect_state("done", timeout=FIRST_LOAD)
        origins = Origins(cell)
        count = origins.count()
        for number in sorted(rng.sample(range(count), min(count, most))):
            text = origins.open(number)
            for level in down(origins, rng):
                where = f"{cell_id}: {text}, {level.words!r}: {level.value} = {level.formula}"
                assert level.words, where
                assert "cannot be followed" not in level.words, where
                assert level.miss <= LARGEST_MISS, where
                worst = max(worst, level.miss)
                levels += 1
                formulas += bool(level.formula)
            numbers += 1
            origins.close()
    print(f"{lesson}: {numbers} numbers, {levels} levels, {formulas} formulas, worst {worst:.1g}")
    assert formulas
