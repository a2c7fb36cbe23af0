"""How pictures get from a cell to the page and into the notebook."""

import asyncio
import json
import os
import subprocess
import sys
import types
import zipfile
from pathlib import Path
from typing import Any

import pytest

from live_runner import runner
from live_runner.runner_rich import PICTURE, part_of
from site_tests import ROOT
from site_tests.lessons.notebooks import DESCRIBED, recorded_cells
from site_tests.lessons.notebooks import PICTURE as PLACEHOLDER
from site_tests.oracle.torch_side import TorchSide

DESCRIPTION = {"kind": "network", "version": 1, "input": {"shape": [1], "values": [0.5]}, "modules": []}


class Shown:
    """A value with a description, as pictures have it."""

    description: Any = DESCRIPTION

    def __repr__(self) -> str:
        return "input [1] 0.5000"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[Any, Any]:
        forms = {"text/plain": repr(self), PICTURE: self.description, "image/svg+xml": "<svg></svg>"}
        return forms, {PICTURE: {"alt": "A network."}}


class Described(Shown):
    """One that need not draw a still for a page."""

    def _repr_picture_(self) -> tuple[Any, Any]:
        return self.description, {"alt": "A network."}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[Any, Any]:
        raise AssertionError("the still was drawn")


@pytest.mark.parametrize("kind", [Shown, Described])
def test_a_picture_is_a_part_of_its_own(kind: type[Shown]) -> None:
    assert part_of(kind()) == {
        "part": "picture",
        "text": "input [1] 0.5000",
        "picture": json.dumps(DESCRIPTION, separators=(",", ":")),
        "alt": "A network.",
    }


@pytest.mark.parametrize(
    "description", ["text", {"kind": float("nan")}, {"kind": object()}, {"kind": "x" * 5_000_000}]
)
def test_what_json_cannot_say_shows_its_still(description: Any) -> None:
    class Other(Shown):
        pass

    Other.description = description
    assert part_of(Other())["part"] == "image"


def test_the_mark_is_the_same_on_both_sides(torch_side: TorchSide) -> None:
    from live_cells.plugin.pages import pictures

    found = torch_side.call("picture_checks:described", "network(nn.ReLU(), torch.ones(1))")
    assert PICTURE == pictures.MIME
    assert PICTURE in found["forms"]


def test_a_recorded_picture_keeps_its_description_and_gets_its_still(torch_side: TorchSide) -> None:
    [output] = torch_side.call("picture_checks:recorded")
    assert output["output_type"] == "display_data"
    assert set(output["data"]) == {"text/plain", PICTURE, "image/svg+xml"}
    assert output["data"][PICTURE]["input"]["values"] == [1, 1]
    assert output["data"]["image/svg+xml"].startswith("<svg")
    assert output["metadata"]["alt"].startswith("A network: 2 numbers in, through Linear;")


PROGRAM = """
import sys
sys.path[:0] = [{root!r}, {live!r}]
import seqlite.as_torch
seqlite.as_torch.install()
from live_runner import lazy_imports
lazy_imports.install()
sys.path.remove({live!r})
try:
    import pictures
except ModuleNotFoundError as error:
    print(error)
sys.path_importer_cache.clear()
import shutil, os
shutil.copy({archive!r}, os.environ["SEQLITE_DATA"])
import torch
from pictures import network
print(network(torch.nn.Linear(2, 1), torch.ones(2)).data["kind"], sys.modules["pictures"].__file__)
"""


def test_the_package_is_found_in_the_archive_that_comes_with_a_cell(tmp_path: Path) -> None:
    archive = tmp_path / "pictures.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for path in (ROOT / "live_cells/live/python/pictures").glob("*.py"):
            out.write(path, f"pictures/{path.name}")
    (folder := tmp_path / "data").mkdir()
    live = str(ROOT / "live_cells/live/python")
    program = PROGRAM.format(root=str(ROOT), live=live, archive=str(archive))
    environment = os.environ | {"SEQLITE_DATA": str(folder), "PYTHONPATH": ""}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    missing, found = done.stdout.splitlines()
    assert missing == "No module named 'pictures'"
    assert found == f"network {folder}/pictures.zip/pictures/__init__.py"


def test_a_cell_shows_it_and_prints_its_table() -> None:
    parts: list[dict[str, Any]] = []
    main = types.ModuleType("__main__")
    main.__dict__["shown"] = Shown()
    asyncio.run(runner.run("print(shown)\nshown", parts.append, "cell", main))
    assert [part["part"] for part in parts] == ["stdout", "picture"]


def test_the_numbers_of_a_picture_are_compared_with_pytorchs(torch_side: TorchSide, tmp_path: Path) -> None:
    outputs = torch_side.call("picture_checks:recorded")
    cell = {"cell_type": "code", "id": "draw", "metadata": {}, "source": "", "outputs": outputs}
    (notebook := tmp_path / "one.ipynb").write_text(json.dumps({"cells": [cell]}), "utf8")
    [recorded] = recorded_cells(notebook)
    assert recorded.output == PLACEHOLDER.rstrip("\n")
    assert recorded.printed == outputs[0]["data"]["text/plain"].rstrip("\n")
    assert DESCRIBED == PICTURE
