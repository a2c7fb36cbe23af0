"""Train both networks of mnist_gpu.ipynb in full here, and write their accuracies into its metadata.

    python site_tests/pytorch/full_run.py [--data DIR] [--threads N]

Runs in a Python that has torch, torchvision, safetensors and matplotlib. The page says what is written. The
cells about speed and Fashion-MNIST are left out: no accuracy on the page comes from them.
"""

import argparse
import contextlib
import datetime
import json
import platform
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from site_tests.lessons.data_folder import data_folder

NOTEBOOK = ROOT / "docs" / "pytorch" / "mnist_gpu.ipynb"
SWITCH = "QUICK = not torch.cuda.is_available()"
LEFT_OUT = {"setup", "browser", "speed", "fashion"}


def cells(notebook: dict[str, Any]) -> list[tuple[str, str]]:
    """The code cells that run, as (id, source), with the switch set to a full run."""
    found = [
        (cell["id"], "".join(cell["source"])) for cell in notebook["cells"] if cell["cell_type"] == "code"
    ]
    assert sum(SWITCH in source for _, source in found) == 1, f"the notebook has not the one line {SWITCH!r}"
    return [(name, source.replace(SWITCH, "QUICK = False")) for name, source in found if name not in LEFT_OUT]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="torchvision's root folder; fetched when not given")
    parser.add_argument("--threads", type=int, help="of PyTorch on a CPU")
    options = parser.parse_args()
    import matplotlib
    import torch

    matplotlib.use("agg")
    if options.threads:
        torch.set_num_threads(options.threads)
    names: dict[str, Any] = {"__name__": "__main__"}
    with data_folder(options.data) as folder, contextlib.chdir(folder):
        for name, source in cells(json.loads(NOTEBOOK.read_text("utf8"))):
            print(f"[{name}]", flush=True)
            exec(compile(source, f"<{name}>", "exec"), names)
    notebook = json.loads(NOTEBOOK.read_text("utf8"))
    notebook["metadata"]["full_run"] = {
        "mlp": names["mlp_right"],
        "conv": names["conv_right"],
        "device": names["name"],
        "torch": torch.__version__.partition("+")[0],
        "python": platform.python_version(),
        "date": datetime.date.today().isoformat(),
    }
    NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf8")


if __name__ == "__main__":
    main()
