"""Record all names of PyTorch's public namespaces: what may be here, and what should be.

    .cache/torch/bin/python site_tests/recordings/record_namespaces.py

`namespaces.json` holds, for each namespace, `dir` (every name without an underscore) and `public`: what
PyTorch's `__all__` lists, or, where there is none, what can be called; no modules. A test compares the engine
with them both ways.
"""

from __future__ import annotations

import importlib
import json
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

NAMESPACES = Path(__file__).resolve().parents[1] / "engine" / "data" / "namespaces.json"
PUBLIC = """torch torch.Tensor torch.autograd torch.autograd.functional torch.func torch.linalg torch.nn
torch.nn.functional torch.nn.init torch.nn.utils torch.nn.utils.parametrizations
torch.nn.utils.rnn torch.optim torch.optim.lr_scheduler torch.special torch.utils.data
torchvision.datasets torchvision.transforms torchvision.transforms.functional torchvision.utils"""
FURTHER = """torch.backends torch.cuda torch.functional torch.utils torchvision torchvision.transforms.v2
torchvision.transforms.v2.functional torchvision.tv_tensors"""


def home_of(path: str) -> Any:
    """The module or class."""
    if path == "torch.Tensor":
        return importlib.import_module("torch").Tensor
    return importlib.import_module(path)


def public_names(home: Any) -> list[str]:
    """What PyTorch offers there."""
    listed = getattr(home, "__all__", None)
    names = listed or dir(home)
    if isinstance(home, type):
        return [name for name in names if name[0] != "_"]
    found = []
    for name in names:
        value = getattr(home, name)
        offered = listed or (callable(value) and not name.startswith("BroadcastingList"))
        if name[0] != "_" and offered and not isinstance(value, ModuleType):
            found.append(name)
    return sorted(set(found))


if __name__ == "__main__":
    import torch
    import torchvision

    warnings.simplefilter("ignore")
    recorded = {}
    for path in [*PUBLIC.split(), *FURTHER.split()]:
        home = home_of(path)
        recorded[path] = {"dir": [name for name in dir(home) if name[0] != "_"]}
        if path in PUBLIC.split():
            recorded[path]["public"] = public_names(home)
    lines = (f"{json.dumps(path)}: {json.dumps(names)}" for path, names in recorded.items())
    NAMESPACES.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf8")
    count = sum(len(names.get("public", ())) for names in recorded.values())
    print(f"{count} public names of torch {torch.__version__}, torchvision {torchvision.__version__}")
