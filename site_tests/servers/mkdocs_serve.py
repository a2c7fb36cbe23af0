"""`mkdocs serve` as authors run it, for tests and benches."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from site_tests import ROOT


class Served:
    """A server that runs: its address, and what it says."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._read, args=[server.stderr], daemon=True).start()  # unread, it would fill its pipe
        found = re.search(r"Serving on (http\S+)", self.wait_for("Serving on"))
        assert found
        self.address = found[1]

    def wait_for(self, text: str) -> str:
        """The next line in which a text stands."""
        said = []
        while line := self._lines.get():
            said.append(line)
            if text in line:
                return line
            assert "An error happened" not in line, "".join(said)
        raise AssertionError("".join(said))

    def _read(self, lines: Iterator[str]) -> None:
        for line in lines:
            self._lines.put(line)
        self._lines.put("")


@contextmanager
def mkdocs_serve(tree: Path, *options: str) -> Iterator[Served]:
    """The site of a working tree, built anew at each edit."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]  # free again in a moment
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}", *options]
    with subprocess.Popen(
        command, cwd=tree, env=environment_of(tree), stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            yield Served(server)
        finally:
            server.kill()


def environment_of(tree: Path, **settings: str) -> dict[str, str]:
    """In it, Python imports the plugin and the engine of this tree."""
    return {**os.environ, "PYTHONPATH": str(tree), **settings}


def copy_of_tree(target: Path) -> Path:
    """The working tree, as git sees it, in another folder."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(command, cwd=ROOT, text=True).split("\0"):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


def cache_without(names: Collection[str], folder: Path) -> Path:
    """The asset cache as a build finds it that has to make some of it anew."""
    from live_cells.plugin.cache import CACHE

    folder.mkdir(parents=True)
    for path in CACHE.iterdir():
        if path.name not in names:
            (folder / path.name).symlink_to(path)
    return folder
