"""Runs a training script with what a test wants to happen in it, each by a variable of the environment.

WITHOUT_DROPOUT=1      no masks, so that one process and two compute the same
GRADIENTS=FILE         process 0 writes the first step's gradients there
DIES=RANK@STEP         this process kills itself after so many steps, `all` does so with torchrun, too ...
DIED=FILE              ... unless this file is there, which is written then
ORDERLY=1              it is an error to leave the group of processes while a wrapped model is still there
"""

import gc
import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from safetensors.torch import save_file
from torch.nn.parallel import DistributedDataParallel
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

RANK = os.environ.get("RANK", "0")
steps = 0


def keep_gradients(optimizer: torch.optim.Optimizer, *_: Any) -> None:
    file = Path(os.environ["GRADIENTS"])
    if RANK == "0" and not file.exists():
        weights = (weight for group in optimizer.param_groups for weight in group["params"])
        save_file({str(i): weight.grad for i, weight in enumerate(weights)}, file)


def die(*_: Any) -> None:
    global steps
    steps += 1
    rank, _, step = os.environ["DIES"].partition("@")
    if steps == int(step) and rank in (RANK, "all"):
        died.touch()
        if rank == "all":
            os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def leave(destroy: Any = dist.destroy_process_group) -> None:
    assert not [thing for thing in gc.get_objects() if isinstance(thing, DistributedDataParallel)]
    destroy()


if "WITHOUT_DROPOUT" in os.environ:
    torch.nn.Dropout.forward = lambda self, x: x
if "GRADIENTS" in os.environ:
    register_optimizer_step_pre_hook(keep_gradients)
if "ORDERLY" in os.environ:
    dist.destroy_process_group = leave
if "DIES" in os.environ:
    died = Path(os.environ["DIED"])
    if not died.exists():
        register_optimizer_step_post_hook(die)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
