"""What an open tab holds, as Chromium counts it after collecting what nothing holds any more."""

from __future__ import annotations

from dataclasses import dataclass

from cells import python_workers
from playwright.sync_api import CDPSession, Page

IS_LEFT_BEHIND = """function () {
  const nodes = this.filter((object) => !Object.hasOwn(object, "constructor"));  // the others are prototypes
  return nodes.filter((node) => node.dataset.cell !== undefined && !node.isConnected).length;
}"""


@dataclass(frozen=True)
class TabMemory:
    """`cells_left` are live cells of pages that the reader has left."""

    heap_mb: float
    nodes: int
    documents: int
    listeners: int
    workers: int
    cells_left: int


def tab_memory(page: Page) -> TabMemory:
    session = page.context.new_cdp_session(page)
    for _ in range(2):  # what one collection frees may have held something else
        session.send("HeapProfiler.collectGarbage")
    cells_left = _cells_left(session)
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
    )


def _cells_left(session: CDPSession) -> int:
    def evaluated(expression: str) -> str:
        found: str = session.send("Runtime.evaluate", {"expression": expression})["result"]["objectId"]
        return found

    prototype = evaluated("HTMLElement.prototype")
    objects = session.send("Runtime.queryObjects", {"prototypeObjectId": prototype, "objectGroup": "all"})
    answer = session.send(
        "Runtime.callFunctionOn",
        {
            "functionDeclaration": IS_LEFT_BEHIND,
            "objectId": objects["objects"]["objectId"],
            "returnByValue": True,
        },
    )
    session.send("Runtime.releaseObjectGroup", {"objectGroup": "all"})
    return int(answer["result"]["value"])
