"""Record site_tests/unit/surface_cases.json from real PyTorch: paths of optimizers, each from two starts.

    .cache/torch/bin/python site_tests/recordings/record_surfaces.py [--check]

The page walks the same paths while a reader drags their start (live/page/pictures/surface_walk.ts).
`--check` writes nothing and says whether it would change.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

from site_tests.recordings import recorded_cases as cases

CASES = ROOT / "site_tests" / "unit" / "surface_cases.json"

OPTIMIZERS = {
    "SGD": lambda w: torch.optim.SGD(w, lr=0.02),
    "momentum": lambda w: torch.optim.SGD(w, lr=0.02, momentum=0.8),
    "decayed": lambda w: torch.optim.SGD(w, lr=0.02, momentum=0.8, nesterov=True, weight_decay=0.1),
    "Adam": lambda w: torch.optim.Adam(w, lr=0.1, weight_decay=0.01),
    "AdamW": lambda w: torch.optim.AdamW(w, lr=0.1),
    "too fast": lambda w: torch.optim.SGD(w, lr=0.11),
}
HEIGHTS = {
    "valley": lambda a, b: (a**2 + 20 * b**2) / 2,
    "saddle": lambda a, b: a**2 / 2 - b**2 / 2 + b**4 / 4 + 0.1 * a * b,
}


def text() -> str:
    from pictures import surface

    found = []
    for name, height in HEIGHTS.items():
        picture = surface(height, OPTIMIZERS, (-4, 1), steps=40, lowest=[(0, 0)]).data
        elsewhere = surface(height, OPTIMIZERS, (2.5, -1.25), steps=40).data["paths"]
        found.append({"name": name, "picture": picture, "elsewhere": elsewhere})
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in found)
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    sys.exit(cases.record(CASES, __doc__, text))
