"""The work of PyTorch's worker processes, done in this one with the same results. Source: PyTorch,
`torch.utils.data._utils.worker`.

A worker has its own copy of the data set and its own random numbers (torch's, Python's and NumPy's), seeded
as PyTorch seeds them. While it works, they replace the program's.
"""

from __future__ import annotations

import contextlib
import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._core.generator import Generator
from ...random import default_generator


@dataclass(frozen=True)
class WorkerInfo:
    """What `get_worker_info()` tells a data set: which worker it is in, of how many, with which seed."""

    id: int
    num_workers: int
    seed: int
    dataset: Any


_current: list[WorkerInfo] = []


def get_worker_info() -> WorkerInfo | None:
    """In a loader's worker, its `id`, `num_workers`, `seed` and `dataset`; None elsewhere.

    A stream uses it to give each worker another part.

    >>> data.get_worker_info()
    """
    return _current[-1] if _current else None


class Worker:
    """Worker number `number` of `count`; `base_seed` is what the loader drew for all of them.

    `init(number)` is called in it once, if there is one.
    """

    def __init__(
        self, number: int, count: int, base_seed: int, dataset: Any, init: Callable[[int], Any] | None
    ) -> None:
        seed = base_seed + number
        self.info = WorkerInfo(number, count, seed, shallow_copy(dataset))
        self._torch = vars(Generator().manual_seed(seed))
        self._python = random.Random(seed).getstate()
        self._numpy = np.random.RandomState(numpy_seed(base_seed, number)).get_state()
        self._failed: Exception | None = None
        self._fetch: Callable[[Any], Any] | None = None
        if init is not None:
            if getattr(init, "__self__", None) is dataset:  # a method of the data set: of the copy, then
                init = getattr(self.info.dataset, init.__name__)
            try:
                with self.active():
                    init(number)
            except Exception as error:  # raised where the first batch is asked for
                self._failed = error

    def begin(self, make_fetch: Callable[[Any], Callable[[Any], Any]]) -> None:
        """A new pass over the data: `make_fetch(dataset)` gives the function from indices to a batch."""
        try:
            with self.active():
                self._fetch = make_fetch(self.info.dataset)
        except Exception as error:
            self._failed = self._failed or error

    def fetch(self, indices: Any) -> Any:
        """The batch of these indices."""
        if self._failed is not None or self._fetch is None:
            raise self._failed or RuntimeError("this worker has not begun")
        with self.active():
            return self._fetch(indices)

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """While active, the worker's random numbers replace the program's."""
        before = vars(default_generator).copy(), random.getstate(), np.random.get_state()
        set_default_stream(self._torch)
        random.setstate(self._python)
        np.random.set_state(self._numpy)
        _current.append(self.info)
        try:
            yield
        finally:
            _current.pop()
            self._torch = vars(default_generator).copy()
            self._python, self._numpy = random.getstate(), np.random.get_state()
            set_default_stream(before[0])
            random.setstate(before[1])
            np.random.set_state(before[2])


def set_default_stream(stream: dict[str, Any]) -> None:
    """Set the default generator to this state."""
    vars(default_generator).clear()
    vars(default_generator).update(stream)


def shallow_copy(dataset: Any) -> Any:
    """A copy of the data set whose attributes refer to the same values."""
    try:
        return copy.copy(dataset)
    except Exception:
        return dataset


def numpy_seed(base_seed: int, number: int) -> list[int]:
    """What PyTorch seeds NumPy's stream with: NumPy's own mixing of seeds, of these four numbers."""
    entropy = [number, base_seed & 0xFFFF_FFFF, base_seed >> 32, 0]
    return [int(word) for word in np.random.SeedSequence(entropy).generate_state(4)]
