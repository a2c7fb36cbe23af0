"""Serve the course that lies in the folder "site" beside this file.

All it needs is a Python, 3.9 or newer. It asks nothing of the internet, and writes nothing on this computer.
"""

from __future__ import annotations

import argparse
import fnmatch
import gzip
import hashlib
import http.client
import http.server
import os
import re
import signal
import socket
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).resolve().parent
PORTS = range(8642, 8652)
"""Browsers keep edits and progress by address, so it should be the same one each time."""
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ipynb": "application/json",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""Written down, because what Windows says about .js depends on what else is installed. All else is bytes."""
PACKED = {"br": ".br", "gzip": ".gz"}
"""How a file is called that lies beside another and holds the same, packed."""
SHRINKS = {".css", ".html", ".ipynb", ".js", ".json", ".mjs", ".svg", ".wasm", ".xml"}
ENDING = "To end it, press Ctrl and C in this window, or close the window."


def rules(text: str) -> list[tuple[str, dict[str, str]]]:
    """What the site's own file "_headers" says: address patterns, and headers for each."""
    blocks = [block.split("\n  ") for block in re.split(r"\n(?=/)", text.strip())]
    return [(first, dict(line.split(": ", 1) for line in lines)) for first, *lines in blocks]


class Site:
    """The files of a folder, by address, as they are to be sent."""

    def __init__(self, folder: Path, packs: bool) -> None:
        found = (path for path in folder.rglob("*") if path.is_file())
        self.files = {f"/{path.relative_to(folder).as_posix()}": path for path in found}
        self.packs = packs
        self.says = "shared course" if packs else "course"
        listed = self.files.pop("/_headers", None)
        self._rules = rules(listed.read_text("utf8")) if listed else []
        self._one_at_a_time = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[bytes, str]] = {}

    def find(self, address: str) -> str:
        """The address of the file that is meant; nothing where no file of the folder is."""
        name = f"{address}index.html" if address.endswith("/") else address
        return name if name in self.files else ""

    def headers(self, address: str) -> dict[str, str]:
        """What to say with it; what no rule is about may be kept, but is asked about each time."""
        said = {"Cache-Control": "no-cache"}
        for pattern, rule in self._rules:
            if fnmatch.fnmatchcase(address, pattern):
                said.update(rule)
        return said

    def packing(self, name: str, accepted: str) -> str:
        """In which form to send a file: as one beside it that is packed, or, through a network, by gzip."""
        known = {each.partition(";")[0].strip() for each in accepted.split(",")}
        for form, suffix in PACKED.items():
            if form in known and name + suffix in self.files:
                return form
        return "gzip" if self.packs and "gzip" in known and Path(name).suffix in SHRINKS else ""

    def content(self, name: str, packing: str) -> tuple[bytes, str]:
        """The bytes to send, and their tag: dates say nothing, each copy of the course has the same.

        They stay in memory: a memory stick is slow.
        """
        with self._one_at_a_time:  # a class asks for the same file at once
            if (name, packing) not in self._kept:
                beside = self.files.get(name + PACKED.get(packing, "?"))
                content = (beside or self.files[name]).read_bytes()
                content = gzip.compress(content, 6) if packing and not beside else content
                self._kept[name, packing] = content, f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        return self._kept[name, packing]


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers readers."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        site, address = self.server.site, unquote(urlsplit(self.path).path)
        found = site.find(address)
        name = found or site.find("/404.html")
        if not found and site.find(f"{address}/"):
            self.send_response(301)
            self._send(b"", {"Location": f"{urlsplit(self.path).path}/"})
        elif not name:
            self.send_error(404)
        elif name == "/sitemap.xml":
            self.send_response(200)
            self._send(self._sitemap(), site.headers(name) | {"Content-Type": TYPES[".xml"]})
        else:
            suffix = Path(name).suffix
            packing = site.packing(name, self.headers.get("Accept-Encoding", ""))
            content, tag = site.content(name, packing)
            headers = {**site.headers(address if found else name), **self.server.says_where, "ETag": tag}
            headers["Content-Type"] = TYPES.get(suffix, "application/octet-stream")
            if suffix in SHRINKS:
                headers["Vary"] = "Accept-Encoding"
            if packing:
                headers["Content-Encoding"] = packing
            known = found and tag in self.headers.get("If-None-Match", "")
            self.send_response(304 if known else 200 if found else 404)
            self._send(None if known else content, headers)

    do_HEAD = do_GET

    def version_string(self) -> str:
        return self.server.site.says

    def _send(self, content: bytes | None, headers: dict[str, str]) -> None:
        if content is not None:
            headers["Content-Length"] = str(len(content))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if content and self.command == "GET":
            self.wfile.write(content)

    def _sitemap(self) -> bytes:
        """The list of pages, at the address by which this reader came: the page's menu goes by it."""
        text = self.server.site.files["/sitemap.xml"].read_text("utf8")
        addresses = re.findall("<loc>(.*?)</loc>", text)
        here = re.sub("[^][a-zA-Z0-9.:-]", "", self.headers.get("Host", ""))
        return text.replace(min(addresses, key=len, default="?"), f"http://{here}/").encode()

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing: which pages a student reads is private."""


class Server(http.server.ThreadingHTTPServer):
    """One thread for each connection."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = os.name != "nt"  # there, it would let two programs have one port

    def __init__(self, host: str, port: int, site: Site) -> None:
        self.site = site
        super().__init__((host, port), Handler)
        names = names_in_network() if site.packs else []
        self.says_where = {"Class-Address": f"http://{names[0]}:{self.server_port}"} if names else {}
        """The header by which a page that is open on this computer makes links for the class."""

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves in the middle of an answer is no error."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def opened(site: Site, host: str, ports: list[int]) -> Server | int:
    """A server at the first free port; or the port where the course is being served already."""
    for port in ports:
        try:
            return Server(host, port, site)
        except OSError:
            if serves_already(port, site):
                return port
    return Server(host, 0, site)


def serves_already(port: int, site: Site) -> bool:
    """Whether this very course answers there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        return answer.headers["Server"] == site.says and answer.read() == site.content("/index.html", "")[0]
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def names_in_network() -> list[str]:
    """The addresses by which other computers may reach this one, the likeliest first."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # sends nothing: it only chooses the way out, if there is one
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += sorted(socket.gethostbyname_ex(socket.gethostname())[2])
    return list(dict.fromkeys(name for name in found if not name.startswith("127.")))


def explanation(port: int, share: bool) -> str:
    if not share:
        return (
            f"The course is at http://127.0.0.1:{port}/ now, on this computer only.\n"
            "It needs no internet. Keep this window open while you read.\n" + ENDING
        )
    names = names_in_network()
    lines = [f"    http://{name}:{port}/" for name in names] or ["    (this computer is in no network now)"]
    return "\n".join(
        [
            "The course is shared with your local network. Other computers open this address:",
            *lines,
            f"This computer opens http://127.0.0.1:{port}/.",
            "If the firewall asks, allow Python in private networks. Keep this window open.",
            ENDING,
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--share", action="store_true", help="serve other computers in the network, too")
    parser.add_argument("--port", type=int, help="take this port; 0 is any that is free")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--site", type=Path, default=HERE / "site", help="another folder to serve")
    arguments = parser.parse_args()
    site = Site(arguments.site, packs=arguments.share)
    if not site.find("/"):
        sys.exit(f"There is no course in {arguments.site}: unpack the whole archive, then start again.")
    ports = list(PORTS) if arguments.port is None else [arguments.port]
    server = opened(site, "" if arguments.share else "127.0.0.1", ports)
    port = server if isinstance(server, int) else server.server_port
    if not arguments.no_browser:
        open_page = threading.Thread(target=webbrowser.open, args=[f"http://127.0.0.1:{port}/"], daemon=True)
        open_page.start()
    if isinstance(server, int):
        print(f"The course is at http://127.0.0.1:{port}/ already, served by another window.", flush=True)
        if not arguments.no_browser:
            open_page.join(10)
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells turn it off for what they put aside
    # In a thread: an interrupt would be lost here while the thread of a connection begins.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        print(explanation(port, arguments.share), flush=True)
        while True:
            time.sleep(0.5)  # an interrupt that another thread receives does not end it
    except KeyboardInterrupt:
        server.shutdown()
        print("\nThe course is no longer served.")


if __name__ == "__main__":
    main()
