"""Colors of classes, curves and paths show on their ground, are told apart, and leave blue and orange free.

How color-blind readers see them is simulated after Machado, Oliveira and Fernandes (2009), by their matrices
for the loss of one kind of cone, on linear RGB. Distances are those of OKLab.
"""

import math
import re
from itertools import combinations

import pytest

from site_tests import ROOT
from site_tests.pages.theme import DARK as SLATE
from site_tests.pages.theme import SCHEME

LIGHT, DARK = "#ffffff", "#12161f"
SEEN = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_LAB = (
    (0.2104542553, 0.793617785, -0.0040720468),
    (1.9779984951, -2.428592205, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.808675766),
)
Vector = tuple[float, ...]

THEME = (ROOT / "docs/course/theme/theme.css").read_text("utf8")
STYLE = (ROOT / "live_cells/live/python/live_plots/matplotlibrc").read_text("utf8")
SCHEMES = re.findall(rf'^\[{SCHEME}(?:="{SLATE}")?\] {{\n(  --diagram-layer.*?)^}}', THEME, re.M | re.S)
CYCLE = [
    f"#{color}"
    for color in re.findall(r"[0-9a-f]{6}", STYLE.partition("axes.prop_cycle")[2].partition("\n")[0])
]


def colors(kind: str, scheme: int) -> list[str]:
    """The colors of the theme whose names begin so."""
    return re.findall(rf"--{kind}[-\w]*: (#[0-9a-f]{{6}});", SCHEMES[scheme])


PALETTES = [
    pytest.param(colors(kind, scheme), scheme, id=f"{kind} {'dark' if scheme else 'light'}")
    for kind in ("pg-class", "pg-(?:training|validation)", "path")
    for scheme in (0, 1)
] + [pytest.param(CYCLE, scheme, id=f"figures {'dark' if scheme else 'light'}") for scheme in (0, 1)]


@pytest.mark.parametrize(("palette", "scheme"), PALETTES)
def test_colors_show_on_their_ground(palette: list[str], scheme: int) -> None:
    assert len(palette) >= 2
    ground = (LIGHT, DARK)[scheme]
    assert {color: ratio for color in palette if (ratio := contrast(color, ground)) < 3} == {}  # WCAG 1.4.11


@pytest.mark.parametrize(("palette", "scheme"), PALETTES)
def test_colors_are_told_apart_by_color_blind_readers(palette: list[str], scheme: int) -> None:
    near = {
        (one, other, eye)
        for one, other in combinations(palette, 2)
        for eye in SEEN
        if math.dist(lab(one, eye), lab(other, eye)) < 0.06
    }
    assert near == set()


@pytest.mark.parametrize(("palette", "scheme"), PALETTES)
def test_blue_and_orange_are_kept_for_signs(palette: list[str], scheme: int) -> None:
    signs = colors("positive", scheme) + colors("negative", scheme)
    assert len(signs) == 2
    near = {
        (color, sign) for color in palette for sign in signs if is_vivid(color) and apart(color, sign) < 15
    }
    assert near == set()


def linear(color: str) -> Vector:
    shares = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(color), strict=True))
        for color in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def lab(color: str, eye: str = "all cones") -> Vector:
    seen = tuple(min(max(share, 0.0), 1.0) for share in times(SEEN[eye], linear(color)))
    return times(TO_LAB, tuple(math.cbrt(cone) for cone in times(TO_CONES, seen)))


def times(matrix: tuple[Vector, ...], vector: Vector) -> Vector:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def is_vivid(color: str) -> bool:
    return math.hypot(*lab(color)[1:]) > 0.04


def apart(one: str, other: str) -> float:
    """Degrees from one hue to another."""
    first, second = (math.degrees(math.atan2(b, a)) for _, a, b in (lab(one), lab(other)))
    return abs((first - second + 180) % 360 - 180)
