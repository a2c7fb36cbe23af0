"""cuDNN is not here; programs may still set its switches."""

deterministic = False
benchmark = False
enabled = False


def is_available() -> bool:
    """False."""
    return False
