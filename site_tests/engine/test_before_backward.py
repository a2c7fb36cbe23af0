"""What is called before every backward pass sees the graph as it was recorded."""

from collections.abc import Iterator
from typing import Any

import pytest

import seqlite as torch
from seqlite._core.hooks import BEFORE_BACKWARD


@pytest.fixture
def seen() -> Iterator[list[Any]]:
    found: list[Any] = []

    def note(outputs: Any) -> None:
        found.append([(one, one._node.edges is not None) for one in outputs])

    BEFORE_BACKWARD.append(note)
    yield found
    BEFORE_BACKWARD.remove(note)


def test_it_gets_the_tensors_with_their_graph(seen: list[Any]) -> None:
    x = torch.ones(3, requires_grad=True)
    one, two = (x * x).sum(), (x * 3).sum()
    one.backward()
    torch.autograd.backward([two])
    assert seen == [[(one, True)], [(two, True)]]
    assert x.grad.tolist() == [5.0, 5.0, 5.0]


def test_it_is_not_called_where_there_is_no_graph(seen: list[Any]) -> None:
    with pytest.raises(RuntimeError, match="does not require grad"):
        torch.ones(1).backward()
    assert seen == []
