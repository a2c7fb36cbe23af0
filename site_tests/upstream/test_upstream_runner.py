"""The runner itself, on a test file written here, with seqlite on its side."""

from pathlib import Path

import pytest

from site_tests.upstream.results import compare, counted, listed, summary, verdicts_on
from site_tests.upstream.sides import Outcome, Outcomes, run_file

FILE = """
import os, unittest
import torch
import torch.nn as nn
from torch.nn import qat
from torch.nn.no_such_module import anything
from torch.utils.checkpoint import checkpoint
from torch.testing import make_tensor
from torch.testing._internal.common_utils import TestCase, parametrize, subtest, run_tests
from torch.testing._internal.common_device_type import instantiate_device_type_tests, dtypes

lost_table = [nn.no_such_layer(1), 3]
broken = torch.no_such_function()
for layer in [nn.Linear, nn.qat]:
    layer(2, 3)

class TestPlain(TestCase):
    def test_equal(self):
        self.assertEqual(torch.arange(3) + 1, torch.tensor([1, 2, 3]))
    def test_unequal(self):
        self.assertEqual(torch.ones(2), torch.tensor([1.0, 1.1]))
    def test_other_type(self):
        self.assertEqual(torch.ones(2), torch.ones(2, dtype=torch.float64))
    def test_not_covered(self):
        nn.qat(2, 3)
    def test_imported_not_covered(self):
        qat(2, 3)
    def test_module_with_something_near_not_covered(self):
        checkpoint(abs, torch.ones(1))
    def test_refusal_where_another_error_is_expected(self):
        with self.assertRaisesRegex(RuntimeError, "sizes"):
            nn.qat(2, 3)
    def test_not_covered_by_a_message_of_its_own(self):
        raise NotImplementedError("the test's own")
    def test_of_a_default_that_is_not_covered(self, layer=nn.qat):
        self.fail()
    def test_private(self):
        torch._no_such_name(2)
    def test_unknown(self):
        torch.no_such_name(2)
    def test_broken(self):
        broken.sum()
    def test_table(self):
        self.assertEqual(lost_table[1], 3)
    def test_slow(self):
        while True:
            pass
    def test_crash(self):
        os._exit(3)
    def test_needs_a_package(self):
        import no_such_package
    @unittest.skip("why not")
    def test_skipped(self):
        pass
    @unittest.expectedFailure
    def test_expected_failure(self):
        self.fail()
    @no_such_decorator
    def test_decorated(self):
        pass

class TestMany(TestCase):
    @dtypes(torch.float32, torch.int64, torch.complex64)
    @parametrize("layer", [
        subtest(nn.Linear, name="linear"), nn.qat,
        subtest(nn.ReLU, decorators=[unittest.expectedFailure]),
    ])
    def test_both(self, device, dtype, layer):
        self.assertEqual(make_tensor((2, 3), dtype=dtype, device=device).dtype, dtype)
        layer(2, 3)

instantiate_device_type_tests(TestMany, globals())
if __name__ == "__main__":
    run_tests()
"""
EXPECTED = {
    "TestPlain.test_equal": "passed",
    "TestPlain.test_unequal": "failed",
    "TestPlain.test_other_type": "failed",
    "TestPlain.test_not_covered": "absent",
    "TestPlain.test_imported_not_covered": "absent",
    "TestPlain.test_module_with_something_near_not_covered": "absent",
    "TestPlain.test_refusal_where_another_error_is_expected": "absent",
    "TestPlain.test_not_covered_by_a_message_of_its_own": "failed",
    "TestPlain.test_of_a_default_that_is_not_covered": "absent",
    "TestPlain.test_private": "private",
    "TestPlain.test_unknown": "failed",
    "TestPlain.test_broken": "failed",
    "TestPlain.test_table": "passed",
    "TestPlain.test_slow": "slow",
    "TestPlain.test_crash": "crashed",
    "TestPlain.test_needs_a_package": "skipped",
    "TestPlain.test_skipped": "skipped",
    "TestPlain.test_expected_failure": "passed",
    "TestPlain.test_decorated": "failed",
    "TestManyCPU.test_both_linear_cpu_float32": "passed",
    "TestManyCPU.test_both_linear_cpu_int64": "passed",
    "TestManyCPU.test_both_layer1_cpu_float32": "absent",
    "TestManyCPU.test_both_layer1_cpu_int64": "absent",
    "TestManyCPU.test_both_layer2_cpu_float32": "passed",
    "TestManyCPU.test_both_layer2_cpu_int64": "passed",
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    helpers = folder / "torch" / "testing" / "_internal"
    helpers.mkdir(parents=True)
    for name in ("common_nn", "common_optimizers"):
        (helpers / f"{name}.py").write_text("", "utf8")
    (folder / "test").mkdir()
    (folder / "test" / "test_small.py").write_text(FILE, "utf8")
    return folder


@pytest.mark.slow
def test_each_test_gets_its_verdict_and_a_crash_or_a_missing_name_costs_one_test(source: Path) -> None:
    read = run_file("seqlite", source, "test_small.py", 2)
    assert read.finished
    assert {test: outcome.verdict for test, outcome in read.tests.items()} == EXPECTED
    assert any("no_such_function" in note for note in read.notes)


def test_some_tests_alone(source: Path) -> None:
    wanted = {"TestPlain.test_equal", "TestManyCPU.test_both_linear_cpu_int64"}
    assert set(run_file("seqlite", source, "test_small.py", 2, wanted).tests) == wanted


def test_a_file_that_cannot_be_loaded_says_why(source: Path) -> None:
    (source / "test" / "test_wrong.py").write_text("def :", "utf8")
    read = run_file("seqlite", source, "test_wrong.py", 2)
    assert not read.tests
    assert "SyntaxError" in read.notes[-1]


def test_what_counts_is_what_pytorch_passes() -> None:
    torch = Outcomes({"C.a": Outcome("passed"), "C.b": Outcome("failed"), "C.c_cpu": Outcome("passed")})
    seqlite = Outcomes({"C.a": Outcome("passed"), "C.b": Outcome("passed"), "C.c": Outcome("absent")})
    now = verdicts_on(seqlite, counted(torch), {})
    assert {test: outcome.verdict for test, outcome in now.items()} == {"C.a": "passed", "C.c_cpu": "absent"}


def test_a_lost_test_is_named_and_so_is_a_gained_one() -> None:
    before = {"C.a": "passed", "C.b": "leisurely", "C.c": "failed", "C.d": "passed"}
    now = {"C.a": "failed", "C.b": "passed", "C.c": "passed", "C.d": "skipped"}
    change = compare(before, {test: Outcome(verdict) for test, verdict in now.items()})
    assert change.lost == ["C.a"]
    assert change.gained == ["C.c"]


def test_a_test_is_called_leisurely_when_it_clearly_is() -> None:
    assert [listed(Outcome("passed", seconds=s)) for s in (0.1, 1.9, 2.1)] == [
        "passed",
        "passed",
        "leisurely",
    ]
    assert listed(Outcome("passed", seconds=5), "passed") == "passed"
    assert listed(Outcome("passed", seconds=1), "leisurely") == "leisurely"
    assert listed(Outcome("failed", seconds=9), "passed") == "failed"


def test_the_summary_counts_slow_and_crashed_tests_as_failed() -> None:
    verdicts = dict(enumerate(["passed", "leisurely", "failed", "slow", "crashed", "absent", "artifact"]))
    assert summary("all", {str(test): verdict for test, verdict in verdicts.items()}) == (
        "all: 5 in scope, 2 passed, 3 failed, 1 out of scope, 0 private, 1 artifacts"
    )
