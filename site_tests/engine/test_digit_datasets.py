"""Letters and digits in the form of MNIST, read from files that lie there; and random images."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqlite
from seqlite.vision import datasets, transforms

IMAGES = np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28)
LABELS = np.array([2, 0, 1], np.uint8)


def idx(array: Any, kind: int) -> bytes:
    head = bytes([0, 0, kind, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return head + array.tobytes()


def lay(folder: Path, images: str, labels: str, numbers: bytes = b"") -> None:
    folder.mkdir(parents=True)
    (folder / f"{images}.gz").write_bytes(gzip.compress(idx(IMAGES, 8)))
    (folder / labels).write_bytes(numbers or idx(LABELS, 8))


def test_kmnist_reads_what_lies_there(tmp_path: Path) -> None:
    lay(tmp_path / "KMNIST" / "raw", "train-images-idx3-ubyte", "train-labels-idx1-ubyte")
    data = datasets.KMNIST(tmp_path, transform=transforms.ToTensor())
    image, target = data[0]
    assert (len(data), target, data.targets.dtype, data.classes[target]) == (3, 2, seqlite.int64, "su")
    assert seqlite.equal((image * 255).round().to(seqlite.uint8)[0], data.data[0])
    with pytest.raises(RuntimeError, match="Dataset not found"):
        datasets.KMNIST(tmp_path, train=False)


def test_emnist_reads_the_files_of_a_split(tmp_path: Path) -> None:
    raw = tmp_path / "EMNIST" / "raw"
    lay(raw, "emnist-letters-test-images-idx3-ubyte", "emnist-letters-test-labels-idx1-ubyte")
    data = datasets.EMNIST(tmp_path, "letters", train=False)
    assert (len(data), data[1][1], data.classes[:3], len(data.classes)) == (3, 0, ["N/A", "a", "b"], 27)
    assert {name: len(words) for name, words in datasets.EMNIST.classes_split_dict.items()} == {
        "byclass": 62, "bymerge": 47, "balanced": 47, "letters": 27, "digits": 10, "mnist": 10
    }  # fmt: skip
    with pytest.raises(ValueError, match="Unknown value 'x' for argument split"):
        datasets.EMNIST(tmp_path, "x")


def test_qmnist_gives_the_class_or_all_numbers(tmp_path: Path) -> None:
    numbers = np.arange(3 * 8, dtype=">i4").reshape(3, 8)
    raw = tmp_path / "QMNIST" / "raw"
    lay(raw, "qmnist-test-images-idx3-ubyte", "qmnist-test-labels-idx2-int", idx(numbers, 12))
    assert datasets.QMNIST(tmp_path, train=False)[1][1] == 8
    whole = datasets.QMNIST(tmp_path, "test10k", compat=False)
    assert whole[2][1].tolist() == list(range(16, 24))
    assert len(datasets.QMNIST(tmp_path, "test50k")) == 0
    assert "Split: test10k" in repr(whole)
    (raw / "xnist-images-idx3-ubyte.xz").write_bytes(lzma.compress(idx(IMAGES, 8)))
    (raw / "xnist-labels-idx2-int.xz").write_bytes(lzma.compress(idx(numbers, 12)))
    assert datasets.QMNIST(tmp_path, "nist")[0][1] == 0


def test_usps_reads_values_from_minus_one_to_one(tmp_path: Path) -> None:
    row = "10 " + " ".join(f"{i + 1}:{-1 + i / 127.5:.4f}" for i in range(256))
    (tmp_path / "usps.t.bz2").write_bytes(bz2.compress(f"{row}\n{row}\n".encode()))
    data = datasets.USPS(str(tmp_path), train=False)
    assert (len(data), data[1][1], data.data.shape, data.data[0, 15, 15]) == (2, 9, (2, 16, 16), 255)
    with pytest.raises(FileNotFoundError, match=r"usps\.bz2"):
        datasets.USPS(str(tmp_path))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    raw = tmp_path / "KMNIST" / "raw"
    lay(raw, "train-images-idx3-ubyte", "train-labels-idx1-ubyte", idx(LABELS, 8)[:-1])
    with pytest.raises(RuntimeError, match="damaged"):
        datasets.KMNIST(tmp_path)
    (raw / "train-labels-idx1-ubyte").write_bytes(b"nothing")
    with pytest.raises(RuntimeError, match="not an IDX file"):
        datasets.KMNIST(tmp_path)
