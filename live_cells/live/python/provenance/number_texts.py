"""What is a number in a text."""

from __future__ import annotations

import re

NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+(?:[_,]\d{3}(?!\d))*\.?\d*(?:[eE][-+]?\d+)?|\.\d+|inf\b|nan\b)(?!\w|\.[A-Za-z_])"
)
