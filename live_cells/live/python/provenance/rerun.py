"""Runs cells again exactly as they ran before, beside the reader's variables: same code, same random numbers.

Nothing of the reader's changes: names, random numbers, switches of the engine, files in the working folder.
"""

from __future__ import annotations

import builtins
import inspect
import os
import random
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

import numpy as np

import seqlite
from live_runner import figures, lazy_imports, magics, runner
from live_runner.runner_errors import error_part
from live_runner.runner_output import Output, Part
from seqlite._core.printing import Options
from seqlite._core.tensor_base import Mode

FIRST_SEED = 67280421310721
"""With which PyTorch's random numbers begin."""
LARGEST_FOLDER = 64 * 1024 * 1024
"""Bytes of a working folder beyond which the copy in which cells run is empty."""
MOST_FILES = 1000
"""Files beyond which it is empty, too."""

Compile = Callable[[str, str], tuple[types.CodeType | None, types.CodeType | None]]


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


class Blocks(Output):
    """What a cell writes, with consecutive text of one kind put together."""

    def __init__(self) -> None:
        super().__init__(lambda part: None)
        self.blocks: list[Block] = []

    def write(self, kind: str, text: str) -> None:
        if self.blocks and self.blocks[-1].kind == kind and kind in ("stdout", "stderr"):
            self.blocks[-1].text += text
        elif text:
            self.blocks.append(Block(kind, text))

    def flush(self) -> None:
        pass

    def _leave(self, part: Part) -> None:
        if part["part"] == "clear":
            self.blocks.clear()
        else:
            self.blocks.append(Block(part["part"], str(part.get("text", "")), part))


@dataclass
class Watcher:
    """Who looks on while cells run again.

    Args:
        compiled: compiles a cell in another way: its statements and its last expression.
        names: that the cells find there, in place of Python's own.
        shown: is called with the value of a last expression, and gives what is shown.
    """

    compiled: Compile | None = None
    names: dict[str, Any] = field(default_factory=dict)
    shown: Callable[[Any], Any] = lambda value: value


async def rerun(runs: Sequence[Run], output: Blocks, watcher: Watcher | None = None) -> types.ModuleType:
    """Run cells in a fresh module, in this order; only what the last one writes goes into `output`.

    Raises:
        RuntimeError: one of those before the last has ended with an error.
    """
    watcher = watcher or Watcher()
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = {**vars(builtins), **watcher.names}
    with undisturbed():
        seqlite.manual_seed(FIRST_SEED)
        for run in runs:
            is_last = run is runs[-1]
            own = output if is_last else Blocks()
            await _execute(run, own, main, watcher)
            error = next((block for block in own.blocks if block.kind == "error"), None)
            if error is not None and not is_last:
                raise RuntimeError(error.text.strip().splitlines()[-1])
    return main


async def _execute(run: Run, output: Blocks, main: types.ModuleType, watcher: Watcher) -> None:
    filename = f"<cell {run.cell}>"
    kept = runner._STDOUT._output, runner._STDERR._output
    try:
        with runner._reader_environment(output, main):
            builtins.__dict__["display"] = main.__dict__["__builtins__"]["display"] = vars(builtins)[
                "display"
            ]
            try:
                source, (_, statements, expression) = magics.readable(
                    run.source, lambda text: runner._compile(text, filename)
                )
                if watcher.compiled is not None:
                    statements, expression = watcher.compiled(source, filename)
                lazy_imports.replace(main.__dict__)
                main.__dict__[magics.NAME] = magics.Commands(main.__dict__, filename)
                value: Any = None
                for code in (statements, expression):
                    value = eval(code, main.__dict__) if code else None
                    if code and code.co_flags & inspect.CO_COROUTINE:
                        value = await value
                if value is not None:
                    main.__dict__["_"] = value
                    if not runner._ends_with_semicolon(source) and not figures.is_drawn(value):
                        output.show(watcher.shown(value))
                figures.show_open()
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                output.send(error_part(error, filename))
            finally:
                figures.drop_open()
    finally:
        for stream, before in zip((runner._STDOUT, runner._STDERR), kept, strict=True):
            stream._output = before
        if kept[0] is not None:
            from live_runner.display_functions import display

            builtins.__dict__["display"] = display


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put back what cells may change outside their own names."""
    switches = {name: getattr(Mode, name) for name in ("anomaly", "check_nan", "grad", "inference")}
    printing = {name: value for name, value in vars(Options).items() if not name.startswith("_")}
    states = seqlite.get_rng_state(), np.random.get_state(), random.getstate()
    default, folder, path = seqlite.get_default_dtype(), Path.cwd(), [*sys.path]
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
        sys.path[:] = path
        seqlite.set_default_dtype(default)
        seqlite.set_rng_state(states[0])
        np.random.set_state(states[1])
        random.setstate(states[2])
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
