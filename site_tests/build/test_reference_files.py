"""The reference on the site: every public name, with what an editor and a reader want to know."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from docs.course.reference import entries as reference
from docs.course.reference_pages import asked
from site_tests.generators import api_table

FIVE = {
    "cross_entropy": "torch.nn.functional.cross_entropy",
    "DataLoader": "torch.utils.data.DataLoader",
    "to_mermaid": "seqlite.instruments.to_mermaid",
    "Adam": "torch.optim.Adam",
    "interpolate": "torch.nn.functional.interpolate",
}


@pytest.fixture(scope="module")
def pages(site_dir: Path) -> dict[str, str]:
    return {
        path.parent.name: path.read_text("utf8") for path in sorted(site_dir.glob("reference/*/index.html"))
    }


@pytest.fixture(scope="module")
def everything(pages: dict[str, str]) -> str:
    return "".join(pages.values())


def text_of(part: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", part))


def test_every_name_of_pytorch_that_works_here_is_explained(everything: str) -> None:
    explained = {name for entry in reference.entries() for name in names_of(entry)}
    everywhere = {home.path: home.covered for home in api_table.homes()}
    missing = [
        f"{home}.{name}"
        for home, names in everywhere.items()
        for name in names
        if not name.startswith("__")
        and f"{home}.{name}" not in explained
        and not is_told_elsewhere(home, name)
    ]
    assert missing == []


def names_of(entry: dict[str, Any]) -> Iterator[str]:
    yield from (entry["name"], *entry.get("also", ()), *entry.get("in_place", ()))
    for member in entry.get("members", ()):
        yield from names_of(member)


def is_told_elsewhere(home: str, name: str) -> bool:
    """Modules have pages, not entries; plain attributes of a class stand in its text."""
    value = getattr(api_table.what_stands_for(home), name)
    return isinstance(value, ModuleType) or not callable(value)


def test_every_entry_is_on_one_page_with_signature_and_link(pages: dict[str, str], everything: str) -> None:
    for entry in reference.entries():
        assert re.search(rf'<(h3|tr)[^>]* id="{re.escape(entry["name"])}"', everything), (
            f"{entry['name']} is on no page: name its file ({entry['file']}) in one of docs/reference"
        )
    for entry in reference.entries():
        address = reference.pytorch_page(entry["name"])
        assert not address or entry["kind"] == "value" or f'href="{address}"' in everything, entry["name"]


@pytest.mark.parametrize(("word", "name"), FIVE.items())
def test_the_search_finds_a_name_by_its_headline(word: str, name: str, site_dir: Path) -> None:
    index = json.loads((site_dir / "search" / "search_index.json").read_text("utf8"))["docs"]
    titles = {section["location"].rpartition("#")[2]: text_of(section["title"]) for section in index}
    assert titles[name] == word


def test_an_example_is_a_cell_with_the_output_of_its_docstring(everything: str) -> None:
    cells = dict(
        re.findall(
            r'<div class="cell[^"]*" [^>]*data-cell="([\w-]+)"(.*?)</div></div></div>', everything, re.S
        )
    )
    shown = [entry for entry in reference.entries() if entry.get("cell")]
    assert len(shown) > 500
    for entry in shown:
        code, _, output = cells[entry["name"].replace(".", "-")].partition('<div class="cell-output"')
        assert text_of(code.partition(">")[2]) == entry["cell"]["source"]
        printed = entry["cell"]["printed"] + (entry["cell"]["result"] or entry["cell"]["error"] or "")
        assert text_of(output.partition(">")[2]).split() == printed.split(), entry["name"]


def test_an_entry_says_signature_meaning_and_other_names(pages: dict[str, str]) -> None:
    start = pages["arithmetic"].index('id="torch.sub"')
    entry = text_of(pages["arithmetic"][start : pages["arithmetic"].index("<h3", start)])
    for said in (
        "torch.sub(input, other, *, alpha: float = 1, out=None) -> Tensor",
        "Also subtract",
        "tensor(",
    ):
        assert said in entry


def test_addresses_of_pytorchs_pages() -> None:
    base = "https://docs.pytorch.org/docs/stable"
    assert reference.pytorch_page("torch.relu") == f"{base}/generated/torch.relu.html"
    assert reference.pytorch_page("torch.nn.init.ones_") == f"{base}/nn.init.html#torch.nn.init.ones_"
    assert reference.pytorch_page("torchvision.utils.make_grid").startswith(
        "https://docs.pytorch.org/vision/stable/"
    )
    assert reference.pytorch_page("seqlite.instruments.trace") == ""


def test_files_and_modules_that_a_page_can_ask_for() -> None:
    copies = ["torch.broadcast_tensors", "torch.broadcast_to"]
    assert [entry["name"] for entry in asked("torch", ["expand_repeat"])][:2] == copies
    assert [entry["name"] for entry in asked("torch.nn.Linear", [])] == ["torch.nn.Linear"]
    assert list(asked("torch.nn", ["elsewhere"])) == []


def test_what_is_read_says_nothing_of_this_run() -> None:
    assert not re.search(r"0x[0-9a-f]{6}", json.dumps(reference.entries()))
