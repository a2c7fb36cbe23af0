"""Two builds of the same sources give the same bytes, whatever day, place, machine, and whatever was kept."""

import os
import shutil
import subprocess
import sys
from filecmp import cmp
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.servers.mkdocs_serve import cache_without, copy_of_tree, environment_of, mkdocs_serve

STORE = ("highlighted", "rendered", "search")
"""What a build leaves in the cache for the next one."""
EDITS = (  # a file of each kind, what stands there, and what will
    ("docs/course/pages/measured.py", "Medians of", "The medians of"),
    ("mkdocs.yml", "For teachers:", "Teaching:"),
    ("docs/course/overrides/main.html", 'content="light dark"', 'content="dark light"'),
    ("docs/course/words/en.json", '"download": "Notebook"', '"download": "Take the notebook along"'),
    ("seqlite/nn/modules/dropout.py", "In training mode, zeroes", "While training, zeroes"),
    ("docs/guides/glossary.toml", "The share of examples", "The part of the examples"),
    ("docs/about/start.json", '"runs": ', '"runs": 1'),
    ("live_cells/live/style/live.css", "margin: 1.4em 0", "margin: 1.5em 0"),
    ("live_cells/live/python/live_plots/dark_ink.json", "#e3e7f0", "#e3e7f1"),
    ("docs/course/theme/site.css", "font-weight: 100 900", "font-weight: 100 800"),
    ("docs/lab/draw-a-digit.ipynb", "the longer side gets 20 pixels", "20 pixels for the longer side"),
    ("CHANGELOG.md", "# Changelog", "# Changes"),
    ("docs/pytorch/train_ddp.py", "in one process or in many", "in many processes or in one"),
    ("docs/lessons/training.ipynb", "### Exercise: find the mistake", "### Exercise: find what is wrong"),
    ("docs/guides/teachers.md", "# For teachers", "# For those who teach"),
)
LANGUAGE = (("mkdocs.yml", "[SITE_LANGUAGE, en]", "[SITE_LANGUAGE, es]"),)
ELSEWHERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "17", "LOGNAME": "somebody"}


def elsewhere(**more: str) -> dict[str, str]:
    """The environment of another machine."""
    return {**os.environ, **ELSEWHERE, **more}


def differences(one: Path, other: Path) -> list[str]:
    """The files that only one of two folders has, or that differ."""
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*")}
    return sorted(
        str(name)
        for name in names
        if not (one / name).is_dir() or not (other / name).is_dir()
        if not ((one / name).is_file() and (other / name).is_file() and cmp(one / name, other / name, False))
    )


def test_differences_are_seen(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder / "inside").mkdir(parents=True)
        (tmp_path / folder / "inside" / "equal").write_text("equal")
        (tmp_path / folder / "inside" / "unlike").write_text(folder)
        (tmp_path / folder / f"only {folder}").write_text("")
    found = differences(tmp_path / "one", tmp_path / "other")
    assert found == ["inside/unlike", "only one", "only other"]


@pytest.mark.slow
def test_pages_built_twice_are_equal(site_dir: Path, tmp_path: Path) -> None:
    """With the same cache: what is in it, the tests below make anew."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")]
    subprocess.run(command, cwd=ROOT, env=elsewhere(), check=True, capture_output=True, umask=0o077)
    assert differences(site_dir, tmp_path / "site") == []


@pytest.mark.slow
def test_what_hooks_make_is_equal_when_it_is_made_anew(site_dir: Path, tmp_path: Path) -> None:
    """The wheel, the typefaces, the scripts: each compared with the one in the cache."""
    from live_cells.plugin.cache import CACHE

    for name in ("npm", "wheels", "datasets", "node"):  # what was fetched
        if (CACHE / name).exists():
            (tmp_path / name).symlink_to(CACHE / name)
    for tools in CACHE.glob("tools-*"):
        (tmp_path / tools.name).symlink_to(tools)
    program = (
        "from docs.course import assets as made\n"
        "from docs.course.fonts import smaller_font\n"
        "parts = (made.engine_files, made._page_packages, made.pictures_files, made.codemirror_files)\n"
        "for part in parts: [*part()]\n"
        "made._program()\n"
        "for face in made.npm_package('inter').rglob('*.woff2'): smaller_font(face)\n"
    )
    environment = elsewhere(SEQLITE_ASSET_CACHE=str(tmp_path), SOURCE_DATE_EPOCH="1000000000")
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, umask=0o077)
    made = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()]
    assert {path.suffix for path in made} >= {".whl", ".json", ".zip", ".js", ".woff2"}
    unlike = [str(name) for name in (path.relative_to(tmp_path) for path in made) if not same(name, tmp_path)]
    assert unlike == []


def same(name: Path, anew: Path) -> bool:
    from live_cells.plugin.cache import CACHE

    return cmp(CACHE / name, anew / name, shallow=False)


@pytest.mark.slow
def test_the_memory_image_is_equal_when_it_is_made_anew(assets: None, tmp_path: Path) -> None:
    from live_cells.image.build.memory_image import IMAGE, LIVE, PLUGIN, STEPS, Sources, image_folder
    from live_cells.plugin.browser_assets import PYODIDE
    from live_cells.plugin.fetch import node, npm_package
    from live_cells.plugin.packages.engine_wheel import engine_folder
    from live_cells.plugin.packages.on_demand import archives
    from live_cells.plugin.packages.pyodide_wheels import numpy_wheel
    from live_cells.plugin.packages.scripts import esbuild_package

    [engine] = engine_folder(f"../{PYODIDE.removeprefix('assets/')}/").glob("*.whl")
    packages = [part for archive in archives() for part in archive.parts]
    another = tmp_path / "in another place"
    folders = (IMAGE, LIVE, PLUGIN, ROOT / "live_cells" / "words")
    moved, live, *_ = (shutil.copytree(folder, another / folder.name) for folder in folders)
    (anew := tmp_path / "image").mkdir()
    program = moved / "build" / "make_image.mjs"
    made_of = (npm_package("pyodide"), esbuild_package(), numpy_wheel(), engine, live)
    command = [node(), program, ",".join(STEPS), *made_of, anew, *packages]
    subprocess.run(command, env=elsewhere(), cwd=tmp_path, check=True, capture_output=True)
    image = image_folder(Sources(numpy_wheel(), engine, tuple(packages), esbuild_package))
    assert image
    assert differences(image, anew) == []


@pytest.mark.slow
def test_a_served_site_is_after_edits_what_a_first_build_makes(
    assets: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, served_from = copy_of_tree(tmp_path / "tree"), tmp_path / "served"
    served_from.mkdir()
    for name, value in {
        "SEQLITE_ASSET_CACHE": cache_without(STORE, tmp_path / "cache"),
        "SEQLITE_START": "stock",
        "SOURCE_DATE_EPOCH": "1000000000",
        "TMPDIR": served_from,
    }.items():
        monkeypatch.setenv(name, str(value))
    with mkdocs_serve(tree, "--clean", "--no-strict") as served:  # edited code is not the recorded one
        monkeypatch.setenv("SITE_URL", served.address)
        for edits in (EDITS, LANGUAGE):
            for file, old, new in edits:
                text = (tree / file).read_text("utf8")
                assert old in text, file
                (tmp_path / "saved").write_text(text.replace(old, new), "utf8")
                (tmp_path / "saved").replace(tree / file)
                served.wait_for("Reloading browsers")
            [site] = served_from.glob("mkdocs_*")
            assert differences(site, built_anew(tree, tmp_path / f"after {len(edits)}")) == []


def built_anew(tree: Path, folder: Path) -> Path:
    """The site as a build makes it that comes after no other."""
    environment = environment_of(tree, SEQLITE_ASSET_CACHE=str(cache_without(STORE, folder / "cache")))
    options = ["--quiet", "--no-strict", "--site-dir", str(folder / "site")]
    command = [sys.executable, "-m", "mkdocs", "build", *options]
    subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True)
    return folder / "site"
