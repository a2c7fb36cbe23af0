"""Of a value's forms, the build shows the one that a run shows."""

import base64
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import PluginCollection
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from live_cells.plugin.cells import output_parts, outputs_html
from live_cells.plugin.pages.figure_files import FigureFiles
from live_runner.runner_rich import part_of

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
FORMS = {
    "text/html": "<b>1</b>",
    "text/markdown": "**1**",
    "text/latex": "$1$",
    "image/svg+xml": "<svg></svg>",
    "image/png": PIXEL,
    "image/jpeg": PIXEL,
    "image/gif": PIXEL,
    "image/webp": PIXEL,
}


def recorded(data: dict[str, str]) -> Any:
    output = {"output_type": "execute_result", "data": {"text/plain": "1", **data}}
    return {"id": "one", "metadata": {}, "source": "", "outputs": [output]}


def run(data: dict[str, str]) -> dict[str, Any]:
    bundle = type("Bundle", (), {"_repr_mimebundle_": lambda self, include=None, exclude=None: data})
    return part_of(bundle())


@pytest.mark.parametrize("names", [*combinations(FORMS, 1), *combinations(FORMS, 2)], ids=" and ".join)
def test_the_richest_form_is_shown(names: tuple[str, ...]) -> None:
    data = {name: FORMS[name] for name in reversed(names)}
    ((kind, _),) = output_parts(recorded(data))
    assert kind == run(data)["part"]


def test_an_image_is_shown_where_the_html_beside_it_would_need_a_script() -> None:
    data = {"text/html": "<script>draw()</script>", "image/png": PIXEL}
    ((kind, _),) = output_parts(recorded(data))
    assert kind == "image"


@pytest.mark.parametrize(
    ("mime", "suffix"), [("jpeg", "jpg"), ("gif", "gif"), ("webp", "webp"), ("png", "png")]
)
def test_a_recorded_image_is_a_file_of_the_site(mime: str, suffix: str, tmp_path: Path) -> None:
    config = MkDocsConfig()
    config.load_dict({"site_name": "A site", "docs_dir": str(tmp_path), "site_dir": str(tmp_path / "site")})
    config.plugins = PluginCollection()
    config.plugins._current_plugin = "live-cells"  # as during a build: files say which plugin has made them
    files = Files([])
    page = Page("A page", File("page.md", str(tmp_path), str(tmp_path / "site"), True), config)
    shown = outputs_html(recorded({f"image/{mime}": PIXEL}), FigureFiles(page, config, files))
    (file,) = files
    assert file.src_uri.endswith(f".{suffix}")
    assert file.content_bytes == base64.b64decode(PIXEL)
    assert Path(file.src_uri).name in shown
