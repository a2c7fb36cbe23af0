"""`DataParallel`, as it is without a GPU. Source: PyTorch, `torch.nn.parallel.data_parallel`."""

from __future__ import annotations

from typing import Any

from ..modules.module import Module


class DataParallel(Module):
    """`module`, run on all devices at once: here on the only one. Its parameters are called `module.…`.
    Shapes are those of `module`.

    >>> nn.DataParallel(nn.Linear(2, 1))
    DataParallel(
      (module): Linear(in_features=2, out_features=1, bias=True)
    )
    """

    def __init__(
        self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0
    ) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[int] = []

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)


def data_parallel(
    module: Module,
    inputs: Any,
    device_ids: Any = None,
    output_device: Any = None,
    dim: int = 0,
    module_kwargs: dict[str, Any] | None = None,
) -> Any:
    """`module(*inputs)`, run on all devices at once: here on the only one.

    >>> nn.parallel.data_parallel(nn.ReLU(), torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """
    inputs = inputs if isinstance(inputs, tuple) else () if inputs is None else (inputs,)
    return module(*inputs, **(module_kwargs or {}))
