"""Images of Pillow are taken where there are any, and Pillow is not asked for.

`snippets/pillow_images.txt` has what is made of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import seqlite as torch
from seqlite import vision
from seqlite.vision import transforms
from seqlite.vision.transforms.functional_pil import Image


@pytest.mark.skipif(sys.platform == "emscripten", reason="the browser has no processes")
def test_transforms_of_tensors_import_no_pillow() -> None:
    program = """
import sys
from pathlib import Path
import seqlite as torch
from seqlite import vision
from seqlite.vision import transforms
x = torch.rand(1, 6, 6)
for change in (transforms.Resize(4), transforms.Pad(1), transforms.RandomCrop(3)):
    x = change(x)
print([name for name in sys.modules if name.startswith("PIL")])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_without_pillow_images_are_gray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    image = transforms.ToPILImage()(torch.ones(1, 2, 3))
    assert isinstance(image, Image)
    assert transforms.ToTensor()(transforms.Resize(4)(image)).shape == (1, 4, 6)
    assert transforms.PILToTensor()(image).tolist() == [[[255] * 3] * 2]
    with pytest.raises(NotImplementedError, match="of 3 channels needs Pillow"):
        transforms.ToPILImage()(torch.ones(3, 2, 3))


def test_without_pillow_image_files_say_what_they_need(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    for use in (
        lambda: vision.utils.save_image(torch.zeros(3, 2, 2), tmp_path / "x.png"),
        lambda: vision.io.read_image(tmp_path / "x.png"),
        lambda: vision.datasets.folder.default_loader(tmp_path / "x.png"),
    ):
        with pytest.raises(ModuleNotFoundError, match="need Pillow: pip install pillow"):
            use()
