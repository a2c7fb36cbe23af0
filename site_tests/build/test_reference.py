"""The reference on the site: every public name, with what an editor and a reader want to know."""

import html
import json
import re
from pathlib import Path

import api_table
import pytest
from reference import entries as reference
from reference_pages import asked

FIVE = {
    "cross_entropy": "torch.nn.functional.cross_entropy",
    "DataLoader": "torch.utils.data.DataLoader",
    "to_mermaid": "seqlite.instruments.to_mermaid",
    "Adam": "torch.optim.Adam",
    "interpolate": "torch.nn.functional.interpolate",
}


@pytest.fixture(scope="module")
def pages(site_dir: Path) -> dict[str, str]:
    return {path.parent.name: path.read_text("utf8") for path in sorted(site_dir.glob("reference/*/index.html"))}


@pytest.fixture(scope="module")
def everything(pages: dict[str, str]) -> str:
    return "".join(pages.values())


def text_of(part: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", part))


def test_every_name_of_pytorch_that_works_here_is_explained(everything: str) -> None:
    import seqlite

    explained = {name for entry in reference.entries() for name in (entry["name"], *entry.get("also", ()), *entry.get("in_place", ()))}
    tensor = next(entry for entry in reference.entries() if entry["name"] == "torch.Tensor")
    explained |= {name for member in tensor["members"] for name in (member["name"], *member["in_place"])}
    module = next(entry for entry in reference.entries() if entry["name"] == "torch.nn.Module")
    explained |= {member["name"] for member in module["members"]}
    modules = {home.path for home in api_table.homes()}
    missing = [
        f"{home.path}.{name}"
        for home in api_table.homes()
        for name in home.covered
        if not name.startswith("__") and f"{home.path}.{name}" not in modules | explained
    ]
    plain = [name for name in missing if not is_a_module_or_alias(name)]
    assert plain == []
    assert seqlite.__doc__


def is_a_module_or_alias(name: str) -> bool:
    """Modules are no entries; some names stand in several places, or are told by the class that has them."""
    home, _, last = name.rpartition(".")
    value = getattr(api_table.what_stands_for(home), last)
    named = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
    return type(value).__name__ == "module" or home in ("torch.Tensor", "torch.nn.Module") or named in WITHOUT_ENTRY


WITHOUT_ENTRY: set[str] = set()


def test_every_entry_is_on_one_page_with_signature_and_link(pages: dict[str, str], everything: str) -> None:
    for entry in reference.entries():
        [place] = re.findall(rf'<(h3|tr|dt) id="{re.escape(entry["name"])}"', everything)[:1] or [""]
        assert place, f"{entry['name']} is on no page: name its file ({entry['file']}) in one of docs/reference"
    for entry in reference.entries():
        address = reference.pytorch_page(entry["name"])
        assert not address or entry["kind"] == "value" or f'href="{address}"' in everything, entry["name"]


@pytest.mark.parametrize(("word", "name"), FIVE.items())
def test_the_search_finds_a_name_by_its_headline(word: str, name: str, site_dir: Path) -> None:
    index = json.loads((site_dir / "search" / "search_index.json").read_text("utf8"))["docs"]
    titles = {section["location"].rpartition("#")[2]: text_of(section["title"]) for section in index}
    assert titles[name] == word


def test_an_example_is_a_cell_with_the_output_of_its_docstring(everything: str) -> None:
    cells = dict(re.findall(r'<div class="cell" id="cell-([\w-]+)"(.*?)</div></div></div>', everything, re.S))
    shown = [entry for entry in reference.entries() if entry.get("cell")]
    assert len(shown) > 600
    for entry in shown:
        code, _, output = cells[entry["name"].replace(".", "-")].partition('<div class="cell-output"')
        assert text_of(code.partition(">")[2]) == entry["cell"]["source"]
        printed = entry["cell"]["printed"] + (entry["cell"]["result"] or entry["cell"]["error"] or "")
        assert text_of(output.partition(">")[2]).split() == printed.split(), entry["name"]


def test_an_entry_says_signature_meaning_and_other_names(pages: dict[str, str]) -> None:
    start = pages["arithmetic"].index('id="torch.sub"')
    entry = text_of(pages["arithmetic"][start : pages["arithmetic"].index("<h3", start)])
    for said in ("torch.sub(input, other, *, alpha: float = 1, out=None) -> Tensor", "Also subtract, ", "tensor("):
        assert said in entry


def test_addresses_of_pytorchs_pages() -> None:
    base = "https://docs.pytorch.org/docs/stable"
    assert reference.pytorch_page("torch.relu") == f"{base}/generated/torch.relu.html"
    assert reference.pytorch_page("torch.nn.init.ones_") == f"{base}/nn.init.html#torch.nn.init.ones_"
    assert reference.pytorch_page("torchvision.utils.make_grid").startswith("https://docs.pytorch.org/vision/stable/")
    assert reference.pytorch_page("seqlite.instruments.trace") == ""


def test_files_and_modules_that_a_page_can_ask_for() -> None:
    assert [entry["name"] for entry in asked("torch", ["einsum"])] == ["torch.einsum"]
    assert [entry["name"] for entry in asked("torch.nn.Linear", [])] == ["torch.nn.Linear"]
    assert list(asked("torch.nn", ["elsewhere"])) == []
