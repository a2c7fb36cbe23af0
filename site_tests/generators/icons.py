"""Draw the web app's icons as PNG from docs/icons/icon.svg: `uv run poe icons`."""

import argparse

from playwright.sync_api import sync_playwright

from site_tests import ROOT
from site_tests.suite.browser_setup import CHROMIUM_FLAGS, find_or_install_chromium

ICONS = ROOT / "docs" / "icons"


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    svg = (ICONS / "icon.svg").read_text("utf8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS)
        for size in (192, 512):
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{svg}")
            page.screenshot(path=ICONS / f"icon-{size}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
