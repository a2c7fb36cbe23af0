"""Each class names the module that PyTorch has it in, and is found there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from paths import ROOT

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


def test_classes_name_the_module_that_pytorch_has_them_in_and_are_found_there() -> None:
    command = [sys.executable, "-c", HOMES, str(ROOT / "site_tests" / "engine" / "data" / "class_homes.tsv")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf8", env=environment)
    assert not done.returncode, done.stderr
    assert int(done.stdout) > 320
