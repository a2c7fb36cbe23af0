"""What widgets say goes to the page (live_runner/widget_messages.py), as ipykernel has it go to Jupyter."""

from pathlib import Path

CREATE = """

def create_comm(*args, **kwargs):
    from live_runner.widget_messages import PageComm

    return PageComm(*args, **kwargs)
"""


def adapt(package: Path) -> None:
    """Called with the unpacked wheel."""
    file = package / "comm/__init__.py"
    file.write_text(file.read_text() + CREATE)
