"""What cells compute with Python and NumPy alone opens to formulas, and nothing is said that was not so."""

from __future__ import annotations

import asyncio
import random

import numpy as np
import pytest
from provenance.python_numbers import Counted, Element, Written
from provenance.recording import Recording
from provenance.rerun import Run
from provenance.steps import Origin, Step

from site_tests.ancestry import programs

pytestmark = pytest.mark.usefixtures("torch_is_the_engine")


def opened(source: str) -> list[tuple[Origin | None, Step | None]]:
    """The numbers of the output, and their first levels."""
    found = programs.recorded([Run("a", source)])
    return [(one, None if one is None else found.explainer.explain(one)) for _, one in found.numbers()]


def test_settings_in_the_text_of_a_model_open_to_the_arguments_of_its_layers() -> None:
    source = "from torch import nn\nwidth = 7\nprint(nn.Sequential(nn.Linear(3, width), nn.Linear(width, 3)))"
    first, a, b, second, c, d = (origin for origin, _ in opened(source))
    assert all(isinstance(one, Counted) and one.what == "module" for one in (first, second))
    assert all(isinstance(one, Written) and one.is_literal for one in (a, b, c, d))
    lines = [one.place.line for one in (a, b, c, d) if isinstance(one, Written)]
    assert lines == [3, 2, 2, 3]


def test_a_setting_that_was_not_given_is_said_to_be_the_default() -> None:
    [(origin, _)] = opened("from torch import nn\nprint(nn.Dropout())")
    assert isinstance(origin, Counted)
    assert (origin.what, origin.code) == ("default", "Dropout(p=0.5)")


def test_a_setting_that_was_changed_since_is_not_the_argument() -> None:
    [(origin, _)] = opened("from torch import nn\nlayer = nn.Dropout(0.5)\nlayer.p = 0.25\nprint(layer)")
    assert isinstance(origin, Written)
    assert origin.value == 0.25


@pytest.mark.parametrize("shape", [(5,), (3, 4)])
def test_reductions_of_numpy_are_those_of_their_elements(shape: tuple[int, ...]) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    values = np.random.default_rng(seed).normal(size=shape).round(4).tolist()
    names = ["sum", "mean", "std", "var", "max", "min", "median", "prod"]
    source = f"import numpy as np\na = np.array({values})\n" + "\n".join(
        f"print(np.{name}(a))" for name in names
    )
    for name, (origin, step) in zip(names, opened(source), strict=True):
        assert isinstance(origin, Element)
        assert step is not None
        assert step.is_exact, name
        assert step.value == pytest.approx(getattr(np, name)(np.array(values)), rel=1e-12)


def test_an_array_changed_behind_the_back_is_not_explained_by_what_it_was() -> None:
    source = "import numpy as np\na = np.array([1.0, 2.0]) * 3\na[0] = 9\na.sort()\nprint(a)"
    (_, first), (_, second) = opened(source)
    assert first is not None
    assert second is not None
    assert first.kind == second.kind == "unknown"


def test_items_that_are_set_open_to_what_has_been_written_into_a_view_or_the_array() -> None:
    source = """import numpy as np
a = np.array([1, 2, 3])
b = a[1:]
b[0] = 9
c = np.zeros((2, 3))
c[[0, 1], 1] = a[2], b[0] + 1
c[c > 9] *= 2
c[:, 2] -= a[0]
c[0, 0], c[1, 0] = 5, c[0, 1]
a[2] = 3.7
kept = [3]
kept[0] += 1
print(a, c, kept)"""
    steps = [step for _, step in opened(source) if step is not None]
    assert [step.kind for step in steps] == ["operation", *8 * ["same"], "python"]
    assert [step.value for step in steps] == [1, 9, 3, 5, 3, -1, 3, 20, -1, 4]
    assert all(step.is_exact for step in steps)
    found = programs.recorded([Run("a", source)])
    origins = [origin for _, origin in found.numbers()]
    levels = [found.walk(one, random.Random(0)) for one in origins if one is not None]
    assert [step.name for step in levels[7]] == [
        "item",
        "mul",
        "",
        "index",
        "item",
        "add",
        "",
        "index",
        "item",
        "",
    ]
    assert {step.name for one in levels for step in one if step.kind == "constant"} == {"zeros"}
    assert not [step for one in levels for step in one if step.kind == "unknown" or step.facts.get("depends")]


def test_a_change_in_place_opens_to_what_was_there_before() -> None:
    [(_, step)] = opened("import numpy as np\na = np.array([1.5]) * 2\na += 1\nprint(a)")
    assert step is not None
    assert [one.value for one in step.operands] == [3.0, 1.0]
    assert step.is_exact


def test_numbers_of_the_same_text_in_starred_texts_are_told_apart() -> None:
    source = "values = [0.701, 0.702, 0.71, 0.701]\nprint('at', *(f'{a:.2f}' for a in values))"
    codes = [origin.code for origin, _ in opened(source) if isinstance(origin, Written)]
    assert codes == ["0.701", "0.702", "0.71", "0.701"]


def test_counters_and_lengths_say_what_they_count() -> None:
    source = """words = ["a", "b", "a"]
for at, word in enumerate(words, start=5):
    pass
print(at, len(words), words.count("a"), words.index("b"))
print("%d of %d" % (at, len(words)))"""
    origins = [origin for origin, _ in opened(source)]
    assert all(isinstance(one, Counted) for one in origins)
    assert [one.what for one in origins if isinstance(one, Counted)] == [
        "loop", "items", "found", "place", "loop", "items",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "call",
    ["s.topk(2, dim=1).indices", "s.sort(dim=0)[1]", "torch.max(s, 1)[1]", "torch.argmax(s, dim=0)"],
)
def test_an_index_opens_to_the_element_that_it_has_found(call: str) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    values = np.random.default_rng(seed).permutation(12).reshape(3, 4).astype(float)
    for origin, step in opened(f"import torch\ns = torch.tensor({values.tolist()})\nprint({call})"):
        assert isinstance(origin, Element)
        assert step is not None
        [operand] = step.operands
        assert isinstance(operand.origin, Element)
        row, column = operand.origin.index
        axis = 0 if "0" in call else 1
        assert (row, column)[axis] == step.value
        assert operand.value == values[row, column]
        other = origin.index[-1] if axis == 0 else origin.index[0]
        assert (row, column)[1 - axis] == other


@pytest.mark.parametrize("code", ["n += 'a'", "print(n < 'a')", "len(n)", "[1][n]", "n @ n"])
def test_errors_name_the_numbers_as_python_does(code: str) -> None:
    recording = Recording()
    asyncio.run(recording.run([Run("a", f"n = 3\n{code}")]))
    error = next(block.text for block in recording.blocks if block.kind == "error")
    with pytest.raises((IndexError, TypeError)) as expected:
        exec(f"n = 3\n{code}", {})
    assert error.splitlines()[-1] == f"{expected.type.__name__}: {expected.value}"


PROGRAMS = [
    "print(isinstance(len('ab'), int), len('abc') == 3, [1, 2][len('a')], range(len('ab')))",
    "for i in range(3):\n    print(i, [0] * i, 'a' * i, {i: i}[i])",
    "print('%5.1f|%-4d|%s|%%|%x' % (1.25, 3, 'a', 255))",
    "try:\n    print('%d %d' % (1,))\nexcept TypeError as error:\n    print(error)",
    "import numpy as np\na = np.arange(3)\nprint(a[1], a * 2, a @ a, -a, a > 1, repr(a[1]), f'{a[1]!r}')",
    "import numpy as np\nprint(np.float32(0.1) * 3, np.mean([1, 2]).dtype, np.dot([[1, 2]], [[1], [2]]))",
    "import statistics\nprint(statistics.mean([1, 2]), statistics.mean([1.5, 2]), statistics.mode([1, 1]))",
    "x = [3, 1, 2]\nx += [5]\nx[0] += 1\nprint(min(x), max(x, key=lambda v: -v), sorted(x), divmod(7, 2))",
    "print(max(range(4)), list(range(3)), list(enumerate('ab', 1)), min([], default=4))",
    "class A:\n    __x = 5\n    def f(self):\n        return max(self.__x, 2)\nprint(A().f())",
    "print(round(2.567, 1), round(7), abs(-2.5))",
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_followed_writes_what_it_writes_otherwise(
    program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(program, "a", "exec"), {"__name__": "__main__"})
    plain = capsys.readouterr().out
    assert programs.recorded([Run("a", program)]).text == plain
