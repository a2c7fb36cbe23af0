"""Charts of altair show in a frame of the page, drawn by Vega."""

from pathlib import Path

SHOWN = """

def _live_html(self, *_, **__):
    import json

    spec = json.dumps(self.to_dict()).replace("</", "<\\\\/")
    draw = f'vegaEmbed("#figure", {spec}, {{actions: false, renderer: "svg"}})'
    html = f'<script src="live-cells:vega"></script><div id="figure"></div><script>{draw}</script>'
    return {"text/html": html}


def _live_show(self, *_, **__):
    from IPython.display import display

    display(self)


TopLevelMixin._repr_mimebundle_ = _live_html
TopLevelMixin.display = TopLevelMixin.show = _live_show
"""


def adapt(package: Path) -> None:
    """Called with the unpacked wheel."""
    [file] = package.glob("altair/vegalite/v*/api.py")
    file.write_text(file.read_text() + SHOWN)
