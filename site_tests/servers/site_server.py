"""Serve a built site under a sub-path, as a project page is served, on a free port."""

import functools
import http.server
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

BASE = "/course/"
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
"""With these headers a page may share memory with its worker."""

_HELD: list[tuple[str, threading.Event]] = []
"""Patterns of paths, and what ends the wait of whoever asks for one."""


@contextmanager
def served(
    site: Path, headers: Mapping[str, str] | None = None, answered: list[tuple[str, int]] | None = None
) -> Iterator[str]:
    """The address of the site while it is served, every answer carrying the given headers.

    `answered` gains the path and the status of each answer.
    """
    handler = functools.partial(_SiteHandler, site=site, headers_to_add=headers or {}, answered=answered)
    with _Server(("127.0.0.1", 0), handler) as server:
        # how often it looks whether it shall end; by default, each end waits for half a second
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{BASE}"
        server.shutdown()
        thread.join()
        server.hang_up()


@contextmanager
def held_back(pattern: str) -> Iterator[None]:
    """No server answers such paths while the block lasts: a slow network, in every browser.

    For a test whose browser has been nowhere (`usefixtures("context")`): what is in a cache is not asked for.
    A browser opens six connections to a server, so not more than five files may be held at a time.
    """
    over = threading.Event()
    _HELD.append((pattern, over))
    try:
        yield
    finally:
        _HELD.remove((pattern, over))
        over.set()


def addresses(site: Path) -> list[str]:
    """Every page of a built site, relative to where it is served."""
    folders = (
        path.parent.relative_to(site) for path in site.rglob("index.html") if "assets" not in path.parts
    )
    return sorted("" if folder == Path() else f"{folder.as_posix()}/" for folder in folders)


def file_behind(address: str, site: Path) -> Path:
    """The file of a built site that is served at this address."""
    return site / urlsplit(address).path.removeprefix(BASE)


class _SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Files below BASE; the sitemap names this server, as `mkdocs serve` makes it do."""

    protocol_version = "HTTP/1.1"
    headers_to_add: Mapping[str, str]

    def __init__(
        self,
        *request: object,
        site: Path,
        headers_to_add: Mapping[str, str],
        answered: list[tuple[str, int]] | None,
    ) -> None:
        self.headers_to_add = headers_to_add
        self._answered = answered
        super().__init__(*request, directory=str(site))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if not path.startswith(BASE):
            self.send_error(404)
            return
        for pattern, over in tuple(_HELD):
            if fnmatch(path, pattern):
                over.wait()
        self.path = path.removeprefix(BASE.rstrip("/"))
        if self.path == "/sitemap.xml":
            self._send_sitemap()
        else:
            super().do_GET()

    def end_headers(self) -> None:
        for name, value in self.headers_to_add.items():
            self.send_header(name, value)
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if self._answered is not None:
            self._answered.append((f"{BASE.rstrip('/')}{self.path}", int(code)))

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def _send_sitemap(self) -> None:
        text = Path(self.directory, "sitemap.xml").read_text("utf8")
        addresses = re.findall("<loc>(.*?)</loc>", text)
        content = text.replace(min(addresses, key=len), f"http://{self.headers['Host']}{BASE}").encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *arguments: object) -> None:
        self._connections: set[socket.socket] = set()
        super().__init__(*arguments)  # type: ignore[arg-type]

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that browsers keep for later: without this, they would still be answered."""
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves in the middle of an answer is no error."""
