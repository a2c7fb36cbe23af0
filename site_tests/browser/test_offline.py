"""Without a network: what was visited can be read, what was run can be run, and versions never mix."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from site_tests.drivers import expect
from site_tests.pages.cells import LivePage
from site_tests.pages.own_page import ADDRESS as OWN_ADDRESS
from site_tests.pages.own_page import OwnPage
from site_tests.pages.playground import PlaygroundPage
from site_tests.servers.site_server import held_back, served

LESSON = "lessons/gradients/"
OTHER = "lessons/defining-a-model/"
KEPT = 60_000
KEPT_ADDRESSES = """async () => {
    const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    return (await Promise.all(stores.map((store) => store.keys()))).flat().map(({ url }) => url);
}"""
DEAF_ONCE = """const say = ServiceWorker.prototype.postMessage;
ServiceWorker.prototype.postMessage = function (...message) {
  ServiceWorker.prototype.postMessage = say;
  document.documentElement.dataset.unheard = "";
};"""


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has never been here; offline, it may complain of failed requests."""
    context = browser.new_context(service_workers="allow")
    yield context.new_page()
    context.close()


@pytest.fixture
def own_site(site_dir: Path, tmp_path: Path) -> Path:
    """The site in a folder whose pages and service worker a test may change."""
    folder = tmp_path / "site"
    shutil.copytree(
        site_dir, folder, copy_function=lambda source, target: Path(target).symlink_to(Path(source).resolve())
    )
    return folder


def replace(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text, "utf8")


def expect_kept(page: Page, words: str) -> None:
    expect(page.locator(".live-offline")).to_have_text(words, timeout=KEPT)


@pytest.mark.every_browser
def test_a_lesson_that_was_run_is_read_and_run_without_a_network(reader: Page, site_dir: Path) -> None:
    with served(site_dir) as address:
        live = LivePage(reader).open(address + LESSON)
        expect_kept(reader, "Readable offline")
        live.cell("relu-derivative").run()  # draws: matplotlib is needed, too
        live.cell("relu-derivative").expect_state("done")
        expect_kept(reader, "Available offline")
        LivePage(reader).open(address + OTHER)  # where Python has not run
        expect_kept(reader, "Available offline")
    LivePage(reader).open(address + LESSON)
    expect(reader.locator(".arithmatex .katex-html").first).to_be_visible()
    live = LivePage(reader).open(address + OTHER)
    expect(reader.locator(".mermaid svg").first).to_be_visible()
    live.cell("positional").edit("import torch, matplotlib.pyplot as plt\nplt.plot([1, 2])\ntorch.zeros(2)")
    live.cell("positional").run()
    live.cell("positional").expect_output("result", "tensor([0., 0.])")
    expect(live.cell("positional").part("image")).to_have_count(1)


def test_a_page_of_ones_own_works_without_a_network(reader: Page, site_dir: Path) -> None:
    with served(site_dir) as address:
        own = OwnPage(reader, address + OWN_ADDRESS)
        own.write(0, "import torch\ntorch.zeros(2)")
        own.run(0)
        expect_kept(reader, "Available offline")
    reader.goto(address + OWN_ADDRESS)
    expect(own.items.nth(0).locator("[data-part=result]")).to_have_text("tensor([0., 0.])")
    own.add("Text")
    reader.keyboard.insert_text("# No network")
    reader.keyboard.press("Shift+Enter")
    notebook = own.downloaded()
    assert notebook.cells[0].outputs[0].data["text/plain"] == "tensor([0., 0.])"
    own.open_file("again.ipynb", nbformat.writes(notebook))
    own.expect_cells(2)
    own.run(0)
    expect(own.items.nth(0).locator("[data-part=result]")).to_have_text("tensor([0., 0.])")


def test_a_page_can_be_run_offline_only_when_all_of_python_has_come(reader: Page, site_url: str) -> None:
    reader.clock.install()
    live = LivePage(reader).open(site_url + LESSON)
    expect_kept(reader, "Readable offline")
    with held_back("*/later.zst"):
        live.cell("relu-derivative").edit("1 + 1")
        live.cell("relu-derivative").run()
        live.cell("relu-derivative").expect_state("done")
        reader.clock.fast_forward("00:05")  # time enough to keep what has come
    expect_kept(reader, "Available offline")
    assert any(address.endswith("/later.zst") for address in reader.evaluate(KEPT_ADDRESSES))


@pytest.mark.slow
def test_the_playground_trains_without_a_network(reader: Page, site_dir: Path) -> None:
    fragment = "#data=moons&epochs=3&layers=Linear~8,ReLU,Linear~2"
    with served(site_dir) as address:
        PlaygroundPage(reader).open(address, fragment).train()
        expect_kept(reader, "Available offline")
    reader.goto("about:blank")
    playground = PlaygroundPage(reader).open(address, fragment)
    playground.train("Start")  # the run has been kept, too
    assert playground.is_painted
    expect(playground.open_panel("charts").locator("figure canvas").first).to_be_visible()


def test_a_page_that_is_not_kept_says_so_and_lists_those_that_are(reader: Page, site_dir: Path) -> None:
    with served(site_dir) as address:
        LivePage(reader).open(address + OTHER)
        expect_kept(reader, "Readable offline")
    reader.goto(address + LESSON)
    expect(reader.get_by_role("heading", name="This page is not saved")).to_be_visible()
    reader.get_by_role("link", name="lessons/defining-a-model").click()
    expect(reader.get_by_role("heading", name="Defining a model", level=1)).to_be_visible()


@pytest.mark.slow
def test_an_update_that_did_not_arrive_whole_leaves_the_old_version_whole(
    reader: Page, own_site: Path
) -> None:
    page_file = own_site / OTHER / "index.html"
    old = page_file.read_text("utf8")
    with served(own_site) as address:
        LivePage(reader).open(address + OTHER)
        expect_kept(reader, "Readable offline")
        new = re.sub(r'(site-build" content=")\w+', r"\1beef1234", old)
        new = new.replace(">Defining a model<", ">The new version<")
        new = new.replace("</article>", '<img alt="" src="missing-0123abcd.png"></article>')
        replace(page_file, new)
        reader.reload()
        expect(reader.get_by_role("heading", name="The new version")).to_be_visible()
        expect(reader.locator("html")).to_have_attribute("data-offline", "nothing", timeout=KEPT)
    reader.reload()
    expect(reader.get_by_role("heading", name="Defining a model", level=1)).to_be_visible()
    live = LivePage(reader)
    assert live.cell_ids  # its own scripts are there


def test_the_kill_switch_takes_the_service_worker_and_all_it_kept_away(reader: Page, own_site: Path) -> None:
    from live_cells.plugin.packages.scripts import smaller

    with served(own_site) as address:
        LivePage(reader).open(address + OTHER)
        expect_kept(reader, "Readable offline")
        off = Path(__file__).parents[2] / "live_cells" / "live" / "offline" / "service_worker_off.ts"
        replace(own_site / "service_worker.js", smaller([off])[off].read_text("utf8"))
        reader.evaluate("navigator.serviceWorker.getRegistration().then((r) => r.update())")
        reader.wait_for_function(
            """async () => !(await navigator.serviceWorker.getRegistrations()).length
                        && !(await caches.keys()).length"""
        )


@pytest.mark.slow
def test_a_service_worker_that_never_answers_does_not_end_all_keeping(reader: Page, site_url: str) -> None:
    reader.clock.install()
    reader.add_init_script(DEAF_ONCE)
    live = LivePage(reader).open(site_url + LESSON)
    expect(reader.locator("html")).to_have_attribute("data-unheard", "", timeout=KEPT)
    reader.clock.fast_forward("05:01")
    expect(reader.locator("html")).to_have_attribute("data-offline", "nothing")
    live.cell("relu-derivative").edit("6 * 7")
    live.cell("relu-derivative").run()
    expect_kept(reader, "Available offline")
