"""A step length that satisfies the strong Wolfe conditions. Source: Nocedal & Wright 2006, chapter 3.5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

SUFFICIENT, CURVATURE = 1e-4, 0.9  # how far the loss has to fall, and the slope with it


class Point(NamedTuple):
    """What is known at one step length: the loss, its gradient, and the slope along the direction."""

    t: Any
    loss: float
    grad: Any
    slope: Any


def lowest(a: Point, b: Point, low: Any, high: Any) -> Any:
    """Where the cubic through two points has its minimum, within bounds; their middle if it has none."""
    first = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = first**2 - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2.0
    if not a.t <= b.t:
        a, b = b, a
    root = square.sqrt()
    share = (b.slope + root - first) / (b.slope - a.slope + 2 * root)
    return min(max(b.t - (b.t - a.t) * share, low), high)


def strong_wolfe(
    evaluate: Callable[[Any], Point], start: Point, t: Any, size: Any, tolerance: float, tries: int
) -> tuple[Point, int]:
    """The point to go to, and how often the loss was computed. `size` is the direction's largest element."""

    def too_high(point: Point) -> bool:
        return bool(point.loss > start.loss + SUFFICIENT * point.t * start.slope)

    def flat(point: Point) -> bool:
        return bool(abs(point.slope) <= -CURVATURE * start.slope)

    before, now, used = start, evaluate(t), 0
    bracket: list[Point] = []
    while used < tries and not bracket:
        if too_high(now) or (used > 1 and now.loss >= before.loss):
            bracket = [before, now]
        elif flat(now):
            return now, used + 1
        elif now.slope >= 0:
            bracket = [before, now]
        else:
            t = lowest(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10)
            before, now, used = now, evaluate(t), used + 1
    bracket = bracket or [start, now]

    best = 0 if bracket[0].loss <= bracket[1].loss else 1
    stuck = False
    while used < tries and abs(bracket[1].t - bracket[0].t) * size >= tolerance:
        low, high = min(p.t for p in bracket), max(p.t for p in bracket)
        t, edge = lowest(bracket[0], bracket[1], low, high), 0.1 * (high - low)
        if min(high - t, t - low) < edge:
            if stuck or t >= high or t <= low:
                t = high - edge if abs(t - high) < abs(t - low) else low + edge
                stuck = False
            else:
                stuck = True
        else:
            stuck = False
        now, used = evaluate(t), used + 1
        if too_high(now) or now.loss >= bracket[best].loss:
            bracket[1 - best] = now
            best = 0 if bracket[0].loss <= bracket[1].loss else 1
            continue
        done = flat(now)
        if not done and now.slope * (bracket[1 - best].t - bracket[best].t) >= 0:
            bracket[1 - best] = bracket[best]
        bracket[best] = now
        if done:
            break
    return bracket[best], used + 1
