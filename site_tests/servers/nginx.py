"""The real nginx, with the configuration that the publishing guide shows."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from site_tests import ROOT

CONFIGURATION = ROOT / "docs" / "guides" / "nginx.conf"
TYPES = Path("/etc/nginx/mime.types")
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
MISSING = (
    "there is no nginx on this machine: apt-get install nginx-light"
    if not PROGRAM
    else f"nginx has no list of types at {TYPES}"
    if not TYPES.is_file()
    else ""
)


@contextmanager
def nginx(root: Path, folder: Path, around: str = "", log: str = "off") -> Iterator[str]:
    """The address of an nginx that serves `root`; `folder` takes its own files.

    `around` are directives beside the guide's, which stands in `http`; `log` is what `access_log` takes. That
    it warns of nothing is checked at the end.
    """
    port = free_port()
    server = CONFIGURATION.read_text("utf8")
    for was, now in (("listen 80;", f"listen 127.0.0.1:{port};"), ("root /var/www/course;", f"root {root};")):
        assert server.count(was) == 1
        server = server.replace(was, now)
    shutil.copy(TYPES, folder)
    user = "user root;" if folder.owner() == "root" else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/errors; "
        f"{around or 'events {}'}\nhttp {{ include mime.types; default_type application/octet-stream;\n"
        f"log_format answers escape=json '{LOGGED}';\naccess_log {log};\n{server}}}\n"
    )
    process = subprocess.Popen([str(PROGRAM), "-c", folder / "nginx.conf", "-e", folder / "errors"])
    try:
        _wait_for(port, process, folder / "errors")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()
    assert "[warn]" not in (folder / "errors").read_text()


LOGGED = (
    '{"uri":"$request_uri","status":$status,"bytes":$body_bytes_sent,'
    '"accepts":"$http_accept_encoding","knows":"$http_if_none_match"}'
)
"""What `log="file answers"` writes of each answer."""


def packing_command() -> str:
    """The guide's own line that puts a packed file beside each file of `site` that shrinks."""
    [line] = re.findall(r"^find site .*$", (ROOT / "docs/guides/publishing.md").read_text("utf8"), re.M)
    return line


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], errors: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError(f"nginx does not answer: {errors.read_text() if errors.is_file() else ''}")
