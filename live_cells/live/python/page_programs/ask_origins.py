"""What a click on a number has the reader's Python run: the call that the page has put into a file for it."""

from live_runner import page_calls as __page_calls__

await __page_calls__.package_of("provenance.zip").answer()  # type: ignore[top-level-await]  # noqa: F704
