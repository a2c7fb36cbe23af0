"""pytest in the folder of one product runs that product's part of the tests; elsewhere, it runs all.

What each test took is written to `.cache/tests.xml`, of which `tiers.py` makes CONTRIBUTING's table.
"""

import pytest

from site_tests import ROOT

PARTS = {
    "seqlite": (
        *("engine", "upstream"),
        *(f"build/test_{name}.py" for name in ("architecture", "distribution", "engine_in_pyodide")),
        *(f"build/test_{name}.py" for name in ("kernels_file", "stubs")),
    ),
    "live_cells": (
        *("live", "unit", "browser/test_foreign_site.py"),
        *(f"build/test_{name}.py" for name in ("ansi", "assets", "build_cache", "fences_of_a_site")),
        *(f"build/test_{name}.py" for name in ("html_source", "live_cells_guide", "live_cells_settings")),
        *(f"build/test_{name}.py" for name in ("make", "maps", "packages", "pyodide_wheels")),
        *(f"build/test_{name}.py" for name in ("script_types", "site_architecture")),
    ),
    "docs": ("build", "browser", "pytorch"),
}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Add the part to the command line, if it names no tests."""
    args.insert(0, f"--junitxml={ROOT / '.cache' / 'tests.xml'}")
    folder = early_config.invocation_params.dir
    known = early_config.known_args_namespace
    if known.file_or_dir or not folder.is_relative_to(ROOT):
        return
    product, *_ = (*folder.relative_to(ROOT).parts, "")
    known.file_or_dir = [str(ROOT / "site_tests" / part) for part in PARTS.get(product, ())]
    args += known.file_or_dir
