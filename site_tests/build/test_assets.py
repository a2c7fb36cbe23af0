"""Fetching: what is wrong, missing or unreachable ends in a clear error, and never in the cache."""

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from live_cells.plugin import cache as kept_files
from live_cells.plugin import fetch
from seqlite.vision import compact


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept_files, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def package(content: dict[str, bytes]) -> bytes:
    """An npm package with these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, data in content.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.fixture
def registry(cache: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """An npm that serves what the test puts in, and the pin `thing` for it."""
    offered = {"thing": package({"a.js": b"1", "sub/b.js": b"2", "readme.md": b"3"})}

    def npm(*arguments: str, asset: str, source: str, folder: Path | None = None) -> None:
        if asset not in offered:
            raise fetch.AssetError(asset, source, "npm failed: no network")
        (Path(arguments[-1]) / "thing-1.0.0.tgz").write_bytes(offered[asset])

    digest = base64.b64encode(hashlib.sha512(offered["thing"]).digest()).decode()
    pin = {"npm": "thing@1.0.0", "integrity": f"sha512-{digest}", "files": ["a.js", "sub/*.js"]}
    monkeypatch.setattr(fetch, "npm", npm)
    monkeypatch.setattr(fetch, "PINS", {"thing": pin})
    return offered


def left_behind(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file() or path.name.startswith(".arriving")]


def test_a_package_arrives_with_just_the_pinned_files(registry: dict[str, bytes], cache: Path) -> None:
    folder = fetch.npm_package("thing")
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*")) == ["a.js", "sub/b.js"]
    assert not list(cache.rglob(".arriving*"))


def test_what_is_cached_needs_no_network(registry: dict[str, bytes]) -> None:
    folder = fetch.npm_package("thing")
    registry.clear()
    assert fetch.npm_package("thing") == folder


def test_a_wrong_hash_is_refused_and_not_kept(registry: dict[str, bytes], cache: Path) -> None:
    registry["thing"] = package({"a.js": b"evil", "sub/b.js": b"2"})
    with pytest.raises(fetch.AssetError, match=r"thing: wrong hash: got sha512-.*, wanted sha512-.*not kept"):
        fetch.npm_package("thing")
    assert left_behind(cache) == []


def test_a_missing_file_is_named(
    registry: dict[str, bytes], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(fetch.PINS["thing"], "files", ["a.js", "gone.js"])  # type: ignore[arg-type]
    with pytest.raises(fetch.AssetError, match=r"no file gone\.js .*npm package thing@1\.0\.0.*pins\.toml"):
        fetch.npm_package("thing")
    assert left_behind(cache) == []


def test_without_network_the_error_names_asset_source_and_next_step(
    registry: dict[str, bytes], cache: Path
) -> None:
    registry.clear()
    with pytest.raises(fetch.AssetError, match=r"thing: .*thing@1\.0\.0.*Check the network"):
        fetch.npm_package("thing")
    assert left_behind(cache) == []


def test_a_wheel_member_falls_back_to_the_second_source(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        fetch, "PINS", {"n": {"wheel": "w==1", "folder": "f", "mirror": "https://mirror.invalid"}}
    )
    monkeypatch.setattr(fetch, "_read_from_wheel", lambda spec, member: b"tampered")
    monkeypatch.setattr(fetch, "_download", lambda url: b"genuine")
    path = fetch.wheel_member("n", "n.whl", hashlib.sha256(b"genuine").hexdigest())
    assert path.read_bytes() == b"genuine"


def test_when_both_sources_lie_both_are_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        fetch, "PINS", {"n": {"wheel": "w==1", "folder": "f", "mirror": "https://mirror.invalid"}}
    )
    monkeypatch.setattr(fetch, "_read_from_wheel", lambda spec, member: b"tampered")
    monkeypatch.setattr(fetch, "_download", lambda url: b"tampered too")
    with pytest.raises(fetch.AssetError, match=r"w==1.*wrong hash.*mirror\.invalid.*wrong hash"):
        fetch.wheel_member("n", "n.whl", hashlib.sha256(b"genuine").hexdigest())
    assert left_behind(cache) == []


def test_an_interrupted_arrival_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> None:
        with kept_files.atomic_write(tmp_path / "thing") as path:
            path.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "is_taken"),
    [(None, False), ("20.19.0", False), ("22.17.1", False), ("22.18.0", True), ("24.1.0", True)],
)
def test_node_is_the_machines_own_if_new_enough_or_comes_from_pypi(
    cache: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, is_taken: bool
) -> None:
    own = cache / "own" / "node"
    monkeypatch.setattr(fetch.shutil, "which", lambda name: version and str(own))
    monkeypatch.setattr(fetch.subprocess, "check_output", lambda command, text: f"{version}\n")
    monkeypatch.setattr(fetch, "_node_folder", lambda: cache / "node")
    fetch.node.cache_clear()
    try:
        assert fetch.node() == (own if is_taken else cache / "node" / "bin" / "node")
    finally:
        fetch.node.cache_clear()


def test_what_two_threads_want_at_once_is_fetched_once(tmp_path: Path) -> None:
    two_at_once, fetched = threading.Barrier(2), []

    @fetch.one_at_a_time
    def folder() -> Path:
        target = tmp_path / "node"
        if not target.is_dir():
            with suppress(threading.BrokenBarrierError):
                two_at_once.wait(0.2)
            fetched.append(target)
            target.mkdir(exist_ok=True)
        return target

    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(lambda _: folder(), range(2))) == {tmp_path / "node"}
    assert len(fetched) == 1


def test_a_build_that_cannot_fetch_ends_with_one_line_and_an_exit_code(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SEQLITE_ASSET_CACHE": str(tmp_path),
        "npm_config_registry": "http://127.0.0.1:9",
        "npm_config_fetch_retries": "0",
    }
    command = [sys.executable, "-m", "docs.course.assets"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("error: pyodide: npm failed")
    assert "Traceback" not in done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".arriving")]


def test_mnist_is_packed_without_loss(mnist_root: Path, site_dir: Path) -> None:
    [packed] = (site_dir / "assets").glob("mnist-*/mnist.bin")
    sets = compact.unpack(packed.read_bytes())
    raw = mnist_root / "MNIST" / "raw"
    for name, stem in (("train", "train"), ("test", "t10k")):
        images, labels = sets[name]
        assert images.shape == (len(labels), 28, 28)
        assert images.tobytes() == (raw / f"{stem}-images-idx3-ubyte").read_bytes()[16:]  # after the head
        assert labels.tobytes() == (raw / f"{stem}-labels-idx1-ubyte").read_bytes()[8:]
    digest = hashlib.md5((raw / "train-images-idx3-ubyte").read_bytes()).hexdigest()
    assert digest == "6bbc9ace898e44ae57da46a324031adb"  # the genuine file


def test_a_wheel_from_the_index_is_held_to_its_pinned_hash(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Index:
        def __enter__(self) -> "Index":
            return self

        def __exit__(self, *error: object) -> None: ...
        def download_package(self, package: object, path: Path, verify: bool) -> None:
            path.write_bytes(b"tampered")

    pin = {"pypi": "thing==1", "sha256": hashlib.sha256(b"genuine").hexdigest()}
    monkeypatch.setattr(fetch, "PINS", {"thing": pin})
    monkeypatch.setattr(fetch, "package_index", Index)
    monkeypatch.setattr(
        fetch, "_find_wheel", lambda index, spec: SimpleNamespace(filename="thing-1-py3-none-any.whl")
    )
    with pytest.raises(fetch.AssetError, match=r"thing: wrong hash.*PyPI wheel thing==1"):
        fetch.pypi_wheel("thing")
    assert left_behind(cache) == []
    pin["sha256"] = hashlib.sha256(b"tampered").hexdigest()
    assert fetch.pypi_wheel("thing").read_bytes() == b"tampered"


def names_in(packed: Path) -> list[str]:
    """The files of a package's archive."""
    decoder = (fetch.npm_package("zstddec") / "dist" / "zstddec.mjs").as_uri()
    program = (
        f"import fs from 'node:fs'; import {{ ZSTDDecoder }} from '{decoder}';"
        "const zstd = new ZSTDDecoder(); await zstd.init();"
        "process.stdout.write(zstd.decode(fs.readFileSync(process.argv[1])));"
    )
    command = [fetch.node(), "--input-type=module", "--eval", program, packed]
    done = subprocess.run(command, capture_output=True, check=True)
    return zipfile.ZipFile(io.BytesIO(done.stdout)).namelist()


def test_packages_on_demand_are_small_and_bring_their_licenses(site_dir: Path) -> None:
    for name, most in (("matplotlib", [1_800_000, 1_100_000]), ("tqdm", [120_000])):
        parts = sorted((site_dir / "assets").glob(f"{name}-*/*.pack"), key=lambda part: len(part.name))
        sizes = [part.stat().st_size for part in parts]
        assert all(size < limit for size, limit in zip(sizes, most, strict=True)), sizes
        names = [file for part in parts for file in names_in(part)]
        assert len(names) == len(set(names))
        assert [file for file in names if re.search("LICEN[CS]E", file)]
        assert not [file for file in names if file.endswith(".py") or "/tests/" in file]
