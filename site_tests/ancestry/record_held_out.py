"""Ask PyTorch for the numbers of the listed programs, and of their ancestry.

    uv run python site_tests/ancestry/record_held_out.py

It writes `held_out.json` and `everyday.json`: what PyTorch prints, and what it has for each name that a
level has shown. The formulas of all levels are recomputed by PyTorch in float64; one that misses ends the
recording.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

import seqlite.as_torch
from site_tests import ROOT

PYTORCH = ROOT / ".cache" / "torch" / "bin" / "python"
ON_PYTORCH = """
import contextlib, io, json, math, sys, torch
found = {}
worst = 0.0
in_float64 = lambda function: lambda x: function(torch.as_tensor(x, dtype=torch.float64))
for name, asked in json.load(sys.stdin).items():
    names, out = {"__name__": "__main__"}, io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(asked["source"], names)
    values = {label: float(eval(label, names)) for label in asked["labels"]}
    found[name] = {"text": out.getvalue(), "values": values}
    for python, given, value, kind in asked["formulas"]:
        v = [torch.tensor(one, dtype=torch.float64) for one in given]
        names = "exp log sqrt sin cos tan tanh erf floor ceil".split()
        functions = {one: in_float64(getattr(torch, one)) for one in names}
        functions |= {"round": lambda x, n=0: torch.round(x, decimals=int(n)), "int": torch.trunc}
        functions |= {"max": max, "min": min, "abs": abs, "fsum": sum, "inf": math.inf, "nan": math.nan}
        again = float(eval(python, functions, {"v": v}))
        scale = max([abs(value), *(abs(one) for one in given if abs(one) < 1e4)], default=1.0)
        if not (again == value or abs(again - value) <= 1e-5 * scale or value != value):
            raise SystemExit(f"{name}: {kind} gives {again}, not {value}: {python} of {given}")
        if again == again and abs(again) < math.inf:
            worst = max(worst, abs(again - value) / max(scale, 1e-30))
print(json.dumps({"programs": found, "worst": worst}))
"""


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    sys.path.insert(0, str(ROOT / "live_cells" / "live" / "python"))
    seqlite.as_torch.install()
    from site_tests.ancestry import opened

    _record("held_out", opened.opened_programs())
    _record("everyday", opened.opened_everyday())


def _record(name: str, found: Any) -> None:
    from site_tests.ancestry import opened

    asked, numbers, levels = {}, 0, 0
    for program_name, (program, steps) in found.items():
        numbers += program.count
        levels += len(steps)
        asked[program_name] = {
            "source": program.source,
            "labels": sorted({label for label, _ in opened.named(program)}),
            "formulas": [
                [step.python, [one.value for one in step.operands], step.value, f"{step.kind} {step.name}"]
                for step in steps
                if step.python
            ],
        }
    done = subprocess.run(
        [str(PYTORCH), "-c", ON_PYTORCH], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    answer = json.loads(done.stdout)
    path = ROOT / "site_tests" / "ancestry" / f"{name}.json"
    path.write_text(json.dumps(answer["programs"], indent=1) + "\n", "utf8")
    formulas = sum(len(one["formulas"]) for one in asked.values())
    names = sum(len(one["labels"]) for one in asked.values())
    print(
        f"{name}: {numbers} numbers, {levels} levels, {formulas} formulas "
        f"(worst {answer['worst']:.1g}), {names} names"
    )


if __name__ == "__main__":
    main()
