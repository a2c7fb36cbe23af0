"""Packages by name: what they need comes with them, and a lock file gives the same bytes again."""

import json
from pathlib import Path

import pytest

from live_cells.plugin.fetch import AssetError
from live_cells.plugin.packages import package_lock, resolving
from live_cells.plugin.packages.package_lock import locked_wheels
from live_cells.plugin.packages.pyodide_wheels import ResolvingError
from live_cells.plugin.packages.resolving import resolved


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
    [dateutil] = [wheel for wheel in first if "dateutil" in wheel.path.name]
    assert [need.name.partition("-")[0] for need in dateutil.needs] == ["six"]


def test_names_are_told_apart_as_the_index_does(tmp_path: Path) -> None:
    wheels = {wheel.path.name.partition("-")[0]: wheel for wheel in locked_wheels(["pydantic"], tmp_path)}
    assert wheels["pydantic_core"].path in wheels["pydantic"].needs
    assert wheels["pydantic"].path in wheels["pydantic_core"].needs  # some import those that name them


def test_other_settings_make_the_lock_anew(tmp_path: Path) -> None:
    locked_wheels(["cowsay"], tmp_path)
    wheels = locked_wheels(["six"], tmp_path)
    assert [wheel.path.name.partition("-")[0] for wheel in wheels] == ["six"]


def test_a_file_with_another_hash_is_refused(tmp_path: Path) -> None:
    locked_wheels(["cowsay"], tmp_path)
    lock = json.loads((tmp_path / "live-cells.lock").read_text())
    lock["packages"][0]["sha256"] = "0" * 64
    (tmp_path / "live-cells.lock").write_text(json.dumps(lock))
    with pytest.raises(AssetError, match=r"cowsay: wrong hash: got .*, wanted 0000"):
        locked_wheels(["cowsay"], tmp_path)
