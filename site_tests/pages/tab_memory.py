"""What an open tab holds, as Chromium counts it after collecting what nothing holds any more."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

from site_tests.pages import theme
from site_tests.pages.cells import python_workers

LEFT_BEHIND = """function (...selectors) {
  const nodes = this.filter((object) => !Object.hasOwn(object, "constructor"));  // the others are prototypes
  const left = nodes.filter((node) => !node.isConnected);
  return selectors.map((selector) => left.filter((node) => node.matches(selector)).length);
}"""


@dataclass(frozen=True)
class TabMemory:
    """Of a page that the reader has left: `cells_left`, and `links_left` of menus and tables of contents."""

    heap_mb: float
    nodes: int
    documents: int
    listeners: int
    workers: int
    cells_left: int
    links_left: int


def tab_memory(page: Page) -> TabMemory:
    session = page.context.new_cdp_session(page)
    for _ in range(2):  # what one collection frees may have held something else
        session.send("HeapProfiler.collectGarbage")
    cells_left, links_left = _left_behind(session, "[data-cell]", theme.ENTRY)
    counters = session.send("Memory.getDOMCounters")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    workers = len(python_workers(page))
    return TabMemory(
        used / 1e6,
        counters["nodes"],
        counters["documents"],
        counters["jsEventListeners"],
        workers,
        cells_left,
        links_left,
    )


def _left_behind(session: CDPSession, *selectors: str) -> list[int]:
    """How many elements of left pages match each selector."""

    def evaluated(expression: str) -> str:
        found: str = session.send("Runtime.evaluate", {"expression": expression})["result"]["objectId"]
        return found

    prototype = evaluated("HTMLElement.prototype")
    objects = session.send("Runtime.queryObjects", {"prototypeObjectId": prototype, "objectGroup": "all"})
    answer = session.send(
        "Runtime.callFunctionOn",
        {
            "functionDeclaration": LEFT_BEHIND,
            "arguments": [{"value": selector} for selector in selectors],
            "objectId": objects["objects"]["objectId"],
            "returnByValue": True,
        },
    )
    session.send("Runtime.releaseObjectGroup", {"objectGroup": "all"})
    return list(answer["result"]["value"])
