"""What the editor asks of Python while a reader types."""
