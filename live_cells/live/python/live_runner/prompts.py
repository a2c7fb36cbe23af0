"""Examples of a docstring, with their prompts: a cell runs them as an interactive session does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

SHOW = "__notebook_command__('>>>', ("
_PROMPT = re.compile(r"^\s*(>>>|\.\.\.)(?: (.*)|)$")


def without_prompts(source: str) -> str | None:
    """The code of the examples in the same lines, where each expression shows its value.

    Lines without a prompt are what the examples print; they become empty. ``None`` if no line has a prompt.
    """
    lines = _prompts(source)
    code = [(found[2] or "") if found else "" for found in lines]
    starts = [number for number, found in enumerate(lines) if found and found[1] == ">>>"]
    if not starts:
        return None
    for start, end in zip(starts, [*starts[1:], len(code)], strict=True):
        _show_value(code, start, end)
    return "\n".join(code)


def examples(source: str) -> list[str]:
    """The examples of a docstring, each in its own lines of the cell; all of a cell without prompts."""
    lines = source.split("\n")
    starts = [number for number, line in enumerate(lines) if line.lstrip().startswith(">>>")]
    if not starts or any(line.strip() for line in lines[: starts[0]]):
        return [source]
    ends = [*starts[1:], len(lines)]
    return ["\n".join([""] * start + lines[start:end]) for start, end in zip(starts, ends, strict=True)]


def _prompts(source: str) -> list[re.Match[str] | None]:
    """The prompt of each line of code. Behind an output, dots stand for what is left out."""
    found: list[re.Match[str] | None] = []
    for line in source.split("\n"):
        prompt = _PROMPT.match(line)
        continues = bool(found) and found[-1] is not None
        found.append(prompt if prompt and (prompt[1] == ">>>" or continues) else None)
    return found


def _show_value(code: list[str], start: int, end: int) -> None:
    """Let the example in these lines show the values of its expressions."""
    try:
        statements = ast.parse("\n".join(code[start:end])).body
    except SyntaxError:
        return  # reading all of it points at the place
    for value in reversed([*_shown(statements)]):
        _insert(code, start + (value.end_lineno or 1) - 1, value.end_col_offset or 0, "))")
        _insert(code, start + value.lineno - 1, value.col_offset, SHOW)


def _shown(statements: list[ast.stmt]) -> Iterator[ast.expr]:
    """The expressions that a session shows, in their order: also those of a loop's body, say."""
    for statement in statements:
        if isinstance(statement, ast.Expr):
            yield statement.value
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for part in ("body", "handlers", "cases", "orelse", "finalbody"):
                yield from _shown(getattr(statement, part, []))


def _insert(code: list[str], line: int, at: int, text: str) -> None:
    """Insert a text; `at` counts bytes, as the syntax tree does."""
    content = code[line].encode()
    code[line] = (content[:at] + text.encode() + content[at:]).decode()
