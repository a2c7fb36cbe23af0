"""What the engine's bench times, written once: for PyTorch, and for seqlite on a desk and in a browser.

Each of `TASKS` makes, for a library that is or resembles torch, a function to be called again and again.
"""

import importlib
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

MNIST = (784, 128, 64, 10)
TOY = (2, 16, 16, 2)
CNN = (28 * 28, 10)  # what goes in and comes out
BATCH = 64
Step = Callable[[], Any]


def network(torch: Any, sizes: tuple[int, ...], dropout: float) -> Any:
    """Linear, ReLU, Dropout, and so on; a linear layer at the end."""
    nn, layers = torch.nn, []
    for inputs, outputs in itertools.pairwise(sizes[:-1]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU(), *([nn.Dropout(dropout)] if dropout else [])]
    return nn.Sequential(*layers, nn.Linear(*sizes[-2:]))


def small_cnn(torch: Any) -> Any:
    """Two convolutions with pooling, and a linear layer, on images of 28 by 28 pixels."""
    nn = torch.nn
    convolutions = [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU()]
    return nn.Sequential(*convolutions, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 10))


def parts(torch: Any, sizes: tuple[int, ...], dropout: float) -> tuple[Any, ...]:
    torch.manual_seed(0)
    net = small_cnn(torch) if sizes == CNN else network(torch, sizes, dropout)
    return net, torch.nn.CrossEntropyLoss(), torch.optim.Adam(net.parameters(), lr=1e-3)


def batches(torch: Any, sizes: tuple[int, ...]) -> Iterator[tuple[Any, Any]]:
    """Without end, from some thousands of samples around 0, as those of real training are. On a single batch,
    or on positive numbers alone, most hidden units die; their running means fade to numbers so near to 0 that
    processors take ten times as long for them."""
    made = [(torch.randn(BATCH, sizes[0]), torch.randint(0, sizes[-1], (BATCH,))) for _ in range(50)]
    return itertools.cycle(made)


def training(torch: Any, sizes: tuple[int, ...], dropout: float) -> Step:
    """One step on batches that are there already."""
    net, criterion, optimizer = parts(torch, sizes, dropout)
    ready = batches(torch, sizes)

    def step() -> None:
        x, y = next(ready)
        if sizes == CNN:
            x = x.view(BATCH, 1, 28, 28)
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()

    return step


def tiny_vgg(torch: Any, _: str) -> Step:
    """One step of a beginner's TinyVGG: two blocks of two convolutions and pooling, batches of 32, SGD."""
    nn = torch.nn
    torch.manual_seed(0)
    layers: list[Any] = []
    for channels in (1, 10):
        for inputs in (channels, 10):
            layers += [nn.Conv2d(inputs, 10, 3, padding=1), nn.ReLU()]
        layers.append(nn.MaxPool2d(2))
    net, criterion = nn.Sequential(*layers, nn.Flatten(), nn.Linear(490, 10)), nn.CrossEntropyLoss()
    optimizer, ready = torch.optim.SGD(net.parameters(), lr=0.1), batches(torch, CNN)

    def step() -> None:
        x, y = next(ready)
        optimizer.zero_grad()
        criterion(net(x[:32].view(32, 1, 28, 28)), y[:32]).backward()
        optimizer.step()

    return step


def lstm(torch: Any, _: str) -> Step:
    """One step of a classifier that reads an image of 28 rows by an LSTM of 64 units."""
    torch.manual_seed(0)
    recurrent, head = torch.nn.LSTM(28, 64, batch_first=True), torch.nn.Linear(64, 10)
    optimizer = torch.optim.Adam([*recurrent.parameters(), *head.parameters()], lr=1e-3)
    criterion, ready = torch.nn.CrossEntropyLoss(), batches(torch, CNN)

    def step() -> None:
        x, y = next(ready)
        optimizer.zero_grad()
        output, _ = recurrent(x.view(BATCH, 28, 28))
        criterion(head(output[:, -1]), y).backward()
        optimizer.step()

    return step


def by_hand(torch: Any, sizes: tuple[int, ...], dropout: float) -> Step:
    """The same step on seqlite with the gradients written out, on its kernels and with its optimizer."""
    import numpy as np

    from seqlite._core import kernels

    generator = torch.default_generator
    net, _, optimizer = parts(torch, sizes, dropout)
    ready = batches(torch, sizes)
    layers = [layer for layer in net if hasattr(layer, "weight")]
    weights, biases = ([getattr(layer, name) for layer in layers] for name in ("weight", "bias"))
    everywhere, scale = np.arange(BATCH), np.float32(1 / (1 - dropout))

    def step() -> None:
        x, y = (tensor.numpy() for tensor in next(ready))
        inputs, masks, hidden = [], [], x
        for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            inputs.append(hidden)
            hidden = kernels.product(hidden, weight.detach().numpy().T)
            hidden += bias.detach().numpy()
            if i < len(weights) - 1:
                hidden = rectified = kernels.relu(hidden)
                mask = generator.keep(hidden.shape, 1 - dropout, scale) if dropout else None
                hidden = hidden if mask is None else hidden * mask
                masks.append((rectified, mask))
        e = np.exp(hidden - hidden.max(1, keepdims=True))
        g = e / e.sum(1, keepdims=True)
        g[everywhere, y] -= 1
        g *= np.float32(1 / BATCH)
        for i in range(len(weights) - 1, -1, -1):
            weights[i].grad = torch.from_numpy(kernels.product(g.T, inputs[i]))
            biases[i].grad = torch.from_numpy(g.sum(0))
            if i:
                rectified, mask = masks[i - 1]
                g = kernels.product(g, weights[i].detach().numpy())
                g = kernels.relu_backward(g if mask is None else g * mask, rectified)
        optimizer.step()

    return step


def loader(torch: Any, root: str) -> Any:
    """Shuffled batches of MNIST, image by image in torchvision."""
    vision = torch.vision if hasattr(torch, "vision") else importlib.import_module("torchvision")
    transforms = vision.transforms
    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    data = torch.utils.data.Subset(vision.datasets.MNIST(root, transform=transform), range(40 * BATCH))
    return torch.utils.data.DataLoader(data, batch_size=BATCH, shuffle=True)


def loading(torch: Any, root: str) -> Step:
    """40 batches, looked at and left."""
    ready = loader(torch, root)
    return lambda: sum(1 for _ in ready)


def whole(torch: Any, root: str) -> Step:
    """40 steps of training on batches from the loader."""
    ready = loader(torch, root)
    net, criterion, optimizer = parts(torch, MNIST, 0.2)

    def epoch() -> None:
        for x, y in ready:
            optimizer.zero_grad()
            criterion(net(x.flatten(1)), y).backward()
            optimizer.step()

    return epoch


# name -> what makes the function, how often to call it in one measurement, and steps in a call
TASKS: dict[str, tuple[Callable[[Any, str], Step], int, int]] = {
    "MNIST": (lambda torch, _: training(torch, MNIST, 0.2), 150, 1),
    "toy": (lambda torch, _: training(torch, TOY, 0), 400, 1),
    "CNN": (lambda torch, _: training(torch, CNN, 0), 10, 1),
    "TinyVGG": (tiny_vgg, 10, 1),
    "LSTM": (lstm, 10, 1),
    "MNIST by hand": (lambda torch, _: by_hand(torch, MNIST, 0.2), 150, 1),
    "toy by hand": (lambda torch, _: by_hand(torch, TOY, 0), 400, 1),
    "MNIST with loader": (whole, 1, 40),
    "loader": (loading, 2, 40),
}

IN_BROWSER = [task for task in TASKS if task != "loader"]


def seconds(task: str, torch: Any, root: str = "", made: dict[str, Step] = {}) -> float:  # noqa: B006
    """Seconds per step; the function is made and warmed up the first time, for long enough that a browser has
    compiled what is hot."""
    make, calls, steps = TASKS[task]
    if task not in made:
        made[task] = make(torch, root)
        for _ in range(3 * calls if steps == 1 else 1):
            made[task]()
    start = time.perf_counter()
    for _ in range(calls):
        made[task]()
    return (time.perf_counter() - start) / calls / steps


def in_browser(runs: int) -> dict[str, dict[str, list[float]]]:
    """Seconds per step by way of multiplying and task, all in turn."""
    from seqlite._core import kernels

    torch = sys.modules["torch"]
    found: dict[str, dict[str, list[float]]] = {way: {} for way in kernels.PRODUCTS}
    made: dict[str, dict[str, Step]] = {way: {} for way in kernels.PRODUCTS}
    for _ in range(runs):
        for way, product in kernels.PRODUCTS.items():
            kernels.WAY, kernels.product = way, product
            for task in IN_BROWSER:
                found[way].setdefault(task, []).append(seconds(task, torch, "data", made[way]))
    return found


def profiles(torch: Any, root: str = "") -> dict[str, Any]:
    """Where the time of a step goes, by task; on a desk, with the loader too."""
    import breakdown

    made: dict[str, tuple[Any, ...]] = {
        "MNIST": (MNIST, lambda: training(torch, MNIST, 0.2), 400),
        "toy": (TOY, lambda: training(torch, TOY, 0), 400),
        "CNN": (CNN, lambda: training(torch, CNN, 0), 20),
    }
    if root:
        made["MNIST with loader"] = (MNIST, lambda: whole(torch, root), 400, 40)
    return {task: breakdown.profile(torch, *rest) for task, rest in made.items()}


def serve(library: str, root: str) -> None:
    """Answer each line of input, a task, with its seconds."""
    torch = importlib.import_module(library)
    torch.set_num_threads(1)
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        if line.strip() == "profile":
            print(json.dumps(profiles(torch, root)), flush=True)
            continue
        print(seconds(line.strip(), torch, root), flush=True)
