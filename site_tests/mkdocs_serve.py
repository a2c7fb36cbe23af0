"""`mkdocs serve` as authors run it, for tests and benches."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread


@contextmanager
def mkdocs_serve(tree: Path) -> Iterator[str]:
    """The address at which the site of a working tree is served, built anew at each edit."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]  # free again in a moment
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=tree, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = []
        for line in server.stderr:
            said.append(line)
            if "Serving on" in line:
                break
        found = re.search(r"Serving on (http\S+)", said[-1])
        assert found, "".join(said)
        rest = server.stderr
        Thread(target=lambda: said.extend(rest), daemon=True).start()  # unread, it would fill its pipe
        try:
            yield found[1]
        finally:
            server.kill()
