"""Train the course's network on MNIST, in one process or in many that average their gradients.

    python train_ddp.py                                     # one process
    torchrun --standalone --nproc-per-node=2 train_ddp.py   # two on this machine: one per GPU, or on its CPU

Started again, an interrupted run goes on at its last checkpoint. Needs torch, torchvision and safetensors.
"""

import argparse
import os
import sys
import zipfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import torch
import torch.distributed as dist
import torch.nn as nn
from safetensors.torch import save_file
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset
from torchvision import datasets

try:
    from tqdm import tqdm
except ImportError:
    tqdm = None

RANK = int(os.environ.get("RANK", 0))  # torchrun tells each process its number among all,
LOCAL_RANK = int(os.environ.get("LOCAL_RANK", 0))  # its number on this machine,
WORLD_SIZE = int(os.environ.get("WORLD_SIZE", 1))  # and how many there are in all
DEVICE = torch.device("cuda", LOCAL_RANK) if torch.cuda.is_available() else torch.device("cpu")


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default="data", help="torchvision's folder, filled if empty")
    parser.add_argument("--out", type=Path, default="run", help="where checkpoints and weights go")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=256, help="images a step, in all processes")
    parser.add_argument("--lr", type=float, default=0.004, help="the highest of the one-cycle schedule")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--limit", type=int, default=60_000, help="use the first so many images only")
    parser.add_argument("--save-every", type=int, default=100, help="steps between checkpoints in an epoch")
    return parser.parse_args()


def say(text: str) -> None:
    if RANK == 0:
        print(text + "\n", end="", flush=True)  # in one piece, so no other process's line gets into it


def fail(text: str) -> NoReturn:
    sys.exit(f"train_ddp.py: {text}" if RANK == 0 else 1)


def start() -> None:
    """Join the other processes, each with a GPU of its own where there are GPUs."""
    if DEVICE.type == "cuda":
        if DEVICE.index >= torch.cuda.device_count():
            sys.exit(f"train_ddp.py: start at most {torch.cuda.device_count()} processes, one for each GPU")
        torch.cuda.set_device(DEVICE)
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # deterministic products need it
    torch.use_deterministic_algorithms(True)
    store = next(dist.rendezvous("env://"))[0] if "RANK" in os.environ else dist.HashStore()
    attempt = os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")  # torchrun's store remembers the dead
    store, backend = dist.PrefixStore(attempt, store), "nccl" if DEVICE.type == "cuda" else "gloo"
    dist.init_process_group(backend, store=store, rank=RANK, world_size=WORLD_SIZE)
    print(f"process {RANK} of {WORLD_SIZE}: pid {os.getpid()}, {DEVICE}\n", end="", flush=True)


def digits(root: Path, train: bool, limit: int | None = None) -> TensorDataset:
    """MNIST, scaled as in the lesson; one process of each machine fetches it."""
    try:
        if LOCAL_RANK == 0:
            datasets.MNIST(root, train=train, download=True)
        dist.barrier()
        raw = datasets.MNIST(root, train=train)
    except (OSError, RuntimeError) as error:
        fail(f"no MNIST in {root}/MNIST/raw ({error}): run once with a network, or copy its four files")
    return TensorDataset(raw.data[:limit].float().div(255).sub(0.1307).div(0.3081), raw.targets[:limit])


def make_model() -> nn.Sequential:
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 128),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(128, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def test(net: nn.Module, test_set: TensorDataset) -> float:
    """The share of correct answers: each process tests its own part of the images, and none is seen twice."""
    images, labels = (part[RANK::WORLD_SIZE].to(DEVICE) for part in test_set.tensors)
    net.eval()
    with torch.no_grad():
        right = (net(images).argmax(dim=1) == labels).sum()
    dist.all_reduce(right)
    return right.item() / len(test_set)


def read_checkpoint(folder: Path, restore: Callable[[dict[str, Any]], None]) -> dict[str, Any] | None:
    """The newest one that is whole and that `restore` takes; None where there is none yet."""
    paths = sorted(folder.glob("step-*.pt"), reverse=True)
    for path in paths:
        try:
            with zipfile.ZipFile(path) as archive:  # torch.load compares no checksums
                if part := archive.testzip():
                    raise zipfile.BadZipFile(f"wrong checksum of {part}")
            state = torch.load(path, map_location="cpu", weights_only=True)
            restore(state)
            return state
        except Exception as error:  # a damaged file can fail in any way; the next line says in which
            what = " ".join(f"{type(error).__name__}: {error}".split())  # on one line
            say(f"{path} is damaged ({what}): trying the one before")
    return fail(f"no checkpoint in {folder} can be read: delete them to begin anew") if paths else None


def main(options: argparse.Namespace) -> None:
    start()
    options.out.mkdir(parents=True, exist_ok=True)
    train_set, test_set = digits(options.data, True, options.limit), digits(options.data, False)
    if options.batch_size % WORLD_SIZE or not 0 < options.batch_size <= len(train_set):
        fail(f"--batch-size {options.batch_size}: wanted a multiple of {WORLD_SIZE}, up to {len(train_set)}")
    sampler = DistributedSampler(train_set, WORLD_SIZE, RANK, seed=options.seed, drop_last=True)
    share = options.batch_size // WORLD_SIZE
    train_loader = DataLoader(train_set, share, sampler=sampler, drop_last=True, generator=torch.Generator())
    steps = len(train_loader)

    torch.manual_seed(options.seed)
    net = make_model().to(DEVICE)
    model = DistributedDataParallel(net)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=options.lr)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.lr, options.epochs * steps)
    parts = {"model": net, "optimizer": optimizer, "scheduler": scheduler}
    random = torch.cuda.default_generators[LOCAL_RANK] if DEVICE.type == "cuda" else torch.default_generator
    random.manual_seed(options.seed + 1 + RANK)  # dropout masks of its own for each process
    settings = {name: vars(options)[name] for name in ("epochs", "batch_size", "lr", "seed", "limit")}
    step, accuracies = 0, []

    def save() -> None:
        """Whole or not at all, whenever the process dies. The one before stays, should the disk fail."""
        states = [None] * WORLD_SIZE
        dist.all_gather_object(states, random.get_state())
        state = {"settings": settings, "step": step, "accuracies": accuracies, "random": states}
        if RANK == 0:
            path = options.out / f"step-{step:08}.pt"
            state |= {name: part.state_dict() for name, part in parts.items()}
            torch.save(state, path.with_suffix(".partial"))
            path.with_suffix(".partial").replace(path)
            for old in sorted(options.out.glob("step-*.pt"))[:-2]:
                old.unlink()

    def restore(state: dict[str, Any]) -> None:
        """Go on from a checkpoint. Its content is not trusted: what does not fit together raises."""
        if state["settings"].keys() != settings.keys() or not all(map(torch.is_tensor, state["random"])):
            raise ValueError("its settings or random states are none")
        if state["settings"] != settings:
            return  # another run's, and whole
        taken, tested = state["step"], len(state["accuracies"])
        if not 0 <= taken <= options.epochs * steps or tested != taken // steps:
            raise ValueError(f"{taken} steps of {options.epochs * steps}, {tested} epochs of {steps} steps")
        if (
            state["scheduler"].keys() != scheduler.state_dict().keys()
            or state["scheduler"]["last_epoch"] != taken
        ):
            raise ValueError("its schedule is another's")
        for name, part in parts.items():
            part.load_state_dict(state[name])
        if any(param.shape != moments["exp_avg"].shape for param, moments in optimizer.state.items()):
            raise ValueError("its optimizer's state is another network's")
        if len(state["random"]) == WORLD_SIZE:  # else dropout draws other masks from here on
            random.set_state(state["random"][RANK])

    box = [read_checkpoint(options.out, restore) if RANK == 0 else None]
    dist.broadcast_object_list(box)  # so no other machine needs the file
    if state := box[0]:
        if state["settings"] != settings:
            fail(f"{options.out} holds a run with {state['settings']}: ask for the same, or another --out")
        if RANK > 0:
            restore(state)
        step, accuracies = state["step"], state["accuracies"]
        say(f"going on after step {step}, saved by {len(state['random'])} processes")

    for epoch in range(step // steps, options.epochs):
        sampler.set_epoch(epoch)
        model.train()
        title = f"epoch {epoch + 1} of {options.epochs}"
        batches = islice(train_loader, step % steps, None)
        if tqdm:
            batches = tqdm(batches, title, steps, initial=step % steps, disable=RANK > 0)
        for images, labels in batches:
            optimizer.zero_grad()
            loss = criterion(model(images.to(DEVICE)), labels.to(DEVICE))
            loss.backward()
            optimizer.step()
            scheduler.step()
            step += 1
            if not tqdm and step % max(steps // 10, 1) == 0:
                say(f"{title}: step {step - epoch * steps} of {steps}, loss {loss.item():.4f}")
            if step % options.save_every == 0 and step % steps:
                save()
        accuracies.append(test(net, test_set))
        say(f"{title}: {100 * accuracies[-1]:.2f}% of the test images are classified correctly")
        save()
    if RANK == 0:
        save_file(net.state_dict(), options.out / "digits.safetensors")
    say(f"all {len(accuracies)} epochs done, weights in {options.out / 'digits.safetensors'}")
    del model  # before its process group: the other way round, PyTorch 2.13 now and then waits for ever
    dist.barrier()  # none leaves while another still needs it
    dist.destroy_process_group()


if __name__ == "__main__":
    main(parse_options())
