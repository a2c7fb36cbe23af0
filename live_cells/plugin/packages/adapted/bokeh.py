"""What bokeh draws shows in a frame of the page, drawn by the scripts of the wheel."""

import shutil
from pathlib import Path

SHOWN = """

def _live_html(self):
    import json
    from bokeh.embed import json_item

    item = json.dumps(json_item(self)).replace("</", "<\\\\/")
    draw = f'Bokeh.embed.embed_item({item}, "figure")'
    return f'<script src="live-cells:bokeh"></script><div id="figure"></div><script>{draw}</script>'


LayoutDOM._repr_html_ = _live_html
"""
SHOW = """

def show(obj, *_, **__):
    from IPython.display import display

    display(obj)
"""


def adapt(package: Path) -> None:
    """Called with the unpacked wheel."""
    shutil.rmtree(package / "bokeh/server/static")
    for name, text in {"models/layouts": SHOWN, "io/showing": SHOW}.items():
        file = package / f"bokeh/{name}.py"
        file.write_text(file.read_text() + text)
