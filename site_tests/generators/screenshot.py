"""Take the README's picture: a lesson with a live cell after a run.

uv run python site_tests/generators/screenshot.py
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from site_tests import ROOT
from site_tests.pages.cells import LivePage
from site_tests.servers.site_server import served
from site_tests.suite.browser_setup import CHROMIUM_FLAGS, find_or_install_chromium

PICTURE = ROOT / "docs" / "about" / "screenshot.png"


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder], cwd=ROOT, check=True)
        with served(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS
            )
            page = browser.new_page(viewport={"width": 1280, "height": 830}, device_scale_factor=1.5)
            cell = LivePage(page).open(address + "lessons/tour/").cell("first-model")
            cell.run()
            cell.root.evaluate("cell => scrollTo(0, cell.offsetTop - 190)")
            page.mouse.move(0, 0)
            page.screenshot(path=PICTURE)
            browser.close()
    print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
