"""The small moving pictures of the glossary: each draws what its term does, with numbers computed here."""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from docs.course.pages.glossary_grids import embedding, pooling, windows
from docs.course.pages.moving import HEIGHT, WIDTH, Moving, Plane, dot, label, line, path, shape

CURVE = [at / 16 - 1 for at in range(33)]
"""From -1 to 1."""


def activation() -> Moving:
    """Inputs from -2 to 2, and what ReLU makes of them."""
    plane = Plane((-2, 2), (-0.2, 2))
    xs = [at / 6 - 2 for at in range(25)]
    places = [plane.at(x, max(x, 0)) for x in xs]
    inputs = [plane.at(x, 0) for x in xs]
    stem = {"x1": [x for x, _ in places], "x2": [x for x, _ in places], "y2": [y for _, y in places]}
    content = [
        line([plane.at(-2, 0), plane.at(2, 0)]),
        line([plane.at(0, -0.2), plane.at(0, 2)]),
        line([plane.at(-2, 0), plane.at(0, 0), plane.at(2, 2)], "line"),
        shape("line", "accent", y1=inputs[0][1], play=stem),
        dot("soft-dot", inputs, 3),
        dot("dot", places),
        label("ReLU", 14, 20),
    ]
    return Moving("".join(content), len(xs))


def descents(*runs: tuple[float, str], start: float, steps: int, reach: float) -> Moving:
    """Steps down the loss w², by the learning rates of the runs."""
    plane = Plane((-reach, reach), (0, reach**2))
    content = [line([plane.at(reach * x, (reach * x) ** 2) for x in CURVE], "line")]
    for number, (rate, kind) in enumerate(runs):
        ws = [start * (1 - 2 * rate) ** step for step in range(steps + 1)]
        places = [plane.at(w, w**2) for w in ws]
        for moment, (x, y) in enumerate(places[:-1] if len(runs) == 1 else []):
            content.append(shape("circle", f"{kind} trail", r=2, cx=x, cy=y, since=moment + 1))
        content.append(dot(kind, places))
        content.append(
            label(f"{rate:g}", WIDTH / 2 - 12, 16 + 12 * number, f"{kind}-text") if runs[1:] else ""
        )
    return Moving("".join(content), steps + 1)


def dropout() -> Moving:
    """Which of six hidden units take part, in six draws at p = 0.5."""
    draw = Random(97)  # no two draws in a row are alike, and each keeps two to four
    draws = [[draw.random() > 0.5 for _ in range(6)] for _ in range(6)]
    ends = [(20, 26), (20, 66), (WIDTH - 20, 46)]
    content = [shape("circle", "soft-dot", r=5, cx=x, cy=y) for x, y in ends]
    for unit in range(6):
        x, y = WIDTH / 2, 9 + 15 * unit
        lines = "".join(line([end, (x, y)]) for end in ends)
        inside = lines + shape("circle", "dot", r=5, cx=x, cy=y)
        shares: list[float | str] = ["1" if drawn else "0.1" for drawn in (row[unit] for row in draws)]
        content.append(shape("g", "", inside, jump={"opacity": shares}))
    return Moving("".join(content), len(draws))


def batch() -> Moving:
    """Twelve examples, which go through a model in three batches of four."""
    content = [
        shape("rect", "cell", x=WIDTH / 2 - 14, y=8, width=28, height=HEIGHT - 16, rx=4),
        label("model", WIDTH / 2, HEIGHT / 2 + 3, "small"),
    ]
    for number in range(3):
        for row in range(4):
            here, there = 50 - 18 * number, WIDTH - 14 - 18 * number
            xs = [here] * (number + 1) + [there] * (3 - number)
            kind = ("dot", "b-dot", "soft-dot")[number]
            content.append(shape("circle", kind, r=5, cy=16 + 20 * row, play={"cx": xs}))
    return Moving("".join(content), 4)


def overfitting() -> Moving:
    """Polynomials of growing degree through eight noisy points, and six other points."""
    draw = Random(534)  # noise that a cubic does not follow, and degree 7 does
    x = [at / 7 * 1.9 - 0.95 for at in range(8)]
    others = [at / 5 * 1.65 - 0.8 for at in range(6)]
    y, true = ([math.sin(2.5 * at) + draw.gauss(0, 0.3) for at in xs] for xs in (x, others))
    plane = Plane((-1, 1), (-1.6, 1.6))
    curves = []
    for degree in (1, 3, 5, 7):
        powers = fitted(x, y, degree)
        values = [sum(c * at**power for power, c in enumerate(powers)) for at in CURVE]
        curves += [path([plane.at(*point) for point in zip(CURVE, values, strict=True)])] * 2
    content = [shape("path", "line", play={"d": curves})]
    for kind, xs, ys in (("dot", x, y), ("ring", others, true)):
        content += [dot(kind, [plane.at(*point)], 3.5) for point in zip(xs, ys, strict=True)]
    return Moving("".join(content), len(curves))


def fitted(xs: Sequence[float], ys: Sequence[float], degree: int) -> list[float]:
    """The coefficients of the polynomial with the least squares, by its normal equations."""
    count = degree + 1
    rows = [
        [sum(x ** (i + j) for x in xs) for j in range(count)]
        + [sum(y * x**i for x, y in zip(xs, ys, strict=True))]
        for i in range(count)
    ]
    for i in range(count):
        pivot = max(range(i, count), key=lambda at: abs(rows[at][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for j in range(count):
            if j != i:
                share = rows[j][i] / rows[i][i]
                rows[j] = [a - share * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def residual() -> Moving:
    """A number goes through a layer and past it, and both are added up."""
    x = 1.0
    f = math.tanh(0.25 * x)
    y, over = 62.0, 20.0
    straight = [(16, y), (70, y), (120, y), (152, y)]
    around = [(16, y), (44, over), (92, over), (120, y)]
    content = [
        line([(12, y), (156, y)]),
        line(around),
        shape("rect", "box", x=52, y=y - 14, width=40, height=28, rx=4),
        label("layer", 72, y + 4, "number"),
        shape("circle", "box", cx=120, cy=y, r=9),
        label("+", 120, y + 4, "number"),
        dot("b-dot", around),
        dot("dot", straight),
        label(f"{x:.2f}", 14, y + 22, "small"),
        label(f"{f:.2f}", 104, y + 22, "small", 2),
        label(f"{x:.2f}", 74, over - 6, "small", 1),
        label(f"{x + f:.2f}", 150, y + 22, "small", 3),
    ]
    return Moving("".join(content), len(straight))


def _bars(rows: Sequence[Sequence[float]], kind: str = "positive") -> Iterator[str]:
    """Bars of heights from 0 to 1 that change from row to row."""
    gap = (WIDTH - 20) / len(rows[0])
    for at, shares in enumerate(zip(*rows, strict=True)):
        tall = [max(60 * share, 0.8) for share in shares]
        left, wide = 10 + at * gap + 3, gap - 6
        yield shape("rect", kind, x=left, width=wide, play={"y": [74 - one for one in tall], "height": tall})


SCORES = (2.0, 1.0, 0.2, -1.0)


def softmax() -> Moving:
    """Four scores, their exponentials, and these divided by their sum."""
    powers = [math.exp(score) for score in SCORES]
    shares = [power / sum(powers) for power in powers]
    rows = [
        [max(score, 0) / 2 for score in SCORES],
        [power / max(powers) for power in powers],
        shares,
        shares,
    ]
    gap = (WIDTH - 20) / 4
    content = [*_bars(rows), line([(8, 74), (WIDTH - 8, 74)])]
    for at, (score, share) in enumerate(zip(SCORES, shares, strict=True)):
        x = 10 + (at + 0.5) * gap
        content.append(label(f"{score:g}", x, 87, "number"))
        content.append(label(f"{share:.0%}", x, 70 - 60 * share, "number", 3))
    return Moving("".join(content), len(rows))


def temperature() -> Moving:
    """The same four scores, divided by temperatures from 0.3 to 3 before the softmax."""
    temperatures = (0.3, 0.5, 0.8, 1.2, 2, 3)
    powers = [[math.exp(score / t) for score in SCORES] for t in temperatures]
    rows = [[power / sum(one) for power in one] for one in powers]
    content = [*_bars(rows), line([(8, 74), (WIDTH - 8, 74)])]
    for at, t in enumerate(temperatures):
        seen = {"opacity": _only(at, len(temperatures))}
        content.append(shape("text", "number", f"T = {t:g}", x=WIDTH / 2, y=88, jump=seen))
    return Moving("".join(content), len(rows))


def _only(at: int, count: int) -> list[float | str]:
    return ["1" if number == at else "0" for number in range(count)]


def vanishing() -> Moving:
    """The gradient in ten ReLU layers with PyTorch's first weights, each of which multiplies it by 1/√6."""
    sizes = [6 ** (-(9 - layer) / 2) for layer in range(10)]
    gap = (WIDTH - 20) / 10
    content = [line([(8, 74), (WIDTH - 8, 74)])]
    for layer, size in enumerate(sizes):
        tall = max(60 * size, 0.8)
        place: dict[str, Any] = {"x": 12 + layer * gap, "y": 74 - tall, "width": gap - 4, "height": tall}
        content.append(shape("rect", "negative", **place, since=9 - layer))
    xs = [10 + (9 - moment + 0.5) * gap for moment in range(10)]
    content.append(dot("b-dot", [(x, 74) for x in xs], 3))
    content += [label("layer 1", 10, 88, "small start"), label("layer 10", WIDTH - 10, 88, "small end")]
    return Moving("".join(content), 10)


PICTURES: dict[str, Callable[[], Moving]] = {
    "activation": activation,
    "batch": batch,
    "convolution": lambda: windows(6, 1, 12),
    "dropout": dropout,
    "embedding": embedding,
    "learning rate": lambda: descents(
        (0.03, "soft-dot"), (0.3, "dot"), (1.03, "b-dot"), start=-1.4, steps=9, reach=2.4
    ),
    "overfitting": overfitting,
    "pooling": pooling,
    "residual connection": residual,
    "softmax": softmax,
    "step": lambda: descents((0.12, "dot"), start=-1.9, steps=9, reach=2),
    "stride": lambda: windows(7, 2, 11),
    "temperature": temperature,
    "vanishing gradient": vanishing,
}
"""By the name of the term. What each shows is said in docs/guides/glossary.toml."""
