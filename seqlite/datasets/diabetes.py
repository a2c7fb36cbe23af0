"""The diabetes table: a regression on 442 patients.

Source: Efron, Hastie, Johnstone and Tibshirani (2004), "Least Angle Regression", Annals of Statistics 32; the
numbers are those of scikit-learn's `load_diabetes`, under the BSD license in `diabetes.license.txt`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .._core.creation import tensor
from .._core.dtypes import get_default_dtype
from ..utils.data.dataset import TensorDataset

# Read at once: a reader's Python may start from a memory image that has no files.
TABLE = np.loadtxt(Path(__file__).with_suffix(".csv"), delimiter=",", skiprows=1)


class Diabetes(TensorDataset):
    """Ten measurements of each of 442 patients, and how far the disease had gone a year later.

    Samples are pairs of a tensor (10,) and a tensor (1,), of the default floating type; `tensors` has all of
    them, (442, 10) and (442, 1). `columns` names the measurements: age in years, sex (1 or 2), body mass
    index, average blood pressure, and six values of the blood serum. The target lies between 25 and 346.

    `scaled=True` centers each column and scales it to a sum of squares of 1, as scikit-learn does;
    `scaled=False` gives the raw numbers, for scaling by hand with the training part's own mean and deviation.

    >>> from seqlite.utils.data import random_split
    >>> patients = Diabetes(scaled=False)
    >>> patients[0]
    (tensor([ 59.0000,   2.0000,  32.1000, 101.0000, 157.0000,  93.2000,  38.0000,
              4.0000,   4.8598,  87.0000]), tensor([151.]))
    >>> [len(part) for part in random_split(patients, [0.8, 0.2])]
    [354, 88]
    """

    columns = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")

    def __init__(self, scaled: bool = True) -> None:
        inputs, targets = TABLE[:, :-1], TABLE[:, -1:]
        if scaled:
            inputs = inputs - inputs.mean(0)
            inputs /= np.sqrt((inputs**2).sum(0))
        kind = get_default_dtype()
        super().__init__(tensor(inputs, dtype=kind), tensor(targets, dtype=kind))
