"""What takes long to make and seldom changes, kept from one build to the next."""

import json
import os
from typing import Any

from live_cells.plugin.cache import atomic_write, kept, short_hash

VERSIONS = 5
"""Files of one name that stay, for those who go back and forth between branches."""


class BuildCache:
    """Values by the whole of what each is made from, in one file.

    `made_by` is what decides about all of them: versions of packages, the code that makes them. Where more
    than `most` have gathered, those of the last build stay.
    """

    def __init__(self, name: str, most: int, *made_by: str | bytes) -> None:
        self._file = kept(name, f"{short_hash(*made_by)}.json")
        self._most = most
        self._known: dict[str, Any] | None = None
        self._used: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """The value, if there is one; else None."""
        if self._known is None:
            self._known = json.loads(self._file.read_text("utf8")) if self._file.is_file() else {}
        if key not in self._used and key in self._known:
            self._used[key] = self._known[key]
        return self._used.get(key)

    def put(self, key: str, value: Any) -> None:
        self._used[key] = value

    def save(self) -> None:
        """Called after a build: writes, if anything is new."""
        known = self._known or {}
        if not self._used.items() <= known.items():
            together = known | self._used
            self._known = together if len(together) <= self._most else self._used
            with atomic_write(self._file) as path:
                path.write_text(json.dumps(self._known), "utf8")
            for old in sorted(self._file.parent.glob("*.json"), key=os.path.getmtime)[:-VERSIONS]:
                old.unlink(missing_ok=True)
        self._used = {}
