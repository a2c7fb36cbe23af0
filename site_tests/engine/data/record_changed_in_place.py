"""Record what real PyTorch says when something is changed in place between forward and backward.

    python record_changed_in_place.py        (needs torch)

Each line of changed_in_place.txt is an expression. In turn, each of its inputs, its result, and its result
through `detach()` is changed before `backward()`, with all of its inputs requiring gradients and with each
alone. What is recorded is the error, or the gradients. Where the method of a line has a form with an
underscore, that is tried too.
"""

import json
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NO_IN_PLACE = ("addmm", "as_strided")  # absent here
ERRORS = {"modified by an inplace": "changed", "a second time": "freed"}


def names(torch: Any) -> dict[str, Any]:
    """What the expressions may use, made anew for each."""
    torch.manual_seed(5)

    def randn(*shape: int) -> Any:
        return torch.randn(*shape, dtype=torch.float64)

    def rand(*shape: int) -> Any:
        return torch.rand(*shape, dtype=torch.float64) * 0.7 + 0.15

    n = randn(3, 3) + 3 * torch.eye(3, dtype=torch.float64)
    return {
        "x": randn(3, 4), "z": randn(3, 4), "y": rand(3, 4), "y2": rand(3, 4), "v": randn(4), "u": randn(3),
        "s": randn(1)[0], "n": n, "m": n @ n.t(), "a": randn(2, 3, 4), "b": randn(2, 4, 3),
        "img": randn(2, 2, 6, 6), "seq": randn(2, 2, 8), "w": randn(3, 2, 3, 3),
        "i": torch.randint(0, 3, (3, 4)), "j": torch.tensor([1, 3, 2]), "o": torch.tensor([2, 0, 1]),
        "k": randn(3, 4) > 0, "c": 4 * randn(3, 4),
    }  # fmt: skip


def expressions(torch: Any) -> Iterator[str]:
    """The lines of the file, each followed by its in-place form, if there is one."""
    for line in (HERE / "changed_in_place.txt").read_text("utf8").splitlines():
        if line.startswith("#"):
            continue
        yield line
        method = re.match(r"([xynmuvc]|\(y\+1\))\.(\w+)\(", line)
        if method and hasattr(torch.Tensor, f"{method[2]}_") and method[2] not in NO_IN_PLACE:
            yield f"{method[1]}.mul(1).{method[2]}_({line[method.end() :]}"


def used(expression: str, torch: Any) -> list[str]:
    """The inputs that the expression names."""
    words = set(re.findall(r"(?<![\w.\"])[a-z]+\d?(?![\w(=\"])", expression))
    return [name for name in names(torch) if name in words]


def outcomes(torch: Any, expression: str) -> dict[str, Any]:
    """Per change, and per choice of inputs that require gradients, what `backward()` gives."""
    inputs = used(expression, torch)
    floats = [name for name in inputs if names(torch)[name].is_floating_point()]
    found = {}
    for chosen in [floats] if len(floats) < 2 else [floats, *([name] for name in floats)]:
        for change in ("nothing", "again", "result", "detached", *inputs):
            found[f"{change} | {' '.join(chosen)}"] = outcome(torch, expression, chosen, change)
    return found


def outcome(torch: Any, expression: str, chosen: list[str], change: str) -> Any:
    """The gradients of the chosen inputs, each as one number, or the kind of error."""
    known = names(torch)
    for name in chosen:
        known[name].requires_grad_()
    space = {**known, "torch": torch, "F": torch.nn.functional}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = eval(expression, space)
        except Exception as error:
            return f"forward: {type(error).__name__}"
        try:
            results = [r for r in ([result] if torch.is_tensor(result) else result) if r.requires_grad]
            for tensor in results if change in ("result", "detached") else [known.get(change)]:
                if tensor is not None:
                    alter(tensor if change == "result" else tensor.detach())
            for _ in range(1 + (change == "again")):
                torch.autograd.backward(results, [weights(torch, r) for r in results])
        except Exception as error:
            kinds = (kind for words, kind in ERRORS.items() if words in str(error))
            return next(kinds, type(error).__name__)
    return [None if (g := known[name].grad) is None else one(torch, g) for name in chosen]


def fails(found: dict[str, Any]) -> bool:
    """Whether PyTorch has no gradient here at all."""
    return any(name.startswith("nothing") and isinstance(gave, str) for name, gave in found.items())


def alter(tensor: Any) -> None:
    """Change the tensor in place."""
    if tensor.is_floating_point():
        tensor.mul_(1.125)
    elif tensor.dim() and tensor.max() > 1:
        tensor.copy_(tensor.flip(0))
    else:
        tensor.copy_(tensor == 0)


def weights(torch: Any, like: Any) -> Any:
    """Different positive numbers in the shape of `like`."""
    return torch.linspace(0.5, 1.5, like.numel(), dtype=torch.float64).reshape(like.shape).to(like.dtype)


def one(torch: Any, gradient: Any) -> float:
    """A number that tells gradients apart."""
    return float(f"{(gradient * weights(torch, gradient) ** 2).sum().item():.6g}")


if __name__ == "__main__":
    import torch

    recorded = {line: outcomes(torch, line) for line in expressions(torch)}
    recorded = {line: found for line, found in recorded.items() if not fails(found)}
    text = ",\n".join(f"{json.dumps(line)}: {json.dumps(found)}" for line, found in recorded.items())
    (HERE / "changed_in_place.json").write_text(f"{{\n{text}\n}}\n")
    count = sum(map(len, recorded.values()))
    print(
        f"recorded {count} cases of {len(recorded)} expressions with torch {torch.__version__}",
        file=sys.stderr,
    )
