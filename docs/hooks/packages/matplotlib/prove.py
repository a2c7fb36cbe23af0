"""The archive draws what cells draw, without complaint (make_archive.mjs runs this in Pyodide)."""

import builtins
import logging
import os
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any


def prove(site_packages: Path) -> None:
    """Raise if something is missing."""
    complaints: list[str] = []
    drawn: list[str] = []

    class Complaints(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            complaints.append(record.getMessage())

    logging.getLogger().addHandler(Complaints(logging.WARNING))
    warnings.simplefilter("error")
    builtins.__dict__["display"] = lambda figure: drawn.append(figure._repr_svg_())
    sys.modules["page_words"] = Words("page_words")
    os.environ["MATPLOTLIBRC"] = str(site_packages / "matplotlib/cells/matplotlibrc")
    sys.path.append(str(site_packages / "matplotlib/cells"))
    figure = _draw()
    assert len(drawn) == 2
    assert all(svg.startswith("<svg") for svg in drawn)
    assert not complaints, complaints
    figure.savefig("/tmp/figure.png")
    assert Path("/tmp/figure.png").read_bytes()[:4] == b"\x89PNG"


class Words(ModuleType):
    """Says something; the page has the words."""

    @staticmethod
    def said(key: str, **values: object) -> str:
        return key

    @staticmethod
    def counted(key: str, count: int) -> str:
        return f"{count} {key}"


def _draw() -> Any:
    import matplotlib.pyplot as plt
    import numpy as np

    figure, axes = plt.subplots(2, 3)
    values = np.linspace(0.1, 1, 20)
    axes[0, 0].plot(values, values**2, "k--", label=r"$\sum_i \theta_i^2$ → σ")
    axes[0, 0].legend(title="legend")
    axes[0, 1].imshow(np.outer(values, values))
    figure.colorbar(axes[0, 1].images[0])
    axes[0, 2].hist(values)
    axes[1, 0].contourf(np.outer(values, values))
    axes[1, 1].scatter(values, values, c=values)
    axes[1, 1].set_title("bold", weight="bold", style="italic")
    axes[1, 2].semilogy(values)
    axes[1, 2].text(0, 0.5, "x", family=["serif", "monospace"])
    plt.figure().add_subplot(projection="3d").plot(values, values, values)
    plt.show()
    return figure
