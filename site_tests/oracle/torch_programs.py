"""Programs on the real PyTorch that need not import it: each runs in a copy of a process that has.

    programs = TorchPrograms(find_torch_python()[0])
    done = programs.run("train.py", "--epochs", "3", cwd=folder, OMP_NUM_THREADS="1")

To import torch and torchvision takes two seconds of computing. This file runs at both ends, as torch_side.py.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

from site_tests.oracle.torch_side import FOLDERS, TorchSide


class TorchPrograms:
    """The end that asks."""

    def __init__(self, python: str) -> None:
        self.python, self.side = python, TorchSide(python)
        self.side.call("torch_programs:get_ready")

    def run(
        self, *arguments: object, cwd: Path | None = None, seconds: int = 300, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """What `python *arguments` does there, ended by SIGALRM after so many seconds. The first argument
        is a program's file, or `-m` before a module's name; `variables` are added to the environment."""
        command = [str(argument) for argument in arguments]
        with tempfile.TemporaryDirectory() as folder:
            said = [os.path.join(folder, name) for name in ("stdout", "stderr")]
            given = (command, str(cwd or Path.cwd()), os.environ | variables, said, seconds)
            code = self.side.call("torch_programs:run_in_copy", *given)
            out, err = (Path(name).read_text("utf8") for name in said)
        return subprocess.CompletedProcess([self.python, *command], code, out, err)

    def close(self) -> None:
        self.side.close()


def get_ready() -> None:
    """Import what programs import, as far as it is there, at the end that answers."""
    for module in ("torchvision", "safetensors.torch", "torch.distributed.run", "torch.nn.parallel"):
        with contextlib.suppress(ImportError):
            importlib.import_module(module)


def run_in_copy(
    command: list[str], folder: str, environment: dict[str, str], said: list[str], seconds: int
) -> int:
    """The exit status of a program that runs in a copy of this process; a signal's number, below 0."""
    child = os.fork()
    if not child:
        become(command, folder, environment, said, seconds)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def become(
    command: list[str], folder: str, environment: dict[str, str], said: list[str], seconds: int
) -> NoReturn:
    """Run a program in the place of this process, as if Python had just been started with it."""
    signal.alarm(seconds)
    code = 1
    try:
        for number, name in enumerate((os.devnull, *said)):
            opened = os.open(name, os.O_RDWR | os.O_CREAT)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        mine = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
        sys.path[:] = [*mine, *(path for path in sys.path if path not in map(str, FOLDERS))]
        forget_modules_in(mine)
        if command[0] == "-m":
            sys.argv = command[1:]
            runpy.run_module(command[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = command
            sys.path.insert(0, str(Path(command[0]).parent))
            runpy.run_path(command[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if code and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)  # whatever happens: a second process must not answer


def forget_modules_in(folders: list[str]) -> None:
    """What lies in these folders comes from there, whatever was imported before."""
    theirs = {path.stem for folder in folders for path in Path(folder).iterdir()}
    for name in [name for name in sys.modules if name.partition(".")[0] in theirs]:
        del sys.modules[name]
