"""`torch.special`: functions of `torch` itself, under SciPy's names. Source: PyTorch, `torch.special`."""

from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from ._core.absent import absent_attribute as _refuse
from ._core.absent import files_on_demand as _files_on_demand
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

if _TYPE_CHECKING:
    from ._core.operations.special_namespace import entr as entr
    from ._core.operations.special_namespace import erfcx as erfcx
    from ._core.operations.special_namespace import i0e as i0e
    from ._core.operations.special_namespace import i1 as i1
    from ._core.operations.special_namespace import i1e as i1e
    from ._core.operations.special_namespace import log_ndtr as log_ndtr
    from ._core.operations.special_namespace import ndtr as ndtr
    from ._core.operations.special_namespace import ndtri as ndtri
    from ._core.operations.special_namespace import xlog1py as xlog1py
    from ._core.operations.special_namespace import zeta as zeta

    digamma = psi = _f.digamma
    erfc, erfinv, sinc, i0 = _f.erfc, _f.erfinv, _f.sinc, _f.i0
    gammaln, multigammaln, polygamma = _f.lgamma, _f.mvlgamma, _f.polygamma
    gammainc, gammaincc = _f.igamma, _f.igammac

_OF_TORCH = {  # names on demand that `torch` has as well
    "digamma": "digamma", "erfc": "erfc", "erfinv": "erfinv", "gammainc": "igamma", "gammaincc": "igammac",
    "gammaln": "lgamma", "i0": "i0", "multigammaln": "mvlgamma", "polygamma": "polygamma", "psi": "digamma",
    "sinc": "sinc",
}  # fmt: skip
_alone = _f.on_demand("torch.special", _refuse("torch.special"))

__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name


def __getattr__(name: str) -> _Any:
    return getattr(_f, _OF_TORCH[name]) if name in _OF_TORCH else _alone(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_OF_TORCH, *_files_on_demand()["torch.special"]})
