"""What a click on a number has the reader's Python run: the call that the page has put into a file for it."""

import provenance as __provenance__  # noqa: F401  the page loads what this line names
from provenance import calls as __calls__

await __calls__.answer()  # noqa: F704, PLE1142  cells may await
