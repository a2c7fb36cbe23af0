"""Runs cells again exactly as they ran before, beside the reader's variables: same code, same random numbers.

Nothing of the reader's changes: names, random numbers, switches of the engine, files in the working folder.
"""

from __future__ import annotations

import builtins
import os
import shutil
import sys
import tempfile
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import seqlite
from live_runner import observers, runner
from live_runner.display_functions import display
from live_runner.kept_state import KeptState, random_sources
from live_runner.runner_output import Output, Part
from seqlite._core.printing import Options
from seqlite._core.tensor_base import Mode

from .printed import Link

FIRST_SEED = 67280421310721
"""With which PyTorch's random numbers begin."""
LARGEST_FOLDER = 64 * 1024 * 1024
"""Bytes of a working folder beyond which the copy in which cells run is empty."""
MOST_FILES = 1000
"""Files beyond which it is empty, too."""


@dataclass(frozen=True)
class Run:
    """A run of a cell, as it was."""

    cell: str
    source: str


@dataclass
class Block:
    """Text of one kind, as the page shows it: `stdout`, `stderr`, `result`, or another part."""

    kind: str
    text: str
    part: Part = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    """Its numbers of which something is known."""


class Blocks(Output):
    """What a cell writes, with consecutive text of one kind put together.

    Args:
        left: is given each block that is not of a stream, once it is there.
    """

    def __init__(self, left: Callable[[Block], object] = lambda block: None) -> None:
        super().__init__(lambda part: None)
        self._left = left
        self._clears_next = False
        self.blocks: list[Block] = []

    def write(self, kind: str, text: str) -> None:
        self._clear_if_due()
        if self.blocks and self.blocks[-1].kind == kind and kind in ("stdout", "stderr"):
            self.blocks[-1].text += text
        elif text:
            self.blocks.append(Block(kind, text))

    def flush(self) -> None:
        pass

    def _leave(self, part: Part) -> None:
        if part["part"] == "clear":
            self._clears_next = True
            if not part["wait"]:
                self._clear_if_due()
            return
        block = Block(part["part"], str(part.get("text", "")), part)
        if part.get("update"):
            shown = [at for at, one in enumerate(self.blocks) if one.part.get("display") == part["display"]]
            for at in shown:
                self.blocks[at] = block
        else:
            self._clear_if_due()
            self.blocks.append(block)
        self._left(block)

    def _clear_if_due(self) -> None:
        if self._clears_next:
            self.blocks.clear()
        self._clears_next = False


class Observer(observers.Observer):
    """Looks on while cells run again."""

    takes_examples = True

    def names(self) -> dict[str, Any]:
        """What cells find in place of Python's own names."""
        return {}


async def rerun(runs: Sequence[Run], output: Blocks, observer: Observer | None = None) -> types.ModuleType:
    """Run cells in a fresh module, in this order; only what the last one writes goes into `output`.

    Raises:
        RuntimeError: one of those before the last has ended with an error.
    """
    observer = observer or Observer()
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = {**vars(builtins), "display": display, **observer.names()}
    with undisturbed():
        seqlite.manual_seed(FIRST_SEED)
        for run in runs:
            is_last = run is runs[-1]
            own = output if is_last else Blocks()
            outcome, error = await runner.execute(run.source, f"<cell {run.cell}>", own, main, observer)
            if outcome == "stopped":
                raise KeyboardInterrupt
            if error is not None and not is_last:
                raise RuntimeError(str(error["text"]).strip().splitlines()[-1])
            if error is not None:
                own.send(error)
    return main


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put back what cells may change outside their own names."""
    switches = {name: getattr(Mode, name) for name in ("anomaly", "check_nan", "grad", "inference")}
    printing = {name: value for name, value in vars(Options).items() if not name.startswith("_")}
    kept = KeptState([sys.path, *random_sources()])
    default, folder = seqlite.get_default_dtype(), Path.cwd()
    environment = dict(os.environ)
    scratch = Path(tempfile.mkdtemp())
    try:
        _copy_folder(folder, scratch)
        os.chdir(scratch)
        with warnings.catch_warnings():
            yield
    finally:
        os.chdir(folder)
        shutil.rmtree(scratch, ignore_errors=True)
        os.environ.clear()
        os.environ.update(environment)
        kept.restore()
        seqlite.set_default_dtype(default)
        for name, value in printing.items():
            setattr(Options, name, value)
        for name, value in switches.items():
            setattr(Mode, name, value)


def _copy_folder(folder: Path, scratch: Path) -> None:
    found, size = list[Path](), 0
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            found.append(path)
            size += path.stat().st_size
        if size > LARGEST_FOLDER or len(found) > MOST_FILES:
            return
    for path in found:
        target = scratch / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
