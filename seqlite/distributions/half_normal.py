"""Where PyTorch has `HalfNormal`."""

from .log_normal import HalfNormal as HalfNormal
