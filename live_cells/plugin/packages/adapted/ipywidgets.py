"""What a callback of a widget raises is shown, as IPython's shell does, which does not run here."""

import re
from pathlib import Path

LOGGED = re.compile(r"(if ip is None:\n +)self\.log\.warning\(.*exc_info=True\)")


def adapt(package: Path) -> None:
    """Called with the unpacked wheel."""
    file = package / "ipywidgets/widgets/widget.py"
    file.write_text(LOGGED.sub(r"\1raise", file.read_text()))
