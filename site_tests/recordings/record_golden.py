"""Record site_tests/engine/data/golden.json from real PyTorch.

    .cache/torch/bin/python site_tests/recordings/record_golden.py [--data DIR] [--check]

Runs in any Python that has torch and torchvision. DIR is a folder as torchvision lays it out, with MNIST;
without it the recorded trainings stay as they are. `--check` writes nothing and says what would change.
Arrays are recorded by their sha256 and their first and last values; float32 numbers as the shortest decimals
that name them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch

ENGINE = Path(__file__).resolve().parents[1] / "engine"
sys.path.insert(0, str(ENGINE))

import golden_programs as programs
from golden_draws import DRAWS, DROPOUT, INIT, SEEDS

GOLDEN = ENGINE / "data" / "golden.json"


def number(value: Any) -> float:
    """A float32 as the shortest decimal, a float64 as it is."""
    return float(str(value)) if isinstance(value, np.float32) else float(value)


def array(tensor: Any, full: int = 64, head: int = 8, tail: int = 4) -> dict[str, Any]:
    """The type, the shape, the hash, and the values: all of them up to `full`, else some from both ends."""
    values = np.ascontiguousarray(tensor.detach().numpy())
    flat = values.ravel()
    raw = (flat.astype(np.uint8) if values.dtype == bool else flat).tobytes()
    plain = [number(v) if values.dtype.kind == "f" else int(v) for v in flat]
    seen = {"values": plain} if len(plain) <= full else {"head": plain[:head], "tail": plain[-tail:]}
    shape = {"dtype": str(values.dtype), "shape": list(values.shape)}
    return {**shape, "sha256": hashlib.sha256(raw).hexdigest(), **seen}


def next_rand(generator: Any = None) -> float:
    """Where the stream is: the number that comes next."""
    return number(torch.rand(1, generator=generator).numpy()[0])


def draws() -> dict[str, Any]:
    recorded: dict[str, Any] = {}
    for group, cases in (("draws", DRAWS), ("dropout", DROPOUT), ("init", INIT)):
        recorded[group] = {name: [] for name in cases}
        for name, make in cases.items():
            for seed in SEEDS:
                torch.manual_seed(seed)
                made = make(torch)
                made = made if isinstance(made, list) else [made]
                arrays = [array(t, full=24 if group == "init" else 64) for t in made]
                recorded[group][name].append({"seed": seed, "arrays": arrays, "next_rand": next_rand()})
    return recorded


def loaders() -> dict[str, Any]:
    def row(seed: int, n: int, size: int, epochs: int, **options: Any) -> dict[str, Any]:
        torch.manual_seed(seed)
        orders = programs.orders(torch, n, size, epochs, **options)
        return {"epochs": [array(order, full=24, head=64, tail=8) for order in orders]}

    recorded: dict[str, Any] = {}
    for n, size in ((20, 4), (1000, 64), (60000, 64)):
        recorded[f"DataLoader(n={n}, batch_size={size}, shuffle=True)"] = [
            {"seed": s, **row(s, n, size, 3, shuffle=True), "next_rand": next_rand()} for s in SEEDS[:3]
        ]
    recorded["DataLoader(n=20, batch_size=4, shuffle=False)"] = [
        {"seed": s, **row(s, 20, 4, 2), "next_rand": next_rand()} for s in SEEDS[:3]
    ]
    own, split = [], []
    for s in SEEDS[:3]:
        g = torch.Generator().manual_seed(s)
        visited = row(999, 20, 4, 3, shuffle=True, generator=g)
        after = {"next_rand_of_generator": next_rand(g), "next_rand": next_rand()}
        own.append({"generator_seed": s, **visited, **after})
        torch.manual_seed(s)
        parts = [part.indices for part in torch.utils.data.random_split(range(50), [40, 10])]
        split.append({"seed": s, "indices": parts, "next_rand": next_rand()})
    recorded["manual_seed(999); DataLoader(n=20, batch_size=4, shuffle=True, generator=g)"] = own
    recorded["random_split(range(50), [40, 10])"] = split
    return recorded


def optimizers() -> dict[str, Any]:
    start = torch.linspace(-1, 1, 12, dtype=torch.float64).tolist()
    torch.manual_seed(123)
    grads = torch.randn(6, 12, dtype=torch.float64).tolist()
    after = {name: list(programs.steps(torch, name, start, grads, [12])) for name in programs.OPTIMIZERS}
    return {
        "p0": start,
        "grads": grads,
        "params_after_each_step": after,
        "lr_schedules_from_1.0": {name: programs.rates(torch, name) for name in programs.SCHEDULES},
        "clip_grad_norm_([3,4,0], 1.0)": programs.clipped(torch),
    }


def functions() -> dict[str, Any]:
    torch.manual_seed(321)
    kind = {"dtype": torch.float64}
    inputs = {
        "x": torch.randn(6, 4, **kind).tolist(),
        "y": [0, 3, 1, 2, 2, 0],
        "y_ignore": [0, -100, 1, 2, -100, 0],
        "w": [0.5, 1.0, 2.0, 0.25],
        "prob_targets": torch.randn(6, 4, **kind).softmax(1).tolist(),
        "targets01": torch.rand(6, 4, **kind).tolist(),
    }
    groups = torch.nn.GroupNorm(2, 4).double()(torch.tensor(inputs["x"], **kind)).tolist()
    return {
        **inputs,
        "losses": {name: programs.loss(torch, name, inputs) for name in programs.LOSSES},
        "layers": {**programs.norms(torch, inputs["x"]), "GroupNorm(2, 4)": groups},
        "subgradients": programs.subgradients(torch),
    }


def mnist(folder: Path) -> tuple[tuple[Any, Any], dict[str, Any]]:
    """Both sets as ToTensor and Normalize make them, and the hashes of the files."""
    from torchvision.datasets import MNIST

    sets, hashes = [], {}
    for train, part in ((True, "train"), (False, "t10k")):
        read = MNIST(folder, train=train)
        pixels = read.data.unsqueeze(1).float().div(255).sub_(torch.tensor(0.1307)).div_(torch.tensor(0.3081))
        sets.append(torch.utils.data.TensorDataset(pixels, read.targets))
        for name in (f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"):
            hashes[name] = hashlib.sha256((folder / "MNIST" / "raw" / name).read_bytes()).hexdigest()
    return (sets[0], sets[1]), {**hashes, "equal_to_torchvision_ToTensor_Normalize": True}


def trained(sets: tuple[Any, Any], seed: int, dropout: float, dtype: str) -> dict[str, Any]:
    """Three epochs: the first one's losses, the printed lines, and the tests."""
    training = programs.Training(torch, sets, seed, dropout, dtype)
    lines, evals, first = [], [], []
    for epoch in (1, 2, 3):
        losses = list(training.losses())
        lines += programs.printed(epoch, losses)
        first = first or [number(np.dtype(dtype).type(value)) for value in losses]
        loss, correct = training.test()
        count = len(sets[1])
        evals.append({"epoch": epoch, "test_loss": loss, "correct": correct, "accuracy": correct / count})
    print(f"seed {seed}, dropout {dropout}, {dtype}: {evals[-1]}", file=sys.stderr, flush=True)
    return {
        **{"seed": seed, "dropout": dropout, "dtype": dtype, "epochs": 3},
        **{"printed": lines, "evals": evals, "epoch1_batch_losses": first},
    }


def dump(thing: Any, level: int = 0) -> str:
    """JSON with one line per innermost list, so that differences can be read."""
    pad, end = "\n" + " " * (level + 1), "\n" + " " * level
    if isinstance(thing, dict) and len(json.dumps(thing)) > 300:
        return (
            "{"
            + ",".join(f"{pad}{json.dumps(k)}: {dump(v, level + 1)}" for k, v in thing.items())
            + end
            + "}"
        )
    if isinstance(thing, list) and thing and isinstance(thing[0], (dict, list)):
        return "[" + ",".join(pad + dump(v, level + 1) for v in thing) + end + "]"
    return json.dumps(thing)


def differences(old: Any, new: Any, place: str = "") -> list[str]:
    """Where two records differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [d for k in old | new for d in differences(old.get(k), new.get(k), f"{place}/{k}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            d for i, pair in enumerate(zip(old, new, strict=True)) for d in differences(*pair, f"{place}/{i}")
        ]
    return [] if old == new else [f"{place}: {str(old)[:80]} -> {str(new)[:80]}"]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    old = json.loads(GOLDEN.read_text("utf8"))
    new = {
        "about": "Reference values recorded from PyTorch on the CPU by record_golden.py.",
        "recorded_with": {
            "torch": torch.__version__,
            "numpy": np.__version__,
            "threads": torch.get_num_threads(),
            "cpu_capability": torch.backends.cpu.get_cpu_capability(),
            "mkl": torch.backends.mkl.is_available(),
        },
        **draws(),
        "loaders": loaders(),
        "optim": optimizers(),
        "functions": functions(),
        "mnist_files": old["mnist_files"],
        "mnist_runs": old["mnist_runs"],
    }
    if options.data:
        sets, new["mnist_files"] = mnist(options.data)
        new["mnist_runs"] = [trained(sets, *run) for run in programs.RUNS]
    changed = differences(old, new)
    print("\n".join(changed) or "nothing differs from the record")
    if not options.check:
        GOLDEN.write_text(dump(new), "utf8")
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
