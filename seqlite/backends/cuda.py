"""CUDA, and as `torch.backends.mps` Apple's GPUs: neither is available."""


def is_available() -> bool:
    """False."""
    return False


def is_built() -> bool:
    """False."""
    return False
