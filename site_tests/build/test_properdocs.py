"""ProperDocs, which continues MkDocs 1, builds the course and the sites of others as it does."""

import re
import shutil
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.servers.foreign_site import written
from site_tests.servers.generators import generator

pytestmark = pytest.mark.slow
GENERATOR = re.compile(rb'<meta name="generator" content="[^"]*">')


def contents(site: Path) -> dict[str, bytes]:
    """The files of a site, without what says which program has written them."""
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): GENERATOR.sub(b"", path.read_bytes()) for path in files}


@pytest.mark.timeout(1200)
def test_the_course_is_the_same_but_for_the_generators_name(site_dir: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = generator(
        "properdocs", "properdocs", "build", "--strict", "-f", "mkdocs.yml", "-d", str(site), folder=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    ours, theirs = contents(site_dir), contents(site)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_a_site_of_somebody_else_builds_with_either_name_of_its_settings(
    assets: None, tmp_path: Path
) -> None:
    folder = written(tmp_path / "site", {"image": False}, {"name": "material", "font": False})
    shutil.copy(folder / "mkdocs.yml", folder / "properdocs.yml")
    built = []
    for settings in ("mkdocs.yml", "properdocs.yml"):
        command = ("properdocs", "build", "--strict", "-f", settings)
        done = generator("properdocs", *command, folder=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        built.append(contents(folder / "site"))
    assert built[0].keys() == built[1].keys()
    assert b'data-cell="cell-1"' in built[0]["index.html"]
