"""PyTorch's names that are not covered: using one raises `NotImplementedError` and says what works."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn


class NotCovered(NotImplementedError, AttributeError):
    """A PyTorch name that is not here: NotImplementedError to people, AttributeError to `hasattr`."""


def missing(owner: str, name: str) -> AttributeError:
    """The error for `owner.name`: `NotCovered` if PyTorch has it, else a plain AttributeError."""
    from .absent_names import ABSENT, nearest  # long, and wanted once in a while

    if name not in ABSENT.get(owner, []) and not FURTHER.get(owner, NO_OPERANDS).search(name):
        return AttributeError(f"module {owner!r} has no attribute {name!r}", name=name)
    return NotCovered(
        f"{owner}.{name} is not covered by seqlite; the nearest that works: {nearest(owner, name)}"
    )


def refuse(owner: str) -> Callable[[str], NoReturn]:
    """A module's `__getattr__`."""

    def __getattr__(name: str) -> NoReturn:
        raise missing(owner, name)

    return __getattr__


NO_OPERANDS = re.compile("(?!)")
FURTHER = {  # names that the lists leave out, by what they are about
    "torch": re.compile(
        "Storage$|^sparse_|^(de)?quantize|^q(u?int|scheme)|_copy$|^nested|^ops$|_batches$|^unsafe_|^float8|^native_|^batch_norm_(update|stats|el|gather)|^is_warn_always|^__(config|future)__$|^(onnx|quantization|xpu)$|^(u?int|bits)[1-7]$|^SymInt|^Sym"
    ),
    "torch.Tensor": re.compile(
        "^to_sparse|^to_mkldnn|sparse|^dequantize|^q_|^unsafe_|^rename|^names$|^align_|^refine_|_copy$|^is_(mkldnn|mps|xla|xpu|hpu|ipu|vulkan|maia|mtia|nested)$"
    ),
    "torch.nn.functional": re.compile("^conv_tbc$|_with_indices$|^grad$"),
    "torch.nn.modules.module": re.compile("^register_module_"),
    "torch.nn.utils": re.compile("^prune$"),
    "torch.optim.optimizer": re.compile("^register_optimizer_step_"),
    "torch.optim.Optimizer": re.compile("^register_(load_state_dict|state_dict|step)_"),
    "torch.utils": re.compile("^(benchmark|tensorboard|bottleneck|cpp_extension|model_zoo)$"),
    "torchvision.transforms": re.compile("^v2$"),
    "torch.backends": re.compile(
        "^(mkldnn|openmp|mkl|nnpack|quantized|opt_einsum|xeon|xnnpack|cpu|cusparselt|mha|kleidiai|mtia|ha)$"
    ),
    "torch.cuda": re.compile("Storage$"),
    "torch.autograd": re.compile("SavedTensor|^profiler_|^NestedIO|Event"),
    "torch.autograd.profiler": re.compile("Event|^emit_|nvprof|kineto"),
}
