"""Fetch what the site ships from npm and PyPI, verify it by hash, keep it in the cache."""

import base64
import fnmatch
import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from functools import cache, wraps
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from live_cells.plugin import cache as cache_folder
from live_cells.plugin.cache import atomic_write, kept, short_hash

if TYPE_CHECKING:  # what talks to the network is imported when something has to be fetched: it takes long
    import requests
    from pypi_simple import DistributionPackage, PyPISimple

PINS: Mapping[str, Mapping[str, Any]] = tomllib.loads((Path(__file__).parent / "pins.toml").read_text("utf8"))

NPM_PATIENCE = (
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-factor=2",
    "--fetch-timeout=60000",
)

log = logging.getLogger("mkdocs.assets")


class AssetError(RuntimeError):
    """An asset could not be fetched; the message names it, its source and what to do."""

    def __init__(self, asset: str, source: str, problem: str, advice: str = ""):
        advice = advice or "Check the network connection and run the command again; what had arrived is kept."
        self.problem = problem
        super().__init__(f"{asset}: {problem} (source: {source}). {advice}")


def one_at_a_time(fetch: Callable[[], Path]) -> Callable[[], Path]:
    """Let one thread fetch while the others wait for its result."""
    lock = Lock()

    @wraps(fetch)
    def wait() -> Path:
        with lock:
            return fetch()

    return wait


def progress(asset: str, size: int, since: float, check: str) -> None:
    """Log one line per asset: its name, size, time, and how it was verified."""
    log.info("%-28s %8.2f MB  %5.1f s  %s", asset, size / 1e6, time.monotonic() - since, check)


_downloaded = 0


def count_download(size: int) -> None:
    """Add to what `after_build` says."""
    global _downloaded
    _downloaded += size


def after_build() -> None:
    """Keep the cache within its bounds, and say once what was downloaded in all."""
    global _downloaded
    size = cache_folder.tidy_up()
    if _downloaded and size is not None:
        where = f"kept with the rest in {cache_folder.CACHE} ({size / 1e6:.0f} MB)"
        log.info("%-28s %8.2f MB  %s", "downloaded in all", _downloaded / 1e6, where)
    _downloaded = 0


def npm_package(name: str, pin: Mapping[str, Any] | None = None) -> Path:
    """The folder with the pinned files of npm package `name` (a key of pins.toml), or of another pin."""
    pin = pin or PINS[name]
    spec, source = pin["npm"], f"npm package {pin['npm']}"
    target = kept("npm", f"{spec.replace('/', '-')}-{short_hash(json.dumps(pin, sort_keys=True))}")
    if target.is_dir():
        return target
    start = time.monotonic()
    with atomic_write(target) as folder:
        folder.mkdir()
        npm("pack", spec, "--silent", "--pack-destination", str(folder.parent), asset=name, source=source)
        [archive] = folder.parent.glob("*.tgz")
        content = archive.read_bytes()
        count_download(len(content))
        got = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
        if got != pin["integrity"]:
            raise wrong_hash(name, source, got, pin["integrity"])
        with tarfile.open(archive) as tar:
            for member in tar:
                path = member.name.partition("/")[2]
                if member.isfile() and any(fnmatch.fnmatch(path, wanted) for wanted in pin["files"]):
                    member.name = path
                    tar.extract(member, folder, filter="data")
        for wanted in pin["files"]:
            if not any(folder.glob(wanted)):
                raise AssetError(
                    name,
                    source,
                    f"the package has no file {wanted}",
                    "Correct live_cells/plugin/pins.toml.",
                )
    progress(spec, len(content), start, "sha512 verified")
    return target


def wheel_member(name: str, filename: str, sha256: str) -> Path:
    """One file out of the wheel pinned as `name`, read by range requests; else from the pinned mirror."""
    pin = PINS[name]
    target = kept("wheels", filename)
    if target.is_file():
        if hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
            return target
        target.unlink()  # two releases of Pyodide may give different files the same name
    start = time.monotonic()
    problems = []
    ways: tuple[tuple[str, Callable[[], bytes]], ...] = (
        (f"PyPI wheel {pin['wheel']}", lambda: _read_from_wheel(pin["wheel"], f"{pin['folder']}/{filename}")),
        (pin["mirror"], lambda: _download(f"{pin['mirror']}/{filename}")),
    )
    for source, read in ways:
        try:
            content = read()
        except Exception as error:  # whatever went wrong, the next source may have it
            problems.append(f"{source}: {type(error).__name__}: {error}")
            continue
        got = hashlib.sha256(content).hexdigest()
        if got != sha256:
            problems.append(f"{source}: {wrong_hash(name, source, got, sha256)}")
            continue
        with atomic_write(target) as path:
            path.write_bytes(content)
        progress(filename.split("-cp")[0], len(content), start, "sha256 verified")
        return target
    raise AssetError(name, " then ".join(p.split(": ")[0] for p in problems), "; ".join(problems))


def pypi_wheel(name: str) -> Path:
    """The pure-Python wheel pinned as `name`."""
    pin = PINS[name]
    spec = pin["pypi"]
    known = kept("wheels", f"{spec.replace('==', '-')}-py3-none-any.whl")
    if known.is_file():
        return known
    with package_index() as index:
        return download_wheel(index, _find_wheel(index, spec), pin["sha256"], name, f"PyPI wheel {spec}")


def download_wheel(
    index: "PyPISimple", package: "DistributionPackage", sha256: str, asset: str, source: str
) -> Path:
    """A wheel of the package index, fetched into the cache, if it has the hash."""
    start = time.monotonic()
    target = kept("wheels", package.filename)
    with atomic_write(target) as path:
        try:
            index.download_package(package, path, verify=False)
        except Exception as error:
            raise AssetError(asset, source, f"{type(error).__name__}: {error}") from error
        got = hashlib.sha256(path.read_bytes()).hexdigest()
        if got != sha256:
            raise wrong_hash(asset, source, got, sha256)
        size = path.stat().st_size
    progress(package.filename, size, start, "sha256 verified")
    return target


def npm(*arguments: str, asset: str, source: str, folder: Path | None = None) -> None:
    """Run npm; its last words become the error when it fails."""
    command, environment = npm_command()
    flags = [*NPM_PATIENCE, "--no-audit", "--no-fund", "--no-update-notifier"]
    done = subprocess.run(
        [*command, *flags, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip() and "npm warn" not in line]
        raise AssetError(asset, source, "npm failed: " + " / ".join(said[:3] or ["it said nothing"]))


@cache
def node() -> Path:
    """Node's executable: the machine's own when the tests can use it, else one from PyPI, cached."""
    own = shutil.which("node")
    if own:
        version = subprocess.check_output([own, "-p", "process.versions.node"], text=True)
        if tuple(map(int, version.split(".")[:2])) >= (22, 18):  # it leaves types out by itself
            return Path(own)
    return _node_folder() / ("node.exe" if os.name == "nt" else "bin/node")


@cache
def npm_command() -> tuple[list[str], dict[str, str]]:
    executable = node()
    path = os.pathsep.join([str(executable.parent), os.environ.get("PATH", "")])
    own = shutil.which("npm")
    if own and Path(shutil.which("node") or "") == executable:
        return [own], {**os.environ}
    script = next(_node_folder().rglob("npm/bin/npm-cli.js"))
    return [str(executable), str(script)], {**os.environ, "PATH": path}


@one_at_a_time
def _node_folder() -> Path:
    spec = PINS["node"]["wheel"]
    target = kept("node", spec.partition("==")[2])
    if not target.is_dir():
        start = time.monotonic()
        log.info("No Node 22.18 or newer on this machine: fetching %s (about 60 MB) from PyPI, once", spec)
        with package_index() as index, atomic_write(target) as folder:
            package = _find_wheel(index, spec)
            wheel = folder.parent / package.filename
            try:
                index.download_package(package, wheel)  # verifies the digest the index gives
            except Exception as error:
                raise AssetError(
                    "node", f"PyPI wheel {spec}", str(error), "Or install Node 22.18 or newer."
                ) from error
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder)
            [root] = [p for p in folder.iterdir() if p.is_dir() and not p.name.endswith(".dist-info")]
            for file in (root / "bin").glob("*"):
                file.chmod(0o755)
            size = wheel.stat().st_size
            for child in list(root.iterdir()):
                child.rename(folder / child.name)
        progress(spec, size, start, "sha256 verified")
    return target


def _find_wheel(index: "PyPISimple", spec: str) -> "DistributionPackage":
    """The wheel of `project==version` that fits this machine best."""
    from packaging.tags import sys_tags
    from packaging.utils import parse_wheel_filename

    project, _, version = spec.partition("==")
    try:
        packages = index.get_project_page(project).packages
    except Exception as error:
        raise AssetError(project, f"PyPI wheel {spec}", f"{type(error).__name__}: {error}") from error
    order = {tag: rank for rank, tag in enumerate(sys_tags())}
    fitting = []
    for package in packages:
        if package.version == version and package.package_type == "wheel":
            ranks = [order[tag] for tag in parse_wheel_filename(package.filename)[3] if tag in order]
            if ranks:
                fitting.append((min(ranks), package.filename, package))
    if not fitting:
        raise AssetError(project, f"PyPI wheel {spec}", "no wheel of this version fits this machine")
    return min(fitting)[2]


def _read_from_wheel(spec: str, member: str) -> bytes:
    from remotezip import RemoteZip

    with package_index() as index:
        url = _find_wheel(index, spec).url
    with RemoteZip(url, session=session()) as archive:
        return bytes(archive.read(member))


def _download(url: str) -> bytes:
    answer = session().get(url, timeout=60)
    answer.raise_for_status()
    return answer.content


def package_index() -> "PyPISimple":
    """The package index: the one that pip or uv is configured to use, else PyPI."""
    from pypi_simple import PyPISimple

    names = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
    configured = next((os.environ[name] for name in names if os.environ.get(name)), None)
    return PyPISimple(configured, session=session()) if configured else PyPISimple(session=session())


def session() -> "requests.Session":
    """What asks hosts, with the machine's own certificates: many schools have one of their own."""
    import requests
    import truststore

    truststore.inject_into_ssl()
    made = requests.Session()
    made.headers["User-Agent"] = "live-cells"
    made.hooks["response"].append(_count_answer)
    return made


def _count_answer(answer: "requests.Response", **_: object) -> None:
    if answer.request.method == "GET":
        count_download(int(answer.headers.get("Content-Length", 0)))


def wrong_hash(asset: str, source: str, got: str, wanted: str) -> AssetError:
    return AssetError(
        asset,
        source,
        f"wrong hash: got {got}, wanted {wanted}",
        "The file was not kept. Either the source changed it or the connection did: do not use it.",
    )


def sha256_base64(content: bytes) -> str:
    """The SHA-256 of `content` as browsers write it, in policies and for integrity behind `sha256-`."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def show_progress() -> None:
    """Print the progress lines when no mkdocs is there to print them."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
