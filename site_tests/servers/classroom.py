"""The archive for classrooms as a teacher uses it: unpacked somewhere, and started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ARCHIVE_FOLDER = "course"
NEEDS = ("cat", "dirname", "uname", "sh")
"""What the start script calls; any Unix has it."""


def oldest_python() -> str:
    """The oldest Python on this machine that the archive may meet."""
    for name in ("python3.9", "python3.10", "python3.11"):
        found = [str(path) for path in Path.home().glob(f".pyenv/versions/{name[6:]}.*/bin/{name}")]
        for program in filter(None, [*found, shutil.which(name)]):
            if subprocess.run([program, "-c", ""], capture_output=True).returncode == 0:
                return program
    return sys.executable


def unpacked(archive: Path, folder: Path) -> Path:
    """The archive's folder, where its programs may be executed as they were packed."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
        for entry in packed.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16 & 0o777)
    return folder / ARCHIVE_FOLDER


def bare_environment(folder: Path, python: str | None) -> dict[str, str]:
    """The environment of a computer that has this Python, or none, and little else."""
    (folder / "bin").mkdir(parents=True)
    for name in NEEDS:
        (folder / "bin" / name).symlink_to(str(shutil.which(name)))
    if python:
        (folder / "bin" / "python3").write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
        (folder / "bin" / "python3").chmod(0o755)
    return {"PATH": str(folder / "bin"), "HOME": str(folder)}


@contextmanager
def started(command: list[str], environment: dict[str, str] | None = None) -> Iterator[str]:
    """The address that a start prints, till it is ended as it says."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    env = environment or dict(os.environ)
    with subprocess.Popen(command, text=True, env=env, start_new_session=True, **pipes) as process:  # type: ignore[call-overload]
        said = ""
        for line in process.stdout:
            said += line
            if "To end it" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        if not found or process.poll() is not None:
            raise AssertionError(said + process.stderr.read())
        try:
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)
            try:
                ended, complaints = process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert complaints == ""
        assert (ended, process.returncode) == ("\nThe course is no longer served.\n", 0)
