"""Puts into the wheel what `plugin/prebuilt.py` has made, if it was run before."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Prebuilt(BuildHookInterface[Any]):
    """The build hook that pyproject.toml names."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        made = Path(self.root).parent / ".cache" / "prebuilt"
        if version != "standard":
            return
        if made.is_dir():
            build_data["force_include"][str(made)] = "prebuilt"  # below live_cells, by `sources`
        else:
            self.app.display_warning(
                "This wheel is built without its prebuilt files: a site's first build makes them, with Node. "
                "`uv run poe wheel` builds one that has them."
            )
