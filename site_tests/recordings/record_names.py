"""Record the public names of PyTorch's modules that a sequential model may touch.

    .cache/torch/bin/python site_tests/recordings/record_names.py

A test holds seqlite to them. Left out is what a program does not call: imported helpers, internals of the
compiler and of quantization, other devices.
"""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

NAMES = Path(__file__).resolve().parents[2] / "docs" / "course" / "reference" / "pytorch_names.json"
MODULES = [
    "torch", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.nn.utils", "torch.optim",
    "torch.optim.lr_scheduler", "torch.utils", "torch.utils.data", "torch.autograd", "torch.linalg",
    "torch.cuda", "torch.random", "torch.autograd.function", "torch.autograd.functional",
    "torch.autograd.graph", "torch.autograd.profiler", "torch.accelerator", "torch.amp", "torch.nn.utils.rnn",
    "torch.special", "torch.functional", "torch.func", "torch.nn.utils.parametrizations",
    "torch.nn.utils.parametrize", "torch.nn.parallel", "torch.distributions",
    "torchvision", "torchvision.datasets", "torchvision.io", "torchvision.transforms", "torchvision.utils",
]  # fmt: skip
CLASSES = ["torch.Tensor", "torch.nn.Module"]
INTERNAL = re.compile(
    "cudnn|miopen|mkldnn|fbgemm|quanti[sz]|fake_|^q(u?int|scheme)|_copy$|^sym_|^parse_|import_ir|batch_norm_|^q_"
    "|sparse(?!_$)|^resize_as_sp|autocast_|^(u?int|bits?)[1-9](x|$)|^float[48]_|nested|[Tt]orch_?[Ff]unction|per_(channel|tensor)"
    "|vulkan|_mps|xla$|_ipu|maia|mtia|xpu|^ipu|smm$|saddmm|^spmm|^(wait|fork|cpp|classproperty|hash_|unify_|merge_"
    "|thread_safe|conv_tbc|crow_|ccol_|col_|row_i|unsafe_|norm_exc|segment_|profiler_|prepare_m|grid_sampler_|init_num"
    "|compiled_|get_file|get_device_m|output_nr|volatile|reinforce|grad_dtype|module_load|const_data|T_dest|dump_p)"
    "|[Oo]paque|is_traceable_wrapper|get_swap_module"
    "|^set_warn|^is_warn|_notes$|^has_|^guaranteed|runtime_valid|privateuse|^GRID_|^Broadcasting|LinearCrossEntropy"
    "|_with_indices$|grouped_mm|scaled_mm|boolean_dispatch|assert_int|DType$|^USE_|^PRIVATE|^AVG$|^SUM$|^TYPE_CHECK"
    "|^EPOCH_|DataChunk|DFIter|Swizzle|ScalingType|^native_|cpp_|symbolic"
    "|^Tensor$|^Optimizer$|_bsr|_bsc|_csc|_csr|inference_mode_|NestedIO"
)
KEPT = {
    "torch.cuda": re.compile(
        "is_available|device|memory_(all|res)|amp|Stream|Event|manual_seed|synchronize|empty_"
    )
}


def is_offered(module: ModuleType, name: str) -> bool:
    """Whether `module` itself offers it: no neighbor that it imports for itself, no type of a hint."""
    value = getattr(module, name)
    if isinstance(value, ModuleType):
        return value.__name__ == f"{module.__name__}.{name}"
    if isinstance(value, type) and (name.endswith("Storage") or value.__module__.startswith("torch._C")):
        return False
    home = getattr(value, "__module__", None)
    return home is None or (
        home.startswith(("torch", "math")) and home not in ("torch.types", "torch._jit_internal")
    )


def names(module: Any) -> list[str]:
    kept = KEPT.get(getattr(module, "__name__", ""), re.compile(""))
    offered = [n for n in dir(module) if n[0] != "_" and kept.search(n) and not INTERNAL.search(n)]
    if module is torch:  # the compiler's classes stand there, too
        offered = [
            n for n in offered if n[0].islower() or re.search("Tensor|Scaler|Event|Stream|Size|Generator", n)
        ]
    return [n for n in offered if not isinstance(module, ModuleType) or is_offered(module, n)]


if __name__ == "__main__":
    import torch

    recorded = {name: names(importlib.import_module(name)) for name in MODULES}
    recorded |= {name: names(eval(name)) for name in CLASSES}
    NAMES.write_text(json.dumps(recorded, indent=0) + "\n", "utf8")
    print({name: len(listed) for name, listed in recorded.items()}, "with torch", torch.__version__)
