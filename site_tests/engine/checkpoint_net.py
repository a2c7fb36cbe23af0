"""A small net for both libraries, and what PyTorch's side of an exchange of checkpoints does."""

from __future__ import annotations

from typing import Any


def small_net(t: Any) -> Any:
    t.manual_seed(2)
    return t.nn.Sequential(t.nn.Conv2d(1, 3, 3), t.nn.BatchNorm2d(3), t.nn.Flatten(), t.nn.Linear(12, 2))


def on_pytorch(folder: str, x: Any) -> Any:
    """Where PyTorch is: read our file, change it, write it back; what the net there makes of `x`."""
    import torch as theirs
    from safetensors import torch as files

    right = small_net(theirs)
    right.load_state_dict(files.load_file(f"{folder}/ours.safetensors"))
    with theirs.no_grad():
        right[3].bias.fill_(7)
    files.save_file(right.state_dict(), f"{folder}/theirs.safetensors")
    for zipped in (True, False):
        theirs.save(right.state_dict(), f"{folder}/{zipped}.pt", _use_new_zipfile_serialization=zipped)
    return right(theirs.from_numpy(x)).detach().numpy()
