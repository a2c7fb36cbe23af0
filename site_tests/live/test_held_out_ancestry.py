"""Numbers of programs that were written before what follows them, against PyTorch's recordings."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest
from provenance.printed import NUMBER
from provenance.python_numbers import Written

from site_tests.ancestry import opened, programs

OPENED = {"held_out": opened.opened_programs, "everyday": opened.opened_everyday}
LISTED = {"held_out": programs.held_out(), "everyday": programs.everyday()}
PYTORCH: dict[str, dict[str, Any]] = {
    name: one
    for listed in LISTED
    for name, one in json.loads((programs.HERE / f"{listed}.json").read_text("utf8")).items()
}
SOURCES = {name: source for listed in LISTED.values() for name, source in listed.items()}


@pytest.fixture(scope="module")
def all_opened(torch_is_the_engine: None) -> opened.Opens:
    return {name: one for found in OPENED.values() for name, one in found().items()}


@pytest.mark.parametrize("name", SOURCES)
def test_run_again_it_prints_what_pytorch_prints(all_opened: opened.Opens, name: str) -> None:
    ours, theirs = all_opened[name][0].run.text, PYTORCH[name]["text"]
    assert NUMBER.sub("#", ours) == NUMBER.sub("#", theirs)
    for one, other in zip(NUMBER.findall(ours), NUMBER.findall(theirs), strict=True):
        assert float(one.replace(",", "")) == pytest.approx(float(other.replace(",", "")), rel=1e-6)


@pytest.mark.parametrize("name", SOURCES)
def test_a_plain_run_prints_the_same_to_the_last_digit(all_opened: opened.Opens, name: str) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(SOURCES[name], "program", "exec"), {"__name__": "__main__"})
    assert all_opened[name][0].run.text == out.getvalue()


def test_each_number_of_the_outputs_can_be_opened(all_opened: opened.Opens) -> None:
    for name, (program, _) in all_opened.items():
        missing = [number for number, origin in program.run.numbers() if origin is None]
        assert not missing, name
    count = sum(program.count for name, (program, _) in all_opened.items() if name in LISTED["held_out"])
    assert count == opened.COUNT


def test_none_opens_to_nothing_but_its_expression(all_opened: opened.Opens) -> None:
    for name, (program, _) in all_opened.items():
        for number, origin in program.run.numbers():
            is_expression = isinstance(origin, Written) and not origin.is_literal
            assert not is_expression, f"{name}: {number} is {origin}"


@pytest.mark.parametrize("name", SOURCES)
def test_each_level_gives_its_number_when_it_is_computed_again(all_opened: opened.Opens, name: str) -> None:
    for step in all_opened[name][1]:
        assert step.kind not in ("unknown", "dropped")
        if step.python:
            assert step.is_exact, f"{step.kind} {step.name}: {step.value} is not {step.recomputed()}"
        assert not step.facts.get("depends"), f"{step.kind} {step.name} is not spelled out"


def test_what_levels_call_by_name_is_what_pytorch_has_there(all_opened: opened.Opens) -> None:
    count = 0
    for name, (program, _) in all_opened.items():
        for label, value in opened.named(program):
            there = PYTORCH[name]["values"][label]
            assert value == pytest.approx(there, rel=1e-5, abs=1e-6), f"{name}: {label}"
            count += 1
    assert count > opened.COUNT
