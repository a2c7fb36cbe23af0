"""What `pip install seqlite` brings: from the wheel, in environments that have nothing else but NumPy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from site_tests import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
ENVIRONMENTS = {"oldest": ("3.11", "numpy==2.1.0"), "newest": (None, "numpy")}
"""Python (none: the one that tests) and NumPy; what CI tests besides is in .github/workflows/package.yml."""
PROGRAM = ROOT / "site_tests" / "engine" / "data" / "trains.py"
TYPED = """\
import seqlite as torch
from seqlite import nn
from seqlite.utils.data import DataLoader, TensorDataset

class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden: torch.Tensor = self.layers(x)
        return hidden.relu()

net = Net()
data = DataLoader(TensorDataset(torch.ones(4, 2), torch.zeros(4, 1)), batch_size=2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in data:
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    optimizer.step()
reveal_type(torch.exp(x).sum())
wrong: int = torch.ones(2)
"""


def built(folder: Path, *targets: str, of: Path = ROOT) -> None:
    wanted = [word for target in targets for word in ("-t", target)]
    command = [sys.executable, "-m", "hatchling", "build", *wanted, "-d", str(folder)]
    subprocess.run(command, cwd=of, check=True, capture_output=True)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    built(folder, "wheel", "sdist")
    return folder


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def python(request: pytest.FixtureRequest, packages: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python that has the wheel, its NumPy, and nothing else."""
    uv = shutil.which("uv")
    if not uv:
        pytest.skip("there is no uv on this machine, which makes the environments")
    number, numpy = ENVIRONMENTS[request.param]
    home = tmp_path_factory.mktemp("clean") / "environment"
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(home)}
    [wheel] = packages.glob("*.whl")
    for command in (
        ["venv", "--quiet", "--python", number or sys.executable, str(home)],
        ["pip", "install", "--quiet", str(wheel), numpy],
    ):
        done = subprocess.run([uv, *command], env=env, cwd=home.parent, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no environment with Python {number} and {numpy}: {done.stderr.strip()}")
    listed = subprocess.run(
        [uv, "pip", "list", "--quiet"], env=env, cwd=home.parent, capture_output=True, text=True
    )
    assert [line.split()[0] for line in listed.stdout.splitlines()[2:]] == ["numpy", "seqlite"]
    return str(next(home.glob("*/python")))


def test_a_program_trains_on_what_pip_installed(python: str, tmp_path: Path) -> None:
    command = [python, "-I", "-W", "error", "-m", "seqlite.as_torch", str(PROGRAM)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("<class 'torch.nn.modules.container.Sequential'> True\n", "")


def test_the_command_explains_itself(python: str, tmp_path: Path) -> None:
    command = [python, "-I", "-m", "seqlite.as_torch", "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "python -m seqlite.as_torch script.py" in done.stdout
    assert "%load_ext" in done.stdout


@pytest.mark.parametrize("python", ["oldest"], indirect=True)
def test_type_checkers_see_what_pip_installed(python: str, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(TYPED)
    kept = ["--cache-dir", str(ROOT / ".mypy_cache" / "of the wheel")]
    command = [sys.executable, "-m", "mypy", "--strict", *kept, "--python-executable", python, "program.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = re.findall(r"(?:type is|has type) \"([\w.]+)\"|(\[[\w-]+\])", done.stdout)
    assert ["".join(each) for each in found] == [
        *("seqlite._core.tensor.Tensor", "Tensor", "int", "[assignment]")
    ], done.stdout


def test_a_wheel_of_the_source_distribution_is_the_same(packages: Path, tmp_path: Path) -> None:
    [archive] = packages.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    [source] = tmp_path.iterdir()
    built(tmp_path / "again", "wheel", of=source)
    [wheel], [again] = packages.glob("*.whl"), (tmp_path / "again").glob("*.whl")
    assert contents(wheel) == contents(again)
    files = {path.relative_to(ROOT / "seqlite") for path in (ROOT / "seqlite").rglob("*") if path.is_file()}
    shipped = {Path(name).relative_to("seqlite") for name in contents(wheel) if name.startswith("seqlite/")}
    left_out = {path for path in files - shipped if "__pycache__" not in path.parts}
    sources = {path for path in files if path.suffix == ".jinja"}
    assert (shipped - files, left_out) == (set(), {Path("README.md"), *sources})
    assert Path("py.typed") in shipped


def test_the_tool_holds_nothing_of_the_course_and_the_engine_nothing_of_the_tool(
    packages: Path, tmp_path: Path
) -> None:
    built(tmp_path, "wheel", of=ROOT / "live_cells")
    [engine], [tool] = packages.glob("*.whl"), tmp_path.glob("*.whl")
    names = contents(tool)
    assert [name for name in names if re.search(r"playground|classroom|/lab/|live_lab|course", name)] == []
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"live_cells"}
    assert {name.partition("/")[0].partition("-")[0] for name in contents(engine)} == {"seqlite"}
    [metadata] = (text.decode() for name, text in names.items() if name.endswith("/METADATA"))
    wanted = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:")]
    assert "Requires-Dist: seqlite>=0.1" in wanted  # each memory image holds it
    assert all(">=" in line or "extra" in line for line in wanted), "each has a lower bound"


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_one_line_is_enough_in_a_notebook() -> None:
    first = "%load_ext seqlite.as_torch"
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in (first, "import torch\ntorch.arange(3.)")],
    )
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    assert book.cells[0].outputs == []
    assert book.cells[1].outputs[0]["data"]["text/plain"] == "tensor([0., 1., 2.])"


def test_the_project_names_the_pythons_and_places_that_are_tested() -> None:
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert oldest == ENVIRONMENTS["oldest"][0]
    assert ENVIRONMENTS["oldest"][1] == f"numpy=={PROJECT['dependencies'][0].removeprefix('numpy>=')}.0"
