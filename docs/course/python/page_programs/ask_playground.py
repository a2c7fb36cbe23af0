"""What the Playground has the reader's Python run: the call that the page has put into a file for it."""

from live_runner import page_calls

page_calls.package_of("live_playground.zip").answer()
