"""Form fields are read in Python as the page reads them."""

import json
import re
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from live_cells.plugin.pages.form_fields import Field, fields_of, with_value

HERE = Path(__file__).parent
LINES = re.findall(
    r"^  \[(?:String\.raw)?`(.*?)`, \{ kind", (HERE / "forms.test.mjs").read_text("utf8"), re.M
)
SAMPLES = [
    *LINES,
    'a = 1  # @param {type:"slider", min:1, max:64, step:4}',
    'b = 0.5  # @param {type:"slider", max:1, step:0.1}',
    'def f():\n    rate = 0.01  # @param {type:"number", min:0, max:0.5}\n    return rate',
    "n = 3  # @param {type:\"integer\", min:-2, max:7, label:'how many'}",
    'word = \'it\\\'s\'  # @param ["a", "it\'s", "two words"]',
    'loss = nn.MSELoss  # @param ["nn.MSELoss", "nn.L1Loss"] {type:"raw"}',
    'plain = "x"  # @param {type:"string"}\nday = "2026-01-01"  # @param {type:"date"}',
    '# @title None\ny = "@param"',
]


def test_the_samples_were_found() -> None:
    assert len(LINES) > 10


def test_python_and_the_page_agree(assets: None) -> None:
    from live_cells.plugin.fetch import node

    done = subprocess.run(
        [node(), HERE / "form_fields.mjs"], input=json.dumps(SAMPLES), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for source, theirs in zip(SAMPLES, json.loads(done.stdout), strict=True):
        ours = fields_of(source)
        assert len(ours) == len(theirs), source
        for field, other in zip(ours, theirs, strict=True):
            reached = set(other.pop("sources"))
            assert {key: asdict(field)[key] for key in other} == other | {"options": tuple(other["options"])}
            assert {with_value(source, field, value) for value in field.extremes()} == reached - {source}


def only(source: str) -> Field:
    [field] = fields_of(source)
    return field


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ('n = 8  # @param {type:"slider", min:1, max:64, step:1}', ["1", "64"]),
        ('n = 1  # @param {type:"slider", min:1, max:64, step:10}', ["61"]),
        ('p = 0.5  # @param {type:"slider", min:0, max:1, step:0.25}', ["0.0", "1.0"]),
        ('n = 8  # @param {type:"integer"}', []),
        ('on = True  # @param {type:"boolean"}', ["False"]),
        ('act = "relu"  # @param ["relu", "tanh", "none"]', ['"tanh"', '"none"']),
        ('text = "free"  # @param {type:"string"}', []),
    ],
)
def test_the_ends_of_a_control(line: str, values: list[str]) -> None:
    assert only(line).extremes() == values
