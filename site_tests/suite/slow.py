"""Which values of a parametrized test belong to the first tier."""

from collections.abc import Iterable
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

Value = TypeVar("Value")


def slow_except(values: Iterable[Value], *first: Value) -> list[ParameterSet]:
    """All values for `pytest.mark.parametrize`, marked slow but for those named after them."""
    return [pytest.param(value, marks=[] if value in first else [pytest.mark.slow]) for value in values]
