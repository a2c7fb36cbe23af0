"""The wheel of live-cells brings what a build would make with Node: it needs no Node and no network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from live_cells.plugin.cache import CACHE
from site_tests.servers.foreign_site import built, written
from site_tests.servers.mkdocs_serve import copy_of_tree, environment_of

pytestmark = pytest.mark.slow
OFFLINE = "http://127.0.0.1:9"
OWN = {"name": "mkdocs", "highlightjs": False}
OF_THIS_SITE = ("seqlite-", "live-")
"""What a build makes of the engine that is installed, and of a site's settings."""


@pytest.fixture(scope="module")
def installed(assets: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python that has the wheel as a release builds it."""
    if not (uv := shutil.which("uv")):
        pytest.skip("there is no uv on this machine, which makes the environment")
    folder = tmp_path_factory.mktemp("prebuilt")
    tree = copy_of_tree(folder / "tree")
    environment = environment_of(tree, SEQLITE_ASSET_CACHE=str(CACHE))
    fill = [sys.executable, "-m", "live_cells.plugin.prebuilt"]
    subprocess.run(fill, cwd=tree, env=environment, check=True, capture_output=True)
    for project in (tree, tree / "live_cells"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(folder / "environment")}
    for command in (
        ["venv", "--quiet", "--python", sys.executable, str(folder / "environment")],
        ["pip", "install", "--quiet", "--find-links", str(folder), "live-cells"],
    ):
        done = subprocess.run([uv, *command], env=env, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"pip cannot install it here: {done.stderr.strip()}")
    return str(next((folder / "environment").glob("*/python")))


@pytest.mark.parametrize("settings", [{}, {"torch": True, "offline": True}, {"language": "es"}])
def test_a_site_is_built_without_node_or_network_as_from_the_sources(
    settings: dict[str, object], installed: str, tmp_path: Path
) -> None:
    (nothing := tmp_path / "nothing").mkdir()
    ours, theirs = (written(tmp_path / name, settings, OWN) for name in ("ours", "theirs"))
    done = built(
        theirs,
        installed,
        PATH=str(nothing),
        SEQLITE_ASSET_CACHE=str(tmp_path / "cache"),
        npm_config_registry=OFFLINE,
        UV_DEFAULT_INDEX=OFFLINE,
    )
    assert done.returncode == 0, done.stderr
    assert built(ours, SEQLITE_ASSET_CACHE=str(CACHE)).returncode == 0
    assert contents(theirs) == contents(ours)
    assert [path for path in contents(theirs) if path.startswith("image-")]


def contents(folder: Path) -> dict[str, bytes]:
    """The files for the browser that do not depend on what is installed, and on how."""
    assets = folder / "site" / "assets"
    files = {path.relative_to(assets).as_posix(): path for path in assets.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(OF_THIS_SITE)}
