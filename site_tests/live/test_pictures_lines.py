"""Pictures of any module: the numbers are the model's own, and a line stands for a dependence."""

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
CHECKS = "picture_lines"


def test_numbers_are_the_models_and_lines_are_dependences(ask: Ask, fuzz_seed: int) -> None:
    print(f"seed {fuzz_seed}")
    assert ask("random_modules", fuzz_seed, 500) == []


@pytest.mark.slow
def test_numbers_and_lines_of_many_more_modules(ask: Ask, fuzz_seed: int) -> None:
    print(f"seed {fuzz_seed + 500}")
    assert ask("random_modules", fuzz_seed + 500, 5000) == []
