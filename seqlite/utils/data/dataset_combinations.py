"""Data sets side by side, and streams one after the other. Source: PyTorch, `torch.utils.data.dataset`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .dataset import Dataset, IterableDataset


class StackDataset(Dataset[Any]):
    """Sample i is sample i of each data set: as a tuple of those given by place, or as a dict of those given
    by name.

    Samples keep their shapes and dtypes. Raises `ValueError` for no data set, for both ways at once, and for
    different lengths. Source: PyTorch, `torch.utils.data.StackDataset`.

    >>> data.StackDataset(image=[1, 2], text=["one", "two"])[1]
    {'image': 2, 'text': 'two'}
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and kwargs:
            raise ValueError(
                "Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like input/output, "
                "but both types are given."
            )
        if not args and not kwargs:
            raise ValueError("At least one dataset should be passed")
        self.datasets: Any = args or kwargs
        lengths = {len(part) for part in args or kwargs.values()}
        if len(lengths) > 1:
            raise ValueError("Size mismatch between datasets")
        [self._length] = lengths

    def _parts(self) -> list[Any]:
        return list(self.datasets.values() if isinstance(self.datasets, dict) else self.datasets)

    def _sample(self, values: Iterable[Any]) -> Any:
        """The values of a sample, under the data sets' names if they have some."""
        if isinstance(self.datasets, dict):
            return dict(zip(self.datasets, values, strict=True))
        return tuple(values)

    def __getitem__(self, index: Any) -> Any:
        return self._sample(part[index] for part in self._parts())

    def __getitems__(self, indices: list[Any]) -> list[Any]:
        """Several samples; data sets that can fetch several at once do."""
        columns = []
        for part in self._parts():
            at_once = getattr(part, "__getitems__", None)
            values = at_once(indices) if callable(at_once) else [part[index] for index in indices]
            if len(values) != len(indices):
                raise ValueError(
                    f"Nested dataset's output size mismatch. Expected {len(indices)}, got {len(values)}"
                )
            columns.append(values)
        return [self._sample(values) for values in zip(*columns, strict=True)]

    def __len__(self) -> int:
        return self._length


class ChainDataset(IterableDataset[Any]):
    """Streams, one after the other, also `first + second`. Samples keep their shapes and dtypes.

    Raises `AssertionError` for what is not an `IterableDataset`, when its turn comes. Source: PyTorch,
    `torch.utils.data.ChainDataset`.

    >>> class Count(data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter(range(2))
    >>> list(data.ChainDataset([Count(), Count()]))
    [0, 1, 0, 1]
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = datasets

    def _streams(self) -> Iterator[Any]:
        for stream in self.datasets:
            if not isinstance(stream, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield stream

    def __iter__(self) -> Iterator[Any]:
        for stream in self._streams():
            yield from stream

    def __len__(self) -> int:
        return sum(len(stream) for stream in self._streams())
