"""Live cells in Markdown: fences of Python with `live` in braces, and the options beside it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from live_cells.plugin.pages.code_lines import without_annotations
from live_cells.plugin.pages.fence_options import REMEDY, Info, read_info

_OPENS = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[ \t]*(?P<info>[^\n]*)$")
_BEHIND_A_MARK = re.compile(r"^[ \t]*(?:>|[-*+][ \t]|\d+\.[ \t])[> \t]*(?:`{3,}|~{3,})(?P<info>[^`\n]*)$")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SAYS_LIVE = re.compile(r"(?<![\w#=-])live(?![\w-])", re.I)
_LIST = re.compile(r"\d+[.)][ \t]")


@dataclass(frozen=True)
class Fence:
    """A live cell: its name and code, and the lines of the page that it takes."""

    name: str
    source: str
    indent: str
    lines: range
    info: Info
    annotations: dict[int, int] = field(default_factory=dict)
    """Lines of the code, each with the item of the list behind the fence that is about it."""


def fences(markdown: str) -> Iterator[Fence]:
    """The live cells of a page. What is inside other fences is text. One without a name has its number."""
    lines = markdown.split("\n")
    shown = hidden = 0
    for opened, taken in _blocks(lines):
        info = read_info(opened["info"])
        if isinstance(info, str) or not taken:
            continue
        hidden, shown = hidden + info.hidden, shown + (not info.hidden)
        name = info.name or (f"setup-{hidden}" if info.hidden else f"cell-{shown}")
        indent = opened["indent"]
        source = "\n".join(lines[at].removeprefix(indent) for at in taken[1:-1])
        annotations: dict[int, int] = {}
        if _LIST.match(next((line for line in lines[taken.stop :] if line.strip()), ""), len(indent)):
            source, annotations = without_annotations(source)
        yield Fence(name, source, indent, taken, info, annotations)


def faults(markdown: str) -> Iterator[tuple[int, str]]:
    """Where a fence says live and is no live cell, or has an option that there is not: its line, and why."""
    lines = markdown.split("\n")
    inside: set[int] = set()
    for opened, taken in _blocks(lines):
        inside.update(taken)
        said = opened["info"].strip()
        info = read_info(said)
        if isinstance(info, Info) and not taken:
            yield taken.start + 1, f"no line closes the fence `{said}`; end it with {opened['fence']}"
        elif isinstance(info, Info) and info.unknown:
            named = ", ".join(f"`{each}`" for each in info.unknown)
            yield taken.start + 1, f"the live cell `{said}` has no such option as {named}; {REMEDY}"
        elif isinstance(info, str) and _SAYS_LIVE.search(_QUOTED.sub("", said)):
            yield taken.start + 1, f"the fence `{said}` is not a live cell, since {info}; {REMEDY}"
    for at, line in enumerate(lines):
        found = _BEHIND_A_MARK.match(line)
        if at not in inside and found and _SAYS_LIVE.search(_QUOTED.sub("", found["info"])):
            yield at + 1, f"the fence `{line.strip()}` is not a live cell; begin it on a line of its own"


def replaced(markdown: str, put: Callable[[Fence], str]) -> str:
    """The Markdown with a line of HTML in the place of each live cell."""
    lines = markdown.split("\n")
    for fence in reversed(list(fences(markdown))):
        place = slice(fence.lines.start, fence.lines.stop)
        lines[place] = ["", f"{fence.indent}{put(fence)}", ""]
    return "\n".join(lines)


def _blocks(lines: list[str]) -> Iterator[tuple[re.Match[str], range]]:
    """All fences by their first line, and the lines that they take: none where no line closes it.

    As Markdown's extensions have it, a line that is indented less ends what holds a fence.
    """
    first, opened = 0, None
    for index, line in enumerate(lines):
        if opened is not None and line.strip() and not line.startswith(opened["indent"]):
            yield opened, range(first, first)
            opened = None
        if opened is None:
            opened, first = _OPENS.match(line), index
        elif re.fullmatch(rf"[ \t]*{opened['fence'][0]}{{{len(opened['fence'])},}}[ \t]*", line):
            yield opened, range(first, index + 1)
            opened = None
    if opened is not None:
        yield opened, range(first, first)
