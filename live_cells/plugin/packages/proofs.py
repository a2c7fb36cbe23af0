"""What prove_archives.mjs has Python do inside Pyodide: import what a site's packages bring, side by side."""

import importlib
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType


class _StandIn(ModuleType):
    """What a cell has in the place of IPython (live_runner/display_functions.py), as far as imports go."""

    __path__: list[str] = []  # noqa: RUF012  modules have it as it is

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def prove_together(modules: str, site_packages: str) -> str:
    """Unpack all archives, import the modules of each package, and name what fails, as JSON.

    Args:
        modules: by package, as JSON.
        site_packages: where to.
    """
    from compression import zstd

    for archive in sorted(Path("/packed").iterdir()):
        zipfile.ZipFile(io.BytesIO(zstd.decompress(archive.read_bytes()))).extractall(site_packages)
        archive.unlink()
    importlib.invalidate_caches()
    parts = ("", ".core", ".core.interactiveshell", ".display")
    sys.modules |= {name: _StandIn(name) for part in parts for name in [f"IPython{part}"]}
    failed: dict[str, tuple[str, str]] = {}
    for package, names in json.loads(modules).items():
        for name in names:
            try:
                importlib.import_module(name)
            except BaseException as error:  # some modules end the program
                failed.setdefault(package, (name, f"{type(error).__name__}: {error}"))
    return json.dumps(failed)
