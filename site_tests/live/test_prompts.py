"""Examples with the prompts of an interactive session run as there, and print what they print there."""

import asyncio
import code
import contextlib
import io
import random
import types

import pytest

from live_runner import runner

PIECES = (
    ">>> a = 3",
    ">>> a * 2",
    ">>> a + 1  # a comment (with a bracket)",
    ">>> None",
    ">>> print('é', a)",
    ">>> 'ä' + 'b'",
    ">>> for i in range(2):\n...     print(i)",
    ">>> [n\n...  for n in range(a)]",
    ">>> def f(x):\n...     return x * 2\n...",
    ">>> f(a) if 'f' in globals() else 0",
    ">>> (a,\n...  a)  # twice",
    ">>> a = a + 1; a",
    ">>> print(a); a",
    ">>> a, a + 1",
    ">>> *[a], 'é'",
    ">>> for i in range(2):\n...     i, a\n...     i * 2",
    ">>> if a:\n...     a\n... else:\n...     0",
    ">>> try:\n...     int('x')\n... except ValueError:\n...     'none'\n... finally:\n...     a",
    ">>> with __import__('contextlib').suppress(ValueError):\n...     a\n...     int('x')",
    ">>> class K:\n...     'documented'\n...     3",
)


def shown_by_a_cell(source: str) -> str:
    parts: list[dict[str, str]] = []
    assert asyncio.run(runner.run(source, parts.append, "examples", types.ModuleType("__main__"))) == "done"
    texts = [part["text"] + "\n" * (part["part"] == "result") for part in parts]
    return "".join(texts)


def shown_by_a_session(examples: list[str]) -> str:
    console = code.InteractiveConsole({})
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for example in examples:
            lines = [line[4:] for line in example.split("\n")]
            for line in [*lines, *([""] if len(lines) > 1 else [])]:
                console.push(line)
    return printed.getvalue()


@pytest.mark.parametrize("turn", range(20))
def test_a_cell_shows_what_a_session_shows(turn: int, fuzz_seed: int) -> None:
    dice = random.Random(f"{fuzz_seed} {turn}")
    examples = [PIECES[0], *dice.choices(PIECES, k=6)]
    recorded = "what it printed\nonce, as documented"
    source = "\n".join(line for example in examples for line in (example, dice.choice(["", recorded])))
    assert shown_by_a_cell(source) == shown_by_a_session(examples), source


def test_an_error_points_at_its_line() -> None:
    parts: list[dict[str, object]] = []
    source = ">>> 1 + 1\n2\n>>> 1 / 0\n"
    assert asyncio.run(runner.run(source, parts.append, "examples", types.ModuleType("__main__"))) == "failed"
    assert [part["part"] for part in parts] == ["result", "error"]
    assert (parts[-1]["name"], parts[-1]["line"]) == ("ZeroDivisionError", 3)


def test_examples_go_on_after_an_error_that_is_documented() -> None:
    parts: list[dict[str, object]] = []
    shown = "Traceback (most recent call last):\n...\nIndexError: pop from empty list"
    source = f">>> [].pop()\n{shown}\n>>> 1 + 1\n2\n"
    assert asyncio.run(runner.run(source, parts.append, "examples", types.ModuleType("__main__"))) == "done"
    assert [part["part"] for part in parts] == ["error", "result"]
    assert (parts[0]["name"], parts[0]["line"], parts[1]["text"]) == ("IndexError", 1, "2")


def test_indented_examples_are_read_as_well() -> None:
    assert shown_by_a_cell("    >>> x = 2\n    >>> x ** 5\n    32") == "32\n"


def test_dots_behind_an_output_are_no_code() -> None:
    left_out = (
        "Traceback (most recent call last):\n  ... many frames ...\n...\nIndexError: pop from empty list\n..."
    )
    assert shown_by_a_cell(f">>> 1 + 1\n2\n... and so on\n>>> 3\n{left_out}") == "2\n3\n"


def test_each_part_names_its_example_and_an_error_its_message() -> None:
    parts: list[dict[str, object]] = []
    source = ">>> print(1); 2\n>>> int('x')\n>>> 3 +\n>>> {}['key']\n"
    assert asyncio.run(runner.run(source, parts.append, "examples", types.ModuleType("__main__"))) == "failed"
    assert [(part["part"], part.get("example", 0), part.get("plain")) for part in parts] == [
        ("stdout", 0, None),
        ("result", 0, None),
        ("error", 1, "ValueError: invalid literal for int() with base 10: 'x'"),
        ("error", 2, "SyntaxError: invalid syntax"),
        ("error", 3, "KeyError: 'key'"),
    ]
