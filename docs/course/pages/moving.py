"""Small drawings that move: SVG whose last moment stands in the page, and whose way there a script plays.

An element says in `data-play` what changes: `cx:1|2|3` takes these values one after the other, and
`opacity~0|1` jumps from one to the next. With `data-from="2"` it is seen from the third moment on
(docs/course/page/moving.ts).
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 168, 92
Values = Sequence[float | str]


@dataclass(frozen=True)
class Moving:
    """A drawing, how many moments it has, and how long they take."""

    content: str
    moments: int
    seconds: float = 3

    def svg(self, alt: str) -> str:
        return (
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(alt)}"'
            f' data-moments="{self.moments}" data-seconds="{self.seconds:g}">{self.content}</svg>'
        )


def shape(
    tag: str,
    kind: str = "",
    content: str = "",
    *,
    play: Mapping[str, Values] | None = None,
    jump: Mapping[str, Values] | None = None,
    since: int = 0,
    **fixed: float | str,
) -> str:
    """An element of the class `kind`. What moves (`play`) or jumps has its last value in the page."""
    moves = [(name, ":", values) for name, values in (play or {}).items()]
    moves += [(name, "~", values) for name, values in (jump or {}).items()]
    said = {"class": kind, **{name.replace("_", "-"): written(value) for name, value in fixed.items()}}
    said |= {name: written(values[-1]) for name, _, values in moves}
    tracks = (f"{name}{how}{'|'.join(map(written, values))}" for name, how, values in moves)
    said |= {"data-play": ";".join(tracks), "data-from": str(since or "")}
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in said.items() if value)
    return f"<{tag}{attributes}>{content}</{tag}>" if content else f"<{tag}{attributes}/>"


def written(value: float | str) -> str:
    """A number with one decimal, as drawings need it; opacities are tenths, too."""
    if isinstance(value, str):
        return value
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def path(points: Sequence[tuple[float, float]]) -> str:
    """A line through points."""
    return "M" + "L".join(f"{written(x)} {written(y)}" for x, y in points)


@dataclass(frozen=True)
class Plane:
    """Where numbers stand in a drawing: the lowest and highest `x` and `y` at the edges of a box."""

    x: tuple[float, float]
    y: tuple[float, float]
    box: tuple[float, float, float, float] = (10, 8, WIDTH - 10, HEIGHT - 12)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """What leaves the box stays at its edge."""
        left, top, right, bottom = self.box
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        place = left + across * (right - left), bottom - up * (bottom - top)
        return min(max(place[0], left), right), min(max(place[1], top - 4), bottom + 4)


def dot(kind: str, places: Sequence[tuple[float, float]], r: float = 4) -> str:
    """A dot that goes from place to place."""
    return shape("circle", kind, r=r, play={"cx": [x for x, _ in places], "cy": [y for _, y in places]})


def label(words: str, x: float, y: float, kind: str = "", since: int = 0) -> str:
    return shape("text", kind, words, x=x, y=y, since=since)


def line(places: Sequence[tuple[float, float]], kind: str = "soft") -> str:
    return shape("path", kind, d=path(places))
