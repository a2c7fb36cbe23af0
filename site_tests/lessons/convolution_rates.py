"""Which learning rate suits each model of the lesson on convolutions: the choice behind its comparison.

    .cache/torch/bin/python site_tests/lessons/convolution_rates.py [--data FOLDER]

Trains both models with seven rates and five starts each as the lesson does, on other training images, and
prints the percentage classified correctly on 1,000 more of those. Then it trains for ten epochs instead of
two, with the lesson's rates, and prints how much smaller the lead gets. Needs torch and torchvision.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

import torch
from torch.nn.functional import cross_entropy
from torchvision import datasets, transforms

from site_tests.lessons.data_folder import data_folder

LESSON = Path(__file__).resolve().parents[2] / "docs" / "lessons" / "convolutions.ipynb"
RATES = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02)
CHOSEN = {"dense_model": 0.003, "convolutional_model": 0.01}


def models() -> list:
    """The functions that make the lesson's two models, from its own cell."""
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(LESSON.read_text("utf8"))["cells"]}
    names: dict = {"torch": torch, "nn": torch.nn}
    exec(cells["models"], names)
    return [names["dense_model"], names["convolutional_model"]]


def percent(make, rate: float, x: torch.Tensor, y: torch.Tensor, epochs: int = 2) -> float:
    """Train on the first 2,000 images, and measure on the rest."""
    model = make()
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(epochs):
        for batch in torch.randperm(2000).split(50):
            optimizer.zero_grad()
            cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
    with torch.no_grad():
        return 100 * (model(x[2000:]).argmax(dim=1) == y[2000:]).float().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="where MNIST lies")
    folder = parser.parse_args().data
    torch.set_num_threads(1)
    scale = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    with data_folder(folder) as home:
        digits = datasets.MNIST(str(Path(home) / "data"), train=True, download=True, transform=scale)
        x = torch.stack([digits[i][0] for i in range(3000, 6000)])
    y = digits.targets[3000:6000]
    for make in models():
        for rate, epochs in [*((rate, 2) for rate in RATES), (CHOSEN[make.__name__], 10)]:
            torch.manual_seed(1)
            found = [percent(make, rate, x, y, epochs) for _ in range(5)]
            print(
                f"{make.__name__:<20} lr={rate:<7g} {epochs:>2} epochs {sum(found) / 5:.1f}%",
                [round(one, 1) for one in found],
            )


if __name__ == "__main__":
    main()
