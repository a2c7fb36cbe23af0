"""What stands beside the lines of a cell's code: highlights, numbers, annotations as Material has them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

_MARK = re.compile(r"[ \t]*#[ \t]*\((\d+)\)!?[ \t]*$")


@dataclass(frozen=True)
class Lines:
    """About the lines of a cell, which are counted from 1."""

    marked: Collection[int] = ()
    """Those that are highlighted."""
    first: int = 0
    """The number of the first; 0 where they have none."""
    annotations: Mapping[int, int] = field(default_factory=dict)
    """Lines, each with the item of the list below the code that is about it."""


PLAIN = Lines()


def without_annotations(source: str) -> tuple[str, dict[int, int]]:
    """Code without marks such as `# (1)!`, and the lines that had one, each with its number."""
    lines = source.split("\n")
    found = {at: int(mark[1]) for at, line in enumerate(lines, 1) if (mark := _MARK.search(line))}
    for at in found:
        lines[at - 1] = _MARK.sub("", lines[at - 1])
    return "\n".join(lines), found


def beside_lines(code: str, lines: Lines) -> str:
    """Highlighted code with its marked lines and annotations in elements. Its own spans are not nested.

    An annotation has no text, which would be code.
    """
    if not lines.marked and not lines.annotations:
        return code
    pieces, opened = [], ""
    for number, line in enumerate(re.findall(r"[^\n]*\n|[^\n]+", code), 1):
        whole = opened + line
        start = whole.rfind("<span")
        opened = whole[start : whole.find(">", start) + 1] if start > whole.rfind("</span>") else ""
        if number in lines.annotations:
            mark = f'<span class="cell-mark" data-annotation="{lines.annotations[number]}"></span>'
            text = whole.removesuffix("\n")
            whole = text + mark + whole[len(text) :]
        whole += "</span>" if opened else ""
        pieces.append(f'<span class="hll">{whole}</span>' if number in lines.marked else whole)
    return "".join(pieces)


def line_numbers(code: str, first: int) -> str:
    """The numbers of the lines, beside the code."""
    if not first:
        return ""
    shown = "\n".join(str(first + at) for at in range(code.count("\n") + 1))
    return f'<div class="cell-linenos" aria-hidden="true" data-first="{first}">{shown}</div>'
