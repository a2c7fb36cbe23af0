"""The archive for classrooms in a browser that reaches nothing but the computer on which it was started."""

import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.browser_probes import copied
from site_tests.pages.cells import LivePage
from site_tests.pages.page_errors import complaints_of
from site_tests.pages.playground import PlaygroundPage
from site_tests.servers.classroom import bare_environment, oldest_python, started, unpacked
from site_tests.suite.browser_setup import CHROMIUM_FLAGS, find_or_install_chromium

OTHER_COMPUTER = "school.test"
"""A name for this one by which browsers trust it no more than any other in the network."""
ALONE = f"--host-resolver-rules=MAP {OTHER_COMPUTER} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
TRAIN = """import torch
from torchvision import datasets, transforms
digits = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
loader = torch.utils.data.DataLoader(digits, batch_size=100)
model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step, (images, labels) in zip(range(30), loader):
    loss = torch.nn.functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
loss.item() < 1"""


@pytest.fixture(scope="module")
def course(site_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, unpacked where a name has spaces and letters of other alphabets."""
    folder = tmp_path_factory.mktemp("stick")
    command = [
        sys.executable,
        ROOT / "docs" / "course" / "classroom" / "pack.py",
        "--site",
        site_dir,
    ]
    subprocess.run([*command, "-o", folder / "classroom.zip"], check=True, capture_output=True)
    return unpacked(folder / "classroom.zip", folder / "Übung (2) – 深度学习")


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page of a browser without any network: it asks nobody else, and complains of nothing but a header
    that it does not heed without https."""
    alone = browser.browser_type.launch(
        executable_path=find_or_install_chromium(), args=[*CHROMIUM_FLAGS, ALONE]
    )
    context = alone.new_context(service_workers="allow")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    complaints = complaints_of(page)
    yield page
    alone.close()
    host = asked[0].split("/")[2]
    assert [url for url in asked if url.split("/")[2] != host and url.startswith(("http", "ws"))] == []
    assert [each for each in complaints if "Opener-Policy header has been ignored" not in each] == []


@pytest.mark.slow
@pytest.mark.chromium_only
def test_it_reads_runs_trains_and_stops_without_a_network(reader: Page, course: Path, tmp_path: Path) -> None:
    command = [str(course / "start-linux.sh"), "--no-browser", "--port", "0"]
    with started(command, bare_environment(tmp_path / "computer", oldest_python())) as address:
        live = LivePage(reader).open(address)
        assert reader.evaluate("crossOriginIsolated")
        reader.get_by_role("link", name="Training", exact=False).first.click()
        expect(reader.get_by_role("heading", level=1)).to_contain_text("Training")
        first, second, third = (live.cell(name) for name in live.cell_ids[:3])
        first.edit(TRAIN)
        first.run()
        first.expect_output("result", "True")
        second.edit("print('begins')\nwhile True:\n    pass")
        second.start()
        expect(second.part("stdout").first).to_contain_text("begins")
        second.stop()
        second.expect_state("stopped")
        third.edit("step")
        third.run()
        third.expect_output("result", "29")
        live.follow("Generalization")  # the same Python goes on
        live.expect_kernel("ready")
        expect(reader.locator(".live-offline")).to_have_text("Available offline", timeout=60_000)
        PlaygroundPage(reader).open(address, "#data=moons&epochs=3&layers=Linear~8,ReLU,Linear~2").train()
        reader.goto("about:blank")


def test_a_teachers_links_lead_the_class_to_the_shared_course(
    browser: Browser, course: Path, tmp_path: Path
) -> None:
    command = [str(course / "share-linux.sh"), "--no-browser", "--port", "0"]
    names = runpy.run_path(str(course / "serve.py"))["names_in_network"]
    with started(command, bare_environment(tmp_path / "computer", oldest_python())) as address:
        port = urlsplit(address).port
        where = [f"http://{name}:{port}/" for name in names()] or [address]
        context = browser.new_context(service_workers="block")
        page = context.new_page()
        live = LivePage(page).open(address + "lessons/training/")
        cell = live.cell(live.cell_ids[0])
        for edit in (None, "print('for the class')"):
            if edit:
                cell.edit(edit)
            cell.button("Share").click()
            expect(cell.label).to_have_text("Link copied")
            link = copied(page)
            assert link.startswith(f"{where[0]}lessons/training/#"), (link, where)
        page.goto(link)
        expect(cell.note).to_contain_text("Shared code, not yours")
        PlaygroundPage(page).open(address).button("Link", "code").click()
        expect(page.get_by_text("A link to this setup is copied.").first).to_be_visible()
        assert copied(page).startswith(f"{where[0]}lab/playground/#")
        context.close()


@pytest.mark.slow
@pytest.mark.chromium_only
def test_other_computers_in_the_network_read_and_run(reader: Page, course: Path, tmp_path: Path) -> None:
    command = [str(course / "share-linux.sh"), "--no-browser", "--port", "0"]
    with started(command, bare_environment(tmp_path / "computer", oldest_python())) as address:
        live = LivePage(reader).open(address.replace("127.0.0.1", OTHER_COMPUTER) + "lessons/training/")
        assert not reader.evaluate("isSecureContext")
        cell = live.cell(live.cell_ids[0])
        cell.edit(TRAIN)
        cell.run()
        cell.expect_output("result", "True")
        live.follow("Generalization")
        live.expect_kernel("ready")
        reader.goto("about:blank")
