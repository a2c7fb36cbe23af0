"""The engine's own tests on the very runtime that readers get."""

import importlib.metadata
import shutil
import subprocess
from pathlib import Path

import pytest

from site_tests import ROOT

ONLY_THERE = [f"site_tests/engine/test_{name}.py" for name in ("simd", "kernels", "random", "printing")]
"""What runs there alone, or depends on the machine."""
PURE = ("pytest", "pluggy", "iniconfig", "packaging", "pygments", "pytest-timeout")


@pytest.fixture(scope="session")
def pure_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pytest and what it needs, all pure Python."""
    folder = tmp_path_factory.mktemp("packages")
    for name in PURE:
        for file in importlib.metadata.files(name) or []:
            if ".." not in file.parts and file.suffix != ".pyc":
                target = folder / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), target)
    return folder


@pytest.mark.timeout(900)
@pytest.mark.parametrize("tests", [ONLY_THERE, pytest.param(["site_tests/engine"], marks=pytest.mark.slow)])
def test_engine_passes_its_tests_inside_pyodide(
    pyodide_folder: Path, pure_packages: Path, mnist_root: Path, tests: list[str]
) -> None:
    from live_cells.plugin.fetch import node

    script = Path(__file__).with_name("pytest_in_pyodide.mjs")
    command = [node(), script, pyodide_folder, ROOT, pure_packages, mnist_root, "-q", *tests]
    done = subprocess.run(command, capture_output=True, text=True)
    print(done.stdout[-3000:])
    assert done.returncode == 0, (
        f"pytest inside Pyodide ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    )
    assert " passed" in done.stdout
