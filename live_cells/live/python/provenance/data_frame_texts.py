"""Where the numbers of a frame or a series stand in what pandas writes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Spot = tuple[int, int, int, int]
"""Where it starts and ends, its row and its column."""
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<td\b[^>]*>([^<]*)</td>")
_DOTS = re.compile(r"\.\.\.?|⋮")
_WORD = re.compile(r"\S+")
_BELOW = re.compile(r"\[\d+ rows|(?:Name|Length|dtype|Freq): ")


def in_html(text: str, table: Any) -> Iterator[Spot]:
    """The cells of a table's body."""
    found = [*_ROW.finditer(text, max(text.find("<tbody"), 0))]
    cells = [[*_CELL.finditer(text, row.start(), row.end())] for row in found]
    for row_cells, row in zip(cells, _positions([*map(_is_dots, cells)], len(table)), strict=True):
        columns = _positions([bool(_DOTS.fullmatch(one[1])) for one in row_cells], _width(table))
        for cell, column in zip(row_cells, columns, strict=True):
            if row is not None and column is not None:
                yield *cell.span(1), row, column


def in_text(text: str, table: Any) -> Iterator[Spot]:
    """The last words of each line: those of columns to whose right only numbers are, which have no spaces."""
    lines = [(found.start(), found[0]) for found in re.finditer(r"[^\n]+", text)]
    end = next((at for at, (_, line) in enumerate(lines) if _BELOW.match(line)), None)
    is_series = table.ndim == 1
    lines = lines[0 if is_series else 1 + any(name is not None for name in table.index.names) : end]
    words = [[*_WORD.finditer(line)] for _, line in lines]
    rows = _positions([all(_DOTS.fullmatch(one[0]) for one in row) for row in words], len(table))
    kinds = [table.dtype] if is_series else [*table.dtypes]
    width = len(kinds)
    first = 1 + max((at for at, one in enumerate(kinds) if one.kind not in "fiub"), default=-1)
    for (start, _), row_words, row in zip(lines, words, rows, strict=True):
        if row is None or len(row_words) < width + table.index.nlevels:
            continue  # more columns than are shown
        for column in range(first, width):
            cell = row_words[column - width]
            yield start + cell.start(), start + cell.end(), row, column


def _is_dots(cells: list[re.Match[str]]) -> bool:
    return bool(cells) and all(_DOTS.fullmatch(one[1]) for one in cells)


def _width(table: Any) -> int:
    return 1 if table.ndim == 1 else len(table.columns)


def _positions(is_dots: list[bool], count: int) -> list[int | None]:
    """Which of `count` each is: all, or the first and the last with dots between them."""
    if True not in is_dots:
        return [*range(count)] if len(is_dots) == count else [None] * len(is_dots)
    middle, after = is_dots.index(True), len(is_dots)
    return [at if at < middle else None if at == middle else count - (after - at) for at in range(after)]
