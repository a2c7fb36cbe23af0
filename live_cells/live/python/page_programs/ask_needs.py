"""What the page has the reader's Python run before a check: which cells have to run first?"""

from live_runner import page_needs as __page_needs__

__page_needs__.answer()
