"""train_ddp.py on the real PyTorch: two processes compute what one does, and interruptions change nothing."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from site_tests import ROOT
from site_tests.oracle.torch_programs import TorchPrograms

SCRIPT = ROOT / "docs" / "pytorch" / "train_ddp.py"
LAUNCH = ROOT / "site_tests" / "pytorch" / "launch.py"
EPOCHS, STEPS, SAVE_EVERY = 3, 8, 3
ARGUMENTS = [
    "--limit",
    "2048",
    "--batch-size",
    "256",
    "--epochs",
    str(EPOCHS),
    "--save-every",
    str(SAVE_EVERY),
]

Done = subprocess.CompletedProcess[str]


class Trainer:
    """Starts the script, in a number of processes under torchrun or in one without (0)."""

    def __init__(self, programs: TorchPrograms, data: Path, folder: Path) -> None:
        self.programs, self.data, self.folder = programs, data, folder
        self.no_bar = folder / "no_bar"
        self.no_bar.mkdir()
        (self.no_bar / "tqdm.py").write_text("raise ImportError")

    def run(self, processes: int, out: str, *more: str, restarts: int = 0, **variables: str) -> Done:
        """What is printed goes by lines where tqdm is not to be had; variables are those of launch.py."""
        torchrun = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
        launcher = [*torchrun, f"--max-restarts={restarts}", "--monitor-interval=0.1"] if processes else []
        command = [*launcher, LAUNCH, SCRIPT, "--data", self.data, "--out", self.folder / out]
        here = {
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": str(self.no_bar),
            "DIED": str(self.folder / f"{out}.died"),
        }
        return self.programs.run(
            *command, *ARGUMENTS, *more, cwd=self.folder, seconds=120, **here | variables
        )

    def finish(self, processes: int, out: str, *more: str, restarts: int = 0, **variables: str) -> str:
        done = self.run(processes, out, *more, restarts=restarts, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def weights(self, out: str) -> bytes:
        return (self.folder / out / "digits.safetensors").read_bytes()


@pytest.fixture(scope="module")
def trainer(
    torch_programs: TorchPrograms, mnist_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Trainer:
    return Trainer(torch_programs, mnist_root.resolve(), tmp_path_factory.mktemp("ddp"))


@pytest.fixture(scope="module")
def two(trainer: Trainer) -> str:
    """What an undisturbed run of two processes prints; its folder is `two`."""
    return trainer.finish(2, "two")


@pytest.fixture(scope="module")
def one(trainer: Trainer) -> str:
    """What an undisturbed run without torchrun prints; its folder is `one`."""
    return trainer.finish(0, "one")


def epochs_in(output: str) -> list[str]:
    line = r"^epoch (\d) of 3: \d\d\.\d\d% of the test images are classified correctly$"
    return re.findall(line, output, re.M)


def test_two_processes_take_the_steps_of_one(trainer: Trainer) -> None:
    for processes in (0, 2):
        file = trainer.folder / f"gradients-{processes}.safetensors"
        trainer.finish(processes, f"same-{processes}", WITHOUT_DROPOUT="1", GRADIENTS=str(file))
    for name, in_file in (
        ("gradients", "gradients-{}.safetensors"),
        ("weights", "same-{}/digits.safetensors"),
    ):
        alone, together = (load_file(trainer.folder / in_file.format(processes)) for processes in (0, 2))
        assert len(alone) == 6
        for key, values in alone.items():
            size = np.abs(values).max()
            assert size > 1e-3
            np.testing.assert_allclose(
                together[key], values, rtol=0, atol=1e-5 * size, err_msg=f"{name} {key}"
            )


@pytest.mark.slow
def test_the_same_seed_gives_the_same_weights(trainer: Trainer, one: str, two: str) -> None:
    assert trainer.finish(2, "again").splitlines()[2:-1] == two.splitlines()[2:-1]
    assert trainer.weights("again") == trainer.weights("two")
    trainer.finish(0, "other", "--seed", "11")
    assert trainer.weights("other") != trainer.weights("one")


@pytest.mark.slow
def test_each_process_sees_its_own_half_with_masks_of_its_own(trainer: Trainer, one: str, two: str) -> None:
    assert trainer.weights("one") != trainer.weights("two"), "only dropout tells them apart"
    assert epochs_in(one) == epochs_in(two) == ["1", "2", "3"]


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_the_run_ends_as_if_nothing_had_happened(
    trainer: Trainer, two: str
) -> None:
    output = trainer.finish(2, "killed", restarts=1, DIES="1@13")
    assert (trainer.folder / "killed.died").exists()
    assert "going on after step 12, saved by 2 processes\n" in output
    assert epochs_in(output) == ["1", "2", "3"]
    assert f"all {EPOCHS} epochs done" in output
    assert trainer.weights("killed") == trainer.weights("two")


@pytest.mark.slow
def test_without_restarts_a_killed_worker_ends_the_run_and_torchrun_says_who(trainer: Trainer) -> None:
    done = trainer.run(2, "ended", DIES="1@13")
    assert done.returncode == 1
    assert "Signal 9 (SIGKILL)" in done.stderr
    assert not (trainer.folder / "ended" / "digits.safetensors").exists()


@pytest.mark.parametrize(
    ("processes", "undisturbed"), [(0, "one"), pytest.param(2, "two", marks=pytest.mark.slow)]
)
def test_when_everything_was_killed_the_same_command_goes_on(
    trainer: Trainer, request: pytest.FixtureRequest, processes: int, undisturbed: str
) -> None:
    request.getfixturevalue(undisturbed)
    out = f"all-killed-{processes}"
    killed = trainer.run(processes, out, DIES="all@13" if processes else "0@13")
    assert killed.returncode == -9
    assert epochs_in(killed.stdout) == ["1"]
    output = trainer.finish(processes, out)
    assert "going on after step 12" in output
    assert epochs_in(output) == ["2", "3"]
    assert trainer.weights(out) == trainer.weights(undisturbed)


@pytest.mark.slow
def test_a_run_goes_on_in_another_number_of_processes(trainer: Trainer) -> None:
    assert trainer.run(2, "fewer", DIES="all@13").returncode == -9
    output = trainer.finish(0, "fewer")
    assert "process 0 of 1: pid" in output
    assert "going on after step 12, saved by 2 processes\n" in output
    assert epochs_in(output) == ["2", "3"]


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [truncate, empty, flip_a_bit])
def test_a_damaged_checkpoint_is_named_and_the_one_before_is_used(
    trainer: Trainer, one: str, damage: Callable[[Path], None]
) -> None:
    folder = trainer.folder / damage.__name__
    shutil.copytree(trainer.folder / "one", folder)
    before, newest = sorted(folder.glob("step-*.pt"))
    damage(newest)
    output = trainer.finish(0, folder.name)
    assert re.search(rf"^{re.escape(str(newest))} is damaged \(.+\): trying the one before$", output, re.M)
    assert f"going on after step {int(before.stem[5:])}," in output
    assert trainer.weights(folder.name) == trainer.weights("one")


def test_checkpoints_with_other_content_count_as_damaged(trainer: Trainer, one: str) -> None:
    changes = [
        "state = {}",
        "state = [1, 2]",
        "del state['model']",
        "state['step'] = -5",
        "state['step'] = 10**9",
        "state['step'] = 'seven'",
        "state['settings'] = None",
        "state['accuracies'] = []",
        "state['random'] = [5]",
        "state['scheduler'] = {}",
        "state['model']['1.weight'] = torch.zeros(3)",
        "state['optimizer']['state'][0]['exp_avg'] = torch.zeros(3)",
        "state['optimizer']['param_groups'] = []",
    ]
    folder = trainer.folder / "other-content"
    shutil.copytree(trainer.folder / "one", folder)
    good = sorted(folder.glob("step-*.pt"))[-1]
    lines = ["import torch"]
    for number, change in enumerate(changes):
        newer = folder / f"step-{9000 + number:08}.pt"
        lines += [f"state = torch.load({str(good)!r})", change, f"torch.save(state, {str(newer)!r})"]
    program = trainer.folder / "other_content.py"
    program.write_text("\n".join(lines), "utf8")
    done = trainer.programs.run(program)
    assert done.returncode == 0, done.stderr
    output = trainer.finish(0, folder.name)
    told = re.findall(r"^\S+step-(\d+)\.pt is damaged \(.+\): trying the one before$", output, re.M)
    assert [int(number) - 9000 for number in told] == list(reversed(range(len(changes))))
    assert f"going on after step {int(good.stem[5:])}," in output
    assert trainer.weights(folder.name) == trainer.weights("one")


def test_when_every_checkpoint_is_damaged_nothing_is_thrown_away(trainer: Trainer, one: str) -> None:
    folder = trainer.folder / "all-damaged"
    shutil.copytree(trainer.folder / "one", folder)
    for file in folder.glob("step-*.pt"):
        empty(file)
    done = trainer.run(0, folder.name)
    assert done.returncode == 1
    assert f"no checkpoint in {folder} can be read: delete them to begin anew" in done.stderr
    assert len(list(folder.glob("step-*.pt"))) == 2


def test_two_checkpoints_are_kept_and_no_unfinished_one(trainer: Trainer, two: str) -> None:
    files = sorted(file.name for file in (trainer.folder / "two").iterdir())
    assert files == ["digits.safetensors", "step-00000021.pt", "step-00000024.pt"]


def test_progress_by_lines_of_the_first_process_alone(two: str) -> None:
    lines = two.splitlines()
    assert sorted(re.sub(r"\d+(?=, cpu)", "N", line) for line in lines[:2]) == [
        "process 0 of 2: pid N, cpu",
        "process 1 of 2: pid N, cpu",
    ]
    steps = [re.fullmatch(r"epoch (\d) of 3: step (\d) of 8, loss (\d\.\d{4})", line) for line in lines[2:-1]]
    told = [(int(step[1]), int(step[2])) for step in steps if step]
    assert told == [(epoch, step) for epoch in range(1, EPOCHS + 1) for step in range(1, STEPS + 1)]
    losses = [float(step[3]) for step in steps if step]
    assert losses[-1] < 0.5 * losses[0]
    assert lines[-1].startswith("all 3 epochs done, weights in ")


@pytest.mark.slow
def test_progress_by_a_bar_where_tqdm_is_installed(trainer: Trainer) -> None:
    python = trainer.programs.python
    if subprocess.run([python, "-c", "import tqdm"], capture_output=True).returncode:
        pytest.skip(f"{python} has no tqdm: `bash .ci/torch` installs it")
    done = trainer.run(2, "bar", PYTHONPATH="")
    assert done.returncode == 0, done.stderr
    for epoch in range(1, EPOCHS + 1):
        assert re.search(rf"epoch {epoch} of 3: 100%\|.*\| 8/8 \[", done.stderr)
    assert "loss" not in done.stdout
    assert epochs_in(done.stdout) == ["1", "2", "3"]


@pytest.mark.slow
def test_the_model_is_gone_before_its_process_group(trainer: Trainer) -> None:
    """Or else, now and then, the two wait for each other at the end: seen here once in some forty runs."""
    done = trainer.run(2, "orderly", ORDERLY="1")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("processes", "options", "said"),
    [
        (2, ["--batch-size", "255"], "--batch-size 255: wanted a multiple of 2, up to 2048"),
        (0, ["--batch-size", "4096"], "--batch-size 4096: wanted a multiple of 1, up to 2048"),
        (
            0,
            ["--out", "{one}", "--lr", "1"],
            "{one} holds a run with {{'epochs': 3, 'batch_size': 256, 'lr': 0.004",
        ),
        (0, ["--data", "nowhere"], "no MNIST in nowhere/MNIST/raw"),
    ],
)
def test_errors_say_what_to_do(
    trainer: Trainer, one: str, processes: int, options: list[str], said: str
) -> None:
    place = str(trainer.folder / "one")
    nowhere = dict.fromkeys(
        ("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9"
    )  # where nobody answers
    done = trainer.run(processes, "wrong", *(option.format(one=place) for option in options), **nowhere)
    assert done.returncode == 1
    assert done.stderr.count(f"train_ddp.py: {said.format(one=place)}") == 1
