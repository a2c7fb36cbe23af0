"""The pages of full PyTorch: the notebook runs, and what the pages say is what is so."""

import html
import json
import os
import re
import subprocess
from pathlib import Path

import browser_speed
import pytest

from docs.course import recorded_on
from site_tests import ROOT
from site_tests.pages import theme

DOCS = ROOT / "docs"
NOTEBOOK = json.loads((DOCS / "pytorch" / "mnist_gpu.ipynb").read_text("utf8"))
CODE = {cell["id"]: "".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"}
LESSON = json.loads((DOCS / "lessons" / "training.ipynb").read_text("utf8"))
LESSON_CODE = "\n".join("".join(cell["source"]) for cell in LESSON["cells"] if cell["cell_type"] == "code")
SCRIPT = (DOCS / "pytorch" / "train_ddp.py").read_text("utf8")
GUIDE = (DOCS / "pytorch" / "scale-out.md").read_text("utf8")


def run_notebook(python: str, how: str, data: Path, **variables: str) -> dict[str, str]:
    program = ROOT / "site_tests" / "pytorch" / "notebook_run.py"
    here = os.environ | variables
    done = subprocess.run([python, program, how, data], capture_output=True, text=True, env=here)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def percent(text: str) -> float:
    return float(re.search(r"\(([\d.]+) %\)", text)[1])


@pytest.mark.slow
def test_the_notebook_runs_on_a_cpu(torch_python: str, mnist_root: Path) -> None:
    texts = run_notebook(torch_python, "quick", mnist_root.resolve())
    assert texts["device"] == "quick run on a CPU\n"
    assert "6,000 images for training, 10,000 for testing" in texts["data"]
    assert percent(texts["mlp"]) > 85
    assert percent(texts["conv"]) > 85
    assert len(re.findall(r"^ *[\d,]+ images/s  batches of", texts["speed"], re.M)) == 3
    assert texts["save"].count("same answers? True") == 2


@pytest.mark.slow
def test_what_a_quick_run_leaves_out_works_too(torch_python: str, mnist_root: Path, tmp_path: Path) -> None:
    no_compiler = {"CXX": "/no/such/compiler", "TORCHINDUCTOR_CACHE_DIR": str(tmp_path)}
    texts = run_notebook(torch_python, "full", mnist_root.resolve(), **no_compiler)
    assert re.match(r"not compiled: .*/no/such/compiler", texts["fashion"])
    assert "epoch 12 of 12: loss" in texts["fashion"]
    for half in ("bfloat16", "float16"):
        assert percent(texts[half]) > 60, half


def function(source: str, name: str) -> str:
    """The body of a function, without hints."""
    return re.search(rf"^def {name}\(\).*?:\n((?:    .*\n)+)", source, re.M)[1]


def test_the_network_is_the_lessons() -> None:
    wanted = function(LESSON_CODE, "make_model")
    assert function(CODE["models"], "make_mlp") == wanted
    assert function(SCRIPT, "make_model") == wanted


def test_the_switch_and_the_browsers_figure_are_as_written_by_the_scripts() -> None:
    assert "\nQUICK = not torch.cuda.is_available()\n" in CODE["device"]
    assert CODE["browser"] == browser_speed.source(), "run site_tests/pytorch/browser_speed.py"
    [speed] = [cell for cell in NOTEBOOK["cells"] if cell["id"] == "speed"]
    printed = "".join(speed["outputs"][0]["text"])
    assert browser_speed.row() in printed.splitlines(), "run site_tests/pytorch/browser_speed.py"


def test_the_page_names_the_device_of_its_figures(site_dir: Path) -> None:
    recorded = {"torch": "2.13.0", "date": "2026-11-25", "device": "CPU"}
    on_cpu = recorded_on.note({"recorded": recorded})
    assert "quick run on a CPU" in on_cpu
    assert "No results from a GPU have been recorded yet." in on_cpu
    on_card = recorded_on.note({"recorded": recorded | {"device": "Tesla T4"}})
    assert "full run on one Tesla T4" in on_card
    assert "No results" not in on_card
    page = (site_dir / "pytorch" / "mnist_gpu" / "index.html").read_text("utf8")
    text = re.sub(r"<[^>]+>", "", html.unescape(page))
    known = NOTEBOOK["metadata"]["recorded"]["device"]
    assert ("No results from a GPU have been recorded yet." in text) == (known == "CPU")
    full = NOTEBOOK["metadata"]["full_run"]
    assert full["conv"] >= 0.993
    assert full["mlp"] >= 0.984
    assert f"{100 * full['conv']:.2f} % with the convolutional network" in text
    for network in ("mlp", "conv"):
        sentence = recorded_on.reached(NOTEBOOK["metadata"], network)
        assert f"**{100 * full[network]:.2f} %**" in sentence
        assert sentence.replace("**", "") in text
        assert ("from the quick run" in sentence) == (known == "CPU")
    assert 'data-tags="torch-only"' in page


def test_the_difference_to_the_lesson_is_the_scripts() -> None:
    def lines(source: str) -> set[str]:
        return {line.strip() for line in source.splitlines()}

    [shown] = re.findall(r"```diff\n(.*?)```", GUIDE, re.S)
    places = {" ": (LESSON_CODE, SCRIPT), "-": (LESSON_CODE,), "+": (SCRIPT,)}
    for line in shown.splitlines():
        for place in places[line[0]]:
            assert line[2:].strip() in lines(place), line
        if line[0] == "+":
            assert line[2:].strip() not in lines(LESSON_CODE), line


def test_the_script_is_on_the_page_and_beside_it(site_dir: Path) -> None:
    folder = site_dir / "pytorch"
    assert (folder / "train_ddp.py").read_text("utf8") == SCRIPT
    page = (folder / "scale-out" / "index.html").read_text("utf8")
    assert f'<a class="{theme.BUTTON}" download href="../train_ddp.py">' in page
    shown = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert SCRIPT.strip() in shown
