"""How views are made, where that forbids to change them: autograd could not follow."""

from __future__ import annotations

from .graph import TensorBase

NO_GRAD, INFERENCE = "no_grad mode", "inference mode"
SEVERAL, FUNCTION = "several", "function"

CLARIFY = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by "
    "moving both the view and the inplace either both inside the {} block (if you don't want the inplace to "
    "be tracked) or both outside (if you want the inplace to be tracked)."
)
WHY = {
    NO_GRAD: CLARIFY.format("no_grad"),
    INFERENCE: CLARIFY.format("inference_mode"),
    SEVERAL: " This view is the output of a function that returns multiple views. Such functions do not "
    "allow the output views to be modified inplace: change x[i] instead, or clone() the view.",
    FUNCTION: " This view was created inside a custom Function (or because an input was returned as-is) and "
    "the autograd logic to handle view+inplace would override the custom backward associated with the custom "
    "Function, leading to incorrect gradients: clone() the output of the custom Function.",
}


def unfollowed(view: TensorBase, what: str) -> RuntimeError:
    """The error for a view that was, or is to be, changed: `what` says which."""
    node, made = view._node, view._creation_meta
    if node is not None and made in (SEVERAL, FUNCTION):
        start = f"Output {node.index} of {node._name} is a view and {what} modified inplace."
    else:
        start = (
            "A view was created in"
            if node is None
            else f"Output {node.index} of {node._name} is a view of a view which was created in"
        )
        start += (
            f" inference mode and {what} modified inplace in normal mode."
            if made == INFERENCE
            else f" no_grad mode and {what} modified inplace with grad mode enabled."
        )
    return RuntimeError(start + WHY[made])
