"""What hosts say with the site's files: `_headers`, and a configuration tried in the real nginx."""

import gzip
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from docs.course.hosts import EVERYWHERE, headers
from site_tests.servers.http_requests import ask
from site_tests.servers.nginx import MISSING, nginx, packing_command

NEVER_CHANGES = "public, max-age=31536000, immutable"
CACHES = {
    "index.html": "no-cache",
    "lessons/training/index.html": "no-cache",
    "index.ipynb": "no-cache",
    "lessons/training/training.ipynb": "no-cache",
    "service_worker.js": "no-cache",
    "manifest.webmanifest": "no-cache",
    "assets/pyodide-1.2.3/pyodide.asm.wasm": NEVER_CHANGES,
    "assets/live-0123abcd/page/page.js": NEVER_CHANGES,
    "assets/theme-0123abcd/katex/katex.mjs": NEVER_CHANGES,
    "assets/image-0123abcd/core.zst": NEVER_CHANGES,
}

OTHERS = ("404.html", "figures/a.svg", "search/search_index.json")


def rules(text: str) -> dict[str, dict[str, str]]:
    """Each address pattern of a `_headers` file, and its headers."""
    blocks = (block.split("\n  ") for block in re.split(r"\n(?=/)", text.rstrip()))
    return {address: dict(line.split(": ", 1) for line in lines) for address, *lines in blocks}


def applied(text: str, address: str) -> dict[str, list[str]]:
    """The headers of an address, joined as hosts join them."""
    said: dict[str, list[str]] = {}
    for pattern, rule in rules(text).items():
        if fnmatch(f"/{address}", pattern):
            for name, value in rule.items():
                said.setdefault(name, []).append(value)
    return said


@pytest.mark.parametrize("address", CACHES)
def test_each_address_gets_one_rule_about_its_cache(address: str) -> None:
    said = applied(headers(list(CACHES)), address)
    assert said == {
        **{name: [value] for name, value in EVERYWHERE.items()},
        "Cache-Control": [CACHES[address]],
        **({"Content-Type": ["application/json"]} if address.endswith(".ipynb") else {}),
    }


def test_pages_are_asked_for_by_their_folders() -> None:
    text = headers(list(CACHES))
    for address in ("", "lessons/training/", "lessons/"):
        assert applied(text, address)["Cache-Control"] == ["no-cache"]


def test_the_sites_own_rules_fit_every_file_once(site_dir: Path) -> None:
    text = (site_dir / "_headers").read_text("utf8")
    assert len(rules(text)) <= 100, "Cloudflare Pages reads no more"
    for path in site_dir.rglob("*"):
        address = path.relative_to(site_dir).as_posix()
        if path.is_file():
            said = applied(text, address).get("Cache-Control", [])
            assert len(said) == 1 or (not said and path.suffix != ".html"), f"{address}: {said}"
    [live] = (site_dir / "assets").glob("live-*")
    assert applied(text, f"assets/{live.name}/page/page.js")["Cache-Control"] == [NEVER_CHANGES]
    assert applied(text, "service_worker.js")["Cache-Control"] == ["no-cache"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of an nginx with the guide's configuration, and the folder that it serves."""
    if MISSING:
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("nginx")
    root = folder / "site"
    for address in [*CACHES, *(f"deep/learning/{name}" for name in CACHES), *OTHERS]:
        (root / address).parent.mkdir(parents=True, exist_ok=True)
        (root / address).write_bytes(f"{address}\n".encode() * 1000)
    with nginx(root, folder) as address:
        yield address, root


@pytest.mark.parametrize("place", ["", "deep/learning/"])
@pytest.mark.parametrize("address", CACHES)
def test_nginx_says_what_the_other_hosts_say(served: tuple[str, Path], place: str, address: str) -> None:
    status, said, content = ask(served[0] + place + address)
    assert (status, content) == (200, (served[1] / place / address).read_bytes())
    assert said.get_all("Cache-Control") == [CACHES[address]]
    assert {name: said[name] for name in EVERYWHERE} == EVERYWHERE


@pytest.mark.parametrize(
    ("address", "kind", "packed"),
    [
        ("lessons/training/", "text/html", True),
        ("lessons/training/training.ipynb", "application/json", True),
        ("search/search_index.json", "application/json", True),
        ("assets/pyodide-1.2.3/pyodide.asm.wasm", "application/wasm", True),
        ("assets/theme-0123abcd/katex/katex.mjs", "text/javascript", True),
        ("assets/live-0123abcd/page/page.js", "(application|text)/javascript", True),
        ("manifest.webmanifest", "application/manifest\\+json", True),
        ("figures/a.svg", "image/svg\\+xml", True),
        ("assets/image-0123abcd/core.zst", "application/octet-stream", False),
    ],
)
def test_nginx_packs_what_shrinks_and_says_its_type(
    served: tuple[str, Path], address: str, kind: str, packed: bool
) -> None:
    _, said, content = ask(served[0] + address, **{"Accept-Encoding": "gzip"})
    assert re.fullmatch(kind, said["Content-Type"])
    assert said["Content-Encoding"] == ("gzip" if packed else None)
    assert said["Vary"] == ("Accept-Encoding" if packed else None)
    file = served[1] / address / "index.html" if address.endswith("/") else served[1] / address
    assert (gzip.decompress(content) if packed else content) == file.read_bytes()


def test_nginx_shows_the_sites_own_page_where_there_is_none(served: tuple[str, Path]) -> None:
    status, said, content = ask(served[0] + "nowhere/")
    assert status == 404
    assert content.startswith(b"404.html")
    assert said["Cache-Control"] == "no-cache"


def test_nginx_sends_a_page_again_only_if_it_changed(served: tuple[str, Path]) -> None:
    _, said, _ = ask(served[0])
    status, _, content = ask(served[0], **{"If-None-Match": said["ETag"]})
    assert (status, content) == (304, b"")


def test_nginx_sends_what_the_guides_command_has_packed(tmp_path: Path) -> None:
    if MISSING:
        pytest.skip(MISSING)
    tmp_path.chmod(0o755)
    for name in ("index.html", "a.mjs", "assets/b-0123abcd/c.wasm", "d.zst", "e.ipynb"):
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_bytes(f"{name}\n".encode() * 1000)
    for _ in "once", "again":
        subprocess.run(packing_command(), shell=True, cwd=tmp_path, check=True)
    packed = {path.name for path in tmp_path.rglob("*.gz")}
    assert packed == {"index.html.gz", "a.mjs.gz", "c.wasm.gz", "e.ipynb.gz"}
    with nginx(tmp_path / "site", tmp_path) as address:
        for name in ("index.html", "assets/b-0123abcd/c.wasm"):
            file = tmp_path / "site" / name
            _, said, content = ask(address + name, **{"Accept-Encoding": "gzip"})
            assert (said["Content-Encoding"], said["Vary"]) == ("gzip", "Accept-Encoding")
            assert content == file.with_name(f"{file.name}.gz").read_bytes()
            assert ask(address + name)[2] == file.read_bytes()
