"""A browser on a slower processor: its renderers, with all their workers, run for a part of the time only.

Chromium's own CPU throttling slows pages but no workers, in which Python runs.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HELD = 0.006
"""Seconds for which a process is held at once."""
AFRESH = 0.2
"""Seconds after which new processes are looked for."""


def renderers() -> list[int]:
    """The renderer processes of browsers that this process has started."""
    parents, found = {}, []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            number = int(folder.name)
            parents[number] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                found.append(number)

    def is_ours(number: int) -> bool:
        while number and number != os.getpid():
            number = parents.get(number, 0)
        return number != 0

    return [number for number in found if is_ours(number)]


@contextmanager
def slowed(times: float) -> Iterator[None]:
    """Let renderers run for one part of the time in so many."""
    over = threading.Event()
    held: list[int] = []

    def tell(what: signal.Signals) -> None:
        for number in held:
            with suppress(ProcessLookupError):
                os.kill(number, what)

    def keep_slow() -> None:
        looked, due, end = 0.0, 0.0, time.perf_counter()
        while not over.is_set():
            begin = time.perf_counter()
            due -= begin - end  # a sleep takes longer than it should
            tell(signal.SIGSTOP)
            if begin - looked > AFRESH:
                held[:], looked = renderers(), begin
                tell(signal.SIGSTOP)
            time.sleep(max(HELD, -due * (times - 1)))
            end = time.perf_counter()
            tell(signal.SIGCONT)
            due += (end - begin) / (times - 1)
            time.sleep(max(0.0, due))

    holder = threading.Thread(target=keep_slow, daemon=True)
    if times > 1:
        holder.start()
    try:
        yield
    finally:
        over.set()
        if times > 1:
            holder.join()
