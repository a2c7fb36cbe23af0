"""Examples with the prompts of an interactive session, as documentation shows them."""

from __future__ import annotations

import re


def examples_of(said: str) -> list[tuple[str, str]]:
    """The code of each example, with its prompts, and what it prints.

    Python's own parser ends an output at the first empty line. Pages have such lines in outputs: Sphinx
    takes the marks of empty lines away. Behind an output, three dots stand for what is left out.
    """
    found: list[tuple[list[str], list[str]]] = []
    indent = 0
    for line in said.split("\n"):
        prompt = re.match(r"\s*(>>>|\.\.\.)(?: |$)", line)
        if prompt and prompt[1] == ">>>":
            indent = line.index(">>>")
            found.append(([line], []))
        elif prompt and found and not found[-1][1]:
            found[-1][0].append(line)
        elif found:
            found[-1][1].append(line[indent:])
    return [("\n".join(code), "\n".join(printed).rstrip("\n")) for code, printed in found]
