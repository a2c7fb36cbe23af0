"""How long each operation takes: `torch.autograd.profiler`. Source: PyTorch, `torch.autograd.profiler`.

While it runs, the rules of all operations are replaced by ones that look at the clock.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from .._core.absent import absent_attribute as _refuse
from .._core.rules import Op as _Op

Rule = Callable[..., Any]
SORT_KEYS = ("self_cpu_time_total", "cpu_time_total", "cpu_time", "count")
COLUMNS = ("Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg", "# of Calls")


@dataclass
class FunctionEventAvg:
    """The calls of one operation: `key` is its name, `count` their number; times are in microseconds."""

    key: str
    count: int = 0
    cpu_time_total: float = 0.0
    self_cpu_time_total: float = 0.0

    @property
    def cpu_time(self) -> float:
        """The mean time of a call."""
        return self.cpu_time_total / self.count if self.count else 0.0


class EventList(list[FunctionEventAvg]):
    """What was counted, by operation; `print(events.table())` shows it."""

    @property
    def self_cpu_time_total(self) -> float:
        """The total time of all operations."""
        return sum(event.self_cpu_time_total for event in self)

    def total_average(self) -> FunctionEventAvg:
        """All operations as one."""
        total = self.self_cpu_time_total
        return FunctionEventAvg("Total", sum(event.count for event in self), total, total)

    def table(self, sort_by: str | None = None, row_limit: int = 100, **options: Any) -> str:
        """A row for each operation, sorted by `sort_by`, such as "self_cpu_time_total", the largest first."""
        rows = list(self)
        if sort_by is not None:
            if sort_by not in SORT_KEYS:
                raise ValueError(f"table(sort_by={sort_by!r}): here are {', '.join(SORT_KEYS)}")
            rows.sort(key=lambda event: -getattr(event, sort_by))
        rows = rows[:row_limit] if row_limit >= 0 else rows
        total = self.self_cpu_time_total or 1.0
        width = min(max([4, *(len(event.key) for event in rows)]) + 4, 55)
        line = "  ".join(["-" * width, *("-" * 12 for _ in COLUMNS)]) + "  "
        text = [line, "  ".join([f"{'Name':>{width}}", *(f"{name:>12}" for name in COLUMNS)]) + "  ", line]
        for event in rows:
            cells = (
                f"{100 * event.self_cpu_time_total / total:.2f}%",
                format_time(event.self_cpu_time_total),
                f"{100 * event.cpu_time_total / total:.2f}%",
                format_time(event.cpu_time_total),
                format_time(event.cpu_time),
                str(event.count),
            )
            text.append(
                "  ".join([f"{event.key[:width]:>{width}}", *(f"{cell:>12}" for cell in cells)]) + "  "
            )
        return "\n".join([*text, line, f"Self CPU time total: {format_time(self.self_cpu_time_total)}", ""])


def format_time(microseconds: float) -> str:
    """A time as text with its unit."""
    for size, unit in ((1e6, "s"), (1e3, "ms")):
        if microseconds >= size:
            return f"{microseconds / size:.3f}{unit}"
    return f"{microseconds:.3f}us"


class profile:
    """Count, within `with`, the calls of each operation and of its gradient, and measure their time.

    `key_averages()` gives what was counted, and `table()` shows it. What concerns other devices, shapes,
    memory and stacks is accepted and does nothing.

    >>> x = torch.ones(2, requires_grad=True)
    >>> with torch.autograd.profiler.profile() as prof:
    ...     x.exp().sum().backward()
    >>> sorted(event.key for event in prof.key_averages())
    ['ExpBackward0', 'SumBackward0', 'aten::exp', 'aten::sum']
    """

    running: profile | None = None

    def __init__(self, enabled: bool = True, **options: Any) -> None:
        self.enabled = enabled
        self.counts: dict[str, FunctionEventAvg] = {}
        self._events: EventList | None = None

    def __enter__(self) -> Self:
        if self.enabled:
            if profile.running is not None:
                raise RuntimeError("Profiler is already enabled on this thread")
            profile.running = self
            self._rules = [(op, op.forward) for op in gc.get_objects() if isinstance(op, _Op)]
            for op, _ in self._rules:
                op.forward = record_rule(op, self.counts)
        return self

    def __exit__(self, *error: object) -> None:
        if self.enabled:
            profile.running = None
            for op, forward in self._rules:
                op.forward = forward
            self._events = EventList(self.counts.values())

    def key_averages(self, *args: Any, **options: Any) -> EventList:
        """The counts by operation. `RuntimeError` before the end of `with`."""
        if self._events is None:
            raise RuntimeError("Profiler didn't finish running")
        return self._events

    def table(self, *args: Any, **options: Any) -> str:
        """`key_averages().table(…)`."""
        return self.key_averages().table(*args, **options)

    def total_average(self) -> FunctionEventAvg:
        """All operations as one."""
        return self.key_averages().total_average()

    @property
    def self_cpu_time_total(self) -> float:
        """The time of all operations, in microseconds."""
        return self.key_averages().self_cpu_time_total

    def __str__(self) -> str:
        return "<unfinished torch.autograd.profile>" if self._events is None else self._events.table()


class record_function:
    """A block that `profile` shows under a name, with the time of all that runs in it.

    >>> with torch.autograd.profiler.profile() as prof, torch.autograd.profiler.record_function("mine"):
    ...     _ = torch.ones(2) + 1
    >>> [(event.key, event.count) for event in prof.key_averages()]
    [('aten::add', 1), ('mine', 1)]
    """

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name = name

    def __enter__(self) -> Self:
        self.start = perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if profile.running is not None:
            add_event(profile.running.counts, self.name, perf_counter() - self.start, alone=False)


def recorded(name: str, function: Rule, events: dict[str, FunctionEventAvg]) -> Rule:
    """Wrap a function so that its calls and time are recorded under a name."""

    def recording(*args: Any, **options: Any) -> Any:
        start = perf_counter()
        value = function(*args, **options)
        add_event(events, name, perf_counter() - start, alone=True)
        return value

    return recording


def record_rule(op: _Op, events: dict[str, FunctionEventAvg]) -> Callable[..., Any]:
    """Wrap an operation's rule so that its value and gradients are timed."""
    forward = op.forward

    def rule(*arrays: Any, **constants: Any) -> Any:
        value, vjps = recorded(f"aten::{op.__name__}", forward, events)(*arrays, **constants)
        node = op.node if isinstance(op.node, str) else op.node(*arrays)
        return value, tuple(None if vjp is None else recorded(node, vjp, events) for vjp in vjps)

    return rule


def add_event(events: dict[str, FunctionEventAvg], name: str, seconds: float, alone: bool) -> None:
    """Record a call; `alone` means that all of its time is its own."""
    event = events.setdefault(name, FunctionEventAvg(name))
    event.count += 1
    event.cpu_time_total += seconds * 1e6
    event.self_cpu_time_total += seconds * 1e6 * alone


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.autograd.profiler")
