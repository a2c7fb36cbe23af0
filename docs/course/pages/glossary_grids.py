"""The glossary's moving pictures that are grids of numbers."""

from collections.abc import Iterator, Sequence
from random import Random

from docs.course.pages.moving import HEIGHT, WIDTH, Moving, label, line, shape

Rows = Sequence[Sequence[float]]
KERNEL = (-1, 0, 1)
"""One row of a kernel that finds vertical edges; all three are alike."""


def _grid(rows: Rows, left: float, top: float, side: float, since: bool = False) -> Iterator[str]:
    """Cells in the color of their sign; with `since`, each comes a moment after the one before it."""
    values = [(at, column, value) for at, row in enumerate(rows) for column, value in enumerate(row)]
    largest = max(abs(value) for _, _, value in values)
    for number, (row, column, value) in enumerate(values, 1):
        x, y = left + column * side, top + row * side
        yield shape("rect", "cell", x=x, y=y, width=side, height=side)
        if value:
            kind, moment = "positive" if value > 0 else "negative", number * since
            share = abs(value) / largest
            yield shape("rect", kind, x=x, y=y, width=side, height=side, fill_opacity=share, since=moment)


def _numbers(rows: Rows, left: float, top: float, side: float) -> Iterator[str]:
    for at, row in enumerate(rows):
        for column, number in enumerate(row):
            x, y = left + column * side, top + at * side
            yield shape("rect", "cell", x=x, y=y, width=side, height=side)
            yield label(f"{number:g}", x + side / 2, y + 14, "number")


def windows(size: int, stride: int, side: float) -> Moving:
    """A 3 × 3 kernel that finds vertical edges, on an image of a bar."""
    bar = (size // 2 - 1, size // 2)
    image = [[float(row > 0 and column in bar) for column in range(size)] for row in range(size)]
    count = (size - 3) // stride + 1
    corners = [(stride * row, stride * column) for row in range(count) for column in range(count)]
    sums = [
        sum(w * value for row in image[r : r + 3] for w, value in zip(KERNEL, row[c : c + 3], strict=True))
        for r, c in corners
    ]
    output = [sums[at : at + count] for at in range(0, count**2, count)]
    top, right = (HEIGHT - size * side) / 2, WIDTH - 8 - count * side
    down = (HEIGHT - count * side) / 2
    moved = [corners[0], *corners]  # the first sum is there a moment after its window
    box = {"x": [8 + column * side for _, column in moved], "y": [top + row * side for row, _ in moved]}
    out = {
        "x": [right + column / stride * side for _, column in moved],
        "y": [down + row / stride * side for row, _ in moved],
    }
    content = [
        *_grid(image, 8, top, side),
        *_grid(output, right, down, side, since=True),
        shape("rect", "window", width=3 * side, height=3 * side, jump=box),
        shape("rect", "window", width=side, height=side, jump=out),
        line([(8 + size * side + 6, HEIGHT / 2), (right - 6, HEIGHT / 2)]),
    ]
    return Moving("".join(content), len(moved), 4)


def pooling() -> Moving:
    """The largest of each 2 × 2 numbers."""
    draw = Random(42)  # the largest are four numbers, each in another corner
    rows = [[draw.randrange(10) for _ in range(4)] for _ in range(4)]
    side, left, right, top = 20, 8, WIDTH - 48, 6
    corners = [(0, 0), (0, 2), (2, 0), (2, 2)]
    content = [*_numbers(rows, left, top, side)]
    for moment, (row, column) in enumerate(corners, 1):
        part = [(rows[r][c], r, c) for r in (row, row + 1) for c in (column, column + 1)]
        most, r, c = max(part)
        x, y = left + c * side, top + r * side
        content.append(shape("rect", "chosen", x=x, y=y, width=side, height=side, since=moment))
        across, down = right + column / 2 * side, 26 + row / 2 * side
        content.append(shape("rect", "cell", x=across, y=down, width=side, height=side))
        content.append(label(str(most), across + 10, down + 14, "number", moment))
    box = {"x": [left + c * side for _, c in corners], "y": [top + r * side for r, _ in corners]}
    jump = {name: [values[0], *values] for name, values in box.items()}
    content.append(shape("rect", "window", width=2 * side, height=2 * side, jump=jump))
    return Moving("".join(content), len(corners) + 1)


def embedding() -> Moving:
    """The rows of a table of numbers, looked up for the letters of a word."""
    draw = Random(0)
    table = [[draw.gauss() for _ in range(4)] for _ in range(5)]
    letters, word, side = "abcde", "dead", 15
    content = [*_grid(table, 22, 8, side)]
    content += [label(letter, 14, 19 + side * row, "number") for row, letter in enumerate(letters)]
    for moment, letter in enumerate(word):
        top = 8 + moment * side
        content.append(label(letter, WIDTH - 16 - 4 * side, top + 11, "number", moment))
        cells = "".join(_grid([table[letters.index(letter)]], WIDTH - 8 - 4 * side, top, side))
        content.append(shape("g", "", cells, since=moment))
    place = {"y": [8.0 + side * letters.index(letter) for letter in word]}
    content.append(shape("rect", "window", x=22, width=4 * side, height=side, jump=place))
    return Moving("".join(content), len(word))
