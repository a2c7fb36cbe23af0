"""Examples with the prompts of an interactive session, as documentation shows them."""

from __future__ import annotations

import re

_PROMPT = re.compile(r"\s*(>>>|\.\.\.)(?: |$)")


def examples_of(said: str) -> list[tuple[str, str]]:
    """The code of each example, with its prompts, and what it prints.

    Python's own parser ends an output at the first empty line. Pages have such lines in outputs: Sphinx
    takes the marks of empty lines away. Behind an output, three dots stand for what is left out.
    """
    found: list[tuple[list[str], list[str]]] = []
    indent = 0
    for line in said.split("\n"):
        prompt = _PROMPT.match(line)
        if prompt and prompt[1] == ">>>":
            above = _comments(found[-1][1]) if found else []
            indent = line.index(">>>")
            found.append(([*above, line], []))
        elif prompt and found and not found[-1][1]:
            found[-1][0].append(line)
        elif found:
            found[-1][1].append(line[indent:])
    return [("\n".join(code), "\n".join(printed).rstrip("\n")) for code, printed in found]


def _comments(printed: list[str]) -> list[str]:
    """Take off the comments that are about the next example: those behind an empty line."""
    start = len(printed)
    while start and printed[start - 1].startswith("#"):
        start -= 1
    if start and printed[start - 1].strip():
        return []
    comments = printed[start:]
    del printed[start:]
    return comments
