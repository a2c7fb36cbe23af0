"""MNIST from its files, and transforms: values and printed forms are torchvision's."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqlite as torch
from seqlite.utils.data import DataLoader, Subset
from seqlite.vision import compact, datasets, transforms

rng = np.random.RandomState(1)
IMAGES = {
    "train": rng.randint(0, 256, (12, 28, 28), np.uint8),
    "t10k": rng.randint(0, 256, (5, 28, 28), np.uint8),
}
LABELS = {"train": np.arange(12, dtype=np.uint8) % 10, "t10k": np.arange(5, dtype=np.uint8)}
NORMAL = [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]


def idx(array: np.ndarray[Any, Any]) -> bytes:
    head = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return head + array.tobytes()


def lay_out(root: Path, name: str = "MNIST", packed: bool = False) -> Path:
    """A tiny MNIST in torchvision's layout."""
    raw = root / name / "raw"
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        for kind, array in (("images-idx3", IMAGES[part]), ("labels-idx1", LABELS[part])):
            file = raw / f"{part}-{kind}-ubyte{'.gz' if packed else ''}"
            file.write_bytes(gzip.compress(idx(array)) if packed else idx(array))
    return root


@pytest.mark.parametrize(
    ("former", "name"),
    [("train_data", "data"), ("test_data", "data"), ("train_labels", "targets"), ("test_labels", "targets")],
)
def test_former_names_work_and_warn(tmp_path: Path, former: str, name: str) -> None:
    digits = datasets.MNIST(lay_out(tmp_path))
    with pytest.warns(UserWarning, match=f"^{former} has been renamed {name}$"):
        assert getattr(digits, former) is getattr(digits, name)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_it_reads_torchvisions_layout(tmp_path: Path, packed: bool) -> None:
    data = datasets.MNIST(lay_out(tmp_path, packed=packed), train=False, download=True)
    np.testing.assert_array_equal(data.data.numpy(), IMAGES["t10k"])
    assert (data.data.dtype, data.targets.dtype, len(data)) == (torch.uint8, torch.int64, 5)
    image, label = data[3]
    assert (type(label), label, image.size, image.mode) == (int, 3, (28, 28), "L")
    np.testing.assert_array_equal(np.asarray(image), IMAGES["t10k"][3])
    assert data.class_to_idx["7 - seven"] == 7
    fashion = datasets.FashionMNIST(str(lay_out(tmp_path, "FashionMNIST")), train=True)
    assert (len(fashion), fashion.classes[9]) == (12, "Ankle boot")


def test_it_reads_the_sites_compact_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sets = {"train": (IMAGES["train"], LABELS["train"]), "test": (IMAGES["t10k"], LABELS["t10k"])}
    (tmp_path / "mnist.bin").write_bytes(compact.pack(sets))
    monkeypatch.setenv("SEQLITE_DATA", str(tmp_path))
    for train, part in ((True, "train"), (False, "t10k")):
        data = datasets.MNIST("./data", train=train, download=True)
        np.testing.assert_array_equal(data.data.numpy(), IMAGES[part])
        np.testing.assert_array_equal(data.targets.numpy(), LABELS[part])


@pytest.mark.parametrize("download", [False, True])
def test_absent_files_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, download: bool) -> None:
    monkeypatch.delenv("SEQLITE_DATA", raising=False)
    with pytest.raises(RuntimeError, match="Dataset not found") as error:
        datasets.MNIST(tmp_path, download=download)
    assert str(tmp_path / "MNIST" / "raw") in str(error.value)
    assert "train-images-idx3-ubyte, train-labels-idx1-ubyte" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\0\0\x09\x01\0\0\0\1\0", idx(IMAGES["t10k"])[:-1]], ids=len)
def test_damaged_files_are_named(tmp_path: Path, content: bytes) -> None:
    file = lay_out(tmp_path) / "MNIST" / "raw" / "t10k-images-idx3-ubyte"
    file.write_bytes(content)
    with pytest.raises(RuntimeError, match=r"t10k-images-idx3-ubyte is (damaged|not an IDX file)"):
        datasets.MNIST(tmp_path, train=False)


def test_data_sets_print_as_torchvisions(tmp_path: Path) -> None:
    root = str(lay_out(tmp_path))
    assert (
        repr(datasets.MNIST(root, transform=transforms.Compose(NORMAL)))
        == f"""\
Dataset MNIST
    Number of datapoints: 12
    Root location: {root}
    Split: Train
    StandardTransform
Transform: Compose(
               ToTensor()
               Normalize(mean=(0.1307,), std=(0.3081,))
           )"""
    )
    assert repr(datasets.MNIST(root, train=False)).splitlines()[-1] == "    Split: Test"
    assert repr(datasets.MNIST(root)[0][0]).startswith("<PIL.Image.Image image mode=L size=28x28 at 0x")


def test_normalizing_is_three_rounded_operations() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    got = transforms.Compose(NORMAL)(pixels)
    f = np.float32
    np.testing.assert_array_equal(got.numpy()[0], (pixels.astype(f) / f(255) - f(0.1307)) / f(0.3081))
    assert (got.shape, got.dtype) == ((1, 16, 16), torch.float32)
    assert transforms.ToTensor()(np.zeros((4, 5, 3), np.uint8)).shape == (3, 4, 5)
    assert transforms.ToTensor()(np.ones((4, 5))).dtype == torch.float64


CHAINS = {
    "to tensor": transforms.ToTensor(),
    "normalized": transforms.Compose(NORMAL),
    "nested": transforms.Compose([transforms.Compose(NORMAL), transforms.Normalize(0.5, 2.0)]),
    "with a function": transforms.Compose([*NORMAL, transforms.Lambda(lambda x: x.view(-1))]),
    "with chance": transforms.Compose([transforms.RandomRotation(20), *NORMAL]),
}


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("part", [None, [3, 1, 4, 1, 5]], ids=["whole", "subset"])
def test_batches_taken_at_once_equal_those_made_sample_by_sample(
    tmp_path: Path, name: str, part: list[int] | None
) -> None:
    data: Any = datasets.MNIST(lay_out(tmp_path), transform=CHAINS[name])
    data = data if part is None else Subset(data, part)

    def visit(**options: Any) -> tuple[list[Any], torch.Tensor]:
        torch.manual_seed(3)
        seen = [(x.tolist(), y.tolist()) for x, y in DataLoader(data, batch_size=4, shuffle=True, **options)]
        return seen, torch.rand(1)

    def sample_by_sample(samples: list[Any]) -> Any:
        return torch.stack([x for x, _ in samples]), torch.tensor([y for _, y in samples])

    fast, slow = visit(), visit(collate_fn=sample_by_sample)
    assert fast[0] == slow[0]
    assert torch.equal(fast[1], slow[1])


def test_a_transform_that_is_changed_counts_from_the_next_batch_on(tmp_path: Path) -> None:
    chain = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
    data = datasets.MNIST(lay_out(tmp_path), transform=chain)
    mean = torch.tensor([0.25])
    for values in ((0.25,), (0.75,), [0.125], mean, mean.mul_(2)):
        chain.transforms[1].mean = values
        x, _ = next(iter(DataLoader(data, batch_size=4)))
        assert torch.equal(x[3], data[3][0])
    chain.transforms.append(transforms.Normalize((0.5,), (2.0,)))
    x, _ = next(iter(DataLoader(data, batch_size=4)))
    assert torch.equal(x[3], data[3][0])


def test_target_transforms_and_subclasses_are_respected(tmp_path: Path) -> None:
    class Inverted(datasets.MNIST):
        def __getitem__(self, index: int) -> Any:
            image, label = super().__getitem__(index)
            return 1 - image, label

    root = lay_out(tmp_path)
    plain = datasets.MNIST(root, transform=transforms.ToTensor(), target_transform=lambda y: -y)
    x, y = next(iter(DataLoader(plain, batch_size=3)))
    assert y.tolist() == [0, -1, -2]
    lay_out(tmp_path, "Inverted")  # as in torchvision, the folder is named by the class
    inverted, _ = next(iter(DataLoader(Inverted(root, transform=transforms.ToTensor()), batch_size=3)))
    assert torch.allclose(inverted, 1 - x)


def test_a_transform_of_ones_own_is_called_though_it_descends_from_one_of_ours(tmp_path: Path) -> None:
    class Louder(transforms.ToTensor):
        def __call__(self, pic: Any) -> torch.Tensor:
            return 2 * super().__call__(pic)

    class Twice:
        def __call__(self, pic: Any) -> Any:
            return 2 * super().__call__(pic)  # type: ignore[misc]

    class Mixed(Twice, transforms.ToTensor):
        pass

    root = lay_out(tmp_path)
    chained = transforms.Compose([Louder(), NORMAL[1]])
    for own, ours in ((Louder(), NORMAL[0]), (Mixed(), NORMAL[0]), (chained, transforms.Compose(NORMAL))):
        sets = [datasets.MNIST(root, transform=transform) for transform in (own, ours)]
        louder, plain = (next(iter(DataLoader(each, batch_size=4)))[0] for each in sets)
        assert not torch.equal(louder, plain)
        assert torch.equal(louder[3], sets[0][3][0])


def test_images_without_a_transform_cannot_be_batched(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="default_collate: batch must contain tensors"):
        next(iter(DataLoader(datasets.MNIST(lay_out(tmp_path)), batch_size=2)))


def test_transforms_print_as_torchvisions() -> None:
    chain = [
        transforms.ToTensor(),
        transforms.Lambda(str),
        transforms.RandomRotation(10),
        transforms.RandomCrop(28, 2),
        transforms.Normalize((0.5,), (0.5,)),
    ]
    assert repr(transforms.Compose(chain)).splitlines() == [
        "Compose(",
        "    ToTensor()",
        "    Lambda()",
        "    RandomRotation(degrees=[-10.0, 10.0], interpolation=nearest, expand=False, fill=0)",
        "    RandomCrop(size=(28, 28), padding=2)",
        "    Normalize(mean=(0.5,), std=(0.5,))",
        ")",
    ]


def test_moving_images() -> None:
    image = torch.arange(16.0).view(1, 4, 4)
    assert torch.equal(transforms.RandomRotation((90, 90))(image), image.transpose(1, 2).flip(1))
    assert torch.equal(transforms.RandomRotation((0, 0))(image), image)
    assert torch.equal(transforms.functional.affine(image, 180, [0, 0], 1.0, 0.0), image.flip(1, 2))
    assert transforms.RandomCrop((2, 3), padding=1)(image).shape == (1, 2, 3)
    assert transforms.RandomCrop(6, pad_if_needed=True, padding_mode="edge")(image).shape == (1, 6, 6)
    torch.manual_seed(0)
    place = [int(torch.randint(0, 3, (1,))) for _ in range(2)]
    torch.manual_seed(0)
    top, left = place
    assert torch.equal(transforms.RandomCrop(2)(image), image[:, top : top + 2, left : left + 2])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: transforms.ToTensor()(3), TypeError, "pic should be PIL Image or ndarray"),
        (lambda: transforms.Normalize(0, 1)(3), TypeError, "img should be Tensor Image"),
        (
            lambda: transforms.Normalize((0.5,), (0.0,))(torch.zeros(1, 2, 2)),
            ValueError,
            "leading to division by zero",
        ),
        (
            lambda: transforms.Normalize(0, 1)(torch.zeros(1, 2, 2, dtype=torch.uint8)),
            TypeError,
            "float tensor",
        ),
        (lambda: transforms.Lambda(3), TypeError, "should be callable"),
        (lambda: transforms.RandomCrop(5)(torch.zeros(1, 4, 4)), ValueError, "larger than input image size"),
        (lambda: transforms.RandomRotation(-1), ValueError, "must be positive"),
        (
            lambda: transforms.Normalize((0.5,) * 3, (0.5,) * 3)(torch.zeros(1, 2, 2)),
            RuntimeError,
            r"output with shape \[1, 2, 2\] doesn't match the broadcast shape \[3, 2, 2\]",
        ),
        (lambda: transforms.RandomErasing(2), ValueError, "probability should be between 0 and 1"),
        (lambda: transforms.GaussianBlur(2), ValueError, "should be an odd and positive number"),
    ],
)
def test_mistakes_are_torchvisions_errors(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
