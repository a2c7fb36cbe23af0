"""Count the printed numbers that open only to their expression, by what is not followed in it.

    uv run python site_tests/ancestry/count_expressions.py [lessons] [held-out] [everyday] [--list]

The lessons are the first five. What is counted are numbers of which Python's value of an expression is all
that is said, and those of arrays that came from somewhere else.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import matplotlib

import seqlite.as_torch
from site_tests import ROOT

LESSONS = "sequential-models", "defining-a-model", "forward-pass", "gradients", "losses-and-optimizers"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", default=["lessons", "held-out", "everyday"])
    parser.add_argument("--list", action="store_true", help="print each of these numbers")
    asked = parser.parse_args()
    sys.path[:0] = [str(ROOT / "live_cells" / "live" / "python")]
    matplotlib.use("agg")
    seqlite.as_torch.install()
    for name in asked.what:
        total, reasons = 0, Counter[str]()
        for program, number, code, is_open in numbers(name):
            total += 1
            if not is_open:
                reasons[reason(code)] += 1
                if asked.list:
                    print(f"  {program}: {number} is {code or 'unknown'}")
        print(f"{name}: {reasons.total()} of {total} numbers open only to their expression, or not at all")
        for one, count in reasons.most_common():
            print(f"{count:6} {one}")


def numbers(what: str) -> Iterator[tuple[str, str, str, bool]]:
    """The program, a printed number, its expression, and whether it opens to more."""
    from provenance.python_numbers import Candidates, Written

    for name, found in _recorded(what):
        for number, origin in found.numbers():
            several = origin.origins if isinstance(origin, Candidates) else (origin,)
            steps = [None if one is None else found.explainer.explain(one) for one in several]
            is_open = all(
                step is not None and step.kind not in ("data", "unknown") and not is_expression(one)
                for one, step in zip(several, steps, strict=True)
            )
            if isinstance(several[0], Written):
                code = several[0].code
            else:
                code = "" if steps[0] is None else f"{steps[0].kind}"
            yield name, number, code, is_open


def is_expression(origin: object) -> bool:
    from provenance.python_numbers import Written

    return isinstance(origin, Written) and not origin.is_literal


def _recorded(what: str) -> Iterator[tuple[str, Any]]:
    from provenance.needed import needed
    from provenance.rerun import Run

    from site_tests.ancestry import programs

    if what != "lessons":
        listed = programs.held_out() if what == "held-out" else programs.everyday()
        for name, source in listed.items():
            yield name, programs.recorded([Run("program", source)])
        return
    for lesson in LESSONS:
        runs = list[Run]()
        for cell, source, shows in programs.lesson_cells(lesson):
            runs.append(Run(cell, source))
            if shows:
                yield f"{lesson}, {cell}", programs.recorded(needed(runs))


def reason(code: str) -> str:
    """What it is that is not followed: the outermost part of the expression."""
    if not code:
        return "nothing is known"
    if code == "data":
        return "an array from somewhere else"
    try:
        node = ast.parse(code, mode="eval").body
    except SyntaxError:
        return "a text of the code"
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return f"{name}()"
        case ast.Attribute(attr=name):
            return f".{name}"
        case ast.Name():
            return "a variable"
    return type(node).__name__


if __name__ == "__main__":
    main()
