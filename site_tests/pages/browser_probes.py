"""Ways to see what not every driver shows: what is saved, what was copied, paper, a page without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, FrameLocator, Page, Route

from site_tests.pages import theme
from site_tests.pages.cells import FIRST_LOAD
from site_tests.servers.site_server import file_behind

KEEP_WHAT_IS_SAVED = """() => {
    const { createObjectURL } = URL;
    URL.createObjectURL = (content) => createObjectURL.call(URL, (window.content = content));
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = async function () {
        const content = await window.content.arrayBuffer();
        window.saved = [this.download, [...new Uint8Array(content)]];
        click.call(this);
    };
}"""

OF_ONE_COLOR = """() => [...document.querySelectorAll(".picture-live canvas")].filter((sheet) => {
    const pixels = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data;
    const colors = new Set(new Uint32Array(pixels.buffer));
    // 0: a ground without maps
    return sheet.width * sheet.height > 1 && colors.size === 1 && ![...colors].includes(0);
}).map(({ parentElement: node }) =>
    `${node.closest("[data-cell]")?.dataset.cell}: ${node.closest("figure")?.dataset.name}`)"""


def unpainted(page: Page) -> list[str]:
    """The grids and images of drawn pictures that are of one color, by the scheme, the cell and the name."""
    blank = []
    for scheme in (theme.LIGHT, theme.DARK):
        page.evaluate("scheme => { siteTheme.scheme = scheme; }", scheme)
        blank += [f"{scheme}: {sheet}" for sheet in page.evaluate(OF_ONE_COLOR)]
    return blank


PAPER = """() => {
    for (const sheet of document.styleSheets)
        for (const { media } of sheet.cssRules)
            if (media?.mediaText === "print") media.mediaText = "all";
            else if (media?.mediaText.includes("screen")) media.mediaText = "not all";
}"""


def saved(page: Page, press: Callable[[], None]) -> tuple[str, bytes]:
    """The name and content of what pressing a button downloads."""
    assert page.context.browser
    if page.context.browser.browser_type.name != "firefox":
        with page.expect_download(timeout=FIRST_LOAD) as found:
            press()
        return found.value.suggested_filename, Path(found.value.path()).read_bytes()
    page.evaluate(KEEP_WHAT_IS_SAVED)  # over WebDriver BiDi, nothing tells of downloads
    press()
    page.wait_for_function("() => window.saved", timeout=FIRST_LOAD)
    name, content = page.evaluate("window.saved")
    return name, bytes(content)


def copied(page: Page) -> str:
    """What the clipboard holds: pasted into a field, which no browser forbids."""
    page.evaluate(
        "document.body.prepend(Object.assign(document.createElement('textarea'), { id: 'pasted' }))"
    )
    field = page.locator("#pasted")
    field.focus()
    page.keyboard.press("ControlOrMeta+v")
    text = field.input_value()
    field.evaluate("field => field.remove()")
    return text


def change_script(context: BrowserContext, name: str, site_dir: Path, change: Callable[[str], str]) -> None:
    """Give pages another script in place of the site's of this name: what `change` makes of it."""

    def answer(route: Route) -> None:
        script = file_behind(route.request.url, site_dir).read_text("utf8")
        route.fulfill(content_type="text/javascript", body=change(script))

    context.route(f"**/{name}", answer)


def change_palette(page: Page) -> None:
    """Press the switch for the page's colors: from the system's to light, to dark, and back."""
    page.locator(theme.PALETTE).click()


def print_styles(page: Page) -> None:
    """Style the page as on paper."""
    page.evaluate(PAPER)


def without_javascript(page: Page, address: str) -> FrameLocator:
    """The document at an address of the page's own origin, in a frame where no script runs."""
    page.evaluate(
        """(address) => {
            const frame = document.createElement("iframe");
            Object.assign(frame, { src: address, sandbox: "allow-same-origin", width: 1280, height: 900 });
            document.body.replaceChildren(frame);
        }""",
        address,
    )
    return page.frame_locator("iframe")
