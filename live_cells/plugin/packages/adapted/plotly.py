"""Figures of plotly show in a frame of the page, drawn by the plotly.min.js of the wheel."""

from pathlib import Path

SHOWN = """

def _live_html(self, *_, **__):
    from plotly.io import to_html

    html = to_html(self, include_plotlyjs=False, full_html=False, default_height="450px", validate=False)
    return {"text/html": f'<script src="live-cells:plotly"></script>{html}'}


def _live_show(self, *_, **__):
    from IPython.display import display

    display(self)


BaseFigure._repr_mimebundle_ = _live_html
BaseFigure.show = _live_show
"""


def adapt(package: Path) -> None:
    """Called with the unpacked wheel."""
    (package / "plotly/package_data/plotly.min.js").unlink()
    file = package / "plotly/basedatatypes.py"
    file.write_text(file.read_text() + SHOWN)
    show = package / "plotly/io/_renderers.py"
    show.write_text(show.read_text() + "\n\ndef show(fig, *_, **__):\n    fig.show()\n")
