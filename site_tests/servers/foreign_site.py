"""The site of somebody else, which the guide shows: built by this Python, or by what pip has installed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from site_tests import ROOT

EXAMPLE = ROOT / "site_tests" / "foreign"


def written(folder: Path, settings: Mapping[str, Any], theme: Any = "mkdocs", page: str = "") -> Path:
    """The example in a folder, with other settings of the plugin, in another theme, and text at the end."""
    shutil.copytree(EXAMPLE, folder)
    config = yaml.safe_load((folder / "mkdocs.yml").read_text("utf8"))
    config |= {"theme": theme, "plugins": ["search", {"live-cells": dict(settings)}]}
    (folder / "mkdocs.yml").write_text(json.dumps(config), "utf8")
    index = folder / "docs" / "index.md"
    index.write_text(index.read_text("utf8") + page, "utf8")
    return folder


def built(folder: Path, python: str = sys.executable, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a strict build says; the site is in `site`."""
    command = [python, "-m", "mkdocs", "build", "--strict"]
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
