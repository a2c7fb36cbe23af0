"""`summary`, a table of modules, output shapes, parameters and multiply-adds; and `record_calls`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import prod
from typing import Any

from .._core.creation_filled import zeros
from .._core.tensor import Tensor
from ..autograd import no_grad
from ..nn.modules.module import Module
from ..nn.modules.normalization import LayerNorm
from ..nn.modules.sparse import Embedding
from ..nn.parameter import Parameter


@dataclass(eq=False)
class ModuleCall:
    """One call of one module. A module that is called twice has two calls."""

    name: str  # the dotted name in the model, "" for the model itself
    module: Module
    depth: int
    inputs: list[Tensor]
    input_nodes: list[Any]  # per input, the node that made it, or the input itself
    output: Any = None
    end: Any = None  # the node that made the output
    calls: list[ModuleCall] = field(default_factory=list)  # of the modules inside, in order

    @property
    def shape(self) -> list[int] | None:
        """The output's shape, None if it is no tensor."""
        return list(self.output.shape) if isinstance(self.output, Tensor) else None


Callback = Callable[[ModuleCall], object]


def do_nothing(call: ModuleCall) -> None:
    """The callback that does nothing."""


def record_calls(
    model: Module, args: Sequence[Any], on_enter: Callback = do_nothing, on_exit: Callback = do_nothing
) -> list[ModuleCall]:
    """Run `model(*args)`; returns the calls in the order in which they began, the model's own first.

    `on_enter` and `on_exit` are called as each begins and ends. The hooks go again, also after an error."""
    calls: list[ModuleCall] = []
    stack: list[ModuleCall] = []
    names = {id(module): name for name, module in reversed(list(model.named_modules(remove_duplicate=False)))}

    def enter(module: Module, given: tuple[Any, ...]) -> None:
        tensors = [value for value in given if isinstance(value, Tensor)]
        input_nodes = [tensor if tensor._node is None else tensor._node for tensor in tensors]
        new = ModuleCall(names[id(module)], module, len(stack), tensors, input_nodes)
        if stack:
            stack[-1].calls.append(new)
        stack.append(new)
        calls.append(new)
        on_enter(new)

    def leave(module: Module, given: tuple[Any, ...], output: Any) -> None:
        done = stack.pop()
        while isinstance(output, (tuple, list)) and output:  # of a recurrent layer: the output, not the state
            output = output[0]
        done.output = output
        done.end = output._node if isinstance(output, Tensor) else None
        on_exit(done)

    handles = []
    for module in model.modules():
        handles += [
            module.register_forward_pre_hook(enter),
            module.register_forward_hook(leave, prepend=True),
        ]
    try:
        model(*args)
    finally:
        for handle in handles:
            handle.remove()
    return calls


def leaves(calls: Iterable[ModuleCall]) -> list[ModuleCall]:
    """The calls of modules that called no other."""
    return [call for call in calls if not call.calls]


@contextmanager
def eval_mode(model: Module) -> Iterator[None]:
    """Evaluation mode in a block; afterward each module has its former mode."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode


def inputs(model: Module, input_size: Any, input_data: Any) -> list[Any]:
    """The inputs to run a model with: the data, or zeros of the given shapes in its dtype, or none."""
    if input_data is not None:
        return list(input_data) if isinstance(input_data, (tuple, list)) else [input_data]
    if input_size is None:
        return []
    sizes = list(input_size)
    shapes = [sizes] if all(isinstance(size, int) for size in sizes) else sizes
    kinds = [p.dtype for p in model.parameters() if p.is_floating_point()]
    return [zeros(*shape, dtype=kinds[0] if kinds else None) for shape in shapes]


_WIDTHS = (40, 25, 25, 25)
_HEADS = ("Module (type:depth-idx)", "Output Shape", "Param #", "Mult-Adds")


@dataclass
class Row:
    """One line of the table. What it counts is in this module, not in children."""

    name: str
    label: str
    depth: int
    shape: list[int] | None
    params: int
    mult_adds: int
    bias_adds: int
    frozen: bool  # no parameter here is trained
    again: bool  # this module was called before


@dataclass(repr=False)
class Summary:
    """What `summary` found; `print` it for the table.

    `total_params`, `trainable_params`, `total_mult_adds` and `total_flops` are numbers; `rows` has a `Row`
    for each call of a module.

    >>> from seqlite import nn
    >>> found = summary(nn.Sequential(nn.Linear(784, 128), nn.ReLU()), (64, 784))
    >>> found.total_params, found.total_mult_adds, [row.shape for row in found.rows]
    (100480, 6422528, [[64, 128], [64, 128], [64, 128]])
    """

    rows: list[Row]
    total_params: int
    trainable_params: int
    param_bytes: int
    input_bytes: int
    output_bytes: int
    depth: int  # of the table
    measured: bool  # whether the model ran, so that shapes are known

    @property
    def total_mult_adds(self) -> int:
        """Multiply-adds of one forward pass of the whole batch."""
        return sum(row.mult_adds for row in self.rows)

    @property
    def total_flops(self) -> int:
        """Floating-point operations of one forward pass: two for a multiply-add, one to add a bias."""
        return 2 * self.total_mult_adds + sum(row.bias_adds for row in self.rows)

    def __repr__(self) -> str:
        rule = "=" * sum(_WIDTHS)
        lines = [rule, _line(_HEADS), rule, *map(_line, self._cells()), rule]
        lines += [
            f"Total params: {self.total_params:,}",
            f"Trainable params: {self.trainable_params:,}",
            f"Non-trainable params: {self.total_params - self.trainable_params:,}",
        ]
        if self.measured:
            total = self.input_bytes + self.output_bytes + self.param_bytes
            lines += [
                f"Total mult-adds: {self.total_mult_adds:,} ({self.total_flops:,} FLOPs)",
                rule,
                f"Input size (MB): {self.input_bytes / 1e6:.2f}",
                f"Forward/backward pass size (MB): {self.output_bytes / 1e6:.2f}",
                f"Params size (MB): {self.param_bytes / 1e6:.2f}",
                f"Estimated Total Size (MB): {total / 1e6:.2f}",
            ]
        return "\n".join([*lines, rule])

    def _cells(self) -> Iterator[tuple[str, str, str, str]]:
        numbers: dict[int, int] = {}
        for row in self.rows:
            if row.depth > self.depth:
                continue
            numbers[row.depth] = numbers.get(row.depth, 0) + 1
            place = f": {row.depth}-{numbers[row.depth]}" if row.depth else ""
            branch = "" if not row.depth else "├─" if row.depth == 1 else "└─"
            indent = "│    " * (row.depth - 1) + branch
            shape = "--" if row.shape is None else str(row.shape)
            params = f"{row.params:,}" if row.params else "--"
            if row.params and (row.frozen or row.again):
                params = "(recursive)" if row.again else f"({params})"
            mult_adds = f"{row.mult_adds:,}" if row.mult_adds else "--"
            yield indent + row.label + place, shape, params, mult_adds


def _line(cells: tuple[str, ...]) -> str:
    return "".join(f"{cell:<{width}} " for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()


def summary(model: Module, input_size: Any = None, input_data: Any = None, *, depth: int = 3) -> Summary:
    """A table of `model` like torchinfo's: modules, output shapes, parameters, multiply-adds and totals.

    `input_size` is the shape of the whole batch, such as (64, 784), or a list of shapes for several inputs;
    `input_data` gives the input itself (a tensor or a tuple of them) where zeros will not do. With neither,
    the table holds no shapes. The model runs once, in evaluation mode and without gradients, and is left as
    it was; no random number is drawn. Modules nested deeper than `depth` are counted in totals alone.

    A weight counts as one multiply-add at each position where it is applied: for `Linear(a, b)` on (N, a)
    that is N·a·b, and for `Conv2d` the same at each pixel. A multiply-add is two FLOPs, and adding a bias is
    one. Lookups (`Embedding`) and activations count nothing. torchinfo counts biases as multiply-adds.

    >>> from seqlite import nn
    >>> summary(nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)), (64, 784))
    ===================================================================================================================
    Module (type:depth-idx)                  Output Shape              Param #                   Mult-Adds
    ===================================================================================================================
    Sequential                               [64, 10]                  --                        --
    ├─Linear: 1-1                            [64, 128]                 100,480                   6,422,528
    ├─ReLU: 1-2                              [64, 128]                 --                        --
    ├─Linear: 1-3                            [64, 10]                  1,290                     81,920
    ===================================================================================================================
    Total params: 101,770
    Trainable params: 101,770
    Non-trainable params: 0
    Total mult-adds: 6,504,448 (13,017,728 FLOPs)
    ===================================================================================================================
    Input size (MB): 0.20
    Forward/backward pass size (MB): 0.07
    Params size (MB): 0.41
    Estimated Total Size (MB): 0.68
    ===================================================================================================================
    """
    given = inputs(model, input_size, input_data)
    if given:
        with no_grad(), eval_mode(model):
            calls = record_calls(model, given)
    else:
        calls = registered_calls(model)
    params = {id(p): p for p in model.parameters()}.values()
    outputs = [c.output for c in calls if _own(c.module) and isinstance(c.output, Tensor)]
    return Summary(
        rows=list(_rows(calls)),
        total_params=sum(p.numel() for p in params),
        trainable_params=sum(p.numel() for p in params if p.requires_grad),
        param_bytes=sum(p.nbytes for p in params),
        input_bytes=sum(x.nbytes for x in given if isinstance(x, Tensor)),
        output_bytes=2 * sum(output.nbytes for output in outputs),  # its gradient is as large
        depth=depth,
        measured=bool(given),
    )


def registered_calls(model: Module) -> list[ModuleCall]:
    """The modules in the order in which they were registered, as if each had been called once."""
    return [
        ModuleCall(name, module, name.count(".") + 1 if name else 0, [], [])
        for name, module in model.named_modules(remove_duplicate=False)
    ]


def _own(module: Module) -> list[Parameter]:
    return [p for p in module._parameters.values() if p is not None]


def _rows(calls: list[ModuleCall]) -> Iterator[Row]:
    seen = set()
    for call in calls:
        own = _own(call.module)
        weights = [p for p in own if p.dim() > 1] or own[:1]
        yield Row(
            name=call.name,
            label=type(call.module).__name__,
            depth=call.depth,
            shape=call.shape,
            params=sum(p.numel() for p in own),
            mult_adds=_applied(call, weights),
            bias_adds=_applied(call, [p for p in own if not any(p is w for w in weights)]),
            frozen=not any(p.requires_grad for p in own),
            again=id(call.module) in seen,
        )
        seen.add(id(call.module))


def _applied(call: ModuleCall, params: list[Parameter]) -> int:
    """How often these parameters are used: at each position (row, pixel, time) of the output."""
    own, shape = _own(call.module), call.shape
    if not params or shape is None or isinstance(call.module, Embedding):
        return 0
    channels = own[0].numel() if isinstance(call.module, LayerNorm) else own[0].shape[0]
    uses = prod(shape) // max(channels, 1) if "weight" in call.module._parameters else prod(shape[:2])
    return uses * sum(p.numel() for p in params)
