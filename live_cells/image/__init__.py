"""The memory image from which Python starts in the browser."""
