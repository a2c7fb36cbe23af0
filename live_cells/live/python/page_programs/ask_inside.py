"""What *Look inside* has the reader's Python run: the call that the page has put into a file for it."""

import pictures as __pictures__  # noqa: F401  the page loads what this line names
from live_runner import look_inside as __look_inside__

__look_inside__.answer()
