"""A program in a copy of PyTorch's process does what it does under a Python of its own."""

import subprocess
from pathlib import Path

import pytest

from site_tests.oracle.torch_programs import TorchPrograms
from site_tests.suite.slow import slow_except

PROGRAM = """
import os, signal, sys
import neighbor, torch, tqdm
print(__name__, sys.argv[1:], os.environ["SAID"], os.getcwd(), neighbor.VALUE, tqdm, torch.get_num_threads())
print("to the other side", file=sys.stderr)
match sys.argv[1:]:
    case ["raises"]:
        1 / 0
    case ["exits", *status]:
        sys.exit(int(status[0]) if status else "what is wrong")
    case ["dies"]:
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    "how",
    slow_except([[], ["raises"], ["exits"], ["exits", "3"], ["exits", "0"], ["dies"]], ["raises"], ["dies"]),
)
def test_it_ends_as_under_a_python_of_its_own(
    how: list[str], torch_programs: TorchPrograms, tmp_path: Path
) -> None:
    program, here, above = tmp_path / "program.py", tmp_path / "here", tmp_path / "above"
    program.write_text(PROGRAM, "utf8")
    (tmp_path / "neighbor.py").write_text("VALUE = 7", "utf8")
    for folder in (here, above):
        folder.mkdir()
    (above / "tqdm.py").write_text("", "utf8")  # which torchvision has imported already
    environment = {"SAID": "ä", "PYTHONPATH": str(above), "OMP_NUM_THREADS": "1"}
    done = torch_programs.run(program, *how, cwd=here, **environment)
    command = [torch_programs.python, program, *how]
    alone = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (alone.returncode, alone.stdout)
    assert done.stderr.splitlines()[:1] == alone.stderr.splitlines()[:1]
    assert done.stderr.splitlines()[-1:] == alone.stderr.splitlines()[-1:]


def test_a_module_runs_as_a_program(torch_programs: TorchPrograms, tmp_path: Path) -> None:
    done = torch_programs.run("-m", "json.tool", "--no-such-option", cwd=tmp_path)
    assert done.returncode == 2
    assert "unrecognized arguments: --no-such-option" in done.stderr


def test_a_program_that_takes_too_long_is_ended(torch_programs: TorchPrograms, tmp_path: Path) -> None:
    program = tmp_path / "waits.py"
    program.write_text("import signal\nsignal.pause()", "utf8")
    assert torch_programs.run(program, seconds=1).returncode < 0
