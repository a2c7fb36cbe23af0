"""What a build asks of the lines that make a control: that the page and Colab can read them."""

import datetime
import re
from collections.abc import Iterator

from live_cells.plugin.pages.form_fields import FIELD, KINDS, SETTING, Field, fields_of, settings_of

TYPES = (*KINDS, "string")
SETTINGS = ("type", "min", "max", "step", "label", "placeholder", "allow-input")
_PARAM = re.compile(r"#\s*@param\b(?P<says>.*)$")
_LIST_AND_SETTINGS = re.compile(r"\s*(\[[^\]]*\]\s*)?(\{(?P<settings>[^{}]*)\})?\s*")
_NUMBERS = ("slider", "number", "integer")
_EXAMPLE = 'width = 8  # @param {type:"slider", min:1, max:64, step:1}'


def about_form(source: str) -> Iterator[str]:
    """What is wrong with a cell's controls, line by line."""
    for number, line in enumerate(source.split("\n"), 1):
        if found := _PARAM.search(line):
            for problem in _about_line(line, found["says"]):
                yield f"the control in line {number}: {problem}"


def _about_line(line: str, says: str) -> Iterator[str]:
    if not FIELD.match(line):
        yield f"`# @param` has to stand behind the assignment of one name; write it like `{_EXAMPLE}`"
        return
    parts = _LIST_AND_SETTINGS.fullmatch(says)
    if not parts or SETTING.sub("", parts["settings"] or "").strip(" ,"):
        yield (
            f"`{says.strip()}` cannot be read; write choices in [ ], settings in {{ }}, and close both: "
            f"`{_EXAMPLE}`"
        )
        return
    settings = settings_of(says)
    kind = settings.get("type", "string")
    if kind not in TYPES:
        yield f"there is no type {kind!r}; choose one of {', '.join(TYPES)}"
        return
    if unknown := [name for name in settings if name not in SETTINGS]:
        yield f"there is no setting {unknown[0]!r}; there are {', '.join(SETTINGS)}"
    for name in ("min", "max", "step"):
        if name in settings and _number(settings[name]) is None:
            yield f"its {name} is {settings[name]!r}; write a number"
            return
    [field] = fields_of(line)
    yield from _about_value(field)


def _about_value(field: Field) -> Iterator[str]:
    """The value that the line has must be one that the control can show."""
    written = field.written
    if field.kind in _NUMBERS:
        yield from _about_number(field)
    elif field.kind == "checkbox" and written not in ("True", "False"):
        yield f"its value is {written}; a boolean is True or False"
    elif field.kind == "choice" and _unquoted(written) not in field.options:
        yield f"its value {written} is none of the choices: {', '.join(field.options)}"
    elif field.kind == "text" and _unquoted(written) == written:
        yield f'its value is {written}; a text stands in quotation marks, and any other code is type:"raw"'
    elif field.kind == "date" and not _is_day(_unquoted(written)):
        yield f'its value is {written}; a date is written like "2026-01-31"'


def _about_number(field: Field) -> Iterator[str]:
    low, high, value = field.min, field.max, _number(field.written)
    if low is not None and high is not None and low >= high:
        yield f"it goes from {low:g} to {high:g}; min has to be less than max"
    elif value is None:
        yield f'its value is {field.written}; write a number, or type:"raw" for any other code'
    elif (low is not None and value < low) or (high is not None and value > high):
        yield (
            f"its value {field.written} lies outside of {_limit(low)} to {_limit(high)}; change the value, "
            "min or max"
        )
    elif field.kind == "integer" and not value.is_integer():
        yield f"its value is {field.written}; an integer is a whole number"


def _limit(value: float | None) -> str:
    return "any number" if value is None else f"{value:g}"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
