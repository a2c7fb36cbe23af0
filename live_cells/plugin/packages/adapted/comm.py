"""What widgets say goes to the page (live_runner/widget_messages.py), as ipykernel has it go to Jupyter."""

from pathlib import Path

CREATE = """

class PageComm(BaseComm):
    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        from live_runner.widget_messages import send

        send(self.comm_id, msg_type, data or {}, buffers or ())


create_comm = PageComm
"""


def adapt(package: Path) -> None:
    """Called with the unpacked wheel."""
    file = package / "comm/__init__.py"
    file.write_text(file.read_text() + CREATE)
