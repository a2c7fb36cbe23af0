"""What the first line of a live fence says: words in its braces, and options."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<brace>[{}])|(?P<key>[\w-]+)=(?P<value>"[^"]*"|'[^']*'|[^\s}]*)|(?P<word>[^\s{}]+)"""
)
_PYTHON = ("python", "py", "python3", "py3")
WORDS = ("hidden", "autorun", "reactive")
"""What a cell may be: set-up, run when it comes into view, run when what it uses changes."""
PARTS = ("exercise", "check", "solution")
"""Which part of an exercise a cell may be. One that only names its exercise is the starter."""
MAGIC = "%%check"
"""The first line of a check."""
_OPTIONS = ("title", "hl_lines", "linenums", "linenostart", "session", "height", "exercise")
_OF_HIGHLIGHTING = ("linenums_style", "linenums_special", "anchor_linenums")
_OF_THEMES = ("annotate", "copy", "no-copy", "select", "no-select")
"""Classes of other fences, which cells do without."""
REMEDY = (
    "write `python {live}`, with `#name`, `hidden`, `autorun`, `reactive`, `check` and `solution` "
    "in the braces, and `title=`, `hl_lines=`, `linenums=`, `session=`, `height=` and `exercise=` anywhere"
)


@dataclass(frozen=True)
class Info:
    """What is said of a live cell."""

    name: str = ""
    title: str = ""
    marked: frozenset[int] = frozenset()
    """The lines that are highlighted."""
    first_line: int = 0
    """The number of the first line; 0 where lines have no numbers."""
    hidden: bool = False
    """Does it run before the page's cells, without being shown?"""
    tags: tuple[str, ...] = ("live",)
    session: str = ""
    """With which cells it shares variables."""
    height: int = 0
    """How many lines of code, and of output, are shown at once; 0 where there is no limit of its own."""
    exercise: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        """Which part of an exercise it is."""
        return next((tag for tag in self.tags if tag in PARTS), "")


def read_info(said: str) -> Info | str:
    """What an info string says of a live cell, or why it is none."""
    options: dict[str, str] = {}
    outside: list[str] = []
    within: list[str] = []
    depth = braces = 0
    for token in _TOKEN.finditer(said):
        if token["brace"]:
            depth, braces = depth + (1 if token["brace"] == "{" else -1), braces + 1
        elif token["key"]:
            options[token["key"].removeprefix("data-")] = token["value"].strip("\"'")
        else:
            (within if depth else outside).append(token["word"])
    if depth or braces != 2:
        return "`live` is not in one pair of braces"
    words = [word.removeprefix(".") for word in within if not word.startswith("#")]
    if "live" not in words:
        return "`live` has to stand in the braces, in small letters"
    others = [word for word in words if word not in ("live", *WORDS, *PARTS, *_OF_THEMES)]
    languages = [*outside, *(word for word in others if word in _PYTHON), *others, "python"]
    if languages[0] not in _PYTHON:
        return f"only Python is live, and its language is {languages[0]!r}"
    names = [word[1:] for word in within if word.startswith("#")]
    return Info(
        name=names[0] if names and re.fullmatch(r"[\w-]+", names[0]) else "",
        title=options.get("title", ""),
        marked=numbers(options.get("hl_lines", "")),
        first_line=first_line(options.get("linenums", ""), options.get("linenostart", "")),
        hidden="hidden" in words,
        tags=tags_of_words(words, options.get("exercise", "")),
        session=options.get("session", ""),
        height=as_count(options.get("height", "")),
        exercise=options.get("exercise", ""),
        unknown=(
            *outside[1:],
            *(word for word in others if word not in _PYTHON),
            *(f"#{name}" for name in names if not re.fullmatch(r"[\w-]+", name)),
            *(key for key in options if key not in (*_OPTIONS, *_OF_HIGHLIGHTING)),
            *(f"height={value}" for value in [options.get("height", "1")] if not as_count(value)),
        ),
    )


def tags_of_words(words: list[str], exercise: str) -> tuple[str, ...]:
    """The tags of a cell by the words in its braces, or by its classes."""
    part = [word for word in PARTS if word in words] or ["exercise"] * bool(exercise)
    return ("live", *part[-1:], *(word for word in WORDS[1:] if word in words))


def numbers(said: str) -> frozenset[int]:
    """The lines of `1 3-5`."""
    spans = re.findall(r"(\d+)(?:-(\d+))?", said)
    return frozenset(line for first, last in spans for line in range(int(first), int(last or first) + 1))


def first_line(linenums: str, linenostart: str = "") -> int:
    """The first line's number as `linenums` says it: `1`, `true`, or `1 2` with the steps of Pygments."""
    found = as_count(linenums.split(" ")[0])
    return (found or linenums.lower() in ("true", "yes")) and (as_count(linenostart) or int(found or 1))


def as_count(said: str) -> int:
    """A whole number, or 0 where it is none."""
    return int(said) if re.fullmatch(r"\d{1,6}", said) else 0
