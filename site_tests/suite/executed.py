"""What each browser test executes: lines of the site's scripts, and functions of Python in the worker.

A plugin of pytest for `second_tier.py`, whose copy of the tree makes a worker that notes functions. Each test
gives a line of JSON in the file that `SEQLITE_TEST_EXECUTED` names. Chromium only.
"""

import json
import os
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

OURS = ("docs/", "live_cells/", "page/")  # the last as the editor's bundle names its own
NOTED = "{ const names = [...(self.executed ?? [])]; self.executed?.clear(); self.isNew = true; names }"
executed: set[str] = set()
"""What has been executed since the test began: `path:line`, counted in the bundle, or `file|function`."""


@cache
def lines_of(url: str) -> tuple[list[int], list[str]]:
    """Where the lines of a bundle begin, and their names; empty for other people's and for brackets."""
    starts, names, module, number, at = [], [], "", 0, 0
    with urlopen(url, timeout=20) as answer:
        text = answer.read().decode()
    for line in text.split("\n"):
        if line.startswith("// ") and line.endswith((".ts", ".js", ".mjs", ".json")):
            module, number = line[3:], 0
        number += 1
        is_code = module.startswith(OURS) and line.strip(" \t(){}[];,") and not line.startswith("//")
        names.append(f"{module}:{number}" if is_code else "")
        starts.append(at + len(line) - len(line.lstrip()))
        at += len(line.encode("utf-16-le")) // 2 + 1
    return starts, names


def note(scripts: list[dict[str, Any]]) -> None:
    """Add the lines that V8 has counted; of ranges in each other, the inner one is right, and comes later."""
    for script in scripts:
        if not script["url"].startswith("http"):
            continue
        with suppress(OSError):  # a server that a test has ended
            starts, names = lines_of(script["url"])
            hit = [False] * len(starts)
            for part in (part for function in script["functions"] for part in function["ranges"]):
                first, last = (bisect_left(starts, part[end]) for end in ("startOffset", "endOffset"))
                hit[first:last] = [part["count"] > 0] * (last - first)
            executed.update(name for name, is_hit in zip(names, hit, strict=True) if is_hit and name)


class Watched:
    """A page and its workers, over Chromium's protocol."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.workers: dict[str, bool] = {}  # is it counted?
        self.awaited: set[int] = set()
        self.number = 0
        self.session.on("Target.attachedToTarget", lambda event: self._attached(event))
        self.session.on("Target.detachedFromTarget", lambda event: self.workers.pop(event["sessionId"], None))
        self.session.on("Target.receivedMessageFromTarget", lambda event: self._answered(event["message"]))
        how = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
        self.session.send("Target.setAutoAttach", how)
        self.session.send("Profiler.enable")
        self.session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})
        page.on("worker", lambda worker: self._count_workers())

    def _attached(self, event: dict[str, Any]) -> None:
        if event["targetInfo"]["type"] == "worker":
            self.workers[event["sessionId"]] = False

    def _count_workers(self) -> None:
        for worker in [name for name, is_counted in self.workers.items() if not is_counted]:
            self.workers[worker] = True
            self._ask(worker, "Profiler.enable")
            self._ask(worker, "Profiler.startPreciseCoverage", callCount=True, detailed=True)

    def _ask(self, worker: str, method: str, **parameters: Any) -> int:
        self.number += 1
        message = json.dumps({"id": self.number, "method": method, "params": parameters})
        with suppress(Error):  # a worker that is gone
            self.session.send("Target.sendMessageToTarget", {"sessionId": worker, "message": message})
        return self.number

    def _answered(self, message: str) -> None:
        answer = json.loads(message)
        self.awaited.discard(answer.get("id"))
        result = answer.get("result", {}).get("result", [])
        if isinstance(result, list):
            note(result)
        else:
            executed.update(result.get("value", []))

    def take(self) -> None:
        """Note what has been executed since the last time; a worker that is busy is not waited for."""
        with suppress(Error):  # a page that has crashed
            self._count_workers()
            for worker in list(self.workers):
                self._ask(worker, "Runtime.evaluate", expression=NOTED, returnByValue=True)
                self.awaited.add(self._ask(worker, "Profiler.takePreciseCoverage"))
            note(self.session.send("Profiler.takePreciseCoverage")["result"])
            for _ in range(10):
                if self.awaited:
                    self.page.wait_for_timeout(20)
        self.awaited.clear()


watched: dict[Page, Watched] = {}
passed: list[bool] = []


def watch(page: Page) -> None:
    browser = page.context.browser
    if browser and browser.browser_type.name == "chromium" and page not in watched:
        watched[page] = Watched(page)


def leave(page: Page) -> None:
    if page in watched:
        watched.pop(page).take()


def before(kind: type, name: str, act: Callable[[Any], None]) -> None:
    plain = getattr(kind, name)
    setattr(kind, name, lambda self, *values, **options: (act(self), plain(self, *values, **options))[1])


def after(kind: type, name: str, act: Callable[[Any], None]) -> None:
    plain = getattr(kind, name)

    def made(self: Any, *values: Any, **options: Any) -> Any:
        result = plain(self, *values, **options)
        act(result)
        return result

    setattr(kind, name, made)


def pytest_configure() -> None:
    after(Browser, "new_page", watch)
    after(BrowserContext, "new_page", watch)
    before(Page, "close", leave)
    before(BrowserContext, "close", lambda context: [leave(page) for page in context.pages])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Leave out what pages that stay open have done before."""
    for page in watched.values():
        page.take()
    executed.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        for page in watched.values():
            page.take()
        passed.append(report.passed)
    if call.when == "teardown":
        outcome = "passed" if report.passed and passed == [True] else "failed"
        passed.clear()
        line = json.dumps({"test": item.nodeid, "outcome": outcome, "executed": sorted(executed)})
        with open(os.environ["SEQLITE_TEST_EXECUTED"], "a") as file:
            file.write(f"{line}\n")
    return report
