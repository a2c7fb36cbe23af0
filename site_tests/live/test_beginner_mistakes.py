"""Frequent mistakes of beginners: each is told by its line, and PyTorch agrees that the program is wrong."""

import json
import re
from typing import Any

import pytest

from live_runner import run_mistakes
from live_runner.mistakes import Mistake
from site_tests import ROOT
from site_tests.live.beginner_mistakes import ERRORS, HEAD, SILENT, Program
from site_tests.live.right_programs import RIGHT
from site_tests.live.right_trainings import RIGHT_TRAININGS
from site_tests.oracle.torch_side import TorchSide

ALL = [*SILENT, *ERRORS]
ALL_RIGHT = RIGHT | RIGHT_TRAININGS
ENDS_IN_NAN = [program for program in SILENT if program.kind == "nan"]


def named(programs: list[Program]) -> Any:
    return pytest.mark.parametrize("program", programs, ids=[program.name for program in programs])


def told(on_seqlite: TorchSide, source: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = on_seqlite.call("mistake_programs:told", HEAD + source)
    return found


@named(ALL)
def test_a_mistake_is_told_once_with_its_line(on_seqlite: TorchSide, program: Program) -> None:
    [mistake] = told(on_seqlite, program.source)
    assert mistake["mistake"] == program.kind
    if program.kind != "nan":  # whose line takes a search
        assert mistake["line"] == program.line
        assert mistake["text"].endswith("# here")


@named(ENDS_IN_NAN)
def test_the_first_nan_is_found_by_its_line(on_seqlite: TorchSide, program: Program) -> None:
    found = on_seqlite.call("mistake_programs:first_nan", HEAD + program.source)
    assert (found["line"], found["cell"]) == (program.line, "mistake")
    assert f"nan_{found['given']}" in words("en")["what"]


PASSES = {
    "its loss is inf": "model = nn.Linear(1, 1)\nrate = 0.5\n",
    "its hidden layer is huge": "model = nn.Sequential(nn.Linear(1, 8), nn.Linear(8, 1))\nrate = 1.0\n",
    "its gradient is nan": "model = nn.Linear(1, 1, bias=False)\nnn.init.zeros_(model.weight)\nrate = 0.1\n",
}


@pytest.mark.parametrize("name", PASSES)
def test_the_pass_of_the_first_nan_is_counted_as_the_program_counts(
    on_seqlite: TorchSide, torch_side: TorchSide, name: str
) -> None:
    source = f"""{HEAD}{PASSES[name]}losses, hidden = [], []
x = torch.linspace(-10, 10, 50).unsqueeze(1)
opt = torch.optim.SGD(model.parameters(), lr=rate)
for _ in range(40):
    opt.zero_grad()
    loss = (model(x) ** 2).sum().sqrt() if rate == 0.1 else F.mse_loss(model(x), 3 * x + 1)
    losses.append(loss.item())
    loss.backward()
    opt.step()"""
    found = on_seqlite.call("mistake_programs:first_nan", source)
    step = found["facts"]["step"] + (
        found["given"] == "slope"
    )  # the weights are nan, and so is the next loss
    first = "[number == number and abs(number) < float('inf') for number in losses].index(False) + 1"
    assert torch_side.call("mistake_programs:outcome", source, f"{first} == {step}") == ("", True)


@named(ALL)
def test_pytorch_agrees_that_the_program_is_wrong(torch_side: TorchSide, program: Program) -> None:
    is_error = program in ERRORS
    expression = "True" if is_error else program.shows
    error, is_so = torch_side.call("mistake_programs:outcome", HEAD + program.source, expression)
    assert error.startswith(program.shows) if is_error else (error == "" and is_so)


@pytest.mark.parametrize("name", ALL_RIGHT)
def test_nothing_is_told_of_a_right_program(on_seqlite: TorchSide, name: str) -> None:
    assert told(on_seqlite, ALL_RIGHT[name]) == []


@pytest.mark.parametrize("name", ALL_RIGHT)
def test_pytorch_runs_the_right_program(torch_side: TorchSide, name: str) -> None:
    assert torch_side.call("mistake_programs:outcome", HEAD + ALL_RIGHT[name], "True") == ("", True)


def words(language: str) -> Any:
    text = (ROOT / "live_cells" / "words" / f"{language}.json").read_text("utf8")
    return json.loads(text)["pictures"]["mistakes"]


def test_each_kind_has_its_place_and_its_program() -> None:
    of_errors, of_runs = ({program.kind for program in programs} for programs in (ERRORS, SILENT))
    assert {*words("en")["notes"]} == of_errors | {*run_mistakes.ORDER}
    assert of_runs == {*run_mistakes.ORDER}


def test_a_kind_without_a_place_is_heard() -> None:
    """And not taken for an error of a reader's class, with no note at all."""
    with pytest.raises(ValueError, match="not in tuple"):
        run_mistakes.worst([Mistake("new_kind", "", 1), Mistake("nan", "", 1)])


@pytest.mark.parametrize("language", ["en", "es"])
@named(ALL)
def test_its_words_say_all_that_they_name(on_seqlite: TorchSide, program: Program, language: str) -> None:
    [mistake] = told(on_seqlite, program.source)
    facts, table = mistake["facts"], words(language)
    kinds = [table["notes"][program.kind]]
    if program.kind != "nan":
        variant = f"{program.kind}_{facts.get('reason') or facts.get('by') or facts.get('kind')}"
        kinds += [table[part].get(variant) or table[part][program.kind] for part in ("what", "fix")]
    assert {name for text in kinds for name in re.findall(r"\{(\w+)\}", text)} <= {*facts}


def test_a_check_of_an_exercise_tells_nothing_of_the_answer(on_seqlite: TorchSide) -> None:
    check = (
        '%%check\nfor _ in range(9):\n    F.cross_entropy(w.softmax(1), torch.tensor([0])).backward()\n"done"'
    )
    source = f"{HEAD}w = torch.zeros(1, 3, requires_grad=True)"
    assert on_seqlite.call("mistake_programs:told", source, check) == []


def test_a_run_that_is_corrected_tells_nothing_more(on_seqlite: TorchSide) -> None:
    program = next(program for program in SILENT if program.kind == "gradients_pile_up")
    fixed = program.source.replace("    loss = F", "    opt.zero_grad()\n    loss = F")
    assert told(on_seqlite, program.source)
    assert told(on_seqlite, fixed) == []
