"""Let many readers at once fetch the site from one nginx, and see that nothing is lost.

    uv run python site_tests/bench/load.py [--readers 500] [--site site] [--record]

First, Chromium visits a lesson, runs a cell, and comes again: nginx's log says what that asks for. Then
Locust (https://locust.io) sends as many readers at once, each with six connections as a browser has, who ask
for the same, twice. Locust, because a reader is a program there: it checks every byte of each answer, and on
the second visit shows the tags that it got on the first. Tools such as wrk send more a second, but look at no
answer. Then a class of thirty does the same with the server of the classroom archive. Servers and readers
share the machine, over the loopback interface. `--record` writes the figures that the site shows into
`docs/guides/load.json`.
"""

import argparse
import datetime
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from in_chromium import chromium

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import LivePage
from site_tests.servers.classroom import started
from site_tests.servers.http_requests import ask
from site_tests.servers.nginx import MISSING, PROGRAM, nginx, packing_command

RECORDED = ROOT / "docs" / "guides" / "load.json"
LESSON, CELL = "lessons/tour/", "first-model"
LOCUST = "locust==2.47.0"
MANY = "worker_processes {}; worker_rlimit_nofile 10000; events {{ worker_connections 4000; }}"
"""What the guide says about nginx's own file: nginx's default is 512 connections."""
LIMIT = 400
CLASS = 30
SERVE = [str(ROOT / "docs/course/classroom/serve.py"), "--share", "--no-browser", "--port", "0"]
SITEMAP = "/sitemap.xml"
Asked = list[dict[str, Any]]


def visits(address: str, log: Path) -> dict[str, Asked]:
    """What a browser asks for on a first visit, in which it runs a cell, and on a second."""
    asked: dict[str, Asked] = {}
    with chromium() as browser:
        context = browser.new_context(service_workers="allow")
        for visit in ("first", "second"):
            before = len(logged(log))
            live = LivePage(context.new_page()).open(address + LESSON)
            live.cell(CELL).run()
            live.cell(CELL).expect_state("done")
            expect(live.page.locator(".live-offline")).to_have_text("Available offline", timeout=60_000)
            live.page.wait_for_load_state("networkidle")
            live.page.close()
            asked[visit] = logged(log)[before:]
    return asked


def logged(log: Path) -> Asked:
    return [json.loads(line) for line in log.read_text().splitlines()]


def told_once(address: str, site: Path, asked: dict[str, Asked]) -> dict[str, Asked]:
    """The same, each with what one reader gets: unpacked, the bytes are those of the site's file."""
    plan: dict[str, Asked] = {}
    tags: dict[str, str] = {}
    for visit, all_asked in asked.items():
        plan[visit] = []
        for each in all_asked:
            uri = each["uri"]
            wants = {"Accept-Encoding": each["accepts"]} if each["accepts"] else {}
            wants |= {"If-None-Match": tags[uri]} if each["knows"] and tags[uri] else {}
            status, said, content = ask(address.rstrip("/") + uri, **wants)
            tags[uri] = said["ETag"] or ""
            assert status == (304 if "If-None-Match" in wants else 200), each
            if status == 200 and uri != SITEMAP:  # the classroom's server writes its own address into it
                path = site / urlsplit(uri).path.lstrip("/")
                path = path / "index.html" if path.is_dir() else path
                packed = said["Content-Encoding"] == "gzip"
                assert (gzip.decompress(content) if packed else content) == path.read_bytes(), each
            known = {"uri": uri, "accepts": each["accepts"], "status": status}
            plan[visit].append({**known, "bytes": len(content), "crc32": zlib.crc32(content)})
    return plan


def read(plan: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the readers report."""
    (folder / "plan.json").write_text(json.dumps(plan))
    program = [Path(__file__).with_name("readers.py"), folder / "plan.json", folder / "report.json"]
    alone = ["uv", "run", "--quiet", "--isolated", "--no-project", "--with", LOCUST, "python", *program]
    subprocess.run(alone, check=True, timeout=LIMIT + 120)
    return json.loads((folder / "report.json").read_text())


def measured(site: Path, readers: int, folder: Path) -> dict[str, Any]:
    log = folder / "answers"
    with nginx(site, folder, MANY.format(1), f"{log} answers") as address:
        asked = visits(address, log)
    with nginx(site, folder, MANY.format(os.cpu_count())) as address:
        many = served_to(readers, address, site, asked, folder)
        before = seconds_of_children()
    worked = seconds_of_children() - before  # nginx is the only one that ended since
    with started([sys.executable, "-I", *SERVE, "--site", str(site)]) as address:
        one_class = served_to(CLASS, address, site, asked, folder)
    return {**many, "nginx_seconds": round(worked, 1), "class": {"readers": CLASS, **one_class}}


def served_to(
    readers: int, address: str, site: Path, asked: dict[str, Asked], folder: Path
) -> dict[str, Any]:
    """What that many readers get, of which nothing may be lost."""
    plan = told_once(address, site, asked)
    place = (urlsplit(address).hostname, urlsplit(address).port)
    report = read({**plan, "readers": readers, "limit": LIMIT, "place": place}, folder)
    for visit, wanted in plan.items():
        found = report[visit]
        lost = readers * len(wanted) - found["requests"] + found["failures"]
        assert not lost, f"{visit} visit: {lost} answers of {readers * len(wanted)} lost; {report['errors']}"
        assert found["bytes"] == readers * sum(each["bytes"] for each in wanted)
    return {visit: figures(report[visit], readers) for visit in plan}


def seconds_of_children() -> float:
    """Processor time of all programs that this one has started and seen end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def figures(found: dict[str, Any], readers: int) -> dict[str, Any]:
    took = found["visits"]
    return {
        "requests": found["requests"] // readers,
        "bytes": found["bytes"] // readers,
        "failures": found["failures"],
        "milliseconds": {**found["milliseconds"], "100": round(found["slowest"])},
        "seconds": {str(part): round(took[(len(took) - 1) * part // 100], 2) for part in (50, 95, 100)},
        "requests_per_second": round(found["requests"] / took[-1]),
        "megabytes_per_second": round(found["bytes"] / took[-1] / 1e6),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--site", type=Path, help="a built site; without it, it is built")
    parser.add_argument("--no-packing", action="store_true", help="let nginx pack each answer anew")
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    if MISSING:
        parser.error(MISSING)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        if arguments.site:
            shutil.copytree(arguments.site, folder / "site")
        else:
            command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder / "site"]
            subprocess.run(command, cwd=ROOT, check=True)
        if not arguments.no_packing:
            subprocess.run(packing_command(), shell=True, cwd=folder, check=True)
        result = measured(folder / "site", arguments.readers, folder)
    said = subprocess.run([str(PROGRAM), "-v"], capture_output=True, text=True).stderr
    about = {
        "date": datetime.date.today().isoformat(),
        "readers": arguments.readers,
        "cores": os.cpu_count(),
        "nginx": said.strip().rpartition("/")[2],
        "locust": LOCUST.rpartition("=")[2],
    }
    text = json.dumps({**about, **result}, indent=1) + "\n"
    print(text, end="")
    if arguments.record:
        RECORDED.write_text(text, "utf8")


if __name__ == "__main__":
    main()
