"""`torch.special`: functions of `torch` itself, under SciPy's names. Source: PyTorch, `torch.special`."""

from ._core.absent import absent_attribute as _refuse
from ._core.operations import derived as _f

erf = _f.erf
exp2 = _f.exp2
expit = _f.sigmoid
expm1 = _f.expm1
log1p = _f.log1p
log_softmax = _f.log_softmax
logit = _f.logit
logsumexp = _f.logsumexp
round = _f.round
softmax = _f.softmax
xlogy = _f.xlogy

__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.special")
