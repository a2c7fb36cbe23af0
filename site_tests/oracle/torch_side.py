"""Real PyTorch in a process of its own, under a Python of its own, that answers calls.

    side = TorchSide(find_torch_python()[0])
    side.call("golden_draws:record", 7)     # golden_draws.record(7), run where `import torch` is PyTorch

Arguments and results are pickled, so they must not be tensors. This file runs at both ends.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import subprocess
import sys
import traceback
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = ROOT / ".cache" / "torch" / "bin" / "python"  # where .ci/torch puts it
FOLDERS = (
    ROOT,
    *(ROOT / "site_tests" / name for name in ("oracle", "engine")),
    ROOT / "live_cells/live/python",
    ROOT / "docs/course/python",
)


def find_torch_python() -> tuple[str | None, str]:
    """A Python in which PyTorch can be imported, or None and why there is none."""
    given = os.environ.get("SEQLITE_TEST_TORCH")
    if sys.platform == "emscripten":
        return None, "the browser starts no other Python, and PyTorch needs one"
    reasons = []
    for python in [given] if given else [sys.executable, str(INSTALLED)]:
        try:
            done = subprocess.run([python, "-c", "import torch"], capture_output=True, text=True)
        except OSError:
            reasons.append(f"there is no {python}")
            continue
        if done.returncode == 0:
            return python, ""
        reasons.append(f"{python} says {done.stderr.strip().splitlines()[-1]}")
    return None, f"no PyTorch at hand ({'; '.join(reasons)}): `bash .ci/torch` fetches it"


def send(stream: IO[bytes], thing: Any) -> None:
    data = pickle.dumps(thing)
    stream.write(len(data).to_bytes(8, "little") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message; EOFError when the other end is gone."""
    size = stream.read(8)
    if len(size) < 8:
        raise EOFError
    return pickle.loads(stream.read(int.from_bytes(size, "little")))


class TorchSide:
    """The end that asks. With `on_seqlite`, `import torch` is seqlite there, and here nothing changes."""

    def __init__(self, python: str, on_seqlite: bool = False) -> None:
        self.python = python
        command = [python, __file__, *(["--seqlite"] if on_seqlite else [])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)

    def call(self, function: str, *args: Any) -> Any:
        """What `module:function` gives there; RuntimeError with the traceback if it raises."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        send(self.process.stdin, (function, args))
        try:
            done, answer = receive(self.process.stdout)
        except EOFError:
            raise RuntimeError(f"{function}: PyTorch's process ended with {self.process.wait()}") from None
        if not done:
            raise RuntimeError(f"{function} failed on PyTorch's side:\n{answer}")
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def serve() -> None:
    """The end that answers, until the other one closes."""
    sys.path[:0] = map(str, FOLDERS)
    if "--seqlite" in sys.argv:
        import seqlite.as_torch

        seqlite.as_torch.install()
    else:
        import torch

        torch.set_num_threads(1)
    answers = sys.stdout.buffer
    with contextlib.suppress(EOFError), contextlib.redirect_stdout(sys.stderr):
        while True:
            function, args = receive(sys.stdin.buffer)
            module, _, name = function.partition(":")
            try:
                answer = (True, getattr(importlib.import_module(module), name)(*args))
            except Exception:
                answer = (False, traceback.format_exc())
            send(answers, answer)


if __name__ == "__main__":
    serve()
