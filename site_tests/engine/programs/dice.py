"""What makes a random program's choices: numbers from anywhere, so that the same program can run twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Choices out of `below(n)`, which gives an integer from 0 to n - 1; 0 is the plainest choice."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    def choice(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def randint(self, low: int, high: int) -> int:
        """From `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        return self.below(100) >= 100 - percent

    def sample(self, options: Iterable[T], k: int) -> list[T]:
        """`k` different ones."""
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(k)]


def replay(numbers: Iterable[int]) -> Dice:
    """Dice that fall as they fell before; zeros after that."""
    rest = iter(numbers)
    return Dice(lambda n: min(next(rest, 0), n - 1))
