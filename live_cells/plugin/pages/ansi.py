"""Recorded text as a terminal would show it, as HTML: what terminal_text.ts and ansi.ts do for live text."""

import html
import re

_UNFINISHED = r"(?:\[[0-?]*[ -/]*|[PX\]^_][^\x07\x1b\n]*\x1b?|[ -/]+)?\Z"
_STRING = r"[PX\]^_][^\x07\x1b\n]*(?:\x07|\x1b\\|(?=[\x1b\n]))"
_SEQUENCE = rf"\x1b(?:{_UNFINISHED}|(?:\[[0-?]*[ -/]*[@-~]|{_STRING}|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])?)"
_PIECES = re.compile(rf"({_SEQUENCE}|[\n\r\b])")
_CONTROL = re.compile(r"\x1b\[(?P<parameters>[0-?]*)(?P<command>[ -/]*[@-~])")
_TERMINAL = [
    tuple(bytes.fromhex(name))
    for name in (
        *("000000", "cd3131", "0dbc79", "e5e510", "2472c8", "bc3fbc", "11a8cd", "e5e5e5"),
        *("666666", "f14c4c", "23d18b", "f5f543", "3b8eea", "d670d6", "29b8db", "ffffff"),
    )
]
_ATTRIBUTES = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike"}
_ENDS = {
    21: {"bold"},
    22: {"bold", "dim"},
    23: {"italic"},
    24: {"underline"},
    27: {"inverse"},
    29: {"strike"},
}
_STEPS = (0, 95, 135, 175, 215, 255)

Color = int | tuple[int, ...] | None
Style = tuple[str, ...]
"""Class names, then the colors of ink and ground where no class names them."""


def terminal_html(text: str) -> str:
    """Text with escape sequences and carriage returns as escaped HTML."""
    return "".join(_span(content, style) for line in lines(text) for content, style in line)


def lines(text: str) -> list[list[tuple[str, Style]]]:
    """The lines that are left in the end, as pieces of one style each; a line feed belongs to its line."""
    pen = _Pen()
    done: list[list[tuple[str, Style]]] = []
    line: list[tuple[str, Style]] = []
    column = 0
    for piece in _PIECES.split(text):
        control = _CONTROL.fullmatch(piece)
        if control and control["command"] == "m":
            pen.apply(control["parameters"])
        elif control and control["command"] == "K":
            _erase(line, column, control["parameters"])
        elif piece.startswith("\x1b"):
            continue
        elif piece == "\n":
            done.append([*line, ("\n", line[-1][1] if line else ())])
            line, column = [], 0
        elif piece == "\r":
            column = 0
        elif piece == "\b":
            column = max(0, column - 1)
        else:
            line[column : column + len(piece)] = [(letter, pen.style) for letter in piece]
            column += len(piece)
    return [_joined(letters) for letters in (*done, line) if letters]


def _erase(line: list[tuple[str, Style]], column: int, parameters: str) -> None:
    """What is at the place of writing and after it, what is there and before it (1), or all (2)."""
    if parameters in ("", "0"):
        del line[column:]
    elif parameters == "1":
        end = min(column + 1, len(line))
        line[:end] = [(" ", ())] * end
    elif parameters == "2":
        line[:] = [(" ", ())] * column


class _Pen:
    """What text is written with."""

    def __init__(self) -> None:
        self.style: Style = ()
        self._attributes: set[str] = set()
        self._ink: Color = None
        self._ground: Color = None

    def apply(self, parameters: str) -> None:
        if re.search(r"[^\d;:]", parameters):
            return  # some terminal's own
        codes = [[int(part or 0) for part in code.split(":")] for code in parameters.split(";")]
        while codes:
            self._take(*codes.pop(0), rest=codes)
        self.style = self._described()

    def _take(self, code: int, *parts: int, rest: list[list[int]]) -> None:
        if code == 0:
            self._attributes.clear()
            self._ink = self._ground = None
        elif code == 4 and parts[:1] == (0,):
            self._attributes.discard("underline")
        elif code in _ATTRIBUTES:
            self._attributes.add(_ATTRIBUTES[code])
        elif code in _ENDS:
            self._attributes -= _ENDS[code]
        elif code in (38, 39):
            self._ink = _extended(parts, rest) if code == 38 else None
        elif code in (48, 49):
            self._ground = _extended(parts, rest) if code == 48 else None
        elif code == 58:
            _extended(parts, rest)  # of the underline: it has the ink's here
        elif code in (*range(30, 38), *range(90, 98)):
            self._ink = code - (30 if code < 90 else 82)
        elif code in (*range(40, 48), *range(100, 108)):
            self._ground = code - (40 if code < 100 else 92)

    def _described(self) -> Style:
        classes = sorted(self._attributes - {"inverse"})
        ink, ground = self._ink, self._ground
        if "inverse" in self._attributes:
            if ink is None and ground is None:
                classes.append("inverse")
            ink, ground = ground, ink
        colors: list[tuple[int, ...]] = []
        if ground is not None:
            classes.append("on")
            seen = _rgb(ground)
            colors = [_readable_on(seen) if ink is None else _rgb(ink), seen]
        elif isinstance(ink, tuple):
            classes.append("ink")
            colors = [ink]
        elif ink is not None:
            classes.append(f"ink-{ink}")
        names = " ".join(f"ansi-{name}" for name in classes)
        return (names, *(f"rgb({','.join(map(str, color))})" for color in colors)) if names else ()


def _extended(parts: tuple[int, ...], rest: list[list[int]]) -> Color:
    """The color of 38 or 48: `5;n` or `2;r;g;b` after it, or its parts, `5:n` or `2::r:g:b`."""
    if not parts:
        length = {2: 4, 5: 2}.get(rest[0][0], 1) if rest else 0
        parts = tuple(code for code, *_ in rest[:length])
        del rest[:length]
    kind, *values = parts or (0,)
    if kind == 2:
        rgb = values[1:4] if len(values) > 3 else values  # the first may name a color space
        return tuple(min(255, value) for value in rgb) if len(rgb) == 3 else None
    number = values[0] if kind == 5 and values else 256
    if number > 255:
        return None
    if number < 16:
        return number
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    return tuple(_STEPS[(number - 16) // unit % 6] for unit in (36, 6, 1))


def _rgb(color: int | tuple[int, ...]) -> tuple[int, ...]:
    return _TERMINAL[color] if isinstance(color, int) else color


def _readable_on(ground: tuple[int, ...]) -> tuple[int, ...]:
    red, green, blue = ground
    return (0, 0, 0) if 299 * red + 587 * green + 114 * blue > 100_000 else (255, 255, 255)


def _joined(letters: list[tuple[str, Style]]) -> list[tuple[str, Style]]:
    pieces: list[tuple[str, Style]] = []
    for letter, style in letters:
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + letter, style)
        else:
            pieces.append((letter, style))
    return pieces


def _span(text: str, style: Style) -> str:
    content = html.escape(text, quote=False)
    if not style:
        return content
    names, *colors = style
    values = zip(("--ansi-ink", "--ansi-ground"), colors, strict=False)
    css = ";".join(f"{name}:{color}" for name, color in values)
    return f'<span class="{names}"' + (f' style="{css}"' if css else "") + f">{content}</span>"
