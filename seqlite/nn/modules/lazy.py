"""Modules that take sizes from their first input. Source: PyTorch, `torch.nn.modules.lazy`."""

from __future__ import annotations

from typing import Any, ClassVar

from ..._core.tensor import Tensor
from ...autograd import no_grad
from ..parameter import UninitializedTensorMixin
from .module import Module


class LazyModuleMixin(Module):
    """Base of lazy modules: at the first input, parameters get shapes and values, and the module becomes one
    of `cls_to_become`."""

    cls_to_become: ClassVar[type[Module]]

    def has_uninitialized_params(self) -> bool:
        """Whether a parameter or buffer has no shape yet."""
        tensors = [*self._parameters.values(), *self._buffers.values()]
        return any(isinstance(tensor, UninitializedTensorMixin) for tensor in tensors)

    def initialize_parameters(self, input: Tensor) -> None:
        """Give all parameters shapes and values."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def materialize(self, shapes: dict[str, Any]) -> None:
        """Give parameters and buffers of these names shapes, if they have none, and first values."""
        fresh = self.has_uninitialized_params()
        for name, shape in shapes.items():
            tensor = getattr(self, name)
            if isinstance(tensor, UninitializedTensorMixin):
                tensor.materialize(shape)
        if fresh:
            self.reset_parameters()

    def forward(self, input: Tensor) -> Any:
        with no_grad():
            self.initialize_parameters(input)
        self.__class__ = self.cls_to_become  # type: ignore[assignment]
        return self.forward(input)
