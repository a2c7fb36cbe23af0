"""What the outcome of a test says about seqlite."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from types import TracebackType

PASSED, FAILED, SLOW, SKIPPED, CRASHED = "passed", "failed", "slow", "skipped", "crashed"
PRIVATE, ABSENT = "private", "absent"
REFUSED = ("`torch` is seqlite here", "is not covered by seqlite")  # in an import of what is not covered


def judge(error: BaseException) -> tuple[str, str]:
    """The verdict on a test that raised `error`, and the reason in a line.

    ABSENT if seqlite says that it does not cover what the test uses, PRIVATE if the test uses a name of
    PyTorch's that begins with `_`, SKIPPED if a package is not installed, else FAILED.
    """
    chain = list(causes(error))
    for each in chain:
        if is_refusal(each):
            return ABSENT, line(each)
    for each in chain:
        if isinstance(each, AttributeError | ImportError) and is_private(each):
            return PRIVATE, line(each)
    for each in chain:
        if isinstance(each, ModuleNotFoundError) and not str(each.name).startswith("torch"):
            return SKIPPED, line(each)
    return FAILED, f"{type(error).__name__}: {line(error)}"


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def is_refusal(error: BaseException) -> bool:
    if isinstance(error, ImportError):
        return any(text in str(error) for text in REFUSED)
    return isinstance(error, NotImplementedError) and raised_by_seqlite(error.__traceback__)


def raised_by_seqlite(trace: TracebackType | None) -> bool:
    """Whether the last frame is seqlite's; `assertRaises` leaves none."""
    if trace is None:
        return True
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}.".startswith("seqlite.")


def is_private(error: AttributeError | ImportError) -> bool:
    """Whether a name that PyTorch keeps to itself was not found; `__name__` and its like are public."""
    quoted = str(error).split("'")[1::2] or [""]
    named = (error.name or quoted[-1]) if isinstance(error, AttributeError) else quoted[0]
    return any(part.startswith("_") and not part.startswith("__") for part in str(named).split("."))


def line(error: BaseException) -> str:
    """The message in a line."""
    return " ".join(str(error).split())[:300]


def made_for(test: str, made: Collection[str]) -> str:
    """The test that was made in place of `test`: itself, or, where decorators failed on this side and gave no
    cases, the one whose name is the longest beginning of its name; "" if there is none."""
    return next((test[:end] for end in range(len(test), 0, -1) if test[:end] in made), "")
