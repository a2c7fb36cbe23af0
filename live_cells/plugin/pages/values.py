"""Figures in prose that a recorded output holds, each with a comment behind it that says where:

    right for 97.4<!-- = mnist-train: accuracy ([\\d.]+) --> % of the images

`mnist-train` is a cell of the same notebook (`lessons/training.ipynb#mnist-train`: of another), and the rest
a regular expression with a group, which fits in one place of what the cell printed. A calculation on its
groups `a`, `b`, … may come first: `<!-- = 100 * (b - a) in mnist-train: … -->`. The figure just before the
comment must be that value, rounded to the digits that are written. It needs the standard library only:
site_tests/generators/record.py rewrites figures with it.
"""

import ast
import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

VALUE = re.compile(
    r"<!-- = (?:(?P<formula>[^:]+?) in )?(?:(?P<path>\S+?\.ipynb)#)?(?P<cell>[\w-]+): (?P<pattern>.+?) -->"
)
"""The figure before it is that of a recorded output."""
_CODE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,}).*?^[ \t]*(?P=fence)[`~]*[ \t]*$"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.S | re.M,
)
_NUMBER = re.compile(
    r"""(?P<sign>(?:(?<!\w)[-−+])?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?
    (?:(?P<before>e|\s?[×·]\s?10|\s?\\(?:cdot|times)\s?10\^\{?)(?P<exponent>[-−+]?[\d]+|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?
    (?P<after>[}\ %`*_$)\u00a0]*)$""",
    re.X,
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")
_TO_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_OPERATORS: dict[type[ast.AST], Callable[..., Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}


@lru_cache(maxsize=1024)  # several steps ask, and while the site is served, the same again
def outside_code(markdown: str) -> str:
    """The Markdown with all code in it blanked, every other letter in its place."""
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), markdown)


class WrongValue(ValueError):
    """A figure's comment cannot be followed; the message says why."""


@dataclass(frozen=True)
class Figure:
    """One figure with a comment behind it: what stands there, and what should."""

    start: int
    end: int
    written: str
    wanted: str
    said: str
    """The piece of the output that holds it."""
    cell: str

    @property
    def holds(self) -> bool:
        return self.written == self.wanted


def problems(text: str, page: str, docs: Path, place: str = "") -> list[str]:
    """What is wrong with the figures in a Markdown text of the page `docs/page`; `place` names its cell."""
    found = []
    where = f"{page}, cell {place}" if place else page
    for match in _comments(text):
        try:
            figure = _followed(match, text, page, docs)
        except WrongValue as error:
            found.append(f"{where}: {match[0]}: {error}")
        else:
            if not figure.holds:
                found.append(
                    f"{where}: {figure.written} stands before {match[0]}, but cell {figure.cell} says "
                    f"{figure.said!r}, which makes {figure.wanted}; site_tests/generators/values.py --write "
                    "corrects it"
                )
    return found


def rewritten(text: str, page: str, docs: Path) -> tuple[str, list[Figure]]:
    """The text with each figure as the recorded outputs hold it, and the figures that changed."""
    changed = []
    for match in reversed(list(_comments(text))):
        figure = _followed(match, text, page, docs)
        if not figure.holds:
            text = text[: figure.start] + figure.wanted + text[figure.end :]
            changed.append(figure)
    return text, changed[::-1]


def output_text(cell: Mapping[str, Any]) -> str:
    """What a cell printed and what its last line gave, as text."""
    pieces = []
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            pieces.append("\n".join(output["traceback"]) + "\n")
        elif output.get("name") != "stderr":
            pieces.append("".join(output.get("text") or output["data"].get("text/plain", "")))
    return "\n".join(piece.removesuffix("\n") for piece in pieces)


def _comments(text: str) -> Iterator[re.Match[str]]:
    return VALUE.finditer(outside_code(text))


def _followed(match: re.Match[str], text: str, page: str, docs: Path) -> Figure:
    written = _NUMBER.search(text[: match.start()])
    if not written:
        raise WrongValue("no figure stands just before it")
    path = match["path"] or page
    try:
        cells = _cells(docs / path, (docs / path).stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise WrongValue(f"{path} is no notebook; wanted path/of/notebook.ipynb#cell-id: …") from error
    cell = next((c for c in cells if c.get("id") == match["cell"] and c["cell_type"] == "code"), None)
    if cell is None:
        raise WrongValue(f"{path} has no code cell {match['cell']!r}")
    value, said = _value(match["formula"] or "a", match["pattern"], output_text(cell), match["cell"])
    start, end = written.start(), written.start("after")
    stands = text[start:end]
    return Figure(start, end, stands, _as_written(value, written), said, match["cell"])


@lru_cache(maxsize=4)
def _cells(notebook: Path, changed: int) -> list[dict[str, Any]]:
    """Those of the file as it is since it was `changed`: a page may hold many figures."""
    cells: list[dict[str, Any]] = json.loads(notebook.read_text("utf8"))["cells"]
    return cells


def _value(formula: str, pattern: str, output: str, cell: str) -> tuple[Decimal, str]:
    values, said = values_in(pattern, output, cell)
    try:
        return calculated(ast.parse(formula.strip(), mode="eval").body, values), said
    except (SyntaxError, ArithmeticError) as error:
        raise WrongValue(f"{formula!r} cannot be calculated: {error}") from error


def values_in(pattern: str, output: str, cell: str) -> tuple[dict[str, Decimal], str]:
    """The figures `a`, `b`, … that a pattern finds in one place of a cell's output, and that place."""
    try:
        expression = re.compile(pattern, re.M)
    except re.error as error:
        raise WrongValue(f"{pattern!r} is no regular expression: {error}") from error
    if not expression.groups:
        raise WrongValue(f"{pattern!r} has no group; put what the figure is in brackets: ([\\d.]+)")
    found = list(expression.finditer(output))
    if len({match.groups() for match in found}) != 1:
        fits = f"fits in {len(found)} places of" if found else "does not fit into"
        raise WrongValue(f"{pattern!r} {fits} the output of cell {cell}:\n{output}")
    groups = found[0].groups()
    return dict(zip("abcdefgh", (_decimal(group or "") for group in groups), strict=False)), found[0][0]


def _decimal(text: str) -> Decimal:
    number = _NUMBER.fullmatch(text.strip())
    if not number:
        raise WrongValue(f"the group holds {text!r}, which is no figure")
    return _value_of(number)


def _value_of(number: re.Match[str]) -> Decimal:
    """The value of a figure as it stands in prose or output; its exponent says how exact it is."""
    digits = number["whole"].replace(",", "") + (f".{number['decimals']}" if number["decimals"] else "")
    sign = "-" if number["sign"] in ("-", "−") else ""
    return Decimal(f"{sign}{digits}e{(number['exponent'] or '0').translate(_RAISED)}")


def calculated(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    """What a formula of these figures gives."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](calculated(left, values), calculated(right, values))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -calculated(operand, values)
        case ast.Call(func=ast.Name(id="round"), args=[inner, ast.Constant() | ast.UnaryOp() as places]):
            step = Decimal(1).scaleb(-int(calculated(places, values)))
            return (calculated(inner, values) / step).to_integral_value() * step
    names = ", ".join(values)
    raise WrongValue(f"{ast.unparse(node)!r}: wanted + - * / round(…, places) of numbers and {names}")


def _as_written(value: Decimal, written: re.Match[str]) -> str:
    """The value in the form of the figure that stands there: the same, where it is the value rounded."""
    stands = _value_of(written)
    half_a_digit = Decimal(1).scaleb(int(stands.as_tuple().exponent)) / 2
    if abs(value - stands) <= half_a_digit:
        return written[0][: written.start("after") - written.start()]
    places = len(written["decimals"] or "")
    exponent = ""
    if written["exponent"]:
        power = value.adjusted()
        value = round(value.scaleb(-power), places)
        exponent = written["before"] + _power(power, written["exponent"])
    digits = f"{abs(value):,.{places}f}" if "," in written["whole"] else f"{abs(value):.{places}f}"
    minus = "−" if written["sign"] == "−" else "-"
    return (minus if value < 0 else "") + digits + exponent


def _power(power: int, like: str) -> str:
    if like.translate(_RAISED) != like and "−" not in like:
        return str(power).translate(_TO_RAISED)
    return f"{power:0{len(like)}d}" if like.startswith(("-0", "0")) else str(power)
