"""The comments by which pages ask for what the build knows; each is replaced by it."""

import re

CELL = re.compile(r"^<!-- (?P<what>cell|figure): (?P<path>\S+)#(?P<id>[\w-]+) -->$", re.M)
"""A cell of a notebook with its recorded output, or its recorded figure alone (live_cells.py)."""
EXERCISES = re.compile("^<!-- exercises -->$", re.M)
"""Links to all exercises of the course (live_cells.py)."""
RECORDED_ON = re.compile("<!-- recorded on -->")
"""Where the outputs of a page of full PyTorch come from (recorded_on.py)."""
LICENCES = re.compile("<!-- licences -->")
"""A table of what the site ships (page_parts.py)."""
START = re.compile("<!-- measured: start -->")
"""A table of how long a start takes (page_parts.py)."""
SIZE = re.compile(r"<!-- size: (?P<of>[a-z ]+) -->")
"""Megabytes of a file of this build (page_parts.py)."""
