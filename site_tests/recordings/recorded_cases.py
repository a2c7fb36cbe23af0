"""Cases recorded from real PyTorch, for tests of the page's own computation: written, or only compared."""

import argparse
from collections.abc import Callable
from pathlib import Path

import torch


def record(path: Path, said: str | None, made: Callable[[], str]) -> int:
    """Write the file, or with `--check` say whether it would change; the program's exit status.

    Args:
        said: what the program does, for `--help`.
        made: the file's text; PyTorch computes it in one thread.
    """
    parser = argparse.ArgumentParser(description=said, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    torch.set_num_threads(1)
    text = made()
    if check:
        print("as recorded" if (is_same := text == path.read_text("utf8")) else "it would change")
        return not is_same
    path.write_text(text, "utf8")
    return 0
