"""Each class names the module that PyTorch has it in, and is found there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "emscripten", reason="the browser has no processes")

HOMES = """import importlib, sys
import seqlite.as_torch
seqlite.as_torch.install()
found = 0
for row in open(sys.argv[1], encoding="utf8").read().splitlines()[1:]:
    namespace, name, home = row.split("\\t")
    try:
        value = getattr(importlib.import_module(namespace), name)
    except (ImportError, AttributeError):  # not covered
        continue
    assert value.__module__ == home, (namespace, name, value.__module__)
    assert getattr(importlib.import_module(home), name) is value, (home, name)
    found += 1
print(found)"""


SAVING = """import sys, seqlite.as_torch
seqlite.as_torch.install()
import torch
from torch import nn
net = nn.Sequential(nn.MaxPool3d(2), nn.LSTM(2, 2), nn.TransformerEncoderLayer(4, 2), nn.RReLU())
torch.save(net, sys.argv[1])
print(net)"""
LOADING = """import sys, seqlite.as_torch
seqlite.as_torch.install()
import torch
print(torch.load(sys.argv[1], weights_only=False))"""


def script(text: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", text, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf8", env=environment)
    assert not done.returncode, done.stderr
    return done.stdout


def test_classes_name_the_module_that_pytorch_has_them_in_and_are_found_there() -> None:
    homes = ROOT / "site_tests" / "engine" / "data" / "class_homes.tsv"
    assert int(script(HOMES, str(homes))) > 320


def test_another_process_loads_a_module_whose_classes_arrive_on_demand(tmp_path: Path) -> None:
    file = str(tmp_path / "net.safetensors")
    assert script(SAVING, file) == script(LOADING, file)
