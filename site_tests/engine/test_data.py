"""Data sets, samplers, collation and loaders."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import seqlite as torch
from seqlite.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    SequentialSampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    random_split,
)


def table(n: int = 10) -> TensorDataset:
    return TensorDataset(torch.arange(2 * n, dtype=torch.float32).view(n, 2), torch.arange(n))


class Listed(Dataset):
    """The same samples as `table`, one by one: no way to take a batch at once."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def __getitem__(self, index: int) -> Any:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)


class Stream(IterableDataset):
    def __iter__(self) -> Iterator[int]:
        return iter(range(5))


def batches(loader: DataLoader) -> list[list[Any]]:
    return [[part.tolist() for part in batch] for batch in loader]


@pytest.mark.parametrize("wrap", [
    lambda d: d,
    lambda d: Subset(d, [7, 3, 3, 0, -1]),
    lambda d: random_split(d, [6, 4])[0],
    lambda d: Subset(Subset(d, range(1, 9)), np.array([2, 5])),
], ids=["whole", "subset", "split", "nested"])  # fmt: skip
@pytest.mark.parametrize(
    "options",
    [{"batch_size": 3}, {"batch_size": 4, "drop_last": True}, {"batch_size": 2, "shuffle": True}],
    ids=str,
)
def test_batches_taken_at_once_equal_those_made_sample_by_sample(wrap: Any, options: dict[str, Any]) -> None:
    torch.manual_seed(4)
    fast = wrap(table())
    rows = [fast[i] for i in range(len(fast))]
    torch.manual_seed(5)
    at_once = [batches(DataLoader(fast, **options)) for _ in range(2)]
    position = torch.rand(1)
    torch.manual_seed(5)
    one_by_one = [batches(DataLoader(Listed(rows), **options)) for _ in range(2)]
    assert at_once == one_by_one
    assert torch.equal(position, torch.rand(1))


def test_a_subclass_with_its_own_samples_is_respected() -> None:
    class Doubled(TensorDataset):
        def __getitem__(self, index: Any) -> Any:
            x, y = super().__getitem__(index)
            return x * 2, y

    [[x, _]] = list(DataLoader(Doubled(torch.ones(3), torch.zeros(3)), batch_size=3))
    assert x.tolist() == [2.0, 2.0, 2.0]


def test_lengths_of_loaders() -> None:
    assert len(DataLoader(table(), batch_size=3)) == 4
    assert len(DataLoader(table(), batch_size=3, drop_last=True)) == 3
    assert len(DataLoader(table(), batch_size=None)) == 10
    with pytest.raises(TypeError, match="has no len"):
        len(DataLoader(Stream()))


def test_streams_are_batched() -> None:
    assert [b.tolist() for b in DataLoader(Stream(), batch_size=2)] == [[0, 1], [2, 3], [4]]
    assert [b.tolist() for b in DataLoader(Stream(), batch_size=2, drop_last=True)] == [[0, 1], [2, 3]]
    assert list(DataLoader(Stream(), batch_size=None)) == [0, 1, 2, 3, 4]


def test_own_samplers_and_collation() -> None:
    assert [y.tolist() for _, y in DataLoader(table(), batch_size=2, sampler=[5, 1, 5])] == [[5, 1], [5]]
    assert [y.tolist() for _, y in DataLoader(table(), batch_sampler=[[0, 9], [4]])] == [[0, 9], [4]]
    assert next(iter(DataLoader(table(), batch_size=4, collate_fn=len))) == 4
    with pytest.warns(UserWarning, match=r"num_workers=2\): there are no worker processes here"):
        loader = DataLoader(table(), batch_size=5, num_workers=2, pin_memory=True, prefetch_factor=2)
    assert len(list(loader)) == 2


def test_samplers() -> None:
    data = range(10)
    assert list(SequentialSampler(data)) == list(data)
    assert sorted(RandomSampler(data)) == list(data)
    assert len(list(RandomSampler(data, num_samples=23))) == 23
    assert set(RandomSampler(data, replacement=True, num_samples=70)) <= set(data)
    assert sorted(SubsetRandomSampler([3, 5, 7])) == [3, 5, 7]
    assert set(WeightedRandomSampler([0.0, 1.0, 0.0], 20)) == {1}
    assert list(BatchSampler(SequentialSampler(range(5)), 2, False)) == [[0, 1], [2, 3], [4]]


def test_joining_and_splitting() -> None:
    joined = table(3) + table(4)
    assert isinstance(joined, ConcatDataset)
    assert len(joined) == 7
    assert joined[3][1].item() == 0
    assert joined[-1][1].item() == 3
    with pytest.raises(IndexError):
        joined[7]
    assert [len(part) for part in random_split(table(), [0.3, 0.3, 0.4])] == [3, 3, 4]
    assert [len(part) for part in random_split(table(11), [0.5, 0.5])] == [6, 5]


Point = namedtuple("Point", "x y")


def test_collating() -> None:
    assert default_collate([1, 2]).dtype == torch.int64
    assert default_collate([1.0, 2]).dtype == torch.float64
    assert default_collate([True, False]).dtype == torch.bool
    assert default_collate([np.float32(1), np.float32(2)]).dtype == torch.float32
    assert default_collate([np.zeros(2), np.ones(2)]).shape == (2, 2)
    assert default_collate(["a", "b"]) == ["a", "b"]
    assert repr(default_collate([{"a": 1, "b": (2.0, 3)}, {"a": 3, "b": (4.0, 5)}])) == (
        "{'a': tensor([1, 3]), 'b': [tensor([2., 4.], dtype=torch.float64), tensor([3, 5])]}")  # fmt: skip
    assert default_collate([Point(1, 2), Point(3, 4)]).y.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: default_collate([None]),
            TypeError,
            "must contain tensors, numpy arrays, numbers, dicts or lists",
        ),
        (
            lambda: default_collate([(1, 2), (1,)]),
            RuntimeError,
            "each element in list of batch should be of equal size",
        ),
        (
            lambda: default_collate([torch.zeros(2), torch.zeros(3)]),
            RuntimeError,
            r"stack expects each tensor to be equal size, but got \[2\] at entry 0 and \[3\] at entry 1",
        ),
        (lambda: DataLoader(table(), batch_size=0), ValueError, "batch_size should be a positive integer"),
        (
            lambda: DataLoader(table(), shuffle=True, sampler=[0]),
            ValueError,
            "mutually exclusive with shuffle",
        ),
        (
            lambda: DataLoader(table(), batch_sampler=[[0]], batch_size=2),
            ValueError,
            "batch_sampler option is mutually",
        ),
        (lambda: DataLoader(table(), batch_size=None, drop_last=True), ValueError, "disables auto-batching"),
        (
            lambda: DataLoader(table(), num_workers=-1),
            ValueError,
            "num_workers option should be non-negative",
        ),
        (lambda: DataLoader(table(), prefetch_factor=2), ValueError, "prefetch_factor"),
        (lambda: DataLoader(Stream(), shuffle=True), ValueError, "expected unspecified shuffle option"),
        (lambda: DataLoader([], shuffle=True), ValueError, "num_samples should be a positive integer"),
        (lambda: RandomSampler([1], replacement=3), TypeError, "replacement should be a boolean"),
        (
            lambda: TensorDataset(torch.zeros(3), torch.zeros(4)),
            AssertionError,
            "Size mismatch between tensors",
        ),
        (lambda: ConcatDataset([]), AssertionError, "should not be an empty iterable"),
        (lambda: random_split(table(), [3, 3]), ValueError, "Sum of input lengths does not equal"),
        (lambda: Dataset()[0], NotImplementedError, "should implement __getitem__"),
    ],
)
def test_mistakes_are_pytorchs_errors(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
