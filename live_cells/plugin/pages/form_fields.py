"""Colab's form fields as live/page/cell/form_fields.ts reads them; a test holds the two together.

Standard library only, so that any Python with torch can use it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIELD = re.compile(
    r"""^(?P<start>\s*(?P<name>[A-Za-z_]\w*)\s*=\s*)(?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|.*?)"""
    r"(?P<end>\s*\#\s*@param\b(?P<says>.*))$",
    re.A,
)
_QUOTED = re.compile(r"""^(["'])((?:\\.|(?!\1).)*)\1$""")
_OPTION = re.compile(r""""((?:\\.|[^"])*)"|'((?:\\.|[^'])*)'|([^\s,"']+)""")
SETTING = re.compile(r"""["']?([\w-]+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|([^\s,]+))""", re.A)
KINDS = {
    "slider": "slider",
    "number": "number",
    "integer": "integer",
    "boolean": "checkbox",
    "date": "date",
    "raw": "raw",
}


@dataclass(frozen=True)
class Field:
    """One control: the line it stands in, and what it can be set to."""

    line: int
    """Counted from zero."""
    name: str
    kind: str
    """`slider`, `number`, `integer`, `choice`, `combo`, `checkbox`, `text`, `date` or `raw`."""
    written: str
    """The value as the line has it."""
    quote: str
    """What a new value is put in: a quotation mark, or nothing."""
    options: tuple[str, ...]
    min: float | None
    max: float | None
    step: float | None
    label: str
    """What the control is called: the variable's name, unless the line says otherwise."""

    def extremes(self) -> list[str]:
        """The values at the ends of what the control allows, as code, without the one that is there."""
        match self.kind:
            case "checkbox":
                values = ["False", "True"]
            case "choice" | "combo":
                values = [self._in_quotes(option) for option in self.options]
            case _:
                values = [self._number(limit) for limit in (self.min, self._last()) if limit is not None]
        return [value for value in values if value != self.written]

    def _in_quotes(self, text: str) -> str:
        if not self.quote:
            return text
        escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace(self.quote, "\\" + self.quote)
        return self.quote + escaped + self.quote

    def _last(self) -> float | None:
        """The largest value that a slider's steps reach, or a number's limit."""
        if self.kind != "slider" or self.min is None or self.max is None or not self.step:
            return self.max
        return self.min + int((self.max - self.min) / self.step + 1e-9) * self.step

    def _number(self, value: float) -> str:
        if self.kind == "slider" and self.step and not float(self.step).is_integer():
            decimals = len(str(self.step).partition(".")[2]) or 6
            return str(round(float(value), decimals))
        return str(int(value)) if float(value).is_integer() else str(value)


def fields_of(source: str) -> list[Field]:
    """The controls of a cell, in the order of its lines."""
    found = ((number, FIELD.match(line)) for number, line in enumerate(source.split("\n")))
    return [_field(number, match) for number, match in found if match]


def with_value(source: str, field: Field, value: str) -> str:
    """The source with other code as the field's value."""
    lines = source.split("\n")
    match = FIELD.match(lines[field.line])
    assert match
    lines[field.line] = match["start"] + value + match["end"]
    return "\n".join(lines)


def with_settings(source: str, settings: Mapping[str, Any]) -> str:
    """The source with controls set otherwise.

    Raises:
        KeyError: the cell has no control of that name.
    """
    for name, value in settings.items():
        field = {field.name: field for field in fields_of(source)}[name]
        source = with_value(source, field, repr(value))
    return source


def _field(line: int, match: re.Match[str]) -> Field:
    options, settings = _read(match["says"])
    base = KINDS.get(settings.get("type", ""), "text")
    kind = base if match["says"].strip() else "raw"
    if options:
        kind = "combo" if settings.get("allow-input") == "true" else "choice"
    quoted = _QUOTED.match(match["value"])
    as_written = base == "raw" or kind == "raw" or (bool(options) and not quoted)
    limits: dict[str, float] = {
        key: float(settings[key]) for key in ("min", "max", "step") if key in settings
    }
    if kind == "slider":
        limits = {"min": 0, "max": 100, "step": 1} | limits
    elif kind not in ("number", "integer"):
        limits = {}
    return Field(
        line,
        match["name"],
        kind,
        match["value"],
        "" if as_written else (quoted[1] if quoted else '"'),
        tuple(options),
        limits.get("min"),
        limits.get("max"),
        limits.get("step"),
        settings.get("label", match["name"]),
    )


def settings_of(says: str) -> dict[str, str]:
    """What stands in braces behind `@param`, by name."""
    return _read(says)[1]


def _read(says: str) -> tuple[list[str], dict[str, str]]:
    found = re.search(r"\[(.*?)\](?=\s*(\{|$))", says)
    options = [a or b or c for a, b, c in _OPTION.findall(found[1])] if found else []
    braces = re.search(r"\{([^{}]*)\}\s*$", says)
    pairs = SETTING.findall(braces[1]) if braces else []
    return options, {key: a or b or c for key, a, b, c in pairs}
