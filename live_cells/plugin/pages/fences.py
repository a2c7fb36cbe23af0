"""Live cells in Markdown: fenced code whose language is followed by `{live}`, or `{live #name}`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OPENS = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)$")
_LIVE = re.compile(r"(?:python|py)? *\{ *(?:\.python +)?\.?live(?: +#(?P<name>[\w-]+))? *\}")


@dataclass(frozen=True)
class Fence:
    """A live cell: its name and code, and the lines of the page that it takes."""

    name: str
    source: str
    indent: str
    lines: range


def fences(markdown: str) -> Iterator[Fence]:
    """The live cells of a page. What is inside other fences is text. One without a name has its number."""
    lines = markdown.split("\n")
    number, first, opened = 0, 0, None
    for index, line in enumerate(lines):
        if opened is None:
            opened, first = _OPENS.match(line), index
        elif re.fullmatch(rf"[ \t]*{opened['fence'][0]}{{{len(opened['fence'])},}}[ \t]*", line):
            if live := _LIVE.fullmatch(opened["info"].strip()):
                number += 1
                indent = opened["indent"]
                source = "\n".join(each.removeprefix(indent) for each in lines[first + 1 : index])
                yield Fence(live["name"] or f"cell-{number}", source, indent, range(first, index + 1))
            opened = None


def replaced(markdown: str, put: Callable[[Fence], str]) -> str:
    """The Markdown with a line of HTML in the place of each live cell."""
    lines = markdown.split("\n")
    for fence in reversed(list(fences(markdown))):
        place = slice(fence.lines.start, fence.lines.stop)
        lines[place] = ["", f"{fence.indent}{put(fence)}", ""]
    return "\n".join(lines)
