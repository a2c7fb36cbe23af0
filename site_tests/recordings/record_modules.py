"""Record site_tests/unit/module_cases.json from real PyTorch: modules of all kinds, call by call.

    .cache/torch/bin/python site_tests/recordings/record_modules.py [--check]

The page says how their numbers come about (live_cells/live/page/pictures/module_sums.ts). `--check` writes
nothing and says whether it would change.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

from pictures import network
from site_tests.oracle.foreign_modules import MADE
from site_tests.recordings import recorded_cases as cases

CASES = ROOT / "site_tests" / "unit" / "module_cases.json"
NAMES = (
    *("cross_attention", "gru_language_model", "image_and_table", "loop_with_shared_cell", "squeeze_excite"),
    *("temporal_convolution", "fourier_features", "no_parameters", "scaled_dot_product", "highway"),
)


def described(name: str) -> dict[str, Any]:
    torch.manual_seed(0)
    model, inputs = MADE[name]()
    return network(model, inputs if len(inputs) > 1 else inputs[0]).data


def classified() -> dict[str, Any]:
    """One with a loss and names of classes."""
    torch.manual_seed(0)
    model, inputs = MADE["image_and_table"]()
    loss = torch.nn.CrossEntropyLoss()
    return network(model, inputs, torch.tensor([1]), loss, classes=["cat", "dog"]).data


def text() -> str:
    found = {name: described(name) for name in NAMES} | {"classified": classified()}
    return json.dumps(found, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    sys.exit(cases.record(CASES, __doc__, text))
