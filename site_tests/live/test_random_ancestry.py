"""Numbers of random programs, opened down to their inputs: no level says what is not so."""

from __future__ import annotations

import contextlib
import io
import os
import random
from functools import partial

import pytest
from provenance.rerun import Run
from provenance.steps import Between, Operand, Step, from_template

from site_tests.ancestry import programs, random_scalars

pytestmark = pytest.mark.usefixtures("torch_is_the_engine")

COUNT = 2 * int(os.environ.get("SEQLITE_FUZZ_EXAMPLES", "50"))
INPUTS = {"constant", "data", "literal", "start", "size"}
NOTHING = "fsum([])"
"""The formula of a gradient that does not reach an element."""
LOSSES = {
    "(w - 1) ** 2": 4.0,
    "(w - 1) * (w - 1)": 4.0,
    "(w - 1).pow(2)": 4.0,
    "torch.exp(w - 1)": 7.389056,
    "(w + 1) ** 2": 8.0,
    "torch.relu(w) * 2": 2.0,
    "(1.2 * torch.relu(w * 0.5) - 1.8) ** 2": 0.0,
    "(1.2 * torch.relu(w * 1.5) - 1.8) ** 2": 12.96,
}


def test_random_programs_open_to_their_inputs_by_formulas_that_give_their_numbers(fuzz_seed: int) -> None:
    for seed in range(fuzz_seed, fuzz_seed + COUNT):
        source, begins = random_scalars.program(seed)
        run = programs.recorded([Run("a", source)])
        with contextlib.redirect_stdout(io.StringIO()) as plainly:
            exec(source, {})
        assert run.text == plainly.getvalue(), f"seed {seed}"
        for number, origin in run.numbers():
            what = f"seed {seed}, {number} of\n{source}"
            assert origin is not None, what
            steps = run.walk(origin, random.Random(seed), 25)
            assert float(number) == pytest.approx(steps[0].value, 2e-4, 6e-5), what
            for step in steps:
                which = f"{step.kind} {step.name} {step.value}, {what}"
                assert not step.python or step.is_exact, which
                assert step.operands or step.python == NOTHING or step.kind in INPUTS, which
                assert not step.facts.get("depends"), which
                assert step.kind != "start" or step.value == begins, which


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_of_a_number_leads_through_each_operation_to_where_backward_begins(loss: str) -> None:
    source = "import torch\nw = torch.tensor(3.0, requires_grad=True)\n"
    run = programs.recorded([Run("a", f"{source}loss = {loss}\nloss.backward()\nprint(w.grad.item())")])
    [(number, origin)] = run.numbers()
    assert origin is not None
    steps = run.walk(origin, random.Random(0), 100)
    assert (float(number), steps[0].value) == pytest.approx((LOSSES[loss],) * 2, 1e-5, 1e-6)
    assert {step.value for step in steps if step.kind == "start"} == {1.0}
    assert 3.0 in [step.value for step in steps if step.kind == "constant"] or "relu(w) * 2" in loss
    assert {step.kind for step in steps if not step.operands} <= INPUTS


def test_a_retained_gradient_and_one_that_a_hook_has_changed_do_not_begin_backward() -> None:
    source = """import torch
w = torch.tensor(3.0, requires_grad=True)
h = w * 1.0
h.retain_grad()
h.register_hook(lambda g: g.mul_(0.5))
(h ** 2).backward()
print(h.grad.item(), w.grad.item())"""
    run = programs.recorded([Run("a", source)])
    for _, origin in run.numbers():
        assert origin is not None
        steps = run.walk(origin, random.Random(0))
        assert [step.value for step in steps if step.kind == "start"] in ([], [1.0])


def test_a_formula_that_does_not_give_its_number_is_not_shown() -> None:
    run = programs.recorded([Run("a", "import torch\nprint(torch.tensor(2.0))")])
    for name, formula in {
        "of other numbers": "{0} + {1}",
        "of none": "√(−{0})",
    }.items():
        blank = Step("operation", name, 2.0)
        between = Between(name, 2.0, partial(from_template, blank, formula, [Operand(1.0), Operand(5.0)]))
        step = run.explainer.explain(between)
        assert (step.python, step.pieces, step.facts["depends"]) == ("", [], True)
        assert [one.value for one in step.operands] == [1.0, 5.0]
