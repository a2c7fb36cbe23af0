"""Commands of notebooks, which are not Python: ``%timeit``, ``!pip install`` and the like.

When Python cannot read a cell, each line that is a command becomes a call in the same line, so that errors
still point at the right place. Some commands work here; the others say what to do instead.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
import time
import timeit
from collections.abc import Callable
from typing import Any

from . import display_functions, exercise_checks, prompts

NAME = "__notebook_command__"
"""The function that a command is turned into a call of."""
nothing_installed = (
    "Nothing is installed on this page: torch, torchvision, numpy, matplotlib and tqdm are here, "
    "and no other packages. Open the notebook in Colab for those."
)
"""What ``!pip install`` says, and the import of a package that is not here."""

_COMMAND = re.compile(r"^(?P<before>\s*(?:[\w, ]+=\s*)?)(?P<sign>%%?|!!?)\s*(?P<text>\S.*)$")
_QUESTION = re.compile(r"^(?P<before>\s*)(?:\?{1,2}(?P<ahead>[\w.]+)|(?P<text>[\w.]+)\s*\?{1,2})\s*$")


def offer_only(packages: list[str]) -> None:
    """Name these packages where a cell asks for another one."""
    global nothing_installed
    nothing_installed = (
        f"Nothing is installed on this page: there are {', '.join(packages)}, and no other packages."
    )


def translated(source: str, line: int) -> str | None:
    """The source with the command in this line turned into a call; ``None`` if there is no command."""
    lines = source.split("\n")
    if not 1 <= line <= len(lines):
        return None
    if lines[line - 1].lstrip().startswith((">>>", "...")):
        return prompts.without_prompts(source)
    found = _COMMAND.match(lines[line - 1])
    if found and found["sign"] == "%%":
        if any(text.strip() for text in lines[: line - 1]):
            return None
        return _whole_cell(found["text"], lines, line)
    if found:
        lines[line - 1] = f"{found['before']}{NAME}({found['sign']!r}, {found['text']!r})"
    elif found := _QUESTION.match(lines[line - 1]):
        lines[line - 1] = f"{found['before']}{NAME}('?', {(found['ahead'] or found['text'])!r})"
    else:
        return None
    return "\n".join(lines)


def _whole_cell(command: str, lines: list[str], line: int) -> str:
    """``%%timeit`` and ``%%check`` get the rest of the cell as text; after ``%%time``, it runs as it is."""
    name, _, arguments = command.partition(" ")
    rest = "\n".join(lines[line:])
    if name == "time":
        return "\n".join([*lines[: line - 1], f"{NAME}('%%', 'time')", rest])
    if name == "capture":
        return "\n".join([*lines[: line - 1], "", rest])
    if name == "check":
        rest = "\n" * line + rest  # its errors point at the lines of the cell
    return "\n".join([*lines[: line - 1], f"{NAME}('%%', {name!r}, {arguments!r}, {rest!r})"])


class Commands:
    """What the calls do.

    Args:
        names: the cells' variables.
        filename: under which errors quote the cell's code.
    """

    def __init__(self, names: dict[str, Any], filename: str = "<cell>") -> None:
        self._names = names
        self._filename = filename
        self._begin: float | None = None

    def __call__(self, sign: str, text: Any, arguments: str = "", body: str | None = None) -> Any:
        if sign == ">>>":
            return None if text is None else display_functions.display(text)
        if sign == "?":
            return self._describe(text)
        if sign.startswith("!"):
            return _shell(text)
        if body is None:
            text, _, arguments = text.partition(" ")
        match text:
            case "time" if sign == "%%":
                self._begin = time.perf_counter()
            case "time":
                return self._time(arguments)
            case "timeit":
                self._timeit(*((body, arguments) if body is not None else _split(arguments)))
            case "pip" | "conda" | "mamba" | "uv":
                _shell(f"{text} {arguments}")
            case "check" if body is not None:
                return exercise_checks.run(body, self._names, self._filename)
            case "matplotlib" | "config" | "autosave" | "reload_ext" | "autoreload":
                pass  # it is so already
            case "load_ext" if arguments.strip() == "autoreload":
                pass
            case _:
                raise NotImplementedError(
                    f"{'%%' if sign == '%%' else '%'}{text} is a Jupyter command that this page does not "
                    "have; %time, %timeit and %matplotlib work. Open the notebook in Colab for the others"
                )
        return None

    def over(self) -> None:
        """The cell is over: say how long it took, if it asked."""
        if self._begin is not None:
            print(f"Wall time: {_duration(time.perf_counter() - self._begin)}")
            self._begin = None

    def _time(self, statement: str) -> Any:
        begin = time.perf_counter()
        try:
            try:
                code = compile(statement, "<timed>", "eval")
            except SyntaxError:
                return exec(compile(statement, "<timed>", "exec"), self._names)
            return eval(code, self._names)
        finally:
            print(f"Wall time: {_duration(time.perf_counter() - begin)}")

    def _timeit(self, statement: str, options: str) -> None:
        loops = int(found[1]) if (found := re.search(r"-n\s*(\d+)", options)) else 0
        repeats = int(found[1]) if (found := re.search(r"-r\s*(\d+)", options)) else 7
        timer = timeit.Timer(statement, globals=self._names)
        if not loops:
            loops, taken = timer.autorange()
            repeats = repeats if taken < 1 else min(repeats, 3)  # seven slow ones would take too long
        runs = [taken / loops for taken in timer.repeat(repeats, loops)]
        mean = sum(runs) / len(runs)
        spread = math.sqrt(sum((run - mean) ** 2 for run in runs) / len(runs))
        print(
            f"{_duration(mean)} ± {_duration(spread)} per loop "
            f"(mean ± std. dev. of {repeats} run{'s'[: repeats > 1]}, {loops:,} loop{'s'[: loops > 1]} each)"
        )

    def _describe(self, name: str) -> None:
        value = eval(compile(ast.parse(name, mode="eval"), "<question>", "eval"), self._names)
        try:
            print(f"Signature: {name}{inspect.signature(value)}")
        except (TypeError, ValueError):
            print(f"Type: {type(value).__name__}")
        print(inspect.getdoc(value) or "No documentation.")


def _split(arguments: str) -> tuple[str, str]:
    """A statement, and the options before it."""
    found = re.match(r"(?P<options>(?:\s*-[nr]\s*\d+|\s*-[a-z]\b)*)\s*(?P<statement>.*)", arguments)
    assert found
    return found["statement"], found["options"]


def _shell(command: str) -> None:
    if re.match(r"(python3? -m )?(pip|conda|mamba|uv)\b", command):
        print(nothing_installed)
        return
    raise NotImplementedError(
        f"!{command} is a shell command, and this page has no shell. Use Python, such as os.listdir(), "
        "or open the notebook in Colab"
    )


def _duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("μs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def readable(source: str, read: Callable[[str], Any]) -> tuple[str, Any]:
    """Read a cell, its commands being turned into calls.

    Args:
        source: the cell's code.
        read: raises a ``SyntaxError`` with the line that is no Python.

    Returns:
        The code without commands, and what reading it gave.
    """
    while True:
        try:
            return source, read(source)
        except SyntaxError as error:
            without = translated(source, error.lineno or 0)
            if without is None or without == source:
                raise
            source = without
