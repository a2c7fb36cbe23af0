"""The archive draws what cells draw, without complaint (make_archive.mjs runs this in Pyodide)."""

import inspect
import logging
import warnings
from pathlib import Path
from typing import Any

import as_in_a_cell


def prove(site_packages: Path) -> None:
    """Raise if something is missing."""
    complaints: list[str] = []

    class Complaints(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            complaints.append(record.getMessage())

    logging.getLogger().addHandler(Complaints(logging.WARNING))
    warnings.simplefilter("error")
    as_in_a_cell.begin(site_packages)
    figure = _draw()
    _use_postponed(figure)
    assert len(as_in_a_cell.shown) == 2
    assert all(svg.startswith("<svg") for svg in as_in_a_cell.shown)
    assert not complaints, complaints
    figure.savefig("/tmp/figure.png")
    assert Path("/tmp/figure.png").read_bytes()[:4] == b"\x89PNG"
    _use_pillow()


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


def _use_pillow() -> None:
    """A figure's images are what Pillow would write; its formats are there when they are asked for."""
    import numpy as np
    from matplotlib._late import write_png  # type: ignore[import-not-found]  # postponed.py makes it
    from PIL import Image

    rgba = np.arange(5 * 7 * 4, dtype=np.uint8).reshape(5, 7, 4)
    with Path("/tmp/image.png").open("wb") as file:
        write_png(rgba, file)
    assert np.array_equal(np.asarray(Image.open("/tmp/image.png")), rgba)

    Image.open("/tmp/figure.png").convert("RGB").save("/tmp/figure.jpg")
    assert Image.open("/tmp/figure.jpg").format == "JPEG"
    Image.open("/tmp/figure.jpg").save("/tmp/figure", format="bmp")
    assert Image.open("/tmp/figure").format == "BMP"


def _use_postponed(figure: Any) -> None:
    """What postponed.py has put off is there at its first use."""
    import matplotlib
    import matplotlib.pyplot as plt
    import pyparsing
    from matplotlib import colors, font_manager, mathtext, projections

    assert "BiOrangeBlue" in matplotlib.bivar_colormaps
    assert projections.get_projection_class("3d").__name__ == "Axes3D"
    assert "3d" in projections.get_projection_names()
    assert hasattr(pyparsing.testing, "reset_pyparsing_context")
    lines = figure.axes[0].lines[0]
    assert "linewidth" in inspect.signature(type(lines).set).parameters
    assert "linewidth or lw:" in (lines.set.__doc__ or "")
    lines.set(lw=3)
    assert lines.get_linewidth() == 3
    assert font_manager.FontProperties("DejaVu Sans:bold:size=9").get_weight() == "bold"
    assert "ggplot" in plt.style.library
    assert "ggplot" in ", ".join(plt.style.available)
    with plt.style.context("ggplot"):
        assert matplotlib.rcParams["axes.facecolor"] == "#E5E5E5"
    assert mathtext.get_unicode_index("x") == ord("x")
    assert colors.ListedColormap(["red"])._repr_png_()[:4] == b"\x89PNG"
