"""Record what real PyTorch shows for each line of expressions.txt: `python record_expressions.py` (needs
torch)."""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def names(torch: Any) -> dict[str, Any]:
    """What the expressions may use, made anew for each."""
    torch.manual_seed(7)
    x, y = torch.randn(3, 4, requires_grad=True), torch.rand(3, 4, requires_grad=True)
    w, b = torch.randn(5, 4, requires_grad=True), torch.randn(5, requires_grad=True)
    return {"torch": torch, "x": x, "y": y + 0.5, "w": w, "b": b}


def shown(torch: Any, expression: str) -> list[str]:
    """["value", its repr] or ["error", the exception's type]."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ["value", repr(eval(expression, names(torch)))]
        except Exception as error:
            return ["error", type(error).__name__]


if __name__ == "__main__":
    import torch

    recorded = {line: shown(torch, line) for line in (HERE / "expressions.txt").read_text().splitlines()}
    (HERE / "expressions.json").write_text(json.dumps(recorded, indent=0, ensure_ascii=False) + "\n")
    print(f"recorded {len(recorded)} expressions with torch {torch.__version__}", file=sys.stderr)
