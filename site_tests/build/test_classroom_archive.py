"""The archive for a classroom without internet: what is in it, and how its little server answers."""

import ast
import gzip
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_hosts import CACHES

from docs.course.hosts import EVERYWHERE, headers
from site_tests import ROOT
from site_tests.servers.classroom import bare_environment, oldest_python, started, unpacked
from site_tests.servers.http_requests import ask

HOME = ROOT / "docs" / "course" / "classroom"
PACK = HOME / "pack.py"
SERVE = [oldest_python(), "-I", str(HOME / "serve.py"), "--no-browser"]


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few files with the addresses of a site's."""
    folder = tmp_path_factory.mktemp("small") / "site"
    for address in [*CACHES, "404.html", "figures/a.svg", "assets/x.min.js.map"]:
        (folder / address).parent.mkdir(parents=True, exist_ok=True)
        (folder / address).write_text(f"{address}\n" * 1000)
    (folder / "_headers").write_text(headers([*CACHES, "404.html"]))
    (folder / "sitemap.xml").write_text(
        "<loc>http://127.0.0.1:8642/</loc><loc>http://127.0.0.1:8642/a/</loc>"
    )
    return folder


def packed(site: Path, archive: Path) -> str:
    done = subprocess.run(
        [sys.executable, PACK, "--site", site, "-o", archive], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def at(small_site: Path) -> Iterator[str]:
    with started([*SERVE, "--port", "0", "--site", str(small_site)]) as address:
        yield address


@pytest.fixture(scope="module")
def shared_at(small_site: Path) -> Iterator[str]:
    with started([*SERVE, "--port", "0", "--share", "--site", str(small_site)]) as address:
        yield address


def test_the_archive_holds_the_site_and_what_starts_it(site_dir: Path, tmp_path: Path) -> None:
    archive = tmp_path / "new folder" / "classroom.zip"
    assert packed(site_dir, archive) == f"{archive}: {archive.stat().st_size / 1e6:.1f} MB\n"
    with zipfile.ZipFile(archive) as content:
        inside = {entry.filename: entry for entry in content.infolist()}
        files = {path.relative_to(site_dir).as_posix() for path in site_dir.rglob("*") if path.is_file()}
        missing = {name for name in files if f"course/site/{name}" not in inside}
        assert [name for name in missing if not name.endswith((".map", ".xml.gz"))] == []
        assert content.read("course/site/index.html") == (site_dir / "index.html").read_bytes()
        programs = {name.removeprefix("course/") for name in inside if name.count("/") == 1}
        assert b"\r\n" in content.read("course/start-windows.bat")
        assert b"\r" not in content.read("course/start-macos.command")
        told = content.read("course/README.txt").decode("ascii")
    for name in programs - {"README.txt"}:
        assert name in told, "the README explains each program"
        may_run = inside[f"course/{name}"].external_attr >> 16 & 0o111
        assert bool(may_run) == name.endswith((".sh", ".command")), name
    assert programs == {
        *("README.txt", "serve.py"),
        *(
            f"{what}-{where}"
            for what in ("start", "share")
            for where in ("linux.sh", "macos.command", "windows.bat")
        ),
    }


def test_the_same_site_gives_the_same_archive(small_site: Path, tmp_path: Path) -> None:
    packed(small_site, tmp_path / "one.zip")
    copy = shutil.copytree(small_site, tmp_path / "copy", copy_function=shutil.copyfile)
    os.utime(copy / "index.html", (1e9, 1e9))
    packed(copy, tmp_path / "other.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_the_server_runs_on_old_pythons() -> None:
    ast.parse((HOME / "serve.py").read_text("utf8"), feature_version=(3, 9))


@pytest.mark.parametrize("address", CACHES)
def test_it_says_what_the_other_hosts_say(at: str, small_site: Path, address: str) -> None:
    status, said, content = ask(at + address)
    assert (status, content) == (200, (small_site / address).read_bytes())
    assert said.get_all("Cache-Control") == [CACHES[address]]
    assert {name: said[name] for name in EVERYWHERE} == EVERYWHERE


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("assets/pyodide-1.2.3/pyodide.asm.wasm", "application/wasm"),
        ("assets/theme-0123abcd/katex/katex.mjs", "text/javascript; charset=utf-8"),
        ("assets/live-0123abcd/page/page.js", "text/javascript; charset=utf-8"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("figures/a.svg", "image/svg+xml"),
        ("assets/image-0123abcd/core.zst", "application/octet-stream"),
    ],
)
def test_types_do_not_depend_on_the_computer(at: str, address: str, kind: str) -> None:
    assert ask(at + address)[1]["Content-Type"] == kind


@pytest.mark.parametrize(
    "address",
    ["nowhere", "../serve.py", "%2e%2e/serve.py", "..%5cserve.py", "C:/x", "_headers", "a%00b", "assets/"],
)
def test_what_is_no_file_of_the_site_is_its_page_of_errors(at: str, address: str) -> None:
    status, said, content = ask(at + address)
    assert (status, said["Cache-Control"], content[:8]) == (404, "no-cache", b"404.html")


def test_a_folder_without_its_slash_leads_to_the_folder(at: str) -> None:
    status, _, content = ask(at + "lessons/training")
    assert (status, content[:11]) == (200, b"lessons/tra")


def test_the_list_of_pages_names_the_address_by_which_a_reader_came(at: str) -> None:
    assert ask(at + "sitemap.xml")[2].decode() == f"<loc>{at}</loc><loc>{at}a/</loc>"


def test_a_page_is_sent_again_only_if_it_changed(small_site: Path, tmp_path: Path) -> None:
    """Its date says nothing: what was unpacked has that of the archive."""
    site = shutil.copytree(small_site, tmp_path / "site")
    page, when = site / "index.html", (1e9, 1e9)
    tags = []
    for text in ("the old", "the new"):
        page.write_text(text)
        os.utime(page, when)
        with started([*SERVE, "--port", "0", "--site", str(site)]) as address:
            status, said, content = ask(address, **({"If-None-Match": tags[0]} if tags else {}))
            assert (status, content) == (200, text.encode())
            tags.append(said["ETag"])
            status, said, content = ask(address, **{"If-None-Match": tags[-1]})
            assert (status, content, said["Content-Length"]) == (304, b"", None)


def test_it_ends_as_it_says_also_where_a_shell_has_put_it_aside(small_site: Path) -> None:
    command = shlex.join([*SERVE, "--port", "0", "--site", str(small_site)])
    with started(["sh", "-c", f"trap '' INT; exec {command}"]) as address:
        assert ask(address)[0] == 200


def test_files_travel_packed_through_a_network_only(at: str, shared_at: str, small_site: Path) -> None:
    name = "assets/pyodide-1.2.3/pyodide.asm.wasm"
    for address, packing in ((at, None), (shared_at, "gzip")):
        _, said, content = ask(address + name, **{"Accept-Encoding": "gzip, deflate, br"})
        assert (said["Content-Encoding"], said["Vary"]) == (packing, "Accept-Encoding")
        assert (gzip.decompress(content) if packing else content) == (small_site / name).read_bytes()
    assert ask(shared_at + name)[1]["Content-Encoding"] is None
    assert ask(shared_at + "assets/image-0123abcd/core.zst", **{"Accept-Encoding": "gzip"})[1]["Vary"] is None


def test_files_that_are_packed_already_are_sent_as_they_are(small_site: Path, tmp_path: Path) -> None:
    site = shutil.copytree(small_site, tmp_path / "site")
    (site / "index.html.br").write_bytes(b"by brotli")
    (site / "index.html.gz").write_bytes(b"by gzip")
    with started([*SERVE, "--port", "0", "--site", str(site)]) as address:
        for accepted, form, sent in (("gzip, br", "br", b"by brotli"), ("gzip;q=1.0", "gzip", b"by gzip")):
            _, said, content = ask(address, **{"Accept-Encoding": accepted})
            assert (said["Content-Encoding"], content) == (form, sent)
            assert said["Content-Type"].startswith("text/html")


def test_a_second_start_leads_to_the_first(at: str, shared_at: str, small_site: Path) -> None:
    port = at.rstrip("/").rpartition(":")[2]
    again = [*SERVE, "--site", str(small_site), "--port", port]
    done = subprocess.run(again, capture_output=True, text=True, timeout=60)
    assert done.stdout == f"The course is at {at} already, served by another window.\n"
    with started(
        [*SERVE, "--port", shared_at.rstrip("/").rpartition(":")[2], "--site", str(small_site)]
    ) as other:
        assert other != shared_at, "one is for the network, the other for this computer"


def test_without_the_site_it_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run([*SERVE, "--site", tmp_path], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "unpack the whole archive" in done.stderr


@pytest.mark.parametrize("system", ["linux.sh", "macos.command"])
@pytest.mark.parametrize("how", ["start", "share"])
def test_a_double_click_starts_it(small_site: Path, tmp_path: Path, system: str, how: str) -> None:
    packed(small_site, tmp_path / "classroom.zip")
    course = unpacked(tmp_path / "classroom.zip", tmp_path / "Übungen (2) & mehr")
    command = [str(course / f"{how}-{system}"), "--no-browser", "--port", "0"]
    with started(command, bare_environment(tmp_path / "computer", oldest_python())) as address:
        assert ask(address)[0] == 200


def test_a_computer_without_python_is_told_what_helps(small_site: Path, tmp_path: Path) -> None:
    packed(small_site, tmp_path / "classroom.zip")
    start = unpacked(tmp_path / "classroom.zip", tmp_path) / "start-linux.sh"
    environment = bare_environment(tmp_path / "computer", None)
    (tmp_path / "computer" / "bin" / "python3").write_text("#!/bin/sh\nexit 1\n")  # too old, or a mere offer
    (tmp_path / "computer" / "bin" / "python3").chmod(0o755)
    done = subprocess.run([start], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert "there is no Python 3.9 or newer" in done.stdout
    assert "another computer" in done.stdout
    assert done.stderr == ""
