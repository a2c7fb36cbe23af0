"""The engine's public names with signature, docstring and example, as its own Python has read them."""

import json
import subprocess
import sys
import time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from live_cells.plugin.cache import ROOT, atomic_write, kept, short_hash
from live_cells.plugin.fetch import AssetError, progress

Entry = dict[str, Any]

_PROGRAM = Path(__file__).with_name("programs.py")
_NAMES = Path(__file__).with_name("pytorch_names.json")


def entries() -> list[Entry]:
    """All of them; read anew when the engine has changed."""
    sources = [*sorted((ROOT / "seqlite").rglob("*.py")), _PROGRAM, _NAMES]
    tools = [version(tool) for tool in ("griffelib", "mkdocstrings-python")]
    return _read(short_hash(*tools, *(path.read_bytes() for path in sources)))


@cache
def _read(digest: str) -> list[Entry]:
    target = kept("reference", digest, "entries.json")
    if not target.is_file():
        start = time.monotonic()
        with atomic_write(target) as path:
            command: list[str | Path] = [sys.executable, _PROGRAM, path]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            if done.returncode:
                advice = "Correct the docstring, and build again."
                raise AssetError("The reference", str(_PROGRAM), done.stderr.strip()[-2000:], advice)
        progress("reference", target.stat().st_size, start, "every example has run")
    found: list[Entry] = json.loads(target.read_text("utf8"))
    return found


def pytorch_page(name: str) -> str:
    """The address of PyTorch's page about a name; empty for what is not PyTorch's."""
    root = name.partition(".")[0]
    if root not in ("torch", "torchvision"):
        return ""
    base = f"https://docs.pytorch.org/{'vision' if root == 'torchvision' else 'docs'}/stable"
    page = _PAGES.get(name) or _PAGES.get(name.rpartition(".")[0])
    return f"{base}/{page}#{name}" if page else f"{base}/generated/{name}.html"


_PAGES = {
    "torch.nn.init": "nn.init.html",
    "torch.utils.data": "data.html",
    "torch.special": "special.html",
    "torch.random": "random.html",
    "torch.amp": "amp.html",
    "torch.autograd.function": "autograd.html",
    "torch.backends": "backends.html",
    "torch.Tensor": "tensors.html",
    "torch.Size": "size.html",
    "torch.dtype": "tensor_attributes.html",
    "torch.device": "tensor_attributes.html",
    "torch.layout": "tensor_attributes.html",
    "torch.memory_format": "tensor_attributes.html",
    "torch.finfo": "type_info.html",
    "torch.iinfo": "type_info.html",
}
"""Modules and names that have no page of their own there: on which page they are."""
