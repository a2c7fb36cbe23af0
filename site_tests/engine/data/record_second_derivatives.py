"""Record the gradients of gradients that real PyTorch gives for the lines of changed_in_place.txt.

python record_second_derivatives.py        (needs torch)
"""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from record_changed_in_place import HERE, expressions, names, one, used, weights


def second(torch: Any, expression: str) -> Any:
    """The gradients of the weighted sum of the gradients, by the inputs and by what they were weighed with;
    or the kind of error."""
    known = names(torch)
    chosen = [known[name] for name in used(expression, torch) if known[name].is_floating_point()]
    for tensor in chosen:
        tensor.requires_grad_()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = eval(expression, {**known, "torch": torch, "F": torch.nn.functional})
            results = [r for r in ([result] if torch.is_tensor(result) else result) if r.requires_grad]
            given = [weights(torch, r).requires_grad_() for r in results]
            first = torch.autograd.grad(results, chosen, given, create_graph=True, allow_unused=True)
            wanted = [g for g in first if g is not None and g.requires_grad]
            parts = [weights(torch, g) for g in wanted]
            found = torch.autograd.grad(wanted, [*chosen, *given], parts, allow_unused=True)
        except Exception as error:
            return type(error).__name__
    return [None if g is None else one(torch, g) for g in found]


if __name__ == "__main__":
    import torch

    recorded = {line: second(torch, line) for line in expressions(torch)}
    text = ",\n".join(f"{json.dumps(line)}: {json.dumps(found)}" for line, found in recorded.items())
    (HERE / "second_derivatives.json").write_text(f"{{\n{text}\n}}\n")
    print(f"recorded {len(recorded)} expressions with torch {torch.__version__}", file=sys.stderr)
