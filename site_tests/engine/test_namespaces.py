"""PyTorch's public namespaces and the engine's, compared both ways: `record_namespaces.py` recorded them.

What works here works in PyTorch. What PyTorch has works here, or stands in `outside.tsv` with a reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

from site_tests import ROOT
from site_tests.generators import outside

RECORDED: dict[str, dict[str, list[str]]] = json.loads(outside.NAMESPACES.read_text("utf8"))
BEYOND = {  # names that PyTorch lacks, and why the engine has them
    # seqlite's own modules and functions, which programs reach by its name
    "torch": "as_torch datasets instruments safetensors summary to_mermaid vision",
    "torch.backends": "products",  # tells the pages how products are computed
    "torchvision": "compact",  # data sets as the pages bring them
}
IN_SCOPE = 0.97  # of the names that the table gives no reason for


PROGRAM = """
import importlib, json, sys
import seqlite
from seqlite.as_torch import engine_name_of
found = {}
for path in json.loads(sys.argv[1]):
    try:
        name = engine_name_of(path)
        home = seqlite.Tensor if path == "torch.Tensor" else importlib.import_module(str(name))
    except (ImportError, NotImplementedError):
        continue
    found[path] = [name for name in dir(home) if name[0] != "_"]
print(json.dumps(found))
"""


@cache
def offered() -> dict[str, set[str]]:
    """The names of the namespaces that are here, as a Python that has used none of them finds them; without
    what `from __future__ import annotations` leaves."""
    command = [sys.executable, "-c", PROGRAM, json.dumps([*RECORDED])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {path: {*names} - {"annotations"} for path, names in json.loads(done.stdout).items()}


@pytest.mark.parametrize("path", RECORDED)
def test_no_name_is_here_that_pytorch_lacks(path: str) -> None:
    beyond = {*BEYOND.get(path, "").split()}
    pytorch = {*RECORDED[path]["dir"], *RECORDED[path].get("public", ())}
    assert offered().get(path, set()) - pytorch - beyond == set()


def test_what_goes_beyond_pytorch_is_here() -> None:
    for path, names in BEYOND.items():
        assert {*names.split()} - offered()[path] == set(), path


def test_every_public_name_works_or_stands_in_the_table() -> None:
    rows = outside.table()
    works = {pair for pair in outside.public_names() if outside.works(*pair)}
    assert sorted(works & rows.keys()) == [], "take out what works: generators/outside.py"
    assert sorted({*outside.public_names()} - works - rows.keys()) == [], "generators/outside.py"
    assert sorted(rows.keys() - {*outside.public_names()}) == []


def test_each_reason_is_one_of_the_list() -> None:
    assert set(outside.table().values()) <= {*outside.REASONS, outside.NOT_YET}


def test_nearly_every_name_in_scope_works() -> None:
    reasons = list(outside.table().values())
    inside = len(outside.public_names()) - sum(reason != outside.NOT_YET for reason in reasons)
    late = reasons.count(outside.NOT_YET)
    assert (inside - late) / inside >= IN_SCOPE, f"{late} of {inside} names in scope do not work yet"
