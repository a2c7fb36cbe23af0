"""input() and getpass() ask the reader; the answer stands in the output as on a terminal."""

import asyncio
import types

import pytest

from live_runner import input_lines, runner
from live_runner.runner_output import Part


class Reader:
    """Gives the lines it was given, then interrupts; remembers what was a secret."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.secrets: list[bool] = []

    def __call__(self, secret: bool) -> str | None:
        self.secrets.append(secret)
        return self.lines.pop(0) if self.lines else None


def run(source: str, reader: Reader | None) -> tuple[str, list[Part]]:
    parts: list[Part] = []
    input_lines.install(reader)
    try:
        outcome = asyncio.run(runner.run(source, parts.append, "cell", types.ModuleType("__main__")))
    finally:
        input_lines.install()
    return outcome, parts


def printed(parts: list[Part]) -> str:
    return "".join(part["text"] for part in parts if part["part"] == "stdout")


def test_input_returns_the_line_and_shows_it_behind_the_question() -> None:
    outcome, parts = run("name = input('Name: ')\nprint('Hello', name)", Reader("Ada"))
    assert outcome == "done"
    assert printed(parts) == "Name: Ada\nHello Ada\n"
    assert parts[0]["text"] == "Name: "  # it is there before anyone waits


def test_empty_lines_and_several_lines() -> None:
    assert printed(run("print([input() for _ in range(3)])", Reader("", "1", "two words"))[1]).endswith(
        "['', '1', 'two words']\n"
    )


def test_a_secret_is_not_shown() -> None:
    reader = Reader("xyzzy")
    outcome, parts = run("from getpass import getpass\nlen(getpass('Key: '))", reader)
    assert outcome == "done"
    assert reader.secrets == [True]
    assert printed(parts) == "Key: \n"
    assert parts[-1]["text"] == "5"


def test_an_interrupt_ends_the_wait() -> None:
    outcome, parts = run("input('? ')", Reader())
    assert outcome == "stopped"
    assert parts[-1]["name"] == "KeyboardInterrupt"
    assert parts[-1]["line"] == 1
    assert "input_lines.py" not in parts[-1]["text"]


@pytest.mark.parametrize(
    "source", ["input()", "import getpass\ngetpass.getpass()", "import sys\nsys.stdin.read()"]
)
def test_where_nobody_can_be_asked_the_error_says_what_to_do(source: str) -> None:
    outcome, parts = run(source, None)
    assert outcome == "failed"
    assert parts[-1]["name"] == "NotImplementedError"
    assert 'Write the answer into the code instead, as in: name = "Ada"' in parts[-1]["text"]
