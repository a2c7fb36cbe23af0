"""Recorded text is shown as a terminal would show it, and as terminal_text.test.mjs holds live text to it."""

import json
import random
import subprocess
from itertools import groupby

import pytest

from live_cells.plugin.pages import ansi
from site_tests import ROOT

CASES = json.loads((ROOT / "site_tests" / "unit" / "ansi_cases.json").read_text("utf8"))


def pieces(text: str) -> list[list[str]]:
    """Neighbors of one style joined, the style as `classes|ink|ground`."""
    all_pieces = [piece for line in ansi.lines(text) for piece in line]
    return [
        ["".join(content for content, _ in group), "|".join(style)]
        for style, group in groupby(all_pieces, key=lambda piece: piece[1])
    ]


@pytest.mark.parametrize(("text", "shown"), CASES, ids=[repr(case[0])[:40] for case in CASES])
def test_escape_sequences_become_styles(text: str, shown: list[list[str]]) -> None:
    assert pieces(text) == shown


def test_whatever_the_text_recorded_and_live_show_it_alike(fuzz_seed: int) -> None:
    from live_cells.plugin.fetch import node

    chance = random.Random(fuzz_seed)
    parts = [
        *"\x1b\x1b\x1b[[]];:0123459mmK?> (\\\x07\b\b\r\r\nabP^é😀",
        "\x1b[38;",
        "\x1b[48:",
        "\x1b[7m",
        "38;2;1",
    ]
    texts = ["".join(chance.choices(parts, k=chance.randrange(40))) for _ in range(10_000)]
    texts += ["".join(chance.sample([case[0] for case in CASES], 3)) for _ in range(1000)]
    program = ROOT / "site_tests" / "unit" / "terminal_pieces.mjs"
    done = subprocess.run([node(), program], input=json.dumps(texts), capture_output=True, encoding="utf8")
    assert done.returncode == 0, done.stderr
    for text, live in zip(texts, json.loads(done.stdout), strict=True):
        assert pieces(text) == live, f"{text!r} (SEQLITE_FUZZ_SEED={fuzz_seed})"


def test_text_is_escaped() -> None:
    shown = ansi.terminal_html('<b>&\x1b[31m<i>\x1b[38;2;1;2;3m"</i>')
    assert shown == (
        '&lt;b&gt;&amp;<span class="ansi-ink-1">&lt;i&gt;</span>'
        '<span class="ansi-ink" style="--ansi-ink:rgb(1,2,3)">"&lt;/i&gt;</span>'
    )


def test_a_progress_line_is_left_as_it_ended() -> None:
    assert ansi.terminal_html("  0%\r 50%\r100%\ndone\n") == "100%\ndone\n"
