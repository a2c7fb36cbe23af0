"""Which browsers the browser tests know; find a Chromium for them, or get one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

BROWSERS = ("chromium", "firefox", "webkit")
PATIENCE = 120_000
"""Milliseconds for which a test waits for what it wants to see: enough on a machine that is busy."""
# First, the one without windows, which Playwright fetches, too: a sixth less work in each test.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium takes one such list, so this has Playwright's, too. The last two are pages of Chromium's own that
# each new context would load: two fifths of the work of opening a lesson.
FEATURES_OFF = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "DialMediaRouteProvider"),
    *("GlobalMediaControls", "HttpsUpgrades", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "BlockOriginHeaderModificationOnRedirect"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "Translate", "AutoDeElevate", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
CHROMIUM_FLAGS = [
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-crash-reporter",  # without it, the one without windows ends where WebAssembly leaves its memory
]
ADVICE = "no Chromium found or installed: run `uv run playwright install --with-deps chromium`, then again"


def find_or_install_chromium() -> str:
    """The path of a Chromium that starts; ends the test run with one line of advice if there is none."""
    for attempt in _ways():
        path = attempt()
        if path and _starts(path):
            return path
    pytest.exit(ADVICE, returncode=3)


def _ways() -> Iterator[Callable[[], str | None]]:
    """From what is there already to what must be fetched."""
    yield lambda: os.environ.get("CHROMIUM")
    yield _on_path
    yield _of_playwright
    yield _downloaded_by_playwright
    yield _installed_by_apt


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _downloaded_by_playwright() -> str | None:
    _tell("No browser on this machine: fetching Playwright's Chromium")
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=600
    )
    return _of_playwright()


def _installed_by_apt() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    _tell("Installing Chromium through apt")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]):
        subprocess.run(command, env=environment, capture_output=True, timeout=900)
    return _on_path()


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


def _tell(text: str) -> None:
    print(f"\n{text} …", file=sys.__stderr__, flush=True)
