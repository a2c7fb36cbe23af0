"""The built site in a browser, for benches that visit it as readers do."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from site_tests.drivers import Found, find
from site_tests.servers.site_server import served


@contextmanager
def on_site(parser: argparse.ArgumentParser, name: str = "chromium") -> Iterator[tuple[str, Browser]]:
    """The address of the site that `SEQLITE_TEST_SITE` names, or of `site`, and the browser.

    Args:
        parser: says what is missing, where the browser is not here.
    """
    chosen = find(name)
    if not isinstance(chosen, Found):
        parser.error(chosen.what)
    site = Path(os.environ.get("SEQLITE_TEST_SITE", "site"))
    with served(site) as address, chosen.launched() as browser:
        yield address, browser
