"""What the Playground has the reader's Python run: the call that the page has put into a file for it."""

import page_calls

page_calls.package_of("playground.zip").answer()
