"""Code of a stranger's: it reaches nobody else, and changes nothing that the browser keeps. See SECURITY.md."""

import base64
import json
import re
import socketserver
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cells import FIRST_LOAD, LiveCell, LivePage
from drivers import expect
from hosts import EVERYWHERE
from playwright.sync_api import Browser, Page
from site_server import ISOLATED, served

LESSON = "lessons/tour/"
PROGRAMS = dict(
    re.findall(
        r"^--- (.+)\n((?:(?!--- ).*\n)+)", Path(__file__).with_name("hostile_programs.txt").read_text(), re.M
    )
)
ALL_PROGRAMS = """import asyncio, js, pyodide.code, pyodide.http, pyodide_js, socket, urllib.request, urllib.parse
from IPython.display import HTML, Markdown, display
from pyodide.ffi import create_proxy, to_js

def options(**given):
    return js.Object.fromEntries(to_js([[name, value] for name, value in given.items()]))

def inherited(place):
    while hasattr(place, "addEventListener"):
        place = js.Object.getPrototypeOf(place)
        yield place

async def over(target, *events):
    ended = asyncio.get_running_loop().create_future()
    for name in events:
        target.addEventListener(name, create_proxy(lambda _: ended.done() or ended.set_result(None)))
    await ended

site, unpacker = SITE
for name, source in PROGRAMS.items():
    try:
        await asyncio.wait_for(pyodide.code.eval_code_async(source, globals() | {"url": STRANGER + name}), 10)
        print(name, "ran")
    except BaseException as error:
        print(name, "failed:", type(error).__name__, str(error)[:70])
print("all were tried")"""
KEPT = """async () => JSON.stringify({
    caches: await caches.keys(),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    files: navigator.storage.getDirectory
        ? await Array.fromAsync((await navigator.storage.getDirectory()).keys()) : [],
    cookies: document.cookie,
    heard: window.heard,
})"""
NOTHING = {"caches": [], "databases": [], "files": [], "cookies": "", "heard": []}


class Stranger(socketserver.ThreadingTCPServer):
    """Somebody else's server: what it is asked for, it answers to everyone, and writes down."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Answering)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def names(self) -> list[str]:
        """The programs that have reached it."""
        return sorted({asked.split(" ")[1].strip("/").split("/")[0] for asked in self.asked})


class _Answering(socketserver.StreamRequestHandler):
    server: Stranger

    def handle(self) -> None:
        line = self.rfile.readline().decode("latin1").strip()
        self.server.asked.append(line or "no question")
        headers = (
            "Content-Type: text/javascript\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n"
            "Cross-Origin-Resource-Policy: cross-origin\r\nContent-Length: 0\r\n"
        )
        self.wfile.write(f"HTTP/1.1 200 OK\r\n{headers}\r\n".encode())


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    with Stranger() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page of a browser of its own, which may complain of what it refuses."""
    context = browser.new_context(service_workers="block")
    yield context.new_page()
    context.close()


def link(address: str, cell: str, source: str) -> str:
    """A link as Share makes it: with code for a cell."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(source.encode()) + packer.flush()
    return f"{address}#code={cell}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def follow(page: Page, address: str, cell: str, source: str) -> LiveCell:
    """Open such a link."""
    found = LivePage(page).open(link(address, cell, source)).cell(cell)
    expect(found.note).to_contain_text("read it before you run it", timeout=FIRST_LOAD)
    return found


@pytest.mark.every_browser
@pytest.mark.parametrize("isolated", [False, True], ids=["plain", "isolated"])
def test_no_program_reaches_anyone_or_keeps_anything(
    isolated: bool, reader: Page, stranger: Stranger, site_dir: Path
) -> None:
    [unpacker] = site_dir.glob("assets/live-*/worker/unpacker.js")
    with served(site_dir, ISOLATED if isolated else None) as site:
        places = [site, site + unpacker.relative_to(site_dir).as_posix()]
        names = f"SITE, PROGRAMS, STRANGER = {places!r}, {PROGRAMS!r}, {stranger.address!r}\n"
        cell = follow(reader, site + LESSON, "dense-layer", names + ALL_PROGRAMS)
        reader.evaluate("""() => {
            window.heard = [];
            new BroadcastChannel("hostile").onmessage = ({ data }) => window.heard.push(data);
        }""")
        cell.run()
        expect(cell.output).to_contain_text("all were tried", timeout=FIRST_LOAD)
        assert stranger.names() == []
        assert json.loads(str(reader.evaluate(KEPT))) == NOTHING
