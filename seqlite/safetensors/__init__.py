"""Checkpoints in the safetensors format, under the names of the `safetensors` package.

`safetensors.torch` holds tensors, `safetensors.numpy` arrays; `format` is the format itself.
"""

from .format import SafetensorError as SafetensorError
