"""Draw a figure once, and measure each of its texts once: matplotlib does both again and again.

To save a figure tightly, it draws it into nothing, measures it, and draws it; every part that asks has the
ticks found and their labels laid out anew. While `quickly` lasts, what was found is kept for as long as all
that it follows from stays as it was, and a figure of common parts is laid out instead of drawn into nothing.
What is drawn is the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from matplotlib import (
    artist,
    axes,
    axis,
    collections,
    colorbar,
    image,
    legend,
    lines,
    patches,
    rcParams,
    spines,
    text,
)
from matplotlib.figure import Figure

_COMMON = {
    axes.Axes,
    axis.XAxis,
    axis.YAxis,
    collections.FillBetweenPolyCollection,
    collections.LineCollection,
    collections.PathCollection,
    collections.PolyCollection,
    collections.QuadMesh,
    colorbar._ColorbarSpine,
    image.AxesImage,
    legend.Legend,
    lines.Line2D,
    patches.Rectangle,
    spines.Spine,
    text.Annotation,
    text.Text,
}
"""Artists whose extent is known before they are drawn."""
_TEXT = (
    *("_text", "_rotation", "_rotation_mode", "_horizontalalignment", "_verticalalignment"),
    *("_multialignment", "_linespacing", "_usetex", "_parse_math"),
)
"""What a text's layout follows from, beside its typeface."""


@contextmanager
def quickly(figure: Figure) -> Iterator[None]:
    """Let this figure be saved in a fraction of the time."""
    with ExitStack() as stack:
        stack.enter_context(_replaced(axis.Axis, "_update_ticks", _ticks_once))
        stack.enter_context(_replaced(axis.Axis, "_get_ticklabel_bboxes", _label_boxes_once))
        stack.enter_context(_replaced(text.Text, "_get_layout", _layout_once))
        stack.enter_context(_replaced(artist, "_get_tightbbox_for_layout_only", _extent_once))
        if _is_drawn_twice(figure) and _is_common(figure):
            figure.draw = _first_only_laid_out(figure)  # type: ignore[assignment]
            stack.callback(figure.__dict__.pop, "draw", None)
        yield


@contextmanager
def _replaced(owner: Any, name: str, once: Callable[[Any], Any]) -> Iterator[None]:
    plain = getattr(owner, name)
    setattr(owner, name, once(plain))
    try:
        yield
    finally:
        setattr(owner, name, plain)


def _kept(found: dict[Any, tuple[Any, Any]], key: Any, basis: Any, find: Callable[[], Any]) -> Any:
    """What was found for the key, if that was on the same basis; found anew otherwise."""
    last, result = found.get(key, (None, None))
    if last != basis:
        result = find()
        found[key] = basis, result
    return result


def _ticks_once(find: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The ticks depend on what the axis shows and on its length; axes may share what finds them."""
    found: dict[Any, tuple[Any, Any]] = {}

    def ticks(self: axis.Axis) -> Any:
        if self.axes.name != "rectilinear":
            return find(self)
        dpi = self.axes.figure.dpi
        basis = self, dpi, *self.axes.bbox.size, *self.axes.viewLim.extents
        return _kept(found, self.major, basis, lambda: find(self))

    return ticks


def _label_boxes_once(measure: Callable[[Any, Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    found: dict[Any, tuple[Any, Any]] = {}

    def boxes(self: axis.Axis, ticks: Any, renderer: Any) -> Any:
        if self.axes.name != "rectilinear":
            return measure(self, ticks, renderer)
        drawn = self.axes.figure.dpi, getattr(renderer, "_rasterizing", False)
        basis = drawn, *map(id, ticks), *self.axes.bbox.extents, *self.axes.viewLim.extents
        return _kept(found, self, basis, lambda: measure(self, ticks, renderer))

    return boxes


def _layout_once(lay_out: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    found: dict[Any, tuple[Any, Any]] = {}

    def layout(self: text.Text, renderer: Any) -> Any:
        if self.get_wrap() or self.get_transform_rotates_text():
            return lay_out(self, renderer)
        state = self.__dict__
        typeface = state["_fontproperties"]
        drawn = self.figure.dpi, getattr(renderer, "_rasterizing", False)
        basis = drawn, id(typeface), typeface.get_size(), *(state.get(name) for name in _TEXT)
        return _kept(found, self, basis, lambda: lay_out(self, renderer))

    return layout


def _extent_once(measure: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    found: dict[Any, tuple[Any, Any]] = {}

    def extent(self: Any, renderer: Any) -> Any:
        if type(self) is not axes.Axes:
            return measure(self, renderer)
        basis = self.figure.dpi, *self.bbox.extents, *self.viewLim.extents
        return _kept(found, self, basis, lambda: measure(self, renderer))

    return extent


def _is_drawn_twice(figure: Figure) -> bool:
    return figure.get_layout_engine() is not None or rcParams["savefig.bbox"] == "tight"


def _is_common(figure: Figure) -> bool:
    parts = [figure.get_children(), *(part.get_children() for part in figure.axes)]
    return all(type(part) in _COMMON for some in parts for part in some)


def _first_only_laid_out(figure: Figure) -> Callable[[Any], None]:
    def lay_out(renderer: Any) -> None:
        del figure.draw
        engine = figure.get_layout_engine()
        if engine and figure.axes and figure.get_visible():
            with suppress(ValueError):  # as `Figure.draw` does
                engine.execute(figure)

    return lay_out
