"""Measure how smoothly pictures follow what is dragged, and play, and what they cost a page that has some.

    SEQLITE_TEST_SITE=site uv run python site_tests/bench/pictures.py [--runs 5] [--only played]

Frames are those of a page in which a number, a window or a start is dragged up and down for some seconds, or
a picture plays to its end, also on a processor made four times as slow; the work for a frame is what
Chromium's main thread did meanwhile. A page is opened with its pictures, and with their script blocked, in
turn, each time by a new profile; files come from this machine.
"""

import argparse
import gzip
import itertools
import statistics
from collections.abc import Iterator

from on_site import on_site
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from site_tests.pages.cells import DRAW_FAR

MOVES = 240
"""Of the pointer, as fast as the page takes them."""
DRAGGED = {
    "network, an input": ("lessons/tour/", ".picture-movable.picture-unit:not(.graph-node)"),
    "network, a weight": ("lessons/tour/", "path.picture-mark.picture-grip"),
    "graph, a leaf": ("lessons/gradients/", ".graph-node.picture-movable"),
    "convolution, its window": ("lessons/convolutions/", ".picture-convolution .picture-draggable"),
    "surface, the start": ("lessons/losses-and-optimizers/", ".surface-start"),
}
PLAYED = {
    "training, a border": ("", ".picture-training"),
    "training, digits": ("lessons/training/", ".picture-training"),
    "network, forward": ("lessons/tour/", ".picture:not(:has(.picture-training, .picture-graph))"),
    "convolution, its window": ("lessons/convolutions/", ".picture:has(.picture-convolution)"),
}
SLOWER = (1, 4)
PAGES = ("lessons/sequential-models/", "lessons/gradients/", "lessons/convolutions/")
WATCH = """() => {
    const frames = window.frames_ = [];
    const tick = (now) => { frames.push(now); window.ticking_ = requestAnimationFrame(tick); };
    window.ticking_ = requestAnimationFrame(tick);
}"""
READ = """() => {
    cancelAnimationFrame(window.ticking_);
    return window.frames_.slice(1).map((now, i) => now - window.frames_[i]);
}"""
UNFOLD = "() => document.querySelectorAll('.cell details').forEach((one) => { one.open = true; })"
"""Pictures lie behind predictions, too."""
ARRIVALS = """
new MutationObserver((changes, observer) => {
    if (!document.querySelector(".picture-live")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.alive_ = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
TIMES = """() => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
    const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
    const ends = scripts.map(({ responseEnd }) => responseEnd).filter((end) => end < window.alive_);
    return { paint, alive: window.alive_ ?? null, arrived: Math.max(...ends) }; // it comes in several files
}"""


def dragging(browser: Browser, address: str) -> Iterator[str]:
    """A line for each kind: frames a second, the longest, and the work for one."""
    for name, (uri, selector) in DRAGGED.items():
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address + uri)
        page.evaluate(UNFOLD)
        page.evaluate(DRAW_FAR)
        found = page.locator(selector).first
        found.wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        x, y = middle(found)
        page.mouse.move(x, y)
        page.mouse.down()
        before = worked(session)
        page.evaluate(WATCH)
        for move in range(MOVES):
            there = move % 80 if move % 160 < 80 else 80 - move % 80
            page.mouse.move(x + there / 2, y - there)
        gaps = page.evaluate(READ)
        work = worked(session) - before
        page.mouse.up()
        page.close()
        yield frames(name, gaps, work)


def playing(browser: Browser, address: str) -> Iterator[str]:
    """A line for each kind, on this processor and on a slower one."""
    for (name, (uri, selector)), slower in itertools.product(PLAYED.items(), SLOWER):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.emulate_media(reduced_motion="reduce")  # none plays by itself
        page.goto(address + uri)
        page.evaluate(UNFOLD)
        page.evaluate(DRAW_FAR)
        picture = page.locator(selector).first
        picture.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        page.emulate_media(reduced_motion="no-preference")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        before = worked(session)
        page.evaluate(WATCH)
        picture.get_by_role("button", name="Play").first.click()
        expect(picture.get_by_role("button", name="Pause")).to_have_count(1)
        expect(picture.get_by_role("button", name="Pause")).to_have_count(0, timeout=60_000)
        gaps = page.evaluate(READ)
        work = worked(session) - before
        page.close()
        yield frames(f"{name}, {slower} × slower" if slower > 1 else name, gaps, work)


def frames(name: str, gaps: list[float], work: float) -> str:
    rate = 1000 / statistics.mean(gaps)
    late = sum(gap > 20 for gap in gaps)
    return (
        f"{name:36} {rate:5.1f} frames a second, {late} of {len(gaps)} late, the longest after "
        f"{max(gaps):.0f} ms; {work / len(gaps):.1f} ms of work for one"
    )


def middle(found: Locator) -> tuple[float, float]:
    found.scroll_into_view_if_needed()
    point = found.evaluate(
        """node => {
            const path = node.matches(".picture-grip") ? node : null;
            if (!path) {
                const { x, y, width, height } = node.getBoundingClientRect();
                return [x + width / 2, y + height / 2];
            }
            const { x, y } = path.getPointAtLength(path.getTotalLength() / 2);
            const seen = new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
            return [seen.x, seen.y];
        }"""
    )
    return point[0], point[1]


def worked(session: CDPSession) -> float:
    """Milliseconds that the main thread has been at work."""
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * metrics["TaskDuration"]


def opening(browser: Browser, address: str, runs: int) -> Iterator[str]:
    """Lines for each page: first paint with pictures and without their script, and what the script adds."""
    for uri in PAGES:
        paints: dict[bool, list[float]] = {True: [], False: []}
        alive: list[float] = []
        sizes: dict[bool, int] = {}
        for _, has_pictures in itertools.product(range(runs), (True, False)):
            page, scripts = opened(browser, address + uri, has_pictures)
            times = page.evaluate(TIMES)
            paints[has_pictures].append(times["paint"])
            if has_pictures:
                alive.append(times["alive"] - times["arrived"])
            sizes[has_pictures] = sum(len(gzip.compress(content)) for content in scripts.values())
            page.context.close()
        pairs = [
            f"{statistics.median(paints[has]):.0f} ms [{min(paints[has]):.0f} to {max(paints[has]):.0f}]"
            for has in paints
        ]
        yield f"{uri:32} first paint {pairs[0]}, without their script {pairs[1]}"
        yield (
            f"{'':32} drawn {statistics.median(alive):.0f} ms after the last script's arrival; "
            f"{(sizes[True] - sizes[False]) / 1000:.1f} kB of scripts more, compressed"
        )


def opened(browser: Browser, address: str, has_pictures: bool) -> tuple[Page, dict[str, bytes]]:
    """The page when it is quiet, and the scripts that came."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    scripts: dict[str, bytes] = {}
    if not has_pictures:
        page.route("**/page/mount-*", lambda route: route.abort())
    page.on(
        "response", lambda one: scripts.update({one.url: one.body()}) if one.url.endswith(".js") else None
    )
    page.add_init_script(ARRIVALS)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(DRAW_FAR)
    if has_pictures:
        page.wait_for_function("window.alive_ !== undefined")
    return page, scripts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5, help="how often each page is opened each way")
    parser.add_argument("--only", choices=("dragged", "played", "pages"), help="measure only these")
    arguments = parser.parse_args()
    with on_site(parser) as (address, browser):
        parts = {
            "dragged": dragging(browser, address),
            "played": playing(browser, address),
            "pages": opening(browser, address, arguments.runs),
        }
        for line in itertools.chain.from_iterable(
            [parts[arguments.only]] if arguments.only else parts.values()
        ):
            print(line, flush=True)


if __name__ == "__main__":
    main()
