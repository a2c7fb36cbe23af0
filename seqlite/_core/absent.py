"""PyTorch's names that are not covered: using one raises `NotImplementedError` and says what works."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn


class NotCovered(NotImplementedError, AttributeError):
    """A PyTorch name that is not here: NotImplementedError to people, AttributeError to `hasattr`."""


def missing(owner: str, name: str) -> AttributeError:
    """The error for `owner.name`: `NotCovered` if PyTorch has it, else a plain AttributeError."""
    from .absent_names import ABSENT  # long, and wanted once in a while

    if name not in ABSENT.get(owner, []) and not FURTHER.get(owner, NOTHING).search(name):
        return AttributeError(f"module {owner!r} has no attribute {name!r}", name=name)
    near = NEAREST.get(owner, {}).get(name)
    near = near or next((n for part, n in FAMILIES if part in name), NEARBY[owner])
    return NotCovered(f"{owner}.{name} is not covered by seqlite; the nearest that works: {near}")


def refuse(owner: str) -> Callable[[str], NoReturn]:
    """A module's `__getattr__`."""

    def __getattr__(name: str) -> NoReturn:
        raise missing(owner, name)

    return __getattr__


NOTHING = re.compile("(?!)")
FURTHER = {  # names that the lists leave out, by what they are about
    "torch": re.compile(
        "Storage$|^sparse_|^(de)?quantize|^q(u?int|scheme)|_copy$|^nested|^ops$|_batches$|^unsafe_|^float8|^native_|^batch_norm_(update|stats|el|gather)|^is_warn_always|^__(config|future)__$|^(onnx|quantization|xpu)$|^(u?int|bits)[1-7]$|^SymInt|^Sym"
    ),
    "torch.Tensor": re.compile(
        "^to_sparse|^to_mkldnn|sparse|^dequantize|^q_|^unsafe_|^rename|^names$|^align_|^refine_|_copy$|^is_(mkldnn|mps|xla|xpu|hpu|ipu|vulkan|maia|mtia|nested)$"
    ),
    "torch.nn.functional": re.compile("^conv_tbc$|_with_indices$|^grad$"),
    "torch.nn.utils": re.compile("^prune$"),
    "torch.utils": re.compile("^(benchmark|tensorboard|bottleneck|cpp_extension|model_zoo)$"),
    "torchvision.transforms": re.compile("^v2$"),
    "torch.backends": re.compile(
        "^(mkldnn|openmp|mkl|nnpack|quantized|opt_einsum|xeon|xnnpack|cpu|cusparselt|mha|kleidiai|mtia|ha)$"
    ),
    "torch.cuda": re.compile("Storage$"),
    "torch.autograd": re.compile("SavedTensor|^profiler|^NestedIO|Event"),
}
PYTORCH = "running this program on PyTorch, for example in Colab"
NUMPY = "NumPy, on x.detach().numpy(), and torch.from_numpy for the way back"
NEARBY = {
    "torch": NUMPY,
    "torch.Tensor": NUMPY,
    "torch.nn": "a Module of your own whose forward is written in tensor operations",
    "torch.nn.functional": "writing it in tensor operations",
    "torch.nn.init": "uniform_, normal_ and the forms with an underscore",
    "torch.nn.utils": "clip_grad_norm_ and parameters_to_vector",
    "torch.nn.Module": "float and double",
    "torch.optim": "SGD, RMSprop, Adagrad, Adam and AdamW",
    "torch.optim.lr_scheduler": "LambdaLR, which takes any function of the epoch",
    "torch.utils": PYTORCH,
    "torch.utils.data": "Dataset, IterableDataset and ConcatDataset",
    "torch.autograd": "backward, grad, Function and hooks; gradcheck compares gradients",
    "torch.autograd.function": "Function and once_differentiable",
    "torch.autograd.functional": "jacobian, and differences of first derivatives for second ones",
    "torch.autograd.graph": "hooks of tensors and of their grad_fn",
    "torch.functional": NUMPY,
    "torch.special": "scipy.special, on x.detach().numpy()",
    "torch.amp": "float32 throughout",
    "torch.nn.utils.rnn": "pad_sequence, and masks",
    "torch.optim.swa_utils": "AveragedModel and SWALR",
    "torch.accelerator": "the CPU: torch.accelerator.is_available() is False",
    "torch.linalg": "torch.linalg.solve, lstsq, qr, cholesky, svd and eigh",
    "torch.backends": "torch.backends.cudnn and torch.backends.mps, whose is_available() is False",
    "torch.cuda": "the CPU: there is no GPU here, and torch.cuda.is_available() is False",
    "torchvision": "torchvision.datasets and torchvision.transforms",
    "torchvision.utils": "make_grid",
    "torchvision.datasets": "MNIST and FashionMNIST, or a Dataset of your own",
    "torchvision.transforms.functional": "resize, crop, pad, hflip, vflip and the adjust_ functions",
    "torchvision.transforms": "Lambda, with a function of your own",
}
FAMILIES = [
    ("complex", "pairs of floats"),
    ("Storage", "tensors, whose memory x.numpy() shares"),
    ("quantize", "float32, or int8 with a scale of your own"),
    ("qint", "int8 with a scale of your own"),
    ("nested", "padded tensors"),
    ("uint", "int64"),
    ("grid_sample", "nn.functional.interpolate"),
    ("distributed", PYTORCH + " under torchrun"),
    ("Distributed", PYTORCH + " under torchrun"),
    ("amp", "float32 throughout"),
    ("Lazy", "the layer of that name with its sizes"),
    ("ConvTranspose", "ConvTranspose1d and ConvTranspose2d"),
    ("conv_transpose", "conv_transpose1d and conv_transpose2d"),
    ("Conv", "Conv2d"),
    ("conv", "conv2d"),
    ("AdaptiveMaxPool", "AdaptiveMaxPool2d"),
    ("adaptive_max_pool", "adaptive_max_pool2d"),
    ("AdaptiveAvgPool", "AdaptiveAvgPool2d"),
    ("MaxPool", "MaxPool2d"),
    ("max_pool", "max_pool2d"),
    ("AvgPool", "AvgPool2d"),
    ("avg_pool", "avg_pool2d"),
    ("BatchNorm", "BatchNorm1d and BatchNorm2d"),
    ("InstanceNorm", "InstanceNorm1d and InstanceNorm2d"),
    ("LSTM", "Linear over flattened windows"),
    ("lstm", "linear over flattened windows"),
    ("GRU", "Linear over flattened windows"),
    ("gru", "linear over flattened windows"),
    ("RNN", "Linear over flattened windows"),
    ("rnn", "linear over flattened windows"),
    ("Attention", "Linear and softmax"),
    ("attention", "matmul and softmax"),
    ("Transformer", "Sequential of Linear layers"),
    ("Embedding", "Embedding"),
    ("embedding", "embedding"),
    ("Dropout", "Dropout and Dropout2d"),
    ("dropout", "dropout and dropout2d"),
    ("DataParallel", "the module itself: there is one device"),
    ("Loss", "MSELoss, SmoothL1Loss, CrossEntropyLoss or a function of your own"),
    ("_loss", "mse_loss, smooth_l1_loss, cross_entropy or tensor operations"),
    ("jit", PYTORCH),
    ("compile", "running eagerly"),
    ("onnx", PYTORCH),
    ("profiler", "Python's cProfile"),
    ("hub", "torch.load of a safetensors file"),
    ("models", "nn.Sequential of layers"),
    ("sparse", "dense tensors"),
    ("Tensor", "torch.tensor(data, dtype=…)"),
]
NEAREST = {
    "torch.nn": {"RReLU": "LeakyReLU"},
    "torch.nn.functional": {
        "rrelu": "leaky_relu",
        "relu_": "x.relu_()",
    },
    "torch": {
        "cholesky": "torch.linalg.cholesky",
        "chain_matmul": "torch.linalg.multi_dot",
        "qr": "torch.linalg.qr",
        "lstsq": "torch.linalg.lstsq",
        "solve": "torch.linalg.solve",
        "eig": "torch.linalg.eigh, for symmetric matrices",
        "matrix_rank": "torch.linalg.matrix_rank",
        "distributions": "torch.normal, torch.multinomial and kin, with their densities written out",
        "fft": "numpy.fft, on x.detach().numpy(), and torch.from_numpy for the way back",
        "multiprocessing": "one process",
        "quantization": "float32, or int8 with a scale of your own",
        "xpu": "the CPU: there is no GPU here",
        "mps": "the CPU: torch.backends.mps.is_available() is False",
        "vmap": "operations on the whole batch",
        "func": "torch.autograd.functional.jacobian and vjp",
        "ops": "the function of that name in torch itself",
        "dropout": "nn.functional.dropout",
        "set_default_tensor_type": "set_default_dtype",
        "row_stack": "vstack",
    },
    "torch.Tensor": {
        "storage": "numpy()",
        "pin_memory": "the tensor itself: there is no GPU",
    },
    "torch.nn.utils": {
        "prune": "multiplying the weight by a mask",
        "weight_norm": "a Module of your own that normalizes its weight in forward",
        "spectral_norm": "a Module of your own that divides its weight by torch.linalg.matrix_norm(w, 2)",
    },
    "torch.utils": {
        "tensorboard": "a list of numbers, and matplotlib",
        "benchmark": "Python's timeit",
        "checkpoint": "calling the function itself",
    },
    "torchvision.transforms": {"v2": "torchvision.transforms itself"},
    "torch.nn.Module": {"compile": "the module itself"},
    "torchvision.utils": {"save_image": "plt.imsave(name, image.permute(1, 2, 0).numpy())"},
}
