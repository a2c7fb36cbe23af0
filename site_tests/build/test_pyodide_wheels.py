"""The pinned wheels of Pyodide's project, and the release of Pyodide that has to load them."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from live_cells.plugin import cache, fetch, upgrade_pyodide
from live_cells.plugin.packages import pyodide_wheels

NUMPY = "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
PINS = """[pyodide]
npm = "pyodide@314.0.4"
integrity = "sha512-before"

[other]
npm = "other@1"
integrity = "sha512-other"
"""


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {NUMPY: "0123", "six-1.17.0-py2.py3-none-any.whl": "4567"}
    pyodide = {"npm": "pyodide@314.0.4", "integrity": "sha512-before", "files": []}
    monkeypatch.setattr(fetch, "PINS", {"pyodide": pyodide, "wheels": {"sha256": files}})
    monkeypatch.setattr(pyodide_wheels, "PINS", fetch.PINS)


def release(folder: Path, python: str, abi: str) -> Path:
    """A release of Pyodide with a newer NumPy of its own."""
    entry = {"name": "numpy", "version": "9.0", "file_name": "numpy-9.0-….whl", "sha256": "ab", "depends": []}
    lock = {"info": {"python": python, "abi_version": abi}, "packages": {"numpy": entry, "js": {}}}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    return folder


def test_a_newer_release_of_the_same_abi_keeps_the_pinned_wheels(tmp_path: Path) -> None:
    packages = pyodide_wheels.lock_file(release(tmp_path, "3.14.9", "2026_0"))["packages"]
    kept = {"file_name": NUMPY, "version": "2.4.3", "sha256": "0123"}
    assert packages["numpy"] == {"name": "numpy", "depends": []} | kept
    assert packages["six"]["version"] == "1.17.0"
    assert "js" in packages


@pytest.mark.parametrize(
    ("python", "abi"), [("3.15.0rc1", "2026_5"), ("3.14.2", "2026_5"), ("3.15.0", "2026_0")]
)
def test_another_abi_is_an_error_that_names_both(python: str, abi: str, tmp_path: Path) -> None:
    wanted = (
        rf"numpy: {NUMPY} does not fit.*cp{python[0]}{python[2:4]} and pyemscripten_{abi}_wasm32.*upgrading"
    )
    with pytest.raises(fetch.AssetError, match=wanted):
        pyodide_wheels.lock_file(release(tmp_path, python, abi))


def test_a_cached_wheel_of_the_same_name_and_another_release_is_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = {"wheel": "w==1", "folder": "f", "mirror": "https://mirror.invalid"}
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    monkeypatch.setattr(fetch, "PINS", {"wheels": pin})
    for content in (b"older", b"newer"):
        monkeypatch.setattr(fetch, "_read_from_wheel", lambda spec, member, content=content: content)
        path = fetch.wheel_member("wheels", NUMPY, hashlib.sha256(content).hexdigest())
        assert path.read_bytes() == content


def compiled_wheel(folder: Path, needed: list[str], brought: dict[str, list[str]]) -> Path:
    """A wheel with a compiled module; each file needs the shared libraries listed with it."""

    def counted(content: bytes) -> bytes:
        return bytes([len(content)]) + content

    def module(libraries: list[str]) -> bytes:
        memory = b"\x01" + counted(bytes(4))
        names = bytes([len(libraries)]) + b"".join(counted(name.encode()) for name in libraries)
        return b"\0asm\1\0\0\0" + b"\0" + counted(counted(b"dylink.0") + memory + b"\x02" + counted(names))

    path = folder / "own-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, libraries in {"own.cpython-314-wasm32-emscripten.so": needed, **brought}.items():
            archive.writestr(name, module(libraries))
    return path


def test_a_library_that_a_wheel_needs_and_does_not_bring_is_named(tmp_path: Path) -> None:
    wanted = r"own-1.0-.* needs libproj.so, which is not in it"
    geos = {"own.libs/libgeos.so": ["libproj.so"]}
    with pytest.raises(fetch.AssetError, match=wanted):
        pyodide_wheels.check_libraries(compiled_wheel(tmp_path, ["libgeos.so"], geos))
    both = {**geos, "own.libs/libproj.so": []}
    pyodide_wheels.check_libraries(compiled_wheel(tmp_path, ["libgeos.so"], both))


@pytest.fixture
def pins_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "pins.toml"
    path.write_text(PINS)
    monkeypatch.setattr(upgrade_pyodide, "PINS_FILE", path)
    return path


def arrives(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def npm_package(name: str, pin: Any) -> Path:
        assert (pin["npm"], pin["integrity"]) == ("pyodide@314.0.9", "sha512-after")
        return folder

    monkeypatch.setattr(fetch, "npm_package", npm_package)


def test_an_upgrade_changes_version_and_integrity_alone(
    pins_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives(monkeypatch, release(tmp_path, "3.14.9", "2026_0"))
    said = upgrade_pyodide.upgrade("314.0.9", "sha512-after")
    assert said == "pyodide@314.0.4 → pyodide@314.0.9 (Python 3.14.9); the pinned wheels fit"
    assert pins_file.read_text() == PINS.replace("314.0.4", "314.0.9").replace("before", "after")


def test_the_pinned_release_is_no_upgrade(pins_file: Path) -> None:
    assert upgrade_pyodide.upgrade("314.0.4", "sha512-before") == "pyodide@314.0.4 is pinned already"
    assert pins_file.read_text() == PINS


def test_an_upgrade_that_cannot_load_the_wheels_changes_nothing(
    pins_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives(monkeypatch, release(tmp_path, "3.15.0", "2026_5"))
    with pytest.raises(fetch.AssetError, match="does not fit this Pyodide"):
        upgrade_pyodide.upgrade("314.0.9", "sha512-after")
    assert pins_file.read_text() == PINS
