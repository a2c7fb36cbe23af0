"""Ask PyTorch for numbers of pictures, and for the levels of their ancestry.

    uv run python site_tests/ancestry/record_in_pictures.py

It writes `in_pictures.json`: of each program, places in its picture's description, and the numbers that
PyTorch has there. The formulas of all levels are recomputed by PyTorch in float64; one that misses ends the
recording.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys

import seqlite.as_torch
from site_tests import ROOT

PYTORCH = ROOT / ".cache" / "torch" / "bin" / "python"
HERE = ROOT / "site_tests" / "ancestry"
PACKAGES = ROOT / "live_cells" / "live" / "python"


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    sys.path.insert(0, str(PACKAGES))
    seqlite.as_torch.install()
    from provenance.rerun import Run

    from site_tests.ancestry import programs, with_pictures

    rng = random.Random(with_pictures.SEED)
    asked, levels = {}, 0
    for name, source in with_pictures.in_pictures().items():
        run = programs.recorded([Run("program", source)])
        paths, steps = [], []
        for path, _ in with_pictures.drawn(run.picture):
            origin, _ = run.recording.origin_in_picture(0, path)
            if origin is None:
                raise SystemExit(f"{name}: nothing is known of {path}")
            paths.append(path)
            steps += run.walk(origin, rng, 25)
        levels += len(steps)
        formulas = [
            [step.python, [one.value for one in step.operands], step.value, f"{step.kind} {step.name}"]
            for step in steps
            if step.python
        ]
        asked[name] = {"source": source, "paths": paths, "formulas": formulas}
    done = subprocess.run(
        [str(PYTORCH), str(HERE / "on_pytorch.py")],
        input=json.dumps(asked), capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(PACKAGES)},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    found = json.loads(done.stdout)
    kept = {
        name: [[path, value] for path, value in zip(one["paths"], found["numbers"][name], strict=True)]
        for name, one in asked.items()
    }
    lines = [
        f"{json.dumps(name)}: [\n" + ",\n".join(f"  {json.dumps(one)}" for one in pairs) + "\n ]"
        for name, pairs in kept.items()
    ]
    (HERE / "in_pictures.json").write_text("{\n " + ",\n ".join(lines) + "\n}\n", "utf8")
    numbers = sum(map(len, kept.values()))
    formulas = sum(len(one["formulas"]) for one in asked.values())
    print(f"{numbers} numbers, {levels} levels, {formulas} formulas (worst {found['worst']:.1g})")


if __name__ == "__main__":
    main()
