"""The guide's tables of names say what is so today."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from site_tests.generators import api_table, census


def test_the_tables_are_up_to_date() -> None:
    page = api_table.PAGE.read_text("utf8")
    assert page == api_table.filled(page), "run `uv run python site_tests/generators/api_table.py`"


def test_the_readmes_share_of_uses_that_work_is_up_to_date() -> None:
    text = census.README.read_text("utf8")
    assert text == census.filled(text), "run `uv run python site_tests/generators/census.py`"


@pytest.mark.parametrize(
    ("name", "works"),
    [
        ("torch.nn.Linear", True),
        ("torch.Tensor.item", True),
        ("torchvision.datasets.CIFAR10.targets", True),  # set by its constructor
        ("torch.nn.qat", False),
        ("torch.Tensor.stft", False),
        ("torch.compile", False),  # can be had, and only refuses
        ("torch.distributed.init_process_group", False),
        ("torch.nn.Linear.nothing", False),
    ],
)
def test_a_name_of_the_census_works_if_it_can_be_had(name: str, works: bool) -> None:
    assert census.works(name) is works


def test_the_files_that_the_readme_names_are_there() -> None:
    engine = census.README.parent
    named = re.findall(
        r"`([\w/]+/|[\w/]+\.(?:py|txt))`", census.README.read_text("utf8").split("## Where things are")[1]
    )
    folders = (engine, engine / "_core", engine / "_core" / "operations")
    assert len(named) > 30
    assert [name for name in named if not any((folder / name).exists() for folder in folders)] == []


def test_every_recorded_name_is_listed_once_in_its_module() -> None:
    recorded = json.loads(api_table.NAMES.read_text("utf8"))
    for home in api_table.homes():
        missing = [name for names in home.missing.values() for name in names]
        assert sorted(home.covered + missing) == sorted(recorded[home.path])
        assert all(home.missing), f"{home.path}: a name says nothing of what is nearest"


def test_what_only_refuses_is_not_counted() -> None:
    import seqlite

    with pytest.raises(NotImplementedError):
        seqlite.compile()
    covered = {f"{home.path}.{name}" for home in api_table.homes() for name in home.covered}
    assert not covered & set(census.REFUSING)


def test_a_name_that_is_new_or_gone_makes_the_tables_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    page = api_table.PAGE.read_text("utf8")
    monkeypatch.delattr(api_table.seqlite.nn, "Linear")
    with pytest.raises(AttributeError, match="Linear"):
        api_table.filled(page)
    monkeypatch.undo()
    monkeypatch.setattr(api_table.seqlite.nn, "qat", object, raising=False)
    assert api_table.filled(page) != page


def test_the_folds_can_be_read_and_searched_without_javascript(site_dir: Path) -> None:
    text = (site_dir / "guides" / "from-seqlite-to-pytorch" / "index.html").read_text("utf8")
    folds = re.findall(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", text, re.S)
    assert len(folds) == len(api_table.homes())
    for (title, content), home in zip(folds, api_table.homes(), strict=True):
        assert re.sub("<.*?>", "", title) == f"{home.path}: {len(home.covered)} of {home.count} work"
        words = set(re.split(r"[\s,]+", re.sub("<.*?>", " ", content)))
        assert words >= set(home.covered)
