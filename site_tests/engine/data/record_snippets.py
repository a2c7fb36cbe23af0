"""Record what real PyTorch prints for each program in snippets/, or in some of its files (needs torch):

    python record_snippets.py [FILE...]        FILE without its ending: layers, losses, …

The programs of a file stand between lines of `---`. `each_type.txt` holds expressions of `x`, one a line,
which are tried with the numbers 1, 0, 2 in several types.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import warnings
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "snippets"
TYPES = ("bool", "uint8", "int8", "int64", "float64")
TYPED = "x = torch.tensor([1, 0, 2]).to(torch.{kind}); r = {line}; print(r, getattr(r, 'dtype', ''))"


def programs(path: Path) -> dict[str, str]:
    """The programs in a file, by what they are recorded under."""
    text = path.read_text("utf8").strip()
    if path.stem != "each_type":
        return {program: program for program in text.split("\n---\n")}
    both = [(kind, line) for line in text.splitlines() for kind in TYPES]
    return {f"{kind} {line}": TYPED.format(kind=kind, line=line) for kind, line in both}


def shown(torch: Any, program: str) -> dict[str, Any]:
    """What the program prints, the class of the error that ends it, and whether it warns."""
    torch.manual_seed(0)
    vision = torch.vision if hasattr(torch, "vision") else importlib.import_module("torchvision")
    names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "torchvision": vision}
    error = None
    with contextlib.redirect_stdout(io.StringIO()) as out, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            exec(program, names)
        except Exception as raised:
            error = type(raised)
    kinds = [kind.__name__ for kind in error.__mro__] if error else []
    return {"prints": out.getvalue(), "error": kinds, "warns": bool(warned)}


if __name__ == "__main__":
    import torch

    importlib.import_module("torchvision.transforms.v2")  # programs find it below `torchvision`
    count = 0
    for path in sorted(FOLDER / f"{name}.txt" for name in sys.argv[1:]) or sorted(FOLDER.glob("*.txt")):
        recorded = {label: shown(torch, program) for label, program in programs(path).items()}
        for seen in recorded.values():
            seen["error"] = next(iter(seen["error"]), None)
        path.with_suffix(".json").write_text(
            json.dumps(recorded, indent=0, ensure_ascii=False) + "\n", "utf8"
        )
        count += len(recorded)
    print(f"recorded {count} programs with torch {torch.__version__}", file=sys.stderr)
