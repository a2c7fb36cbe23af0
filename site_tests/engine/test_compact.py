"""The compact file of digits: lossless, and clear about damage."""

import numpy as np
import pytest

from seqlite.vision.compact import pack, unpack


@pytest.fixture
def sets():
    seed = 20261125
    print("seed", seed)
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (40, 7, 5), dtype=np.uint8)
    images[rng.random(images.shape) < 0.8] = 0
    return {
        "train": (images, np.arange(40, dtype=np.uint8)),
        "test": (images[:3], np.arange(3, dtype=np.uint8)),
    }


def test_round_trip(sets):
    back = unpack(pack(sets))
    assert list(back) == ["train", "test"]
    for name, (images, labels) in sets.items():
        np.testing.assert_array_equal(back[name][0], images)
        np.testing.assert_array_equal(back[name][1], labels)


def test_blank_images(sets):
    blank = np.zeros((2, 4, 4), np.uint8)
    np.testing.assert_array_equal(unpack(pack({"train": (blank, blank[:, 0, 0])}))["train"][0], blank)


def test_wrong_arrays_are_named():
    with pytest.raises(ValueError, match=r"set 'train': wanted uint8 images .* got float64 \(2, 4, 4\)"):
        pack({"train": (np.zeros((2, 4, 4)), np.zeros(2, np.uint8))})


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="not a compact MNIST file"):
        unpack(b"PK\x03\x04 something else")


def test_damage_anywhere_is_noticed(sets):
    content = pack(sets)
    for cut in range(12, len(content), 97):
        with pytest.raises(ValueError, match="damaged near byte"):
            unpack(content[:cut])
    for place in range(60, len(content), 61):
        broken = bytearray(content)
        broken[place] ^= 0xFF
        try:
            back = unpack(bytes(broken))
        except ValueError:
            continue
        for name, (images, labels) in sets.items():  # a byte that carries no data, such as padding
            np.testing.assert_array_equal(back[name][0], images)
            np.testing.assert_array_equal(back[name][1], labels)
