"""WebKit as a distribution packages it: WebKitGTK's MiniBrowser, on a screen that nobody sees."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from selenium.webdriver.common.webdriver import LocalWebDriver
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import ReadTimeoutError

from site_tests.drivers.webdriver_page import Page

PATIENCE = 30  # seconds: WebKitWebDriver waits without end for a browser that has died while it started
STARTS = 3
NO_SERVICE_WORKER = "if (navigator.serviceWorker) navigator.serviceWorker.register = async () => {};"

PREFERENCES = {
    "JSC_useSharedArrayBuffer": "1",  # Safari lets isolated pages share memory, WebKitGTK only when told to
    "GDK_GL": "disable",  # the screen is memory: OpenGL, computed for it, is a fifth of a test's work
}


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """A browser whose contexts are a MiniBrowser each, with a profile of its own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1200x24"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as screen:
        display = ":" + os.read(read, 9).decode().strip()
        environment = {**os.environ, **PREFERENCES, "DISPLAY": display}
        try:
            yield Browser(program, environment)
        finally:
            screen.terminate()


class Browser:
    """What Playwright calls a browser: it makes contexts."""

    browser_type = SimpleNamespace(name="webkit")

    def __init__(self, program: str, environment: dict[str, str]) -> None:
        self._program = program
        self._environment = environment

    def new_context(
        self, *, viewport: dict[str, int] | None = None, service_workers: str = "allow"
    ) -> Context:
        scripts = [NO_SERVICE_WORKER] if service_workers == "block" else []
        return Context(self, viewport or {"width": 1280, "height": 720}, scripts)

    def start(self, script: str) -> Driver:
        """A program of its own, whose pages run the script before theirs. RuntimeError if it dies again and
        again while it starts; once or twice it may, without a word."""
        for _ in range(STARTS):
            with suppress(ReadTimeoutError):
                return self._started(script)
        raise RuntimeError(f"{self._program} has not started within {PATIENCE} s, {STARTS} times")

    def _started(self, script: str) -> Driver:
        options = Options()
        options.binary_location = self._program
        options.add_argument("--automation")
        with tempfile.NamedTemporaryFile("w", suffix=".js") as file:
            file.write(script)
            file.flush()
            options.add_argument(f"--user-script-at-start={file.name}")
            service = Service(shutil.which("WebKitWebDriver"), env=self._environment)
            return Driver(service, options)


class Driver(LocalWebDriver):
    """WebKitWebDriver with its browser. ReadTimeoutError if that does not start."""

    def __init__(self, service: Service, options: Options) -> None:
        self.service = service
        service.start()
        config = ClientConfig(service.service_url, timeout=PATIENCE)
        try:
            super().__init__(RemoteConnection(client_config=config), options=options)
        except BaseException:
            service.stop()
            raise
        config.timeout = None  # what comes now may take its time


class Context:
    """What Playwright calls a context: a profile of its own; here, one for a single page."""

    def __init__(self, browser: Browser, viewport: dict[str, int], scripts: list[str]) -> None:
        self._browser = browser
        self._viewport = viewport
        self._scripts = scripts
        self._handlers: list[tuple[str, Callable[[Any], None]]] = []
        self._page: Page | None = None

    def on(self, kind: str, handler: Callable[[Any], None]) -> None:
        self._handlers.append((kind, handler))

    def remove_listener(self, kind: str, handler: Callable[[Any], None]) -> None:
        self._handlers.remove((kind, handler))

    def new_page(self) -> Page:
        self._page = Page(self._browser.start, self._viewport, self._handlers)
        for script in self._scripts:
            self._page.add_init_script(script)
        return self._page

    def close(self) -> None:
        if self._page:
            self._page.close()
