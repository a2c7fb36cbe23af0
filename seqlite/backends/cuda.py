"""CUDA, and as `torch.backends.mps` Apple's GPUs: neither is available."""


def is_available() -> bool:
    """Return False."""
    return False


def is_built() -> bool:
    """Return False."""
    return False
