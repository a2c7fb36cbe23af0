"""The tape: `record` runs an operation on the arrays of tensors and remembers it in the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from .bfloat16 import BFLOAT16, EXACT_NUMBERS, FLOAT32, Bfloat16, bfloat16_rule
from .differentiable_views import INFERENCE, NO_GRAD, as_strided_indices, creation_meta_error, flat_indices
from .dtypes import cast, dtype, from_numpy_dtype, number_dtype, result_type
from .graph import Edge, Node, Operands
from .numerics import out_of_memory_error, restore, suppress_fp_warnings
from .rules import Op, Vjp
from .saved_tensors import NUMBER, has_saved, memory_id, note_tensor, save
from .tensor_attributes import elementwise_order
from .tensor_base import InferenceVersion, Mode, T
from .tensor_base import TensorBase as TensorBase

NUMBERS = (bool, int, float, np.generic)


def record(op: Op, first: T, *rest: Any, kept: Iterable[TensorBase] = (), **constants: Any) -> T:
    """Run `op` on the arrays of its arguments and wrap the value. Positional tensors are differentiated;
    numbers, arrays and keyword arguments are constants. Tensors that a gradient rule captures are saved, as
    are those in `kept`. TypeError if `first` is no tensor; RuntimeError or NotImplementedError for shapes or
    types that the operation does not take."""
    if not isinstance(first, TensorBase):
        raise not_a_tensor_error(op, first)
    args = (first, *rest)
    if op.promote is not None:
        arrays = promote(args, op)
    elif rest:
        arrays = [a._array if isinstance(a, TensorBase) else a for a in args]
    else:
        arrays = [first._array]
    if arrays[0].dtype.kind not in op.takes:
        if op.promote is not None and (misfit := shape_error(arrays)):
            raise misfit
        raise op.refusal(from_numpy_dtype(arrays[0].dtype).kind)
    further: tuple[TensorBase, ...] = ()
    if constants:
        for name, value in constants.items():
            if isinstance(value, TensorBase):
                if value._needs and Mode.grad:
                    raise RuntimeError(
                        f"The function '{op.__name__}' is not differentiable with respect to argument "
                        f"'{name}'. This input cannot have requires_grad True: detach() it."
                    )
                constants[name] = value._array
                further = (*further, value)
    forward = op.forward
    if Bfloat16.asked and arrays[0].dtype == BFLOAT16:
        forward = bfloat16_rule(op)
    before = suppress_fp_warnings()  # PyTorch does not warn of inf and nan
    try:
        value, vjps = forward(*arrays, **constants) if constants else forward(*arrays)
    except MemoryError as error:
        raise out_of_memory_error(error) or error from None
    except (ValueError, TypeError) as error:  # NumPy's own
        raise (
            out_of_memory_error(error) or shape_error(arrays) or RuntimeError(f"{op.__name__}(): {error}")
        ) from error
    except OverflowError:
        raise overflow_error(from_numpy_dtype(arrays[0].dtype)) from None
    except IndexError as error:
        text = str(error).replace("for axis", "for dimension")
        if text.endswith("with size 0"):
            text = "index is out of bounds for dimension with size 0"
        raise IndexError(text) from None
    finally:
        restore(before)

    made = value
    if op.promote is not None and value.ndim > 2 and op.promote != "joined":
        value = in_elementwise_order(value, arrays)
    out: Any = object.__new__(TensorBase.concrete)
    out._array = value if value.__class__ is np.ndarray else np.asarray(value)
    out._needs = False
    out._node = None
    out._version_counter = [0]
    if Mode.grad:
        set_grad_fn(out, op, args, arrays, made, vjps, further, kept)
        if out._node is not None:
            shared = bool(rest) and shares_memory(arrays)
            out._node.source = op, constants, [*map(id, arrays)] if shared else None
    elif Mode.inference:
        out._version_counter = InferenceVersion([0])
    if op.view and (np.may_share_memory(value, arrays[0]) or not value.size):
        out._version_counter = box = first._version_counter
        if box.__class__ is InferenceVersion:
            return out  # type: ignore[no-any-return]
        out._base = base = first if first._base is None else first._base
        if box[0]:
            out._base_version = box[0]
        if not Mode.grad:
            out._creation_meta = INFERENCE if Mode.inference else NO_GRAD
            out._needs = base._needs
        elif first._creation_meta:
            out._creation_meta = first._creation_meta
    return out  # type: ignore[no-any-return]


def shares_memory(arrays: list[Any]) -> bool:
    """Whether the second array is the first one or a view of the same memory."""
    first, second = arrays[0], arrays[1]
    return second.__class__ is np.ndarray and memory_id(first) == memory_id(second)


def call_numpy(function: Callable[..., Any], *tensors: TensorBase, **options: Any) -> Any:
    """Call a NumPy function on these tensors, without history. RuntimeError for shapes that do not
    broadcast."""
    arrays = [t._array for t in tensors]
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(function(*arrays, **options))
            return TensorBase.concrete._wrap(in_elementwise_order(value, arrays) if value.ndim > 2 else value)
    except ValueError as error:
        raise shape_error(arrays) or RuntimeError(str(error)) from None


def in_elementwise_order(value: Any, arrays: list[Any]) -> Any:
    """`value` with the memory order that PyTorch's TensorIterator gives it for these operands."""
    if all(a.flags.c_contiguous for a in arrays if isinstance(a, np.ndarray)) and value.flags.c_contiguous:
        return value
    return elementwise_order(value, arrays)


def set_grad_fn(
    out: TensorBase,
    op: Op,
    args: tuple[Any, ...],
    arrays: list[Any],
    made: Any,
    vjps: tuple[Vjp | None, ...],
    further: tuple[TensorBase, ...],
    kept: Iterable[TensorBase],
) -> None:
    """Set the node of `out`, which `op` made from `args` (their `arrays`); `made` is the value before
    reordering, `further` are the tensors among the constants."""
    if Mode.inferred and all(
        a._version_counter.__class__ is InferenceVersion for a in args if isinstance(a, TensorBase)
    ):
        return
    targets: list[Node | TensorBase | None] = []
    edges: list[Edge | None] = []
    base = made.base
    boxes, memories = [out._version_counter], [id(made) if base is None else id(base)]
    needed = False
    for a, vjp, array in zip(args, vjps, arrays):  # noqa: B905  (rules may leave out constants)
        if not isinstance(a, TensorBase):
            boxes.append(NUMBER)
            memories.append(id(array))
            continue
        box, base = a._version_counter, array.base
        boxes.append(box)
        memories.append(id(array) if base is None else id(base))
        if vjp is not None:
            if a._base is not None and a._base_version != box[0]:
                rebase_view(a)
            if a._needs:
                needed = True
                own = a._array
                targets.append(a._node or a)
                edges.append((vjp, own.shape, own.dtype))
                continue
        targets.append(None)
        edges.append(None)
    if needed:
        name = op.node if isinstance(op.node, str) else op.node(*arrays)
        seen: Operands = boxes, [box[0] for box in boxes], memories
        for t in further:
            note_tensor(seen, t, memory_id(t._array))
        if kept:
            save(seen, kept)
        node = Node(name, targets, edges, seen, op.__name__)
        if Mode.inferred and any(
            box.__class__ is InferenceVersion and has_saved(node, memory)
            for box, memory in zip(boxes, memories, strict=True)
        ):
            raise RuntimeError(
                "Inference tensors cannot be saved for backward. Make a clone() to get a normal tensor and "
                "use it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
            )
        out._node = node
        out._needs = True


def rebase_view(view: TensorBase) -> None:
    """Rebuild the history of a view whose base was modified in place. RuntimeError for views that autograd
    cannot follow."""
    base = view._base
    assert base is not None
    if view._node is None and not base._needs:
        return
    if view._creation_meta:
        raise creation_meta_error(view, "its base or another view of its base has been")
    recording, Mode.grad = Mode.grad, True  # its history is recorded even inside no_grad
    again = record(as_strided_indices, base, places=flat_indices(view._array, base._array))
    Mode.grad = recording
    view._set_history(again._node, again._needs)
    view._base_version = view._version_counter[0]


def with_node_name(result: T, node: str, *needed: TensorBase) -> T:
    """Give the last operation of `result` another of PyTorch's node names, and save the tensors `needed`."""
    if result._node is not None:
        result._node._name = node
        save(result._node.operands, needed)
    return result


def save_all_outputs(*results: T) -> tuple[T, ...]:
    """`results` are the parts of one decomposition: the gradient of each needs all of them."""
    for result in results:
        if result._node is not None:
            save(result._node.operands, results)
    return results


def drop_base(result: T) -> T:
    """Make a view of a temporary an independent tensor."""
    result._base = None
    result._version_counter = [0]
    return result


def promote(args: Iterable[Any], op: Op) -> list[Any]:
    """Cast the arrays of `args` to their common dtype. Python numbers stay numbers where NumPy treats them
    alike."""
    arrays: list[Any] = []
    kind = None
    same = True
    for a in args:
        if isinstance(a, TensorBase):
            array = a._array
            if kind is None:
                kind = array.dtype
            elif array.dtype != kind:
                same = False
            arrays.append(array)
        elif a.__class__ is float or a.__class__ is int:
            arrays.append(a)
        elif a.__class__ is np.ndarray:
            raise not_a_tensor_error(op, a, len(arrays))
        else:
            same = False
            arrays.append(a)
    if same and kind is not None and kind.kind == "f":
        return arrays
    return promote_general(arrays, op)


def promote_general(values: list[Any], op: Op) -> list[Any]:
    """The slow path of `promote`."""
    kinds = []
    for i, v in enumerate(values):
        if isinstance(v, np.ndarray):
            kinds.append((1 if v.ndim == 0 else 2, from_numpy_dtype(v.dtype)))
        elif isinstance(v, NUMBERS):
            kinds.append((0, number_dtype(v)))
        else:
            raise not_a_tensor_error(op, v, i)
    common = result_type(kinds)
    if op.promote == "float" and not common.is_floating_point:
        common = number_dtype(0.0)
    kind = common.numpy
    if kind == BFLOAT16 and op.__name__ in EXACT_NUMBERS:  # these do not round a single number
        return [cast(np.asarray(v), FLOAT32 if i and np.ndim(v) == 0 else kind) for i, v in enumerate(values)]
    return [cast(np.asarray(v), kind) for v in values]


def overflow_error(kind: dtype) -> RuntimeError:
    """The error for a number that does not fit the dtype."""
    return RuntimeError(f"value cannot be converted to type {kind.name} without overflow")


def not_a_tensor_error(op: Op, value: Any, place: int = 0) -> TypeError:
    """The error for an argument that should have been a tensor."""
    name = "other" if place else "input"
    if isinstance(value, complex):
        raise NotImplementedError(f"{op.__name__}(): complex numbers are not covered; use pairs of floats")
    kind = "numpy.ndarray" if isinstance(value, np.ndarray) else type(value).__name__
    return TypeError(f"{op.__name__}(): argument '{name}' (position {place + 1}) must be Tensor, not {kind}")


def shape_error(arrays: list[Any]) -> RuntimeError | None:
    """PyTorch's error for shapes that do not broadcast, or None if they do."""
    shapes = [a.shape for a in arrays if isinstance(a, np.ndarray)]
    for a, b in pairwise(shapes):
        for back in range(1, min(len(a), len(b)) + 1):
            m, n = a[-back], b[-back]
            if m != n and 1 not in (m, n):
                return RuntimeError(
                    f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton "
                    f"dimension {max(len(a), len(b)) - back}: shapes {list(a)} and {list(b)} do not broadcast"
                )
    return None
