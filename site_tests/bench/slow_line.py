"""A host at the other end of a line of so many bits a second, with gzip, as real hosts have it."""

import functools
import gzip
import http.server
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

GZIPPED = {".html", ".js", ".mjs", ".css", ".json", ".wasm", ".svg", ".xml", ".py", ".ipynb"}
PIECE = 16 * 1024


@dataclass(frozen=True)
class Line:
    """Bits per second of all answers together, and seconds to the host and back."""

    name: str
    bits_per_second: float = float("inf")
    round_trip: float = 0.0


LOOPBACK = Line("this machine")
SLOW_4G = Line("10 Mbit/s, 40 ms", 10e6, 0.04)
SLOW_3G = Line("400 kbit/s, 400 ms", 400e3, 0.4)


@contextmanager
def hosted(folder: Path, line: Line, passed: Counter[str] | None = None) -> Iterator[str]:
    """The address of a folder that is served over the line; `passed` counts the bytes of each path."""
    passed = Counter() if passed is None else passed
    handler = functools.partial(_Handler, folder=folder.resolve(), traffic=_Traffic(line), passed=passed)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Traffic:
    """What has passed the line, and when it is free again."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._free = 0.0
        self._lock = threading.Lock()

    def wait_for(self, size: int) -> None:
        """Until so many bytes are through, those of all other answers before them."""
        with self._lock:
            self._free = max(self._free, time.monotonic()) + 8 * size / self.line.bits_per_second
            through = self._free
        time.sleep(max(0.0, through - time.monotonic()))


@functools.cache
def as_sent(path: Path) -> tuple[bytes, bool]:
    """The bytes of a file on their way, or of a folder's page, and whether they are zipped."""
    path = path / "index.html" if path.is_dir() else path
    content, zipped = path.read_bytes(), path.suffix in GZIPPED
    return gzip.compress(content, 6) if zipped else content, zipped


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *request: object, folder: Path, traffic: _Traffic, passed: Counter[str]) -> None:
        self.traffic = traffic
        self.passed = passed
        super().__init__(*request, directory=str(folder))  # type: ignore[arg-type]

    def setup(self) -> None:
        super().setup()
        time.sleep(self.traffic.line.round_trip)  # the connection itself

    def do_GET(self) -> None:
        time.sleep(self.traffic.line.round_trip)
        path = Path(self.translate_path(self.path))
        try:
            content, zipped = as_sent(path)
        except OSError:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if path.is_dir() else self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=3600")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            self.traffic.wait_for(len(piece))
            self.passed[self.path] += len(piece)
            self.wfile.write(piece)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            """A page that closes while it loads."""
