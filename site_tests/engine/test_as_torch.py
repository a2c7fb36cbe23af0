"""PyTorch programs, unchanged: `as_torch.install()` in its own process, `python -m seqlite.as_torch`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from seqlite import __version__
from seqlite.torch_version import PYTORCH, TORCHVISION

pytestmark = pytest.mark.skipif(sys.platform == "emscripten", reason="the browser has no processes")
ROOT = Path(__file__).parents[2]


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf8"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf8", env=env, cwd=cwd)


def script(tmp_path: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "program.py"
    path.write_text(text, encoding="utf8")
    return run("-m", "seqlite.as_torch", str(path), *arguments, cwd=tmp_path)


def test_a_program_runs_as_main_with_its_arguments_and_neighbors(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("import torch.nn as nn\nlayer = nn.ReLU()\n")
    done = script(tmp_path, """\
import sys
import torch
import torch.functional
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
from torch.functional import Tensor, split
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset
from torchvision import datasets, transforms
from beside import layer

print(__name__, sys.argv[1:], type(torch.zeros(1)), type(nn.Linear(1, 1)), type(nn.Linear(1, 1).weight))
print(datasets.MNIST, DataLoader, optim.Adam, transforms.Compose, torch.utils.data.Dataset, torch.Size)
print(layer, isinstance(layer, torch.nn.ReLU), F is torch.nn.functional, split is torch.functional.split)
sys.exit(7)
""", "a", "--b")  # fmt: skip
    assert done.stdout.splitlines() == [
        "__main__ ['a', '--b'] <class 'torch.Tensor'> <class 'torch.nn.modules.linear.Linear'> "
        "<class 'torch.nn.parameter.Parameter'>",
        "<class 'torchvision.datasets.mnist.MNIST'> <class 'torch.utils.data.dataloader.DataLoader'> "
        "<class 'torch.optim.adam.Adam'> <class 'torchvision.transforms.transforms.Compose'> "
        "<class 'torch.utils.data.dataset.Dataset'> <class 'torch.Size'>",
        "ReLU() True True True"], done.stderr  # fmt: skip
    assert done.returncode == 7


@pytest.mark.parametrize(
    ("module", "name"),
    [("torch.linalg", "eig"), ("torch", "stft"), ("torch.optim", "SparseAdam"), ("torch.functional", "stft")],
)
def test_an_import_of_what_is_not_covered_says_what_works(tmp_path: Path, module: str, name: str) -> None:
    done = script(
        tmp_path, f"import torch\nprint(hasattr({module}, {name!r}))\nfrom {module} import {name}\n"
    )
    assert done.stdout == "False\n"
    assert done.stderr.splitlines()[-1].startswith("torch.NotCovered: ")
    assert f"{module}.{name} is not covered by seqlite; the nearest that works: " in done.stderr


def test_an_error_is_the_programs_own(tmp_path: Path) -> None:
    done = script(tmp_path, "def f():\n    return 1 / 0\n\nf()\n")
    assert done.returncode == 1
    assert "as_torch" not in done.stderr
    lines = done.stderr.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert "program.py" in lines[1]
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert "SyntaxError" in script(tmp_path, "def f(:\n").stderr


def test_what_is_not_covered_is_said(tmp_path: Path) -> None:
    done = script(tmp_path, """\
for line in ("import torch.fx", "from torch import fancy", "import torchvision.models",
             "import torch.vision"):
    try:
        exec(line)
    except ImportError as error:
        print(type(error).__name__, error)
""")  # fmt: skip
    first, second, third, fourth = done.stdout.splitlines()
    assert first.startswith(
        "ModuleNotFoundError No module named 'torch.fx': `torch` is seqlite here, which covers"
    )
    assert second.startswith("ImportError cannot import name 'fancy'")
    assert third.startswith("ModuleNotFoundError No module named 'torchvision.models'")
    assert fourth.startswith("ModuleNotFoundError No module named 'torch.vision'")


def test_internals_are_not_to_be_had_under_pytorchs_names(tmp_path: Path) -> None:
    """What PyTorch has under a name, or nothing."""
    done = script(tmp_path, """\
import importlib, pkgutil, sys
import seqlite, torch, torch.nn, torch.utils.data
torch.save({"w": torch.nn.Linear(1, 1)(torch.ones(1))}, "w.npz")
ours = [info.name for info in pkgutil.walk_packages(seqlite.__path__, "seqlite.")]
for name in ours:
    twin = name.replace("seqlite.vision", "torchvision").replace("seqlite.safetensors", "safetensors")
    twin = twin.replace("seqlite", "torch", 1)
    try:
        importlib.import_module(twin)
    except ModuleNotFoundError:
        package, _, last = name.rpartition(".")
        if isinstance(getattr(sys.modules.get(package), last, None), type(sys)) and package == "seqlite":
            print("left in sight:", twin)
    else:
        print(twin)
""")  # fmt: skip
    reached = done.stdout.splitlines()
    assert "torch.nn.functional" in reached, done.stderr
    assert "torchvision.transforms.transforms" in reached
    internal = re.compile(r"_core|engine|flat_parameters|compact|\bformat|geometry")
    assert [name for name in reached if internal.search(name)] == []


def test_optimizers_and_schedules_can_be_pickled() -> None:
    done = run("-c", """\
import pickle
from seqlite import as_torch
as_torch.install()
import torch
weight = torch.nn.Parameter(torch.ones(1))
weight.grad = torch.ones(1)
optimizer = torch.optim.AdamW([weight])
schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
optimizer.step()
for thing in pickle.loads(pickle.dumps((optimizer, schedule))):
    print(type(thing))
""")  # fmt: skip
    assert done.stdout.splitlines() == [
        "<class 'torch.optim.adamw.AdamW'>",
        "<class 'torch.optim.lr_scheduler.StepLR'>",
    ], done.stderr


def test_whole_modules_are_saved_wherever_their_class_stands(tmp_path: Path) -> None:
    text = """
import io, torch
from torch import nn
layers = nn.Unfold(2), nn.CosineSimilarity(), nn.PixelShuffle(2), nn.InstanceNorm2d(3), nn.Linear(2, 2)
net = nn.Sequential(*layers)
torch.save(net, file := io.BytesIO())
file.seek(0)
loaded = torch.load(file, weights_only=False)
print(repr(loaded) == repr(net), [type(layer).__module__ for layer in loaded])
"""
    done = script(tmp_path, text)
    homes = [
        f"torch.nn.modules.{name}" for name in ("fold", "distance", "pixelshuffle", "instancenorm", "linear")
    ]
    assert done.stdout == f"True {homes}\n", done.stderr


ON_DEMAND = """import importlib
from seqlite._core.absent import files_on_demand
for home, names in files_on_demand().items():
    if home != "modules":
        place = importlib.import_module(home.removesuffix(".Tensor"))
        place = place.Tensor if home == "torch.Tensor" else place
        for name in names:
            value = getattr(place, name)
            assert name in dir(place), (home, name)
            assert not isinstance(value, type) or value.__module__.startswith("torch"), (home, name)
print("all here")"""


def test_all_that_is_imported_on_demand_is_to_be_had_under_pytorchs_names(tmp_path: Path) -> None:
    assert script(tmp_path, ON_DEMAND).stdout == "all here\n"


VERSION = """import torch, torchvision
v = torch.__version__
print(v, torchvision.__version__, torch.torch_version.TorchVersion is type(v))
print(v > "2.0.0", v >= (2, 13), v < (2, 14, 1), v == "2.13.0", v > "1.9.0", v >= "2.13.0")
print(v < "2.9", v < "parrot")
print(tuple(map(int, v.split("+")[0].split("."))))"""


def test_the_version_is_that_of_the_pytorch_whose_answers_it_gives(tmp_path: Path) -> None:
    pinned = (ROOT / ".ci" / "torch").read_text("utf8")
    first, second, third, last = script(tmp_path, VERSION).stdout.splitlines()
    assert f"torch=={PYTORCH} torchvision=={TORCHVISION}" in pinned
    assert first == f"{PYTORCH}+seqlite{__version__} {TORCHVISION}+seqlite{__version__} True"
    assert (second, third) == ("True True True False True True", "False True")
    assert last == "(2, 13, 0)"


def test_a_real_torch_is_not_mixed_with(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("real = True\n")
    done = run("-c", """\
import torch
from seqlite import as_torch
try:
    as_torch.install()
except RuntimeError as error:
    print(error)
as_torch.install(force=True)
as_torch.install()
import torch
print(torch.__name__)
""", cwd=tmp_path)  # fmt: skip
    said, name = done.stdout.splitlines()
    assert said.startswith("the real torch is imported already")
    assert name == "seqlite"


@pytest.mark.parametrize(
    "gone",
    [
        "del sys.modules['torch']",
        "forget('torch', 'torchvision')",
        "forget('seqlite')",
        "forget('torch', 'torchvision', 'seqlite')",
        "importlib.reload(torch)",
        "importlib.reload(torch.nn)",
    ],
)
def test_there_is_one_engine_however_often_it_is_imported(tmp_path: Path, gone: str) -> None:
    done = script(tmp_path, f"""\
import importlib, sys
import torch, torch.nn, torch.nn.functional, torchvision.transforms

def forget(*roots):
    for name in [name for name in sys.modules if name.partition(".")[0] in roots]:
        del sys.modules[name]

before = torch, torch.nn, torch.nn.functional, torch.Tensor, torch.nn.Linear, torchvision.transforms
model, spec, path = torch.nn.Linear(2, 1), torch.__spec__, torch.__path__
{gone}
import torch, torch.nn as nn, torch.nn.functional as F, torchvision.transforms as T
import seqlite, torch.utils.data, torch.optim.lr_scheduler
print([a is b for a, b in zip(before, (torch, nn, F, torch.Tensor, nn.Linear, T), strict=True)])
print(seqlite is torch, isinstance(model, nn.Module), isinstance(model(torch.ones(1, 2)), seqlite.Tensor))
print(torch.__spec__ is spec, torch.__path__ is path, torch.__name__, type(model))
""")  # fmt: skip
    assert done.stdout.splitlines() == [
        str([True] * 6),
        "True True True",
        "True True seqlite <class 'torch.nn.modules.linear.Linear'>",
    ], done.stderr[-2000:]


def test_the_command_explains_itself(tmp_path: Path) -> None:
    assert "runs a PyTorch program unchanged" in run("-m", "seqlite.as_torch", "--help").stdout
    done = run("-m", "seqlite.as_torch", str(tmp_path / "nowhere.py"))
    assert (done.returncode, "there is no file" in done.stderr) == (2, True)


def test_checkpoints_have_the_names_of_the_safetensors_package(tmp_path: Path) -> None:
    done = script(tmp_path, """\
import torch
from safetensors.torch import load_file, save_file

model = torch.nn.Linear(2, 1)
save_file(model.state_dict(), "model.safetensors")
print(model.load_state_dict(load_file("model.safetensors", device="cpu")))
torch.save({"epoch": 1, "model": model.state_dict()}, "run.safetensors")
print(torch.load("run.safetensors", weights_only=True)["epoch"], torch.save.__module__)
""")  # fmt: skip
    assert done.stdout.splitlines()[:1] == ["<All keys matched successfully>"], done.stderr
    assert done.stdout.splitlines()[1].startswith("1 ")


def test_a_model_stays_one_of_the_library_that_is_imported_anew(tmp_path: Path) -> None:
    """Also where the program has named `torch.nn` without importing it."""
    done = script(
        tmp_path,
        """\
import importlib, sys, torch
before, model = torch, torch.nn.Linear(2, 1)
importlib.reload(torch)
for name in [name for name in sys.modules if name.partition('.')[0] in ('torch', 'seqlite')]:
    del sys.modules[name]
import torch, torch.nn.functional, seqlite
print(torch is before, seqlite is before, isinstance(model, torch.nn.Module))
""",
    )
    assert done.stdout.split() == ["True", "True", "True"], done.stderr
