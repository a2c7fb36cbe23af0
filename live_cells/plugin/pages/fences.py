"""Live cells in Markdown: fences of Python with `live` in braces, and the options beside it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OPENS = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[ \t]*(?P<info>[^\n]*)$")
_BEHIND_A_MARK = re.compile(r"^[ \t]*(?:>|[-*+][ \t]|\d+\.[ \t])[> \t]*(?:`{3,}|~{3,})(?P<info>[^`\n]*)$")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SAYS_LIVE = re.compile(r"(?<![\w#=-])live(?![\w-])", re.I)
_TOKEN = re.compile(
    r"""(?P<brace>[{}])|(?P<key>[\w-]+)=(?P<value>"[^"]*"|'[^']*'|[^\s}]*)|(?P<word>[^\s{}]+)"""
)
_PYTHON = ("python", "py", "python3", "py3")
_OF_HIGHLIGHTING = ("linenums", "linenostart", "linenums_style", "linenums_special", "anchor_linenums")
_OF_THEMES = ("annotate", "copy", "no-copy", "select", "no-select")
"""Classes of other fences, which cells do without."""
_REMEDY = "write `python {live}`, with `#name` and `hidden` in the braces, `title=` and `hl_lines=` anywhere"


@dataclass(frozen=True)
class Info:
    """What the first line of a live fence says."""

    name: str = ""
    title: str = ""
    marked: frozenset[int] = frozenset()
    """The lines that are highlighted."""
    hidden: bool = False
    """Does it run before the page's cells, without being shown?"""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fence:
    """A live cell: its name and code, and the lines of the page that it takes."""

    name: str
    source: str
    indent: str
    lines: range
    info: Info


def fences(markdown: str) -> Iterator[Fence]:
    """The live cells of a page. What is inside other fences is text. One without a name has its number."""
    lines = markdown.split("\n")
    shown = hidden = 0
    for opened, taken in _blocks(lines):
        info = _read(opened["info"])
        if isinstance(info, str) or not taken:
            continue
        hidden, shown = hidden + info.hidden, shown + (not info.hidden)
        name = info.name or (f"setup-{hidden}" if info.hidden else f"cell-{shown}")
        indent = opened["indent"]
        source = "\n".join(lines[at].removeprefix(indent) for at in taken[1:-1])
        yield Fence(name, source, indent, taken, info)


def faults(markdown: str) -> Iterator[tuple[int, str]]:
    """Where a fence says live and is no live cell, or has an option that there is not: its line, and why."""
    lines = markdown.split("\n")
    inside: set[int] = set()
    for opened, taken in _blocks(lines):
        inside.update(taken)
        said = opened["info"].strip()
        info = _read(said)
        if isinstance(info, Info) and not taken:
            yield taken.start + 1, f"no line closes the fence `{said}`; end it with {opened['fence']}"
        elif isinstance(info, Info) and info.unknown:
            named = ", ".join(f"`{each}`" for each in info.unknown)
            yield taken.start + 1, f"the live cell `{said}` has no such option as {named}; {_REMEDY}"
        elif isinstance(info, str) and _SAYS_LIVE.search(_QUOTED.sub("", said)):
            yield taken.start + 1, f"the fence `{said}` is not a live cell, since {info}; {_REMEDY}"
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


def _read(said: str) -> Info | str:
    """What an info string says of a live cell, or why it is none."""
    options: dict[str, str] = {}
    outside: list[str] = []
    within: list[str] = []
    depth = braces = 0
    for token in _TOKEN.finditer(said):
        if token["brace"]:
            depth, braces = depth + (1 if token["brace"] == "{" else -1), braces + 1
        elif token["key"]:
            options[token["key"]] = token["value"].strip("\"'")
        else:
            (within if depth else outside).append(token["word"])
    if depth or braces != 2:
        return "`live` is not in one pair of braces"
    words = [word.removeprefix(".") for word in within if not word.startswith("#")]
    if "live" not in words:
        return "`live` has to stand in the braces, in small letters"
    others = [word for word in words if word not in ("live", "hidden", *_OF_THEMES)]
    languages = [*outside, *(word for word in others if word in _PYTHON), *others, "python"]
    if languages[0] not in _PYTHON:
        return f"only Python is live, and its language is {languages[0]!r}"
    known = ("title", "hl_lines", *_OF_HIGHLIGHTING)
    names = [word[1:] for word in within if word.startswith("#")]
    return Info(
        name=names[0] if names and re.fullmatch(r"[\w-]+", names[0]) else "",
        title=options.get("title", ""),
        marked=_numbers(options.get("hl_lines", "")),
        hidden="hidden" in words,
        unknown=(
            *outside[1:],
            *(word for word in others if word not in _PYTHON),
            *(f"#{name}" for name in names if not re.fullmatch(r"[\w-]+", name)),
            *(key for key in options if key not in known),
        ),
    )


def _numbers(said: str) -> frozenset[int]:
    """The lines of `1 3-5`."""
    spans = re.findall(r"(\d+)(?:-(\d+))?", said)
    return frozenset(line for first, last in spans for line in range(int(first), int(last or first) + 1))
