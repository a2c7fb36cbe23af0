"""Write class_homes.tsv: the module of each public class of PyTorch and torchvision, found by PyTorch itself.

.cache/torch/bin/python site_tests/engine/data/record_class_homes.py
"""

import importlib
import inspect
from pathlib import Path

NAMESPACES = """torch torch.amp torch.autograd torch.autograd.function torch.cuda.amp torch.distributions
torch.nn torch.nn.parameter torch.nn.utils.rnn torch.nn.utils.parametrizations torch.nn.utils.parametrize
torch.optim torch.optim.lr_scheduler torch.optim.swa_utils torch.utils.data torchvision.datasets
torchvision.transforms"""


def rows() -> list[str]:
    found = set()
    for namespace in NAMESPACES.split():
        for name, value in vars(importlib.import_module(namespace)).items():
            home = value.__module__ if inspect.isclass(value) and not name.startswith("_") else ""
            if home.startswith(("torch.", "torchvision.")) and "._" not in home:
                found.add(f"{namespace}\t{name}\t{home}")
    return sorted(found)


if __name__ == "__main__":
    lines = ["namespace\tname\tmodule", *rows()]
    (Path(__file__).parent / "class_homes.tsv").write_text("".join(f"{line}\n" for line in lines), "utf8")
