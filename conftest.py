"""What the examples in seqlite's docstrings may use: `pytest --doctest-modules seqlite` runs them."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def names_in_examples(doctest_namespace: dict[str, Any]) -> None:
    import seqlite
    from seqlite import nn, optim
    from seqlite.utils import data
    from seqlite.vision import transforms

    doctest_namespace |= {"torch": seqlite, "nn": nn, "F": nn.functional, "optim": optim}
    doctest_namespace |= {"data": data, "transforms": transforms}
