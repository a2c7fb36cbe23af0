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

    return int(pytest.main(["-p", "no:cacheprovider", "--timeout=0", "--override-ini=addopts=", *arguments]))
