"""The package that draws pictures comes with the first cell that imports it, and not before."""

from cells import LivePage
from playwright.sync_api import expect

CELL = """\
import torch
from torch import nn
from pictures import network

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
seen = network(model, torch.tensor([0.5, -1.0]), target=torch.tensor([1.0]), loss=nn.MSELoss())
print(seen)
"""


def test_a_cell_that_imports_pictures_brings_them(lesson: LivePage) -> None:
    asked: list[str] = []
    lesson.page.context.on("request", lambda request: asked.append(request.url))
    cell = lesson.cell(lesson.cell_ids[1])
    cell.edit("pictures = 3\npictures")
    cell.run()
    cell.expect_output("result", "3")
    assert not [url for url in asked if "pictures.zip" in url]
    cell.edit(CELL)
    cell.run()
    expect(cell.part("stdout")).to_contain_text("MSELoss() = 2.8290")  # as PyTorch has it
    assert len([url for url in asked if "pictures.zip" in url]) == 1
