"""Readers for the load test: each fetches what a browser fetched on its first visit, then what on its second.

    python site_tests/bench/readers.py plan.json report.json

Run by load.py, in an environment of its own that has Locust. Each answer is read to its end and compared,
byte for byte, with what the server sent to a single reader.
"""

import json
import resource
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import gevent
from gevent.pool import Pool
from geventhttpclient import HTTPClient
from locust import User, task
from locust.env import Environment
from locust.exception import StopUser

CONNECTIONS = 6
"""As many as browsers have for one host."""
VISITS = ("first", "second")


class Reader(User):
    """Comes twice, and goes."""

    plan: dict[str, Any]
    arrived = 0
    took: dict[str, list[float]]

    @task
    def visit(self) -> None:
        tags: dict[str, str] = {}
        for visit in VISITS:
            begin = time.perf_counter()
            self._fetch_all(visit, tags)
            self.took[visit].append(time.perf_counter() - begin)
            self._wait_for_the_others(visit)
        raise StopUser

    def _fetch_all(self, visit: str, tags: dict[str, str]) -> None:
        place = self.plan["place"]
        client = HTTPClient(*place, concurrency=CONNECTIONS, connection_timeout=120, network_timeout=120)
        first, *others = self.plan[visit]
        self._fetch(client, visit, first, tags)  # the page names the others
        pool = Pool(CONNECTIONS)
        for wanted in others:
            pool.spawn(self._fetch, client, visit, wanted, tags)
        pool.join()
        client.close()

    def _fetch(self, client: HTTPClient, visit: str, wanted: dict[str, Any], tags: dict[str, str]) -> None:
        headers = {"Accept-Encoding": wanted["accepts"]} if wanted["accepts"] else {}
        if wanted["status"] == 304:
            while wanted["uri"] not in tags:  # asked for a moment ago
                gevent.sleep(0.01)
            headers["If-None-Match"] = tags[wanted["uri"]]
        begin, size, wrong = time.perf_counter(), 0, None
        try:
            answer = client.request("GET", wanted["uri"], headers=headers)
            content = answer.read()
            size = len(content)
            found = (answer.status_code, size, zlib.crc32(content))
            if found != (wanted["status"], wanted["bytes"], wanted["crc32"]):
                wrong = ValueError(f"{wanted['uri']}: wanted {wanted}, got {found}")
            tags.setdefault(wanted["uri"], answer.get("etag") or "")
        except Exception as error:
            wrong = error
        tags.setdefault(wanted["uri"], "")
        self.environment.events.request.fire(
            request_type=visit,
            name="all",
            response_time=1000 * (time.perf_counter() - begin),
            response_length=size,
            exception=wrong,
            context={},
        )

    def _wait_for_the_others(self, visit: str) -> None:
        """All come back at once, as a class does after a break."""
        while len(self.took[visit]) < self.plan["readers"]:
            gevent.sleep(0.05)


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text())
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    Reader.plan, Reader.took = plan, {visit: [] for visit in VISITS}
    environment = Environment(user_classes=[Reader])
    runner = environment.create_local_runner()
    environment.stats.use_response_times_cache = False
    begin = time.perf_counter()
    runner.start(plan["readers"], spawn_rate=plan["readers"])
    last = begin + plan["limit"]
    while any(len(took) < plan["readers"] for took in Reader.took.values()) and time.perf_counter() < last:
        gevent.sleep(0.1)
    runner.quit()
    report = {}
    for visit in VISITS:
        stats = environment.stats.get("all", visit)
        report[visit] = {
            "requests": stats.num_requests,
            "failures": stats.num_failures,
            "bytes": stats.total_content_length,
            "milliseconds": {
                str(part): stats.get_response_time_percentile(part / 100) for part in (50, 95, 99)
            },
            "slowest": stats.max_response_time,
            "visits": sorted(Reader.took[visit]),
        }
    errors = sorted({str(error.error) for error in environment.stats.errors.values()})[:5]
    Path(sys.argv[2]).write_text(json.dumps({"errors": errors, **report}))


if __name__ == "__main__":
    main()
