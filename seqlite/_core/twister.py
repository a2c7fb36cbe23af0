"""NumPy's Mersenne Twister (Matsumoto & Nishimura 1998), begun as PyTorch begins its own."""

from __future__ import annotations

from typing import Any

import numpy as np


class Unseeded:
    """What NumPy asks for the words of a twister that is about to be seeded."""

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> Any:
        """Zeros."""
        return np.zeros(n_words, dtype)


def twister(seed: int) -> Any:
    """The bits of a seed of 32 bits. Left to itself, NumPy would first draw a seed of its own, which takes
    longer."""
    np.random.bit_generator.ISeedSequence.register(Unseeded)
    bits = np.random.MT19937(Unseeded())  # type: ignore[arg-type]
    bits._legacy_seeding(seed)
    return bits
