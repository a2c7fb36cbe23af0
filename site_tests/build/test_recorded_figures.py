"""Recorded figures on a page: files beside it, in both schemes, of known size, with words, in order."""

import html
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files

from live_cells.plugin import cells
from live_cells.plugin.pages import pictures
from live_cells.plugin.pages.figure_files import DARK_INK, FigureFiles

INK, *_ = DARK_INK
ADAPTS = f'<svg width="300.0pt" height="150pt" viewBox="0 0 1 1"><path style="stroke: {INK}"/></svg>'
KEEPS = '<svg width="300.0pt" height="150pt" viewBox="0 0 1 1"><path style="stroke: #123456"/></svg>'
TEXTS = ["First.", 'The "second".']
TEXT = {"output_type": "stream", "name": "stdout", "text": "between\n"}


def picture(svg: str, **metadata: str) -> dict[str, Any]:
    data = {"image/svg+xml": svg.splitlines(keepends=True), "text/plain": "<Figure>"}
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def shown(*outputs: dict[str, Any], **metadata: Any) -> tuple[str, Files]:
    """The cell's HTML, and the files that joined the site."""
    config = MkDocsConfig()
    config.load_dict({"site_name": "test"})
    config.validate()
    config.plugins._current_plugin = "live_cells"
    files = Files([])
    page = SimpleNamespace(file=SimpleNamespace(src_uri="lessons/one.ipynb"), url="lessons/one/")
    cell = {"id": "draw", "source": "draw()", "metadata": metadata, "outputs": list(outputs)}
    return cells.cell_html(cell, "PyTorch 2", FigureFiles(page, config, files)), files  # type: ignore[arg-type]


def test_a_figure_without_a_ground_comes_in_both_schemes() -> None:
    page, files = shown(picture(ADAPTS, alt="A line."))
    light, dark = re.findall(r"<img [^>]+>", page)
    for image, scheme in ((light, "light"), (dark, "dark")):
        assert f'class="figure-{scheme}"' in image
        assert 'alt="A line."' in image
        assert 'style="--figure-width: 300.0pt; --figure-ratio: 300.0 / 150"' in image
        assert 'loading="lazy"' in image
        [address] = re.findall(r'src="\.\./(figures/draw-[0-9a-f]{8}\.svg)"', image)
        content = files.get_file_from_path(f"lessons/{address}").content_string
        assert (INK in content) == (scheme == "light")
        assert (DARK_INK[INK] in content) == (scheme == "dark")


def test_a_figure_with_its_own_colors_is_one_file() -> None:
    page, files = shown(picture(KEEPS, alt="A line."))
    assert page.count("<img") == len(files) == 1
    assert 'data-part="image"' in page


def test_pictures_and_text_keep_their_order_and_the_cells_words_come_first() -> None:
    page, _ = shown(
        picture(KEEPS, alt="one"), TEXT, picture(ADAPTS, alt="two"), alt=["First.", 'The "second".']
    )
    parts = re.findall(r'data-part="(\w+)"', page)
    assert parts == ["image", "stdout", "image"]
    assert 'alt="First."' in page
    assert page.count('alt="The &quot;second&quot;."') == 2
    assert "data-alt=" in page  # for the reader's own run


def test_a_table_is_there_without_javascript_and_what_no_page_runs_or_fetches_is_refused() -> None:
    def table(html: str) -> dict[str, Any]:
        return {"output_type": "display_data", "data": {"text/html": html, "text/plain": "T"}, "metadata": {}}

    assert "<table><td>1</table>" in shown(table("<table><td>1</table>"))[0]
    for good in (
        "<a href='https://example.org/'>",
        "<img src='data:image/png;base64,AAAA'>",
        "<g fill='url(#a)'>",
    ):
        assert good in shown(table(good))[0]
    for bad in (
        "<script>1</script>",
        "<b onclick=1>",
        "<a href='javascript:1'>",
        "<img src=https://example.org/a.png>",
        '<img src="a.png">',
        "<style>@import 'a.css'</style>",
        "<p style='background: url(https://example.org/a.png)'>",
        "<form action=https://example.org/>",
    ):
        with pytest.raises(PluginError, match="has a script in it, or what would have to be fetched"):
            shown(table(bad))


DESCRIPTION = {
    "kind": "network",
    "version": 1,
    "input": {"shape": [2], "values": [1, "nan"]},
    "modules": [{"name": "0", "kind": "Twice", "text": 'Twice("&")', "training": False, "settings": {}}],
}


POINT = {"shape": [1], "values": [1]}


def drawn(description: Any, **forms: str) -> dict[str, Any]:
    data = {pictures.MIME: description, "image/svg+xml": ADAPTS, "text/plain": "input", **forms}
    return {"output_type": "display_data", "data": data, "metadata": {"alt": "A network."}}


def test_a_picture_brings_its_description_and_its_still() -> None:
    page, files = shown(drawn(DESCRIPTION), picture(KEEPS), alt=["Of the figure."])
    [description] = re.findall(
        r'<div class="picture" data-part="picture" data-picture="([^"]*)" data-kind="network"', page
    )
    assert json.loads(html.unescape(description)) == DESCRIPTION
    assert len(files) == 3  # the still in both schemes, the figure
    assert page.count('alt="A network."') == 2
    assert page.count('alt="Of the figure."') == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "nothing"}, "its kind is nothing, version 1"),
        (
            {"version": 2},
            "version 2, and network, module, graph, convolution, channels, matrices, surface or training",
        ),
        ({"input": {"shape": [3], "values": [1, 2]}}, "the input has 2 values, and its shape [3] wants 3"),
        ({"input": {"shape": [1], "values": ["many"]}}, "the input has no values that are numbers"),
        ({"modules": None}, "it has no modules"),
        ({"modules": [{"name": "0"}]}, "module 0 has no name, kind and text"),
        ({"fault": {"module": 7, "text": ""}}, "its fault names no module"),
        ({"kind": "graph"}, "a graph has nodes and edges"),
        ({"kind": "graph", "nodes": [], "edges": [{"from": "a", "to": "b"}]}, "an edge leads from a to b"),
        (
            {"kind": "graph", "nodes": [{"id": 1}, {"id": 1}], "edges": []},
            "its nodes have no ids of their own",
        ),
        ({"kind": "convolution"}, "the image has no shape"),
        ({"kind": "convolution", "image": POINT, "kernel": POINT, "output": POINT}, "its bias is no number"),
        (
            {"kind": "channels", "image": POINT, "kernel": POINT, "output": POINT, "bias": 0, "names": []},
            "it does not name each of its channels",
        ),
        ({"kind": "surface", "heights": [[1, 2], [3]]}, "in rows of one length"),
        ({"kind": "surface", "heights": [[1]], "paths": []}, "a surface has paths"),
        (
            {"kind": "surface", "heights": [[1]], "paths": [{"points": [1], "heights": []}]},
            "path 0 has not as",
        ),
        ({"kind": "training"}, "a training has steps"),
        ({"kind": "training", "steps": [0]}, "a training has losses"),
        (
            {"kind": "training", "steps": [0, 1], "losses": [1]},
            "its losses are not as many as its steps",
        ),
        (
            {"kind": "training", "steps": [0, 1], "losses": [1, 1], "updates": {"sizes": []}},
            "its updates are not one fewer than its steps",
        ),
    ],
)
def test_a_malformed_picture_stops_the_build(change: dict[str, Any], said: str) -> None:
    with pytest.raises(PluginError) as error:
        shown(drawn(DESCRIPTION | change))
    assert "the cell draw has recorded is malformed: " in str(error.value)
    assert said in str(error.value)
    assert "record the notebook anew" in str(error.value)
