"""Instruments to look into a model with: what PyTorch does not show so simply.

`summary` counts, `trace` watches values and gradients, `to_mermaid` draws. Their likes for PyTorch: the
`torchinfo` package for `summary`, forward hooks for the rest. (`gradcheck` is in `autograd`, as in PyTorch.)
"""

from .mermaid import to_mermaid as to_mermaid
from .summary import Summary as Summary
from .summary import summary as summary
from .trace import LayerTrace as LayerTrace
from .trace import Trace as Trace
from .trace import trace as trace
