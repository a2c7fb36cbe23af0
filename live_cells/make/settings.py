"""The settings in `live-cells.toml` or `[tool.live-cells]` of pyproject.toml: the plugin's, and more."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mkdocs.config.config_options import Type

from live_cells.plugin.settings import Settings, check_together, fault

FILES = ("live-cells.toml", "pyproject.toml")


class SiteSettings(Settings):  # type: ignore[no-untyped-call]
    """All settings have a default."""

    notebooks = Type(bool, default=True)
    """Are the code cells of rendered notebooks live?"""
    docstrings = Type(bool, default=False)
    """Are examples with the prompt `>>>` live?"""
    setup = Type(str, default="")
    """What runs first on pages with such examples: `from mypackage import *`."""


def read_settings(file: Path | None, folder: Path) -> tuple[SiteSettings, Path]:
    """The settings, and the folder from which they name files; without a file, the defaults.

    Raises:
        PluginError: the file cannot be read, or has a setting that there is not.
    """
    candidates = [file] if file else [path for name in FILES if (path := folder / name).is_file()]
    for path in candidates:
        try:
            said: dict[str, Any] = tomllib.loads(path.read_text("utf8"))
        except (OSError, ValueError) as error:
            raise fault(f"{path} cannot be read: {error}") from error
        if path.name == "pyproject.toml":
            said = said.get("tool", {}).get("live-cells", {})
        if said or path.name != "pyproject.toml":
            return checked(said, path), path.parent
    return checked({}, folder), folder


def checked(said: dict[str, Any], path: Path) -> SiteSettings:
    """The settings that a file names.

    Raises:
        PluginError: there is no such setting, or they cannot be so together.
    """
    settings = SiteSettings()
    settings.load_dict(said)
    errors, warnings = settings.validate()
    if wrong := [*errors, *warnings]:
        raise fault(f"{path}: " + "; ".join(f"{name}: {problem}" for name, problem in wrong).rstrip("."))
    check_together(settings)
    if settings.setup and not settings.docstrings:
        raise fault(f"{path}: setup runs before examples of docstrings: write `docstrings = true` as well")
    return settings
