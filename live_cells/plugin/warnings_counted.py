"""A quiet build warns as well, and a strict one counts what it warns of (an mkdocs hook).

`mkdocs build -q` drops warnings before a strict build counts them, so it would pass with a broken link. Here
`-q` leaves out what is not a warning.
"""

import logging


def on_startup(command: str, dirty: bool) -> None:
    log = logging.getLogger("mkdocs")
    if log.level > logging.WARNING:
        log.setLevel(logging.INFO)
        for handler in log.handlers:
            handler.setLevel(logging.WARNING)
