"""Full backward hooks: they see the gradients of a module's inputs and outputs."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from itertools import accumulate
from typing import Any

from ..._core.creation_filled import zeros
from ..._core.differentiable_views import FUNCTION
from ..._core.operations.indexing_joining import cat
from ..._core.operations.views import identity_view
from ..._core.record import record, with_node_name
from ..._core.tensor import Tensor

Grads = tuple[Tensor | None, ...]
Hook = Callable[..., Any]
PRE_HOOK_FAULT = "Backward pre hook returned an invalid number of grad_output"
HOOK_FAULT = "Backward hook returned an invalid number of grad_input"


def replace_grads(grads: Grads, changed: Any, what: str) -> Grads:
    """What a hook returned, unless that is None. RuntimeError for another number of gradients."""
    if changed is None:
        return grads
    new: Grads = (changed,) if isinstance(changed, Tensor) else tuple(changed)
    if len(new) != len(grads):
        raise RuntimeError(f"{what}, got {len(new)}, but expected {len(grads)}")
    return new


def pass_through_node(values: tuple[Any, ...], on_gradients: Callable[[Grads], Grads]) -> tuple[Any, ...]:
    """The values, with all tensors that require grad passed through one node of the graph.

    Once their gradients have arrived, `on_gradients` gets them in the values' places and returns the
    gradients to go on with.
    """
    places = [i for i, value in enumerate(values) if isinstance(value, Tensor) and value.requires_grad]
    tensors: list[Tensor] = [values[i] for i in places]

    def call(parts: list[Tensor]) -> list[Tensor]:
        grads: list[Tensor | None] = [None] * len(values)
        for place, part in zip(places, parts, strict=True):
            grads[place] = part
        new = on_gradients(tuple(grads))
        return [part if new[p] is None else new[p] for p, part in zip(places, parts, strict=True)]  # type: ignore[misc]

    if len(tensors) == 1:
        out = [record(identity_view, tensors[0])]
        # Changed in place, it would go around the hooks.
        out[0]._creation_meta = FUNCTION
        node: Any = out[0].grad_fn
        node.register_hook(lambda grads, _: tuple(call([grads[0]])))
    else:
        stops = list(accumulate(tensor.numel() for tensor in tensors))

        def split_flat(flat: Tensor) -> list[Tensor]:
            return [
                flat[stop - t.numel() : stop].to(t.dtype).view(t.shape)
                for t, stop in zip(tensors, stops, strict=True)
            ]

        flat = cat([tensor.reshape(-1) for tensor in tensors])
        flat.register_hook(lambda g: cat([part.reshape(-1) for part in call(split_flat(g))]).to(g.dtype))
        out = [with_node_name(part, "BackwardHookFunctionBackward") for part in split_flat(flat)]
    given = list(values)
    for place, tensor in zip(places, out, strict=True):
        given[place] = tensor
    return tuple(given) if type(values) is tuple else type(values)(*given)


def needs_gradient(values: tuple[Any, ...]) -> bool:
    """Whether there is a tensor among them that does."""
    return any(isinstance(value, Tensor) and value.requires_grad for value in values)


class BackwardHooks:
    """The hooks of one call of a module, around its inputs and its output."""

    def __init__(self, module: Any, before: list[Hook], after: list[Hook]) -> None:
        self.module, self.before, self.after = module, before, after
        self.grad_output: Grads | None = None

    def wrap_inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """Wrap the arguments so that their gradients are seen."""
        self.inputs, self.no_input_needs_grad = len(args), not needs_gradient(args)
        self.constant_inputs = {  # tensors that need no gradient, for which PyTorch shows zeros
            i: (arg.shape, arg.dtype)
            for i, arg in enumerate(args)
            if isinstance(arg, Tensor) and not arg.requires_grad
        }
        return args if self.no_input_needs_grad else pass_through_node(args, self.on_grad_input)

    def wrap_output(self, output: Any) -> Any:
        """The output: a tensor or a tuple of them; of anything else nothing is seen."""
        if not isinstance(output, Tensor | tuple):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but "
                f"received {type(output)}",
                stacklevel=4,
            )
        values = output if isinstance(output, tuple) else (output,)
        if not needs_gradient(values):
            return output
        wrapped = pass_through_node(values, self.on_grad_output)
        return wrapped if isinstance(output, tuple) else wrapped[0]

    def on_grad_output(self, grads: Grads) -> Grads:
        """The output's gradients have come; if no input needs one, that is all."""
        for hook in self.before:
            changed = hook(self.module, grads)
            grads = replace_grads(grads, changed, PRE_HOOK_FAULT)
        self.grad_output = grads
        if self.no_input_needs_grad and self.after:
            warnings.warn(
                "Full backward hook is firing when gradients are computed with respect to module outputs "
                "since no inputs require gradients.",
                stacklevel=2,
            )
            for hook in self.after:
                changed = hook(self.module, (None,) * self.inputs, grads)
                if changed is not None and any(grad is not None for grad in changed):
                    raise RuntimeError(
                        "Backward hook for Modules where no input requires gradient should always return "
                        "None or None for all gradients."
                    )
        return grads

    def on_grad_input(self, grads: Grads) -> Grads:
        """Show both sides to the hooks; what they return replaces the inputs' gradients."""
        if self.grad_output is not None:
            grads = tuple(
                zeros(self.constant_inputs[i][0], dtype=self.constant_inputs[i][1])
                if i in self.constant_inputs
                else grad
                for i, grad in enumerate(grads)
            )
            for hook in self.after:
                changed = hook(self.module, grads, self.grad_output)
                grads = replace_grads(grads, changed, HOOK_FAULT)
        self.grad_output = None
        return grads


def register_on_last_operation(module: Any, hooks: list[Hook], args: tuple[Any, ...], output: Any) -> None:
    """Show `hooks` the gradients on both sides of the operation that made the output, or the first tensor in
    it, with a warning if these are not the module's."""
    tensor = output
    while not isinstance(tensor, Tensor):
        values = tensor.values() if isinstance(tensor, dict) else tensor
        tensor = next(v for v in values if isinstance(v, Tensor) or not isinstance(tensor, dict))
    node = tensor.grad_fn
    if node is None:
        return
    for hook in hooks:
        node.register_hook(partial(hook, module))
    missing = missing_gradients(args, output, node)
    if missing:
        warnings.warn(
            f"Using a non-full backward hook when {missing} is deprecated and will be removed in future "
            "versions. This hook will be missing some gradients. Please use register_full_backward_hook to "
            "get the documented behavior.",
            FutureWarning,
            stacklevel=4,
        )


def missing_gradients(args: tuple[Any, ...], output: Any, node: Any) -> str:
    """Why hooks of `node` do not see all gradients of a module; "" if they do."""
    outputs = (output,) if isinstance(output, Tensor) else output
    if not isinstance(outputs, tuple) or not all(isinstance(value, Tensor) for value in outputs):
        return "the Module does not return a single Tensor or a tuple of Tensors"
    if not all(isinstance(value, Tensor) for value in args):
        return "the Module does not take as input a single Tensor or a tuple of Tensors"
    if {value.grad_fn for value in outputs} - {None} != {node}:
        return "outputs are generated by different autograd Nodes"
    if {value.grad_fn for value in args} - {None} != {next_node for next_node, _ in node.next_functions}:
        return "the forward contains multiple autograd Nodes"
    return ""
