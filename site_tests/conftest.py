"""What all tests share. Light on purpose: inside Pyodide, too, this file stands above the engine's tests."""

import contextlib
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.oracle.torch_programs import TorchPrograms
from site_tests.oracle.torch_side import TorchSide, find_torch_python
from site_tests.suite.browser_setup import BROWSERS

sys.path[:0] = [str(ROOT / "live_cells" / "live" / "python"), str(ROOT / "docs" / "course" / "python")]

# On few cores, the threads of several processes wait for each other: ten times as long, measured.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

# What is quick comes first, and last, what is handed out test by test: no process ends long before another.
ORDER = ("engine", "live", "unit", "upstream", "build", "pytorch", "browser")


WISH = os.environ.get(
    "SEQLITE_FUZZ_SEED", "0"
)  # the same for everyone, so that who sees a failure has made it
FUZZ_SEED = random.SystemRandom().randrange(2**31) if WISH == "random" else int(WISH)
os.environ["SEQLITE_FUZZ_SEED"] = str(FUZZ_SEED)  # the same in every process of this run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--browser",
        action="append",
        choices=BROWSERS,
        help="run all browser tests in this one, or these; without it, all in Chromium, and those marked "
        "every_browser in the two others where they are installed",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    from site_tests.suite.side_by_side import ByFile

    return ByFile(config, log)


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [f"random programs start from SEQLITE_FUZZ_SEED={FUZZ_SEED}"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the folders that are quick."""

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(ROOT / "site_tests").parts[0]
        return ORDER.index(folder) if folder in ORDER else len(ORDER)

    items.sort(key=place)


@pytest.fixture(scope="session")
def assets(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fetch what the browser needs, once, with the build's own progress lines on the terminal."""
    from site_tests.suite.side_by_side import once

    def fetch(_: Path) -> None:
        command = [sys.executable, "-m", "live_cells.plugin.browser_assets"]
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            done = subprocess.run(command, stdout=sys.stderr)
        if done.returncode:
            pytest.exit("the browser assets could not be fetched: see the lines above", returncode=3)

    once(tmp_path_factory, "assets", fetch)


@pytest.fixture(scope="session")
def fuzz_seed() -> int:
    """Where the random programs start."""
    return FUZZ_SEED


@pytest.fixture(scope="session")
def fuzz_seconds() -> float:
    """How long random tries of one kind go on (`SEQLITE_FUZZ_SECONDS`)."""
    return float(os.environ.get("SEQLITE_FUZZ_SECONDS", 2))


@pytest.fixture(scope="session")
def torch_python() -> str:
    """A Python that has the real PyTorch (`SEQLITE_TEST_TORCH` names one); skips where there is none."""
    python, reason = find_torch_python()
    if python is None:
        pytest.skip(reason)
    return python


@pytest.fixture(scope="session")
def torch_side(torch_python: str) -> Iterator[TorchSide]:
    """The real PyTorch in a process that answers calls."""
    side = TorchSide(torch_python)
    yield side
    side.close()


@pytest.fixture(scope="session")
def torch_programs(torch_python: str) -> Iterator[TorchPrograms]:
    """Runs programs on the real PyTorch, which is imported once for all of them."""
    programs = TorchPrograms(torch_python)
    yield programs
    programs.close()


@pytest.fixture(scope="session")
def mnist_root(request: pytest.FixtureRequest) -> Path:
    """A folder laid out as torchvision's, with MNIST in it (`SEQLITE_TEST_MNIST` names another)."""
    given = os.environ.get("SEQLITE_TEST_MNIST")
    if given:
        return Path(given)
    if not find_spec("mkdocs"):
        pytest.skip("the tools that fetch MNIST are not installed here")
    request.getfixturevalue("assets")
    from live_cells.plugin.datasets.mnist import mnist_root

    return mnist_root()


@pytest.fixture(scope="session")
def site_dir(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site. `SEQLITE_TEST_SITE` names one that is built already."""
    given = os.environ.get("SEQLITE_TEST_SITE")
    if given:
        return Path(given).resolve()
    from site_tests.suite.side_by_side import once

    return once(tmp_path_factory, "site", build_site)


def build_site(folder: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"`mkdocs build --strict` failed:\n{done.stdout}{done.stderr}"


@pytest.fixture(scope="session", autouse=True)
def site_on_its_way(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Build the site beside the quick tests, which come first, in the first of several processes."""
    wanted = any("site_dir" in getattr(item, "fixturenames", ()) for item in request.session.items)
    if not wanted or "SEQLITE_TEST_SITE" in os.environ or os.environ.get("PYTEST_XDIST_WORKER") != "gw0":
        yield
        return
    from site_tests.suite.side_by_side import once

    def build() -> None:
        with contextlib.suppress(AssertionError):  # the first test that needs the site says it
            once(tmp_path_factory, "site", build_site)

    thread = threading.Thread(target=build)
    thread.start()
    yield
    thread.join()


@pytest.fixture(scope="session")
def pyodide_folder(site_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pyodide, NumPy and the lock file in one folder, as Node wants them."""
    folder = tmp_path_factory.mktemp("pyodide")
    for part in ("pyodide-*", "seqlite-*"):
        [source] = (site_dir / "assets").glob(part)
        shutil.copytree(source, folder, dirs_exist_ok=True)
    lock = folder / "pyodide-lock.json"
    lock.write_text(
        lock.read_text().replace("../" + next((site_dir / "assets").glob("pyodide-*")).name + "/", "")
    )
    return folder


@pytest.fixture(scope="session")
def chromium_path(request: pytest.FixtureRequest) -> str:
    """A Chromium: the system's, else Playwright's own, else one installed now."""
    from site_tests.suite.browser_setup import find_or_install_chromium

    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        return find_or_install_chromium()
