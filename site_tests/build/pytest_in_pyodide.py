"""pytest inside Pyodide (pytest_in_pyodide.mjs calls this there)."""

import os
import sys


def run(repository: str, packages: str, mnist: str, *arguments: str) -> int:
    """pytest's exit code; the first three say where the folders of these names are."""
    sys.path[:0] = [repository, packages]
    sys.dont_write_bytecode = True
    os.environ["SEQLITE_TEST_MNIST"] = mnist
    os.chdir(repository)
    import pytest

    other = ("-p", "no:cacheprovider", "--override-ini=addopts=")
    endless = ("--timeout=0", "--override-ini=faulthandler_timeout=0")  # either would want a thread
    return int(pytest.main([*other, *endless, *arguments]))
