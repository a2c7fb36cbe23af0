"""How long each lesson takes to read: words, figures, lines of visible code, formulas, minutes.

    uv run python site_tests/lessons/reading_time.py

The estimate is that of docs/course/pages/reading_time.py, which the pages show at their heads: a
minute for 230 words, 12 seconds for a figure, 2 for a line of visible code, 8 for a formula that stands by
itself.
"""

from __future__ import annotations

import json
from pathlib import Path

from docs.course.pages.reading_time import Amount, amount
from site_tests.lessons.notebooks import LESSONS

LONGEST = 12
"""Minutes; a lesson that takes longer is to be split."""


def of(lesson: Path) -> Amount:
    return amount(json.loads(lesson.read_text("utf8"))["cells"])


def main() -> None:
    print(f"{'lesson':24}{'words':>7}{'figures':>9}{'lines':>7}{'formulas':>10}{'minutes':>9}")
    for lesson in LESSONS:
        a = of(lesson)
        too_long = "  too long" if a.minutes > LONGEST else ""
        print(f"{lesson.stem:24}{a.words:7}{a.figures:9}{a.lines:7}{a.formulas:10}{a.minutes:9.1f}{too_long}")


if __name__ == "__main__":
    main()
