"""Packages by name: what they need comes with them, and a lock file gives the same bytes again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from live_cells.plugin.cache import CACHE
from live_cells.plugin.fetch import AssetError
from live_cells.plugin.packages import package_lock, resolving
from live_cells.plugin.packages.package_lock import locked_wheels
from live_cells.plugin.packages.pyodide_wheels import ResolvingError
from live_cells.plugin.packages.resolving import fitting, resolved


def names(*requirements: str) -> dict[str, str]:
    return {found.name: found.source for found in resolved(requirements)}


def test_what_a_package_needs_comes_with_it() -> None:
    assert names("scikit-learn>=1.8", "SymPy") == {
        **dict.fromkeys(("numpy", "scikit-learn", "scipy"), "pyodide"),  # compiled
        **dict.fromkeys(("joblib", "mpmath", "sympy", "threadpoolctl"), "index"),
    }


def test_what_a_browser_does_not_need_stays_away() -> None:
    assert names("cowsay", "tqdm>=4") == {"cowsay": "index", "tqdm": "index"}  # and no colorama


def test_a_version_that_the_distribution_lacks_comes_from_the_index() -> None:
    [mpmath] = [each for each in resolved(["sympy", "mpmath<1.4"]) if each.name == "mpmath"]
    assert (str(mpmath.version), mpmath.source) == ("1.3.0", "index")


@pytest.mark.parametrize(
    ("fits", "versions", "order"),
    [
        ("", "0.9 0.20 1.0rc1", "0.20 0.9"),
        ("", "1.0rc1 1.0b2", "1.0rc1 1.0b2"),
        (">=1.0rc1", "0.20 1.0rc1", "1.0rc1"),
        (">0.9", "0.9 0.10 1.0rc1 0.11", "0.11 0.10"),
    ],
)
def test_a_pre_release_is_taken_only_where_there_is_no_other(fits: str, versions: str, order: str) -> None:
    found = fitting(SpecifierSet(fits), map(Version, versions.split()))
    assert found == [*map(Version, order.split())]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["no-such-package-here"], "no wheel for the browser fulfills no-such-package-here (as named)"),
        (["scipy<1"], "no wheel for the browser fulfills scipy<1 (as named)"),
        (["sympy", "mpmath>=1.4,<1.3"], "no wheel for the browser fulfills mpmath"),
        (["pandas>>1"], "cannot be read: "),
    ],
)
def test_what_cannot_be_had_is_named(asked: list[str], said: str) -> None:
    with pytest.raises(ResolvingError) as caught:
        resolved(asked)
    assert said in str(caught.value)


def unreachable() -> None:
    raise AssertionError("asked the index again")


def test_a_lock_file_gives_the_same_files_and_asks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = locked_wheels(["python-dateutil", "cowsay"], tmp_path)
    before = (tmp_path / "live-cells.lock").read_bytes()
    for module in (package_lock, resolving):
        monkeypatch.setattr(module, "package_index", unreachable)
    assert locked_wheels(["cowsay", "python-dateutil"], tmp_path) == first
    assert (tmp_path / "live-cells.lock").read_bytes() == before


def test_other_settings_make_the_lock_anew(tmp_path: Path) -> None:
    locked_wheels(["cowsay"], tmp_path)
    wheels = locked_wheels(["six"], tmp_path)
    assert [wheel.name.partition("-")[0] for wheel in wheels] == ["six"]


def test_a_file_with_another_hash_is_refused(tmp_path: Path) -> None:
    locked_wheels(["cowsay"], tmp_path)
    lock = json.loads((tmp_path / "live-cells.lock").read_text())
    lock["packages"][0]["sha256"] = "0" * 64
    (tmp_path / "live-cells.lock").write_text(json.dumps(lock))
    with pytest.raises(AssetError, match=r"cowsay: wrong hash: got .*, wanted 0000"):
        locked_wheels(["cowsay"], tmp_path)


def own(folder: Path, double: str = "2 * n", needs: str = "six") -> str:
    """The source of a package of one module, as an entry of `packages` names it."""
    (folder / "twice").mkdir(exist_ok=True)
    (folder / "twice" / "twice.py").write_text(f"def double(n):\n    return {double}\n")
    (folder / "twice" / "pyproject.toml").write_text(
        "[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'\n"
        f"[project]\nname = 'twice'\nversion = '1.0'\ndependencies = ['{needs}']\n"
        "[tool.hatch.build.targets.wheel]\nonly-include = ['twice.py']\n"
    )
    return "./twice"


def locked(folder: Path) -> dict[str, dict[str, str]]:
    return {each["name"]: each for each in json.loads((folder / "live-cells.lock").read_text())["packages"]}


def test_an_authors_own_package_is_built_from_its_source_with_what_it_needs(tmp_path: Path) -> None:
    named = own(tmp_path)
    wheels = locked_wheels([named, "cowsay"], tmp_path)
    assert [wheel.name.partition("-")[0] for wheel in wheels] == ["cowsay", "six", "twice"]
    first = locked(tmp_path)
    assert first["twice"]["source"] == "./twice"
    assert locked_wheels([named, "cowsay"], tmp_path) == wheels
    own(tmp_path, "n + n")
    assert locked_wheels([named, "cowsay"], tmp_path)[-1] != wheels[-1]
    second = locked(tmp_path)
    assert second["twice"]["sha256"] != first["twice"]["sha256"]
    assert second["six"] == first["six"]
    own(tmp_path, needs="six<1.17")
    locked_wheels([named, "cowsay"], tmp_path)
    assert locked(tmp_path)["six"]["version"] == "1.16.0"


def test_an_own_package_that_cannot_be_had_is_a_sentence(tmp_path: Path) -> None:
    own(tmp_path, needs="six>>1")
    for named, said in {
        ".": "the folder has no pyproject.toml",
        "./twice": "./twice: no wheel can be built: ",
    }.items():
        with pytest.raises(AssetError, match=said):
            locked_wheels([named], tmp_path)


def test_an_own_package_with_compiled_extensions_says_what_to_do(tmp_path: Path) -> None:
    (source := tmp_path / "fast").mkdir()
    (source / "setup.py").write_text(
        "from setuptools import setup, Distribution\n"
        "class Compiled(Distribution):\n    def has_ext_modules(self):\n        return True\n"
        "setup(name='fast', version='1', py_modules=[], distclass=Compiled)\n"
    )
    with pytest.raises(
        AssetError, match=r"has compiled extensions, which .* Build its wheel with `pyodide build`"
    ):
        locked_wheels(["./fast"], tmp_path)


@pytest.mark.slow
def test_a_lock_gives_the_same_bytes_after_the_cache_is_emptied(assets: None, tmp_path: Path) -> None:
    (tmp_path / "live-cells.toml").write_text("image = false\npackages = ['beautifulsoup4', 'regex']\n")
    locks, sites = [], []
    for name in ("first", "second"):
        (cache := tmp_path / f"cache-{name}").mkdir()
        for kept in ("node", "npm"):  # what no lock is about
            if (CACHE / kept).is_dir():
                (cache / kept).symlink_to(CACHE / kept)
        (site := tmp_path / name).mkdir()
        (site / "index.html").write_text("<head></head><pre class=live>import bs4, regex</pre>")
        command = [sys.executable, "-m", "live_cells.make.command", "make", name]
        env = {**os.environ, "SEQLITE_ASSET_CACHE": str(cache)}
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        locks.append((tmp_path / "live-cells.lock").read_bytes())
        files = (path for path in site.rglob("*") if path.is_file())
        sites.append({path.relative_to(site).as_posix(): path.read_bytes() for path in files})
    assert locks[0] == locks[1]
    assert sites[0] == sites[1]
    assert len([name for name in sites[0] if name.endswith(".pack")]) == 4
