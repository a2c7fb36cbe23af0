"""What the lab asks of Python, in a Python of its own in which the page's cells have run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqlite.safetensors import format
from site_tests import ROOT
from site_tests.lessons.notebooks import LAB, recorded_cells

PROGRAM = """
import asyncio, json, sys
import seqlite.as_torch
seqlite.as_torch.install()
from live_runner import runner
answers = []
for source in json.load(sys.stdin):
    parts = []
    outcome = asyncio.run(runner.run(source, parts.append, "cell"))
    answers.append([outcome, parts[-1]["text"] if parts else ""])
print(json.dumps(answers))
"""
ASK = "from live_lab import calls\ncalls."
UNTRAINED = "torch.manual_seed(1)\nmodel = make_model()"
TRAINED = (
    f"{UNTRAINED}\nfrom live_lab import calls\n"
    "model.load_state_dict(calls._recorded().state_dict())\nmodel.train()"
)
SMALL = """
import os
from safetensors.torch import save_file
small = nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10))
save_file(small.state_dict(), os.environ["SEQLITE_DATA"] + "/weights.bin")
"""
DAMAGE = 'open(os.environ["SEQLITE_DATA"] + "/weights.bin", "wb").write(b"nonsense, not weights")'


class Lab:
    """Runs cells after the page's own, and reads what the last one answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for file in LAB.parent.glob("*.safetensors"):
            (folder / file.name).symlink_to(file)

    def run(self, *sources: str) -> list[tuple[str, str]]:
        cells = [cell.source for cell in recorded_cells(LAB)]
        environment = os.environ | {
            "SEQLITE_DATA": str(self.folder),
            "PYTHONPATH": os.pathsep.join(
                map(str, (ROOT, ROOT / "live_cells/live/python", ROOT / "docs/course/python"))
            ),
        }
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=json.dumps([*cells, *sources]),
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return [tuple(answer) for answer in json.loads(done.stdout)[len(cells) :]]

    def ask(self, *sources: str) -> dict[str, Any]:
        outcome, text = self.run(*sources)[-1]
        assert outcome == "done", text
        answer: dict[str, Any] = json.loads(text)
        answer.pop("inside", None)  # a number that no other Python gives
        return answer


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def draw(lab: Lab, *strokes: tuple[int, int, int, int], side: int = 280) -> None:
    """Ink in rectangles: top, left, bottom, right."""
    ink = bytearray(side * side)
    for top, left, bottom, right in strokes:
        for row in range(top, bottom):
            ink[side * row + left : side * row + right] = b"\xff" * (right - left)
    (lab.folder / "drawing.bin").write_bytes(ink)


def test_an_upright_line_is_a_one_wherever_it_stands(lab: Lab) -> None:
    answers = []
    for left in (10, 130, 250):
        draw(lab, (20, left, 220, left + 24))
        answers.append(lab.ask(ASK + 'predict("drawing", "")'))
    assert answers[0] == answers[1] == answers[2]
    probabilities = answers[0]["probabilities"]
    assert probabilities.index(max(probabilities)) == 1
    assert sum(probabilities) == pytest.approx(1)
    assert len(answers[0]["picture"]) == 784


LOOK = """
from live_lab import calls
from live_runner import look_inside, page_calls

asked = calls.predict("test", "", 7)
look = look_inside.look
seen = look("", asked["inside"], "")
again = calls.predict("test", "", 3)
modules = seen["picture"]["modules"]
page_calls.Answer(
    scores=[value for value in modules[-1]["output"]["values"]],
    probabilities=asked["probabilities"],
    given=seen["is_given"],
    stays=again["inside"] == asked["inside"],
    hooks=len(look.__globals__["shown_models"].MODELS[asked["inside"]][0]._forward_pre_hooks),
)
"""


def test_the_model_is_looked_into_at_work_on_what_it_was_given(lab: Lab) -> None:
    seen = lab.ask(LOOK)
    shares = np.exp(np.array(seen["scores"]) - max(seen["scores"]))
    np.testing.assert_allclose(shares / shares.sum(), seen["probabilities"], atol=1e-4)
    assert (seen["given"], seen["stays"], seen["hooks"]) == (True, True, 0)


def test_a_drawing_may_have_any_size(lab: Lab) -> None:
    draw(lab, (10, 65, 110, 77), side=140)
    probabilities = lab.ask(ASK + 'predict("drawing", "")')["probabilities"]
    assert probabilities.index(max(probabilities)) == 1


def test_the_pages_program_answers_the_call_in_the_file(lab: Lab) -> None:
    program = (ROOT / "docs/course/python/page_programs/ask_lab.py").read_text("utf8")
    call = {"function": "predict", "arguments": ["test", "recorded", 7, 2]}
    (lab.folder / "call.json").write_text(json.dumps(call), "utf8")
    assert lab.ask(program) == lab.ask(ASK + 'predict("test", "recorded", 7, 2)')


def test_the_recorded_weights_answer_unless_a_trained_model_is_there(lab: Lab) -> None:
    predict = ASK + 'predict("test", "", 7)'
    assert lab.ask(predict)["used"] == "recorded"
    untrained = lab.ask(UNTRAINED, predict)
    assert untrained["used"] == "recorded"
    assert [model["key"] for model in untrained["models"]] == ["recorded", "mine"]
    trained = lab.ask(TRAINED, predict)
    assert trained["used"] == "mine"
    assert trained["models"][0] == trained["models"][1] | {"key": "mine", "title": "model"}
    assert lab.ask(TRAINED, ASK + 'predict("test", "recorded", 7)')["used"] == "recorded"


def test_a_model_of_something_else_is_left_alone(lab: Lab) -> None:
    for other in ("model = nn.Linear(2, 1)", "model = nn.Linear(784, 7)", "model = 'a text'"):
        answer = lab.ask(other, ASK + 'predict("test", "", 7)')
        assert [model["key"] for model in answer["models"]] == ["recorded"]


def test_a_file_is_loaded_and_stays_when_the_next_is_refused(lab: Lab) -> None:
    load = ASK + 'load("small.safetensors")'
    answers = lab.run(
        SMALL, load, ASK + 'predict("test", "", 3)', DAMAGE, load, ASK + 'predict("test", "", 3)'
    )
    loaded, before, refused, after = (json.loads(answers[i][1]) for i in (1, 2, 4, 5))
    assert loaded["sizes"] == "784 → 20 → 10"
    assert (loaded["used"], loaded["models"][0]["title"]) == ("file", "small.safetensors")
    assert "not a complete safetensors file" in refused["error"]
    assert after == before
    assert after["used"] == "file"


def test_what_is_saved_is_what_was_loaded(lab: Lab) -> None:
    keep = 'import shutil\nshutil.copy(os.environ["SEQLITE_DATA"] + "/weights.bin", "KEPT")'
    kept = lab.folder / "kept.bin"
    lab.run(SMALL, keep.replace("KEPT", str(kept)), ASK + 'load("a")', DAMAGE, ASK + 'save("")')
    saved, loaded = (format.read(path.read_bytes())[0] for path in (lab.folder / "weights.bin", kept))
    assert list(saved) == list(loaded) == ["1.weight", "1.bias", "3.weight", "3.bias"]
    assert all(np.array_equal(saved[name], loaded[name]) for name in saved)


def test_the_readers_random_numbers_are_as_if_nobody_had_asked(lab: Lab) -> None:
    def draw_after(*asked: str) -> str:
        return lab.run(SMALL, "torch.manual_seed(5);", *asked, "print(torch.rand(3))")[-1][1]

    assert draw_after(ASK + 'predict("test", "", 3);', ASK + 'load("a");', ASK + 'save("");') == draw_after()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            "def predict(model, picture): return torch.zeros(3)",
            "predict returned the shape [3], wanted [10]",
        ),
        ("def predict(model, picture): return 7", "predict returned int, wanted a tensor of shape [10]"),
        (
            "def predict(model, picture): return torch.zeros(10) / 0",
            "predict returned numbers that are not finite",
        ),
        (
            "def as_mnist(ink): return ink",
            "as_mnist returned the shape [280, 280], wanted [28, 28]",
        ),
    ],
)
def test_a_cell_that_gives_something_else_is_named(lab: Lab, cell: str, said: str) -> None:
    draw(lab, (20, 100, 220, 124))
    outcome, text = lab.run(cell, ASK + 'predict("drawing", "")')[-1]
    assert outcome == "failed"
    assert text.endswith(f"ValueError: {said}")


def test_dropout_is_off_for_the_count_and_as_it_was_afterwards(lab: Lab) -> None:
    answers = lab.run(TRAINED, ASK + 'save("");', "print(model.training)")
    assert answers[-1] == ("done", "True\n")
