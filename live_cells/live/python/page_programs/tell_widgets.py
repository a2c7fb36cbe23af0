"""What the page has the reader's Python run when a view of a widget has changed it."""

from live_runner import widget_messages as __widget_messages__

__widget_messages__.receive()
